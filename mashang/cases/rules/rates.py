"""Rates of promises: kept of judged, without what is left out and with it; small ones are not told. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mashang.cases.rules.durations import FEWEST

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Promises of one measure: `kept` of `judged`, and beside them what is left out of the rate by a ruling."""

    kept: int = 0
    judged: int = 0
    kept_out: int = 0
    out: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            kept=self.kept + other.kept, judged=self.judged + other.judged, kept_out=self.kept_out + other.kept_out,
            out=self.out + other.out,
        )  # fmt: skip

    @property
    def share_tenths(self) -> int | None:
        """Kept of judged in tenths of a percent, rounded half up; None of nothing."""
        return _tenths(self.kept, self.judged)

    @property
    def share_with_tenths(self) -> int | None:
        """The same, with what is left out counted in."""
        return _tenths(self.kept + self.kept_out, self.judged + self.out)


NOTHING = Tally()


def _tenths(kept: int, judged: int) -> int | None:
    return (2000 * kept + judged) // (2 * judged) if judged else None


def too_few(lines: Mapping[Key, Tally], *, whole_known: bool) -> set[Key]:
    """Which parts of a whole are not told: those of fewer than five.

    Where the whole is known and the rest would tell them, the next smallest is not told either. Counted is everything judged, what is left out too, because a share with and without it tells of both.
    """
    counted = {key: line.judged + line.out for key, line in lines.items() if line.judged + line.out}
    few = {key for key, count in counted.items() if count < FEWEST}
    if not whole_known:
        return few
    rest = sorted((key for key in counted if key not in few), key=lambda key: counted[key])
    if few and sum(counted[key] for key in few) < FEWEST and rest:
        few.add(rest[0])
    return few


def hidden_cells(
    cells: Mapping[tuple[Row, Column], Tally], *, rows: Collection[Row], columns: Collection[Column]
) -> set[tuple[Row, Column]]:
    """Which cells of a table are not told, where the totals of these rows and columns are told.

    Those of fewer than five, all of a row or column that is not told itself, and whatever else would let one of them be
    worked out from a total: in each told row and column two at least are hidden, and they come to five at least.
    """
    counted = {cell: line.judged + line.out for cell, line in cells.items() if line.judged + line.out}
    hidden = {cell for cell, n in counted.items() if n < FEWEST or cell[0] not in rows or cell[1] not in columns}
    lines = [[cell for cell in counted if cell[0] == row] for row in rows]
    lines += [[cell for cell in counted if cell[1] == column] for column in columns]
    more = True
    while more:
        more = False
        for line in lines:
            gone = [cell for cell in line if cell in hidden]
            rest = [cell for cell in line if cell not in hidden]
            if gone and rest and (len(gone) == 1 or sum(counted[cell] for cell in gone) < FEWEST):
                hidden.add(min(rest, key=lambda cell: counted[cell]))
                more = True
    return hidden
