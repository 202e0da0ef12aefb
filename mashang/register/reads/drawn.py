"""The stacking plan made ready for drawing: for each unit its sign, its short name and what each view says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.doors.wording import say
from mashang.register.reads.stacking import FloorOnPlan, Stacking, UnitOnPlan
from mashang.register.rules.industry import GROUP_NAMES, group_of
from mashang.register.rules.short_names import distinct_names
from mashang.register.rules.unit_status import Expiry, UnitStatus

SIGNS = {
    UnitStatus.LET: "leased",
    UnitStatus.OWN_USE: "own",
    UnitStatus.VACANT: "vacant",
    UnitStatus.RESERVED: "reserved",
    UnitStatus.FITTING_OUT: "fitout",
    UnitStatus.SEALED: "sealed",
    UnitStatus.UNDELIVERED: "pending",
}
BANDS = {Expiry.OVERRUN: 0, Expiry.SOON: 1, Expiry.LATER: 2, Expiry.YEAR: 3, Expiry.FAR: 4}
INDUSTRY_LETTERS = (
    pgettext_lazy("industry letter", "B"),
    pgettext_lazy("industry letter", "I"),
    pgettext_lazy("industry letter", "C"),
    pgettext_lazy("industry letter", "F"),
    pgettext_lazy("industry letter", "P"),
    pgettext_lazy("industry letter", "T"),
    pgettext_lazy("industry letter", "W"),
    pgettext_lazy("industry letter", "O"),
)
INDUSTRIES = tuple(zip(INDUSTRY_LETTERS, (GROUP_NAMES[no] for no in sorted(GROUP_NAMES)), strict=True))
HERE, PARTLY, ELSEWHERE, UNKNOWN = 1, 2, 3, 4
REGISTRATIONS = (
    (pgettext_lazy("registration letter", "H"), gettext_lazy("Registered here")),
    (pgettext_lazy("registration letter", "S"), gettext_lazy("Some firms registered here")),
    (pgettext_lazy("registration letter", "E"), gettext_lazy("Registered elsewhere")),
    ("?", gettext_lazy("Registration not known")),
)
REFUGE = frozenset({"refuge", "避难层", "避難層"})  # zh: how floor lists write the use of a floor


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnUnit:
    """One unit as a plan draws it. `industry_no` counts from 1 in INDUSTRIES, `registered` in REGISTRATIONS."""

    key: str
    room: str
    status: str
    area_sqm: float | None
    label: str
    full: str
    industry_no: int | None
    expiry_band: int | None
    registered: int | None
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFloor:
    """One floor as a plan draws it."""

    key: str
    label: str
    refuge: bool
    units: tuple[DrawnUnit, ...]


def list_industries() -> list[tuple[str, str]]:
    """The groups of industry, each with its letter, in the reader's language; a unit's `industry_no` counts them."""
    return [(str(letter), say(name)) for letter, name in INDUSTRIES]


def draw_floors(stacking: Stacking) -> tuple[DrawnFloor, ...]:
    """The floors of a plan from top to bottom, ready for drawing. No query."""
    short = distinct_names([tenant.firm for unit in stacking.units for tenant in unit.tenants])
    comma = _(", ")
    return tuple(_floor(floor, stacking.as_of, short, comma) for floor in stacking.floors)


def floor_label(no: int | None, label: str = "") -> str:
    """The name of a floor: its own, else its number; B1 below ground, a question mark where none is stated."""
    if label:
        return label
    if no is None:
        return "?"
    return str(no) if no > 0 else f"B{-no}"


def place_label(no: int | None, room: str) -> str:
    """A room as people find it: 1801 as it is, room 05 of floor 18 as 18F-05, a floor without a room by its name."""
    if not room:
        return floor_label(no)
    floor = floor_label(no)
    if no is None or (len(room) > len(floor) and room.upper().lstrip("0").startswith(floor.upper())):
        return room
    return f"{floor}F-{room}" if no > 0 else f"{floor}-{room}"


def floor_key(no: int | None) -> str:
    """How an address names a floor."""
    return "none" if no is None else str(no)


def _floor(floor: FloorOnPlan, on: date, short: dict[str, str], comma: str) -> DrawnFloor:
    return DrawnFloor(
        key=floor_key(floor.no),
        label=floor_label(floor.no, floor.label),
        refuge=floor.use in REFUGE and not floor.units,
        units=tuple(_unit(unit, on, short, comma) for unit in floor.units),
    )


def _unit(unit: UnitOnPlan, on: date, short: dict[str, str], comma: str) -> DrawnUnit:
    first, ends_on = unit.first, unit.ends_on
    others = len(unit.tenants) - 1
    label = short[first.firm] if first else ""
    return DrawnUnit(
        key=str(unit.id),
        room=unit.room or floor_label(unit.floor_no),
        status=SIGNS[unit.status],
        area_sqm=float(unit.area_sqm) if unit.area_sqm is not None else None,
        label=f"{label} +{others}" if others > 0 else label,
        full=comma.join(tenant.firm for tenant in unit.tenants),
        industry_no=(group_of(first.industry) or None) if first else None,
        expiry_band=BANDS.get(unit.expiry(on)),
        registered=_registered(tenant.registered_here for tenant in unit.tenants) if unit.tenants else None,
        ends=ends_on.isoformat()[2:7] if ends_on else "",
    )


def _registered(said: Iterable[bool | None]) -> int:
    answers = set(said)
    if answers == {True}:
        return HERE
    if True in answers:
        return PARTLY
    return ELSEWHERE if answers == {False} else UNKNOWN
