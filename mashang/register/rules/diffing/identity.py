"""Which firm and which tower a row speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.rules.diffing.held import Held, HeldFirm
from mashang.register.rules.diffing.stated import Difference, Stated

RENAME = [("rename", "sheet"), ("keep_name", "register")]
RECODE = [("another_firm", "sheet"), ("keep_code", "register")]
ELSEWHERE = [("use_held", "register"), ("refuse", "register")]


Said = dict[str, str | tuple[str, str]]


def _add(said: Said, key: str, value: str) -> None:
    """The first value, or the first two: a third tells nothing more."""
    known = said.get(key)
    if known is None:
        said[key] = value
    elif isinstance(known, str) and known != value:
        said[key] = (known, value)


class Identity:
    """Finds firms by code, then by name; a contradiction between the two is a conflict, never a guess."""

    def __init__(self, held: Held, rows: Iterable[Stated]) -> None:
        self.held = held
        # One to one nearly always: a tuple is made only where the sheet contradicts itself.
        self.names_of_code: Said = {}
        self.codes_of_name: Said = {}
        for row in rows:
            if row.uscc:
                _add(self.names_of_code, row.uscc, row.folded)
                _add(self.codes_of_name, row.folded, row.uscc)

    def find(self, row: Stated, difference: Difference) -> HeldFirm | None:
        """The firm of the row in the register, or None for one not yet held; disputes what contradicts itself."""
        folded = row.folded
        firm = self._by_code(row, folded, difference) if row.uscc else self._by_name(row, folded, difference)
        if firm is not None and firm.elsewhere:
            difference.note(
                "held_elsewhere",
                _("Another area holds this firm; its data stay as they are, the sheet's are not written to it."),
            )
            difference.dispute("held_elsewhere", ELSEWHERE, "use_held")
        difference.firm_id = firm.id if firm else None
        difference.firm_key = "" if firm else (row.uscc or self._only_code(folded) or folded)
        if firm is None and row.uscc and isinstance(names := self.names_of_code[row.uscc], tuple):
            if names[0] != folded:
                difference.note("code_twice", _("The sheet gives this code to two names."))
                difference.dispute("code_two_names", RENAME, "keep_name")
        elif firm is None and row.uscc and isinstance(self.codes_of_name[folded], tuple):
            difference.note("name_twice", _("The sheet gives this name two codes."))
            difference.dispute("name_two_codes", [("another_firm", "sheet")], "")
        return firm

    def _only_code(self, folded: str) -> str | None:
        code = self.codes_of_name.get(folded)
        return code if isinstance(code, str) else None

    def _by_code(self, row: Stated, folded: str, difference: Difference) -> HeldFirm | None:
        assert row.uscc
        firm = self.held.firm_by_code.get(row.uscc)
        if firm is not None:
            if firm.folded != folded and not firm.elsewhere:
                difference.change("name", firm.name, row.name)
                difference.dispute("code_two_names", RENAME, "")
            return firm
        namesakes, others = self._namesakes(folded)
        for namesake in namesakes:
            if namesake.uscc is None:
                difference.change("uscc", None, row.uscc)
                return namesake
        if namesakes:
            difference.change("uscc", namesakes[0].uscc, row.uscc)
            difference.dispute("name_two_codes", RECODE, "")
            return namesakes[0]
        return next((other for other in others if other.uscc is None), None)

    def _namesakes(self, folded: str) -> tuple[list[HeldFirm], list[HeldFirm]]:
        """Firms of this name: of the sheet's area, and of other areas."""
        named = self.held.firms_by_name.get(folded, ())
        return [f for f in named if not f.elsewhere], [f for f in named if f.elsewhere]

    def _by_name(self, row: Stated, folded: str, difference: Difference) -> HeldFirm | None:
        code = self._only_code(folded)
        if code and code in self.held.firm_by_code:
            return self.held.firm_by_code[code]
        namesakes, others = self._namesakes(folded)
        if len(namesakes) > 1:
            difference.note(
                "namesakes",
                _("The register holds %(count)s firms of this name; the sheet gives no code."),
                count=len(namesakes),
            )
            difference.dispute("namesakes", [("first_firm", "register"), ("another_firm", "sheet")], "")
        return next(iter([*namesakes, *others]), None)


def find_tower(held: Held, row: Stated, difference: Difference, towers_said: dict[str, int]) -> None:
    """The tower the sender or reviewer named, else the one that bears the written name, else a new one."""
    key = fold(row.place)
    if row.tower_id is not None:
        difference.tower_id = row.tower_id
    elif key in towers_said:
        difference.tower_id = towers_said[key]
    elif key in held.tower_by_name:
        difference.tower_id = held.tower_by_name[key].id
    elif key:
        difference.tower_key = key
