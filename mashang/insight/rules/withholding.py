"""Which figures of a table are withheld so that no firm can be worked out from those that are shown.

A table is a set of cells, each the sum over a set of payers: one firm with one amount. Cells of tables published before are
given as well, because whoever reads both can subtract them; a firm that has paid another amount since is another payer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic

from mashang.insight.rules.auditing import Audit, Leak
from mashang.insight.rules.disclosure import Key, Limits, Members, Reason, unfit_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Key]):
    """The cells of one measure: whose amounts each adds up, and the ways in which a whole falls into parts.

    `shown` and `hidden` are the cells of tables published before: what was told stays told, what was withheld is to stay
    unknown.
    """

    cells: Mapping[Key, Members]
    splits: Mapping[Key, tuple[tuple[Key, ...], ...]]
    shown: tuple[Members, ...] = ()
    hidden: tuple[Members, ...] = ()

    def audit(self, limits: Limits) -> Audit[Key]:
        """The audit of this table, for any choice of withheld cells."""
        return Audit(self.cells, self.splits, self.shown, self.hidden, limits)


def withhold(
    table: Table[Key], limits: Limits, *, sticky: Mapping[Key, Reason] | None = None, rounds: int = 200
) -> dict[Key, Reason]:
    """The cells that are withheld, each with its reason.

    First those that are unfit of themselves, and the `sticky` ones with the reason that they bear; then in rounds one more cell for each leak that the audit
    finds. Where this has not ended after so many rounds, the wholes that leak are withheld with all their parts. In the
    end the audit finds nothing that withholding could close.
    """
    withheld: dict[Key, Reason] = {key: reason for key, reason in (sticky or {}).items() if key in table.cells}
    for key, members in table.cells.items():
        if reason := unfit_reason(members, limits):
            withheld[key] = reason
    audit = table.audit(limits)
    for turn in range(len(table.cells) + 1):
        leaks = [leak for leak in audit.find_leaks(withheld.keys()) if leak.through]
        if not leaks:
            break
        for leak in leaks:
            _close(leak, withheld, table, whole_row=turn >= rounds)
    return withheld


def _close(leak: Leak[Key], withheld: dict[Key, Reason], table: Table[Key], *, whole_row: bool) -> None:
    """Withhold the smallest cell that the leak runs through, unless another leak's cell has closed it already."""
    if whole_row:
        parts = [part for key in leak.through for ways in table.splits.get(key, ()) for part in ways]
        withheld.update({key: Reason.SECOND for key in [*leak.through, *parts] if key not in withheld})
    elif not any(key in withheld for key in leak.through):
        withheld[leak.through[0]] = Reason.SECOND
