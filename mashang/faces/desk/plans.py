"""A stacking plan as the kit draws it, from the readings of the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.doors.wording import say
from mashang.faces.desk.asking import Moment
from mashang.register.reads.stacking import FloorOnPlan, Stacking, UnitOnPlan
from mashang.register.rules.industry import GROUP_NAMES, group_of
from mashang.register.rules.short_names import distinct_names
from mashang.register.rules.unit_status import Expiry, UnitStatus
from mashang.ui.stacking import Controls, Plan, PlanFloor, PlanUnit, category
from mashang.ui.stacking.plan import View
from mashang.ui.tables import with_query

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
LETTERS = {
    1: pgettext_lazy("industry letter", "B"),
    2: pgettext_lazy("industry letter", "I"),
    3: pgettext_lazy("industry letter", "C"),
    4: pgettext_lazy("industry letter", "F"),
    5: pgettext_lazy("industry letter", "P"),
    6: pgettext_lazy("industry letter", "T"),
    7: pgettext_lazy("industry letter", "W"),
    8: pgettext_lazy("industry letter", "O"),
}
HERE, PARTLY, ELSEWHERE, UNKNOWN = 1, 2, 3, 4
REGISTRATIONS = (
    category(pgettext_lazy("registration letter", "H"), gettext_lazy("Registered here")),
    category(pgettext_lazy("registration letter", "S"), gettext_lazy("Some firms registered here")),
    category(pgettext_lazy("registration letter", "E"), gettext_lazy("Registered elsewhere")),
    category("?", gettext_lazy("Registration not known")),
)
REFUGE = frozenset({"refuge", "避难层", "避難層"})  # zh: how floor lists write the use of a floor
VIEWS: tuple[View, ...] = ("status", "industry", "expiry", "registration")


def read_view(query: QueryDict) -> View:
    """The view in the address; status where it names none."""
    wanted = query.get("view", "")
    return next((view for view in VIEWS if view == wanted), "status")


def build_plan(stacking: Stacking, name: str, query: QueryDict) -> Plan:
    """The plan of a tower in the view, with the unit and the floor, that the address asks for."""
    industries = [category(LETTERS[no], say(GROUP_NAMES[no])) for no in sorted(GROUP_NAMES)]
    short = distinct_names([tenant.firm for unit in stacking.units for tenant in unit.tenants])
    return Plan(
        name=name,
        floors=[_floor(floor, stacking.as_of, query, short) for floor in stacking.floors],
        view=read_view(query),
        selected=query.get("unit", ""),
        open_floor=_open_floor(stacking, query),
        industries=industries,
        registrations=REGISTRATIONS,
    )


def build_controls(stacking: Stacking, moment: Moment, query: QueryDict, *, table_url: str = "#tenants") -> Controls:
    """The day and what stands beside it: a year back, a year on, and whether this is today."""
    on = stacking.as_of
    if moment.is_today:
        state, tone = _("today"), "ok"
    elif moment.known_on:
        state, tone = _("as it was known on %(day)s") % {"day": moment.known_on.isoformat()}, "warn"
    else:
        state, tone = (_("a day to come"), "info") if on > moment.today else (_("a day past"), "info")
    return Controls(
        on=on.isoformat(),
        query=query,
        earlier=_years(on, -1).isoformat(),
        later=_years(on, 1).isoformat(),
        table_url=table_url,
        state=state,
        state_tone=tone,
    )


def _years(day: date, step: int) -> date:
    year = day.year + step
    last = day.month == 2 and day.day == 29
    return date(year, day.month, 28 if last else day.day)


def _open_floor(stacking: Stacking, query: QueryDict) -> str:
    wanted = query.get("unit", "")
    unit = stacking.find(int(wanted)) if wanted.isdigit() else None
    if unit is not None:
        return _key(unit.floor_no)
    return query.get("floor", "")


def _key(no: int | None) -> str:
    return "none" if no is None else str(no)


def floor_label(no: int | None, label: str = "") -> str:
    """The name of a floor at the axis: its own, else its number; B1 below ground."""
    if label:
        return label
    if no is None:
        return "?"
    return str(no) if no > 0 else f"B{-no}"


def _floor(floor: FloorOnPlan, on: date, query: QueryDict, short: dict[str, str]) -> PlanFloor:
    key = _key(floor.no)
    return PlanFloor(
        key=key,
        label=floor_label(floor.no, floor.label),
        units=[_unit(unit, on, query, short) for unit in floor.units],
        refuge=floor.use in REFUGE and not floor.units,
        href=with_query(query, {"floor": key, "unit": ""}, anchor="plan"),
    )


def _unit(unit: UnitOnPlan, on: date, query: QueryDict, short: dict[str, str]) -> PlanUnit:
    first, ends_on = unit.first, unit.ends_on
    others = len(unit.tenants) - 1
    label = short[first.firm] if first else ""
    return PlanUnit(
        key=str(unit.id),
        room=unit.room or floor_label(unit.floor_no),
        status=SIGNS[unit.status],
        href=with_query(query, {"unit": str(unit.id)}, anchor="unit"),
        area_sqm=float(unit.area_sqm) if unit.area_sqm is not None else None,
        label=f"{label} +{others}" if others > 0 else label,
        full=_(", ").join(tenant.firm for tenant in unit.tenants),
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
