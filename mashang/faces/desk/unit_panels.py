"""The card of the unit that is chosen in a stacking plan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import ActLink, Offered, acts_offered
from mashang.register.reads.choices import HOLD_KINDS, TENANCY_KINDS, label_of
from mashang.register.reads.drawn import SIGNS, floor_label
from mashang.register.reads.facts import FactSource, source_of
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.stacking import FloorOnPlan, Stacking, TenantOnPlan, UnitOnPlan
from mashang.register.rules.unit_status import UnitStatus, expiry_of
from mashang.ui.moments import Moment
from mashang.ui.parts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantPanel:
    """One tenant of the chosen unit."""

    name: str
    url: str
    facts: list[Fact]
    flags: list[tuple[str, bool | None]]
    source: FactSource
    lamp: str
    word: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPanel:
    """The chosen unit: who is in it, what it is, its vacant neighbours, what can be done."""

    unit: UnitOnPlan
    room: str
    sign: str
    url: str
    facts: list[Fact]
    holds: list[str]
    tenants: list[TenantPanel]
    neighbours: list[dict[str, Any]]
    together: str
    floor: dict[str, Any]
    acts: list[ActLink]


def panel_of(request: Asked, stacking: Stacking, moment: Moment) -> UnitPanel | None:
    """The card of the unit in the address; None when it names none of this plan."""
    wanted = request.GET.get("unit", "")
    unit = stacking.find(int(wanted)) if wanted.isdigit() else None
    if unit is None:
        return None
    floor = next(floor for floor in stacking.floors if unit in floor.units)
    beside = [one for one in _beside(floor, unit) if one.status is UnitStatus.VACANT]
    areas = [one.area_sqm for one in (unit, *beside)]
    known = [area for area in areas if area is not None]
    return UnitPanel(
        unit=unit,
        room=unit.room or _("Floor %(floor)s") % {"floor": floor_label(unit.floor_no)},
        sign=SIGNS[unit.status],
        url=reverse("unit", args=[unit.id]) + moment.tail,
        facts=[
            Fact(label=pgettext("size", "Area"), value=area_words(unit)),
            Fact(label=_("Floor"), value=floor_label(unit.floor_no, floor.label)),
            Fact(label=_("Verified on"), value=writing.day(unit.verified_on)),
        ],
        holds=[label_of(HOLD_KINDS, kind) for kind in sorted(unit.holds)],
        tenants=[_tenant(tenant, moment) for tenant in unit.tenants],
        neighbours=[{"room": one.room, "area": writing.area(one.area_sqm, unit=True)} for one in beside],
        together=writing.area(sum(known, Decimal(0)), unit=True) if beside and len(known) == len(areas) else "",
        floor=_floor(floor, stacking),
        acts=acts_offered(request, *_offers(unit)),
    )


def area_words(unit: UnitOnPlan) -> str:
    """The area of a unit, and whether it is its own or reckoned from its tenancies."""
    if unit.area_sqm is None:
        return _("not known")
    text = writing.area(unit.area_sqm, unit=True)
    return text if unit.area_stated else _("%(area)s, from its tenancies") % {"area": text}


def _beside(floor: FloorOnPlan, unit: UnitOnPlan) -> list[UnitOnPlan]:
    place = floor.units.index(unit)
    return [floor.units[i] for i in (place - 1, place + 1) if 0 <= i < len(floor.units)]


def _tenant(tenant: TenantOnPlan, moment: Moment) -> TenantPanel:
    own = tenant.kind == "own_use"
    band = expiry_of(occupied=True, own_use=own, ends_on=tenant.ends_on, on=moment.as_of)
    since = tenant.since.isoformat()
    if not tenant.start_known:
        since = _("%(day)s at the latest") % {"day": since}
    return TenantPanel(
        name=tenant.firm,
        url=reverse("firm", args=[tenant.firm_id]) + moment.tail,
        facts=[
            Fact(label=_("Industry"), value=find_industry_name(tenant.industry)),
            Fact(label=_("Kind of tenancy"), value=label_of(TENANCY_KINDS, tenant.kind)),
            Fact(label=_("Since"), value=since),
            Fact(label=_("Last day"), value=writing.day(tenant.ends_on)),
        ],
        flags=[
            (_("Registered here"), tenant.registered_here),
            (_("Taxed here"), tenant.taxed_here),
            (_("At work here"), tenant.operates_here),
        ],
        source=source_of(tenant.source_kind, tenant.source_label, tenant.source_on, seen_on=moment.as_of),
        lamp=writing.expiry_lamp(band),
        word=writing.expiry_word(band),
        days=writing.days_left(tenant.ends_on, moment.as_of),
    )


def _floor(floor: FloorOnPlan, stacking: Stacking) -> dict[str, Any]:
    vacant = sum(one.status is UnitStatus.VACANT for one in floor.units)
    ending = sum(one.expiry(stacking.as_of).value == "soon" for one in floor.units)
    return {
        "label": floor_label(floor.no, floor.label),
        "units": len(floor.units),
        "area": writing.area(floor.known_sqm, unit=True),
        "vacant": vacant,
        "ending": ending,
    }


def _offers(unit: UnitOnPlan) -> tuple[Offered, ...]:
    lines = {tenant.line for tenant in unit.tenants}
    one = next(iter(lines), 0)
    tail = f"?unit={unit.id}"
    if unit.tenants:
        return (
            Offered(label=_("End the lease"), name="tenancy_end", icon="logout", args=(one,)),
            Offered(label=_("Extend the lease"), name="tenancy_extend", icon="calendar-time", args=(one,)),
        )
    return (
        Offered(label=_("Add a tenancy"), name="unit_let", icon="key", args=(unit.id,), tail=tail),
        Offered(label=_("Reserve this unit"), name="unit_hold", icon="lock", args=(unit.id,), tail=tail),
    )
