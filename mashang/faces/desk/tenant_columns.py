"""The columns of a list of tenancies, on screen and in a file."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.faces.desk import writing
from mashang.faces.desk.lists import Shown
from mashang.register.reads.choices import SOURCE_KINDS, TENANCY_KINDS, WISHES, label_of, name_source
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.tenants import TenantRow
from mashang.ui.moments import Moment
from mashang.ui.tables import Cell


def tenant_columns(moment: Moment) -> Sequence[Shown]:
    """Firm, rooms, area, lease, wish, three flags, source."""
    tail = moment.tail
    return (
        Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm, cell=lambda r: firm_cell(r, tail), sortable=True, head=True),
        Shown(key="uscc", label=gettext_lazy("Credit code"), value=lambda r: r.uscc, screen=False),
        Shown(key="industry", label=gettext_lazy("Industry"), value=lambda r: find_industry_name(r.industry), screen=False),
        Shown(key="rooms", label=gettext_lazy("Rooms"), value=rooms_text, sortable=True),
        Shown(key="area", label=gettext_lazy("Area ㎡"), value=lambda r: r.area_sqm, cell=lambda r: writing.area(r.area_sqm), numeric=True, sortable=True, descending_first=True),
        Shown(key="since", label=gettext_lazy("Since"), value=lambda r: r.since, cell=since_cell, screen=False),
        Shown(key="ends", label=gettext_lazy("Last day of lease"), value=lambda r: r.ends_on, cell=lambda r: writing.day(r.ends_on), sortable=True, css="nowrap"),
        Shown(key="expiry", label=gettext_lazy("Lease end"), value=lambda r: writing.expiry_word(r.expiry), cell=lambda r: expiry_cell(r, moment), template="desk/towers/expiry_cell.html"),
        Shown(key="kind", label=gettext_lazy("Kind of tenancy"), value=lambda r: label_of(TENANCY_KINDS, r.kind), screen=False),
        Shown(key="wish", label=gettext_lazy("Renewal wish"), value=lambda r: label_of(WISHES, r.renewal_wish) if r.renewal_wish else "", screen=False),
        Shown(key="flags", label=gettext_lazy("Reg. · tax · work"), cell=lambda r: r, template="desk/towers/flags_cell.html"),
        Shown(key="registered", label=gettext_lazy("Registered here"), value=lambda r: writing.flag(r.registered_here), screen=False),
        Shown(key="taxed", label=gettext_lazy("Taxed here"), value=lambda r: writing.flag(r.taxed_here), screen=False),
        Shown(key="operates", label=gettext_lazy("At work here"), value=lambda r: writing.flag(r.operates_here), screen=False),
        Shown(key="source", label=gettext_lazy("Source"), value=source_name, cell=lambda r: source_cell(r, moment), template="desk/towers/source_cell.html", sortable=True),
        Shown(key="source_on", label=gettext_lazy("Day of the source"), value=lambda r: r.source_on, screen=False),
    )  # fmt: skip


def firm_cell(row: TenantRow, tail: str) -> Cell:
    """The firm with its industry under it."""
    return Cell(text=row.firm, url=reverse("firm", args=[row.firm_id]) + tail, sub=find_industry_name(row.industry))


def rooms_text(row: TenantRow) -> str:
    """The rooms; the floors where no room is known."""
    if row.rooms:
        return _(", ").join(row.rooms)
    floors = _(", ").join(str(floor) for floor in row.floors)
    return _("floor %(floors)s") % {"floors": floors} if floors else ""


def since_cell(row: TenantRow) -> str:
    """The first day; "at the latest" where the sheet does not say when it began."""
    return row.since.isoformat() if row.start_known else _("%(day)s at the latest") % {"day": row.since.isoformat()}


def expiry_cell(row: TenantRow, moment: Moment) -> dict[str, str]:
    """The lamp of the lease end, its word and the days."""
    return {
        "lamp": writing.expiry_lamp(row.expiry),
        "word": writing.expiry_word(row.expiry),
        "note": writing.days_left(row.ends_on, moment.as_of) if row.expiry in writing.LAMPS else "",
    }


def source_name(row: TenantRow) -> str:
    """The source in words."""
    return name_source(row.source_kind, row.source_label)


def source_cell(row: TenantRow, moment: Moment) -> dict[str, str]:
    """The source with its day and mark."""
    from mashang.register.rules.freshness import freshness_of

    mark = freshness_of(source_kind=row.source_kind, as_of_on=row.source_on, on=moment.as_of)
    return {"name": label_of(SOURCE_KINDS, row.source_kind), "on": row.source_on.isoformat(), "state": mark.value}
