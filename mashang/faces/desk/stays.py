"""Tenancies over time as a table: of a unit, or of a firm."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.faces.desk import writing
from mashang.register.reads.choices import SOURCE_KINDS, TENANCY_KINDS, label_of
from mashang.register.reads.drawn import place_label
from mashang.register.reads.facts import source_of
from mashang.register.reads.units import Stay
from mashang.ui.moments import Moment
from mashang.ui.page import Text
from mashang.ui.tables import Cell, Column, Empty, Table


def stay_table(stays: Sequence[Stay], moment: Moment, *, label: Text, by_unit: bool) -> Table:
    """Who was in a unit (`by_unit`), or where a firm was; those on the day shown are marked."""
    first = (
        Column(key="firm", label=gettext_lazy("Firm"), head=True)
        if by_unit
        else Column(key="place", label=gettext_lazy("Place"), head=True)
    )
    columns = (
        first,
        Column(key="since", label=gettext_lazy("From"), css="nowrap"),
        Column(key="until", label=gettext_lazy("Last day"), css="nowrap"),
        Column(key="contract", label=gettext_lazy("Contract ends"), css="nowrap"),
        Column(key="area", label=gettext_lazy("Area ㎡"), numeric=True),
        Column(key="kind", label=gettext_lazy("Kind of tenancy")),
        Column(key="row", label=gettext_lazy("Reg. · tax · work"), template="desk/towers/flags_cell.html"),
        Column(key="source", label=gettext_lazy("Source"), template="desk/towers/source_cell.html"),
    )
    empty = Empty(
        title=_("Nobody was ever here, as far as is known") if by_unit else _("No tenancy of this firm is known"),
        text=_("Tenancies come with imports, or are entered by hand."),
        icon="key",
    )
    return Table(
        label=label,
        columns=columns,
        rows=[_row(stay, moment) for stay in stays],
        empty=empty,
        selected=lambda row: row["row"].here_on(moment.as_of),
    )


def _row(stay: Stay, moment: Moment) -> dict[str, object]:
    since = stay.since.isoformat()
    source = source_of(stay.source_kind, stay.source_label, stay.source_on, seen_on=moment.as_of)
    place = " ".join(part for part in (stay.tower, place_label(stay.floor_no, stay.room)) if part)
    return {
        "row": stay,
        "firm": Cell(text=stay.firm, url=reverse("firm", args=[stay.firm_id]) + moment.tail),
        "place": Cell(text=place, url=f"{reverse('tower', args=[stay.tower_id])}?unit={stay.unit_id}#unit"),
        "since": since if stay.start_known else _("%(day)s at the latest") % {"day": since},
        "until": writing.day(stay.until),
        "contract": writing.day(stay.lease_ends_on),
        "area": writing.area(stay.area_sqm),
        "kind": Cell(text=label_of(TENANCY_KINDS, stay.kind), url=reverse("tenancy", args=[stay.line])),
        "source": {
            "name": label_of(SOURCE_KINDS, stay.source_kind),
            "on": source.on.isoformat(),
            "state": source.freshness.value,
        },
    }
