"""Leases that end within some days."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.fill_rows import fill_link
from mashang.faces.desk.forms.firms import LeasesFilter
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.choices import TENANCY_KINDS, WISHES, label_of, name_source
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.leases import LeaseRow, list_lease_ends
from mashang.register.reads.towers import list_kept_towers, list_tower_names
from mashang.ui.moments import Moment, read_moment
from mashang.ui.tables import Cell, Empty, filter_chips, read_sort


def lease_ends(request: Asked) -> HttpResponseBase:
    """Leases that end soon, and those over while the tenant is still there."""
    moment = read_moment(request.GET)
    shown = columns(moment)
    sort = read_sort(request.GET, columns_of(shown), "ends")
    form = LeasesFilter(request.GET, towers=list_tower_names(request.actor))
    wanted = form.wanted(sort, list_kept_towers(request.actor, moment.as_of))
    rows = list_lease_ends(request.actor, moment.as_of, wanted)
    title = _("Leases that end within %(days)s days") % {"days": wanted.days}
    if wants_file(request):
        return export(request, page="lease_ends", title=title, moment=moment, shown=shown, rows=rows)
    page = page_of_list(request, rows)
    table = table_of(
        request, label=title, shown=shown, rows=page.object_list, sort=sort, page=page, empty=_empty(),
        links=fill_link(request, "lease_ends", moment.as_of),
    )  # fmt: skip
    context = {
        "moment": moment,
        **sums(rows),
        "table": table,
        "form": form,
        "chips": filter_chips(form, request.GET),
        "views": saved_views_of(request, "lease_ends"),
    }
    return render_page(request, "desk/leases/list.html", context, title=title)


def sums(rows: Sequence[LeaseRow]) -> dict[str, object]:
    """How many leases, how many of them are over, and their area."""
    return {
        "count": len(rows),
        "overrun": sum(row.expiry.value == "overrun" for row in rows),
        "area": writing.whole_area(sum((row.area_sqm for row in rows if row.area_sqm is not None), Decimal(0))),
    }


def _empty() -> Empty:
    return Empty(
        title=_("No lease ends in that time"),
        text=_("Ask for more days. Leases whose end is not known are not in this list."),
        icon="calendar-event",
    )


def columns(moment: Moment) -> Sequence[Shown]:
    """Firm, place, area, end, wish, source."""
    return (
        Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm, cell=lambda r: Cell(text=r.firm, url=reverse("firm", args=[r.firm_id]) + moment.tail, sub=find_industry_name(r.industry)), sortable=True, head=True),
        Shown(key="industry", label=gettext_lazy("Industry"), value=lambda r: find_industry_name(r.industry), screen=False),
        Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower, cell=lambda r: tower_cell(r, moment), sortable=True),
        Shown(key="rooms", label=gettext_lazy("Rooms"), value=lambda r: _(", ").join(r.rooms)),
        Shown(key="area", label=gettext_lazy("Area ㎡"), value=lambda r: r.area_sqm, cell=lambda r: writing.area(r.area_sqm), numeric=True, sortable=True, descending_first=True),
        Shown(key="since", label=gettext_lazy("Since"), value=lambda r: r.since, css="nowrap"),
        Shown(key="ends", label=gettext_lazy("Last day"), value=lambda r: r.ends_on, sortable=True, css="nowrap"),
        Shown(key="expiry", label=gettext_lazy("Lease end"), value=lambda r: writing.expiry_word(r.expiry), cell=lambda r: {"lamp": writing.expiry_lamp(r.expiry), "word": lease_word(r), "note": writing.days_left(r.ends_on, moment.as_of)}, template="desk/towers/expiry_cell.html"),
        Shown(key="kind", label=gettext_lazy("Kind of tenancy"), value=lambda r: label_of(TENANCY_KINDS, r.kind)),
        Shown(key="wish", label=gettext_lazy("Renewal wish"), value=lambda r: label_of(WISHES, r.renewal_wish) if r.renewal_wish else "", screen=False),
        Shown(key="source", label=gettext_lazy("Source"), value=lambda r: name_source(r.source_kind, r.source_label), screen=False),
        Shown(key="source_on", label=gettext_lazy("Day of the source"), value=lambda r: r.source_on, screen=False),
    )  # fmt: skip


def lease_word(row: LeaseRow) -> str:
    """Whether moving out is agreed, or only the contract ends."""
    return _("Moves out") if row.settled else writing.expiry_word(row.expiry)


def tower_cell(row: LeaseRow, moment: Moment) -> Cell:
    """The tower with a link to the unit in its plan."""
    query = f"{moment.tail}&unit={row.unit_id}" if moment.tail else f"?unit={row.unit_id}"
    return Cell(text=row.tower, url=f"{reverse('tower', args=[row.tower_id])}{query}#unit")
