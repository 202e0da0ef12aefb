"""A property manager's own towers: what their sheets made of them. Other towers are not there."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.doors.guarding import Asked
from mashang.faces.portal.guard import guard
from mashang.faces.portal.nav import render_page
from mashang.register.reads.drawn import REGISTRATIONS, SIGNS, draw_floors, floor_label, list_industries
from mashang.register.reads.figures import get_floor_bars
from mashang.register.reads.stacking import Stacking, UnitOnPlan, get_stacking
from mashang.register.reads.tenants import TenantRow, TenantsWanted, list_tenants
from mashang.register.reads.towers import TowersWanted, get_tower, list_towers
from mashang.ui.moments import Moment, read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact, Figure
from mashang.ui.stacking.reading import controls_of, plan_of
from mashang.ui.tables import Column, Empty, Table, read_sort

COLUMNS = (
    Column(key="firm", label=gettext_lazy("Firm"), sortable=True, head=True),
    Column(key="rooms", label=gettext_lazy("Rooms"), sortable=True),
    Column(key="area", label=gettext_lazy("Area ㎡"), numeric=True, sortable=True, descending_first=True),
    Column(key="since", label=gettext_lazy("Since"), sortable=True, css="nowrap"),
    Column(key="ends", label=gettext_lazy("Last day of lease"), sortable=True, css="nowrap"),
    Column(key="source", label=gettext_lazy("Day of the source"), sortable=True, css="nowrap"),
)


def own_towers(request: Asked) -> HttpResponse:
    """The towers this property manager keeps, with their figures."""
    moment = read_moment(request.GET)
    rows = list_towers(request.actor, moment.as_of, TowersWanted()).rows
    bars = get_floor_bars([row.id for row in rows], moment.as_of)
    cards = [
        {
            "row": row,
            "url": reverse("own_tower", args=[row.id]) + moment.tail,
            "floors": [(float(bar.sqm), float(bar.vacant_sqm)) for bar in bars.get(row.id, [])],
            "occupancy": _share(row.figures.occupancy_rate),
            "vacant": f"{row.figures.vacant_sqm:,.0f}",
        }
        for row in rows
    ]
    context = {"moment": moment, "cards": cards}
    return render_page(request, "portal/towers/list.html", context, title=_("Our towers"))


def own_tower(request: Asked, pk: int) -> HttpResponse:
    """One of one's own towers on a day: plan and tenants as the register holds them."""
    moment = read_moment(request.GET)
    row = get_tower(request.actor, pk, moment.as_of)
    stacking = get_stacking(request.actor, pk, moment.as_of, moment.known_at, stated_sqm=row.lettable_sqm)
    wanted = request.GET.get("unit", "")
    context = {
        "moment": moment,
        "tower": row,
        "figures": figures(stacking, moment),
        "plan": plan_of(
            row.name, draw_floors(stacking), request.GET, industries=list_industries(), registrations=REGISTRATIONS
        ),
        "controls": controls_of(moment, request.GET),
        "panel": _panel(stacking.find(int(wanted))) if wanted.isdigit() else None,
        "table": _tenants(request, stacking),
        "send_url": _send_url(request, pk),
    }
    crumbs = (Crumb(label=_("Our towers"), url=reverse("own_towers")), Crumb(label=row.name))
    return render_page(request, "portal/towers/file.html", context, title=row.name, crumbs=crumbs)


def _tenants(request: Asked, stacking: Stacking) -> Table:
    sort = read_sort(request.GET, COLUMNS, "ends")
    return Table(
        label=_("Tenants"),
        columns=COLUMNS,
        rows=[_row(tenant) for tenant in list_tenants(stacking, TenantsWanted(sort=sort))],
        query=request.GET,
        sort=sort,
        empty=Empty(
            title=_("Nobody was here on that day"), text=_("Send your tenant sheet: what differs is shown to you.")
        ),
        anchor="tenants",
    )


def figures(stacking: Stacking, moment: Moment) -> list[Figure]:
    """Occupancy, vacancy, leases about to end, each with its definition."""
    one, day = stacking.figures, moment.words
    units = ngettext("%(count)s unit", "%(count)s units", one.units) % {"count": one.units}
    vacant = ngettext("%(count)s unit", "%(count)s units", one.vacant_units) % {"count": one.vacant_units}
    leases = ngettext("%(count)s lease", "%(count)s leases", one.ending_leases) % {"count": one.ending_leases}
    return [
        Figure(
            name=_("Occupancy rate"),
            value=_share(one.occupancy_rate),
            unit="%",
            definition=_(
                "Occupied area (let or used by its owner) over lettable area; units of unknown area stand outside both."
            ),
            as_of=day,
            rows=units,
        ),
        Figure(
            name=_("Vacant area"),
            value=f"{one.vacant_sqm:,.0f}",
            unit="㎡",
            definition=_(
                "Units that could be let on the day. Reserved, being fitted out, sealed and not handed over are not vacant."
            ),
            as_of=day,
            rows=vacant,
        ),
        Figure(
            name=_("Ending in 90 days"),
            value=f"{one.ending_sqm:,.0f}",
            unit="㎡",
            definition=_("Area of units with a lease whose last day is the day shown or one of the 90 days after it."),
            as_of=day,
            rows=leases,
        ),
    ]


def _share(rate: Decimal | None) -> str:
    return "—" if rate is None else f"{rate * 100:.1f}"


def _area(sqm: Decimal | None) -> str:
    return "—" if sqm is None else f"{sqm:,.2f}".rstrip("0").rstrip(".")


def _row(tenant: TenantRow) -> dict[str, str]:
    floors = _(", ").join(floor_label(floor) for floor in tenant.floors)
    return {
        "firm": tenant.firm,
        "rooms": _(", ").join(tenant.rooms) or floors or "—",
        "area": _area(tenant.area_sqm),
        "since": tenant.since.isoformat()
        if tenant.start_known
        else _("%(day)s at the latest") % {"day": tenant.since.isoformat()},
        "ends": tenant.ends_on.isoformat() if tenant.ends_on else "—",
        "source": tenant.source_on.isoformat(),
    }


def _panel(unit: UnitOnPlan | None) -> dict[str, object] | None:
    if unit is None:
        return None
    facts = [
        Fact(label=_("Area ㎡"), value=_area(unit.area_sqm)),
        Fact(label=_("Floor"), value=floor_label(unit.floor_no)),
    ]
    for tenant in unit.tenants:
        ends = tenant.ends_on.isoformat() if tenant.ends_on else ""
        facts += [Fact(label=_("Firm"), value=tenant.firm), Fact(label=_("Last day of lease"), value=ends)]
    return {"room": unit.room or floor_label(unit.floor_no), "sign": SIGNS[unit.status], "facts": facts}


def _send_url(request: Asked, pk: int) -> str:
    return f"{reverse('own_sheet_new')}?tower={pk}" if guard.may_open(request, "own_sheet_new") else ""
