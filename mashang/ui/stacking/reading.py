"""A stacking plan out of what an address asks for and of floors as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _

from mashang.ui.moments import Moment
from mashang.ui.page import Text
from mashang.ui.stacking.plan import VIEWS, Controls, Plan, PlanFloor, PlanUnit, View
from mashang.ui.stacking.signs import category
from mashang.ui.tables import with_query


class UnitDrawn(Protocol):
    """A unit in words and numbers, as `PlanUnit` explains them."""

    @property
    def key(self) -> str: ...
    @property
    def room(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def area_sqm(self) -> float | None: ...
    @property
    def label(self) -> str: ...
    @property
    def full(self) -> str: ...
    @property
    def industry_no(self) -> int | None: ...
    @property
    def expiry_band(self) -> int | None: ...
    @property
    def registered(self) -> int | None: ...
    @property
    def ends(self) -> str: ...


class FloorDrawn(Protocol):
    """A floor with its units, as `PlanFloor` explains it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def refuge(self) -> bool: ...
    @property
    def units(self) -> Sequence[UnitDrawn]: ...


def read_view(query: QueryDict) -> View:
    """The view in the address; status where it names none."""
    wanted = query.get("view", "")
    return next((view for view in VIEWS if view == wanted), "status")


def plan_of(
    name: str,
    floors: Sequence[FloorDrawn],
    query: QueryDict,
    *,
    industries: Iterable[tuple[Text, Text]],
    registrations: Iterable[tuple[Text, Text]],
) -> Plan:
    """The plan of a tower in the view, with the unit and the floor, that the address asks for."""
    selected = query.get("unit", "")
    of_unit = (floor.key for floor in floors for unit in floor.units if unit.key == selected)
    return Plan(
        name=name,
        floors=[_floor(floor, query) for floor in floors],
        view=read_view(query),
        selected=selected,
        open_floor=next(of_unit, query.get("floor", "")),
        industries=[category(letter, word) for letter, word in industries],
        registrations=[category(letter, word) for letter, word in registrations],
    )


def controls_of(moment: Moment, query: QueryDict, *, table_url: str = "#tenants") -> Controls:
    """The day and what stands beside it: a year back, a year on, and whether this is today."""
    on = moment.as_of
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


def _floor(floor: FloorDrawn, query: QueryDict) -> PlanFloor:
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
