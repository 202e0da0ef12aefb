"""Two snapshots beside each other: which firms came and went, grew or shrank, and moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["came", "went", "grew", "shrank", "moved", "same"]


@dataclass(frozen=True, slots=True)
class Held:
    """A firm in one unit of one tower; `sqm` None where nobody knows."""

    tower: int
    unit: int
    firm: int
    sqm: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one firm: the units and the area it had and has. Areas are None where a part is not known."""

    firm: int
    kind: Kind
    before: tuple[int, ...]
    after: tuple[int, ...]
    sqm_before: Decimal | None
    sqm_after: Decimal | None
    towers: tuple[int, ...]

    @property
    def change_sqm(self) -> Decimal | None:
        """By how much its area grew; None where it is not known before or after."""
        if self.sqm_before is None or self.sqm_after is None:
            return None
        return self.sqm_after - self.sqm_before


def compare_stays(old: Iterable[Held], new: Iterable[Held]) -> list[Difference]:
    """One difference for each firm that is in either, those that are the same included, by the firm's number.

    A firm came or went as seen over the whole area, not over a tower. Of one that stayed the area decides first (grew,
    shrank), then the units: other units of the same area in all are a move.
    """
    before, after = _by_firm(old), _by_firm(new)
    return [_difference(firm, before.get(firm, []), after.get(firm, [])) for firm in sorted({*before, *after})]


def _by_firm(rows: Iterable[Held]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.firm].append(row)
    return found


def _difference(firm: int, before: list[Held], after: list[Held]) -> Difference:
    was, now = _area(before), _area(after)
    units = tuple(sorted({row.unit for row in before})), tuple(sorted({row.unit for row in after}))
    return Difference(
        firm, _kind(units, was, now), *units, was, now, tuple(sorted({row.tower for row in (*before, *after)}))
    )


def _kind(units: tuple[tuple[int, ...], tuple[int, ...]], was: Decimal | None, now: Decimal | None) -> Kind:
    before, after = units
    if not before or not after:
        return "came" if after else "went"
    if was is not None and now is not None and was != now:
        return "grew" if now > was else "shrank"
    return "same" if before == after else "moved"


def _area(rows: list[Held]) -> Decimal | None:
    areas = [row.sqm for row in rows]
    if not rows:
        return Decimal(0)
    return None if None in areas else sum((area for area in areas if area is not None), Decimal(0))
