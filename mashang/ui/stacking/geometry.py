"""Where everything stands in a stacking plan. Pure numbers: user units of the SVG, no drawing.

One scale holds for the whole tower, so that widths compare between floors: a unit is as wide as its area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from mashang.ui.stacking.plan import Plan, PlanFloor, PlanUnit

LEFT: Final = 62.0
SPAN: Final = 568.0
RIGHT: Final = 702.0
WIDTH: Final = 714.0
TOP: Final = 26.0
PITCH: Final = 24.0
REFUGE_PITCH: Final = 16.0
STRIP_PITCH: Final = 16.0
GAP: Final = 1.5
FOOT: Final = 46.0


@dataclass(frozen=True, slots=True)
class Span:
    """A unit's place on its floor; `share` is the area it is drawn with (its own, or an equal share)."""

    unit: PlanUnit
    x: float
    width: float
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """A floor's place; kind: units, strip, refuge or empty. `x` and `width` are the whole floor's."""

    floor: PlanFloor
    kind: Literal["units", "strip", "refuge", "empty"]
    y: float
    height: float
    x: float
    width: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture; `px_per_sqm` is 0 where no area is known and widths mean nothing."""

    rows: tuple[Row, ...]
    height: float
    px_per_sqm: float


def lay_out(plan: Plan) -> Layout:
    """Place every floor and unit of a tower.

    A unit's width is its area times one scale for the tower. Units of unknown area share equally what is left of the
    floor's own area, or take the mean of their floor; a floor without any area takes the tower's middle width; a tower
    without any area is drawn with floors of one width.
    """
    shares = [floor_shares(floor) for floor in plan.floors]
    totals = [sum(row) for row in shares if row]
    usual = median(totals) if totals else 1.0
    shares = [
        row or [usual / len(floor.units) for _ in floor.units] for row, floor in zip(shares, plan.floors, strict=True)
    ]
    widest = max((sum(row) for row in shares), default=0.0) or 1.0
    scale = SPAN / widest
    rows: list[Row] = []
    y = TOP
    for floor, areas in zip(plan.floors, shares, strict=True):
        kind, height = row_kind(plan, floor)
        total = sum(areas) if areas else usual
        width = min(total * scale, SPAN)
        x = LEFT + (SPAN - width) / 2
        rows.append(Row(floor, kind, y, height, x, width, place(floor.units, areas, x, scale)))
        y += height + 2
    return Layout(tuple(rows), y + FOOT, scale if totals else 0.0)


def floor_shares(floor: PlanFloor) -> list[float]:
    """The area each unit of a floor is drawn with; empty when the floor knows no area at all."""
    known = [unit.area_sqm for unit in floor.units if unit.area_sqm]
    missing = len(floor.units) - len(known)
    left = (floor.area_sqm or 0.0) - sum(known)
    if missing and left > 0:
        equal = left / missing
    elif known:
        equal = sum(known) / len(known)
    else:
        return []
    return [unit.area_sqm or equal for unit in floor.units]


def row_kind(plan: Plan, floor: PlanFloor) -> tuple[Literal["units", "strip", "refuge", "empty"], float]:
    """How a floor is drawn and how high it is. A refuge floor that has units is drawn like any other."""
    if not floor.units:
        return ("refuge", REFUGE_PITCH - 2) if floor.refuge else ("empty", PITCH - 2)
    if plan.as_strips and floor.key != plan.open_floor:
        return "strip", STRIP_PITCH - 2
    return "units", PITCH - 2


def place(units: Sequence[PlanUnit], areas: Sequence[float], x: float, scale: float) -> tuple[Span, ...]:
    """Stand the units side by side from `x`; each leaves a gap at its right, the spans touch and do not overlap."""
    spans: list[Span] = []
    for unit, area in zip(units, areas, strict=True):
        width = area * scale
        spans.append(Span(unit, x, width, area))
        x += width
    return tuple(spans)
