"""Two snapshots beside each other: which firms came and went, grew or shrank, and moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
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
    """What became of one firm: the units and the area it had and has. Areas are None where a part is not known.

    `others` are the other numbers under which it stood, of records that were merged into this one since.
    """

    firm: int
    kind: Kind
    before: tuple[int, ...]
    after: tuple[int, ...]
    sqm_before: Decimal | None
    sqm_after: Decimal | None
    towers: tuple[int, ...]
    others: tuple[int, ...] = ()

    @property
    def change_sqm(self) -> Decimal | None:
        """By how much its area grew; None where it is not known before or after."""
        if self.sqm_before is None or self.sqm_after is None:
            return None
        return self.sqm_after - self.sqm_before


def compare_stays(
    old: Iterable[Held],
    new: Iterable[Held],
    *,
    merged: Mapping[int, int] | None = None,
    became: Mapping[int, Collection[int]] | None = None,
) -> list[Difference]:
    """One difference for each firm that is in either, those that are the same included, by the firm's number.

    A firm came or went as seen over the whole area, not over a tower. Of one that stayed the area decides first (grew,
    shrank), then the units: other units of the same area in all are a move. `merged` says into which firm a record was
    merged, step by step: both count as one firm. `became` says what a unit was split, merged, redrawn or renumbered into,
    step by step: whoever holds what its units became has not moved.
    """
    merged, became = merged or {}, became or {}
    old, new = list(old), list(new)
    here = {row.unit for row in new}
    before, after = _by_firm(old, merged), _by_firm(new, merged)
    told = []
    for firm in sorted({*before, *after}):
        one = _difference(firm, before.get(firm, []), after.get(firm, []), lambda unit: now_of(unit, became, here))
        told.append(one)
    return told


def last_of(firm: int, merged: Mapping[int, int]) -> int:
    """The record that a firm's record was merged into at last; itself where it was not."""
    seen = {firm}
    while (into := merged.get(firm)) is not None and into not in seen:
        firm = into
        seen.add(into)
    return firm


def now_of(unit: int, became: Mapping[int, Collection[int]], here: Collection[int]) -> set[int]:
    """The units that a unit became in the end: those that are `here`, else the last ones of its line; itself where nothing became of it."""
    ends, seen, open_ones = set[int](), {unit}, [unit]
    while open_ones:
        one = open_ones.pop()
        following = became.get(one, ())
        if one in here or not following:
            ends.add(one)
            continue
        open_ones.extend(other for other in following if other not in seen)
        seen.update(following)
    return ends or {unit}


def _by_firm(rows: Iterable[Held], merged: Mapping[int, int]) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[last_of(row.firm, merged)].append(row)
    return found


def _difference(firm: int, before: list[Held], after: list[Held], follow: Callable[[int], set[int]]) -> Difference:
    was, now = _area(before), _area(after)
    units = tuple(sorted({row.unit for row in before})), tuple(sorted({row.unit for row in after}))
    stays = {end for unit in units[0] for end in follow(unit)}
    return Difference(
        firm, _kind(stays, {*units[1]}, was, now), *units, was, now,
        tuple(sorted({row.tower for row in (*before, *after)})),
        tuple(sorted({row.firm for row in (*before, *after)} - {firm})),
    )  # fmt: skip


def _kind(before: set[int], after: set[int], was: Decimal | None, now: Decimal | None) -> Kind:
    """`before` are the units it had, as they are called now."""
    if not before or not after:
        return "came" if after else "went"
    if was is None or now is None:
        return "same" if before == after else "moved"
    if was != now:
        return "grew" if now > was else "shrank"
    # Of a unit that several shared each may hold its own part once it is split: as large as before, it has not moved.
    return "same" if after <= before else "moved"


def _area(rows: list[Held]) -> Decimal | None:
    areas = [row.sqm for row in rows]
    if not rows:
        return Decimal(0)
    return None if None in areas else sum((area for area in areas if area is not None), Decimal(0))
