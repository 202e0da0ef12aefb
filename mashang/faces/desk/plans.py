"""A stacking plan as the kit draws it, from the readings of the register."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from mashang.doors.wording import say
from mashang.faces.desk.asking import Moment
from mashang.register.reads.drawn import INDUSTRIES, REGISTRATIONS, DrawnFloor, draw_floors, floor_key
from mashang.register.reads.stacking import Stacking
from mashang.ui.stacking import Controls, Plan, PlanFloor, PlanUnit, category
from mashang.ui.stacking.plan import View
from mashang.ui.tables import with_query

VIEWS: tuple[View, ...] = ("status", "industry", "expiry", "registration")


def read_view(query: QueryDict) -> View:
    """The view in the address; status where it names none."""
    wanted = query.get("view", "")
    return next((view for view in VIEWS if view == wanted), "status")


def build_plan(stacking: Stacking, name: str, query: QueryDict) -> Plan:
    """The plan of a tower in the view, with the unit and the floor, that the address asks for."""
    return Plan(
        name=name,
        floors=[_floor(floor, query) for floor in draw_floors(stacking)],
        view=read_view(query),
        selected=query.get("unit", ""),
        open_floor=_open_floor(stacking, query),
        industries=[category(letter, say(name)) for letter, name in INDUSTRIES],
        registrations=[category(letter, name) for letter, name in REGISTRATIONS],
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
    last = day.month == 2 and day.day == 29
    return date(day.year + step, day.month, 28 if last else day.day)


def _open_floor(stacking: Stacking, query: QueryDict) -> str:
    wanted = query.get("unit", "")
    unit = stacking.find(int(wanted)) if wanted.isdigit() else None
    return floor_key(unit.floor_no) if unit is not None else query.get("floor", "")


def _floor(floor: DrawnFloor, query: QueryDict) -> PlanFloor:
    # The address of a unit differs from its neighbour's in the number alone: the query is written once.
    rest = with_query(query, {"unit": ""})
    before = f"{rest}&unit=" if len(rest) > 1 else "?unit="
    units = [
        PlanUnit(
            key=unit.key,
            room=unit.room,
            status=unit.status,
            href=f"{before}{unit.key}#unit",
            area_sqm=unit.area_sqm,
            label=unit.label,
            full=unit.full,
            industry_no=unit.industry_no,
            expiry_band=unit.expiry_band,
            registered=unit.registered,
            ends=unit.ends,
        )
        for unit in floor.units
    ]
    href = with_query(query, {"floor": floor.key, "unit": ""}, anchor="plan")
    return PlanFloor(key=floor.key, label=floor.label, units=units, refuge=floor.refuge, href=href)
