"""A firm's people see what the office holds of their firm, with source and day: correct?"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.portal.nav import render_page
from mashang.register.reads.drawn import place_label
from mashang.register.reads.facts import FactLine, get_facts, group_name
from mashang.register.reads.firms import get_firm
from mashang.register.reads.units import Stay, list_firm_stays
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact, Source
from mashang.ui.tables import Column, Empty, Table

COLUMNS = (
    Column(key="place", label=gettext_lazy("Place"), head=True),
    Column(key="since", label=gettext_lazy("From"), css="nowrap"),
    Column(key="until", label=gettext_lazy("Last day"), css="nowrap"),
    Column(key="area", label=gettext_lazy("Area ㎡"), numeric=True),
)


def own_firms(request: Asked) -> HttpResponse:
    """The firms one belongs to; with one alone its file at once."""
    ids = sorted(request.actor.firm_ids or ())
    if len(ids) == 1:
        return HttpResponseRedirect(reverse("own_firm", args=[ids[0]]))
    firms = [get_firm(request.actor, pk).row for pk in ids]
    return render_page(request, "portal/firms/list.html", {"firms": firms}, title=_("Our firm"))


def own_firm(request: Asked, pk: int) -> HttpResponse:
    """What is held of one's own firm: where it is and was, and each fact with source and day."""
    today = timezone.localdate()
    head = get_firm(request.actor, pk)
    lines = [line for line in get_facts(request.actor, "firm", pk, today) if not line.locked]
    stays = list_firm_stays(request.actor, pk)
    empty = Empty(
        title=_("No place of the firm is known"), text=_("Tell your service officer where you are."), icon="key"
    )
    rows = [_stay(stay) for stay in stays]
    table = Table(
        label=_("Where we are and were"), columns=COLUMNS, rows=rows, empty=empty, selected=lambda row: row["here"]
    )
    for_each = [
        (code, [_fact(line) for line in lines if line.group == code])
        for code in dict.fromkeys(line.group for line in lines)
    ]
    groups = [(group_name(code), facts) for code, facts in for_each]
    crumbs = (Crumb(label=_("Our firm"), url=reverse("own_firms")), Crumb(label=head.row.name))
    values = {"firm": head.row, "table": table, "groups": groups}
    return render_page(request, "portal/firms/file.html", values, title=head.row.name, crumbs=crumbs)


def _stay(stay: Stay) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "place": " ".join(part for part in (stay.tower, place_label(stay.floor_no, stay.room)) if part),
        "since": stay.since.isoformat()
        if stay.start_known
        else _("%(day)s at the latest") % {"day": stay.since.isoformat()},
        "until": stay.until.isoformat() if stay.until else "—",
        "area": f"{stay.area_sqm:,.2f}".rstrip("0").rstrip(".") if stay.area_sqm is not None else "—",
        "here": stay.here_on(today),
    }


def _fact(line: FactLine) -> Fact:
    source = line.source
    drawn = Source(name=source.name, on=source.on.isoformat(), state=source.freshness.value) if source else None
    return Fact(label=f"{line.label} · {line.period}" if line.period else line.label, value=line.text, source=drawn)
