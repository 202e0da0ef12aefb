"""The file of one unit."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.filed import filed, rarer
from mashang.faces.desk.files import document_rows, fact_groups, happening_events, kit_source
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.stays import stay_table
from mashang.faces.desk.views.histories import how_many, timeline
from mashang.kernel.errors import NotThere
from mashang.register.reads.choices import HOLD_KINDS, label_of
from mashang.register.reads.documents import list_documents
from mashang.register.reads.drawn import SIGNS, floor_label
from mashang.register.reads.facts import get_facts
from mashang.register.reads.histories import list_unit_happenings
from mashang.register.reads.merges import find_joined_unit
from mashang.register.reads.units import HoldLine, Stay, UnitHead, get_unit, list_holds, list_kin, list_unit_stays
from mashang.register.rules.unit_status import status_of
from mashang.ui.moments import Moment, read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact
from mashang.ui.toast import toast


def unit(request: Asked, pk: int) -> HttpResponse:
    """One unit; a room that became one with another, because two towers were merged, leads to that."""
    try:
        return _file(request, pk)
    except NotThere:
        other = find_joined_unit(request.actor, pk)
        if other is None:
            raise
    toast(request, _("This room became one with the room you see."))
    return HttpResponseRedirect(reverse("unit", args=[other]))


def _file(request: Asked, pk: int) -> HttpResponse:
    """Its life, who was in it, what it came from and became."""
    moment = read_moment(request.GET)
    head = get_unit(request.actor, pk, moment.as_of, moment.known_at)
    stays, holds = list_unit_stays(head, moment.known_at), list_holds(pk)
    happened = list_unit_happenings(request.actor, pk, moment.today, limit=how_many(request) + 1)
    room = head.room or _("Floor %(floor)s") % {"floor": floor_label(head.floor_no)}
    context = {
        "moment": moment,
        "unit": head,
        "sign": sign_of(head, stays, holds, moment),
        "facts_of_unit": unit_facts(head),
        "table": stay_table(stays, moment, label=_("Who was here"), by_unit=True),
        "kin": list_kin(pk),
        "holds": [(label_of(HOLD_KINDS, hold.kind), hold) for hold in holds],
        **timeline(request, happening_events(happened, moment), "unit", pk),
        "facts": fact_groups(get_facts(request.actor, "unit", pk, moment.as_of, moment.known_at)),
        "documents": document_rows(list_documents("unit", pk)),
        "plan_url": f"{reverse('tower', args=[head.tower_id])}{_query(moment, pk)}#unit",
        "acts": acts_offered(request, *offers(head, [s.line for s in stays if s.here_on(moment.today)])),
        "more": rarer(request, *rare_offers(head)),
        **filed(request, "unit", pk),
    }
    title = f"{head.tower} {room}"
    return render_page(request, "desk/units/file.html", context, title=title, crumbs=_crumbs(head, room, moment))


def _crumbs(head: UnitHead, room: str, moment: Moment) -> tuple[Crumb, ...]:
    return (
        Crumb(label=_("Towers"), url=reverse("towers") + moment.tail),
        Crumb(label=head.tower, url=reverse("tower", args=[head.tower_id]) + moment.tail),
        Crumb(label=room),
    )


def offers(head: UnitHead, lines: list[int]) -> tuple[Offered, ...]:
    """What is done most with a unit: its one lease extended or ended, or the unit let."""
    let = Offered(label=_("Add a tenancy"), name="unit_let", icon="key", args=(head.id,), tone="primary")
    if len(set(lines)) != 1:
        return (let,)
    return (
        replace(let, tone="secondary"),
        Offered(label=_("Extend the lease"), name="tenancy_extend", icon="calendar-time", args=(lines[0],)),
        Offered(label=_("End the lease"), name="tenancy_end", icon="logout", args=(lines[0],), tone="primary"),
    )


def rare_offers(head: UnitHead) -> tuple[Offered, ...]:
    """What is done seldom."""
    return (
        Offered(label=_("Edit unit"), name="unit_edit", icon="edit", args=(head.id,)),
        Offered(label=_("Hold the unit back"), name="unit_hold", icon="lock", args=(head.id,)),
        Offered(label=_("Split unit"), name="unit_split", icon="git-merge", args=(head.id,)),
        Offered(label=_("Merge with another"), name="unit_merge", icon="stack-2", args=(head.id,)),
        Offered(label=_("Renumber unit"), name="unit_renumber", icon="edit", args=(head.id,)),
    )


def sign_of(head: UnitHead, stays: tuple[Stay, ...], holds: tuple[HoldLine, ...], moment: Moment) -> str:
    """The status on the day; empty when the unit did not exist then."""
    day = moment.as_of
    if (head.since and day < head.since) or (head.until and day > head.until):
        return ""
    held = [h.kind for h in holds if h.released_at is None and h.since <= day and (h.until is None or day <= h.until)]
    return SIGNS[status_of(tenancies=[s.kind for s in stays if s.here_on(day)], holds=held, own_use=head.own_use)]


def unit_facts(head: UnitHead) -> list[Fact]:
    """What the register holds of the unit itself."""
    source = kit_source(head.source)
    area = writing.area(head.area_sqm, unit=True) if head.area_sqm is not None else ""
    inner = writing.area(head.inner_sqm, unit=True) if head.inner_sqm is not None else ""
    span = {"since": writing.day(head.since), "until": writing.day(head.until)}
    life = _("%(since)s to %(until)s") % span if head.until else _("from %(since)s on") % span
    return [
        Fact(label=pgettext("size", "Area"), value=area, source=source),
        Fact(label=_("Inner area"), value=inner),
        Fact(label=_("Floor"), value=floor_label(head.floor_no) if head.floor_no is not None else ""),
        Fact(label=_("Life"), value=life),
        Fact(label=_("Owner"), value=head.owner),
        Fact(label=_("Can be divided"), value=writing.flag(head.divisible)),
        Fact(label=_("Can be joined"), value=writing.flag(head.joinable)),
    ]


def _query(moment: Moment, pk: int) -> str:
    return f"{moment.tail}&unit={pk}" if moment.tail else f"?unit={pk}"
