"""One firm, one file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.filed import filed, rarer
from mashang.faces.desk.files import FactGroup, document_rows, fact_groups, happening_events
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.stays import stay_table
from mashang.faces.desk.views.histories import how_many, timeline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.register.reads.above_threshold import check_threshold
from mashang.register.reads.choices import STANDINGS, label_of
from mashang.register.reads.documents import list_documents
from mashang.register.reads.facts import TAX, FactLine, get_facts, name_code
from mashang.register.reads.firms import FirmHead, FirmRow, get_firm
from mashang.register.reads.histories import list_firm_happenings
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.merges import find_kept, list_merged
from mashang.register.reads.units import Stay, list_firm_stays
from mashang.register.rules.above_threshold import Reached
from mashang.register.rules.unit_status import Expiry, expiry_of
from mashang.trail.acts import note_view
from mashang.ui.moments import Moment, read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact, Source, Tab
from mashang.ui.toast import toast

REACHED = {
    Reached.ABOVE: gettext_lazy("Above the threshold"),
    Reached.CANDIDATE: gettext_lazy("Candidate"),
    Reached.BELOW: gettext_lazy("Below the threshold"),
    Reached.NEVER: gettext_lazy("Not in these statistics"),
    Reached.NOT_BY_SIZE: gettext_lazy("Not decided by size"),
    Reached.UNKNOWN: gettext_lazy("Cannot tell"),
}


def firm(request: Asked, pk: int) -> HttpResponse:
    """The file of one firm; a record that was merged leads to the firm it went into."""
    try:
        return _file(request, pk)
    except NotThere:
        kept = find_kept(request.actor, pk)
        if kept is None:
            raise
    toast(request, _("This record was merged into the firm you see."))
    return HttpResponseRedirect(reverse("firm", args=[kept]))


def _file(request: Asked, pk: int) -> HttpResponse:
    """That its tax was shown goes on record."""
    moment = read_moment(request.GET)
    head = get_firm(request.actor, pk, moment.as_of, moment.known_at)
    lines = get_facts(request.actor, "firm", pk, moment.as_of, moment.known_at)
    note_tax(request, pk, lines)
    stays = list_firm_stays(request.actor, pk, moment.known_at)
    here = [stay for stay in stays if stay.here_on(moment.as_of)]
    documents, groups = list_documents("firm", pk), fact_groups(lines)
    context = {
        "moment": moment, "firm": head.row, "merged": list_merged(pk), "head": head,
        **words_part(head.row),
        "strip": strip(head, here, lines),
        "note": ending_note(here, moment),
        "table": stay_table(stays, moment, label=_("Tenancies over time"), by_unit=False),
        "facts": groups,
        "threshold": threshold_part(request.actor, pk, moment),
        **history(request, pk, moment),
        "documents": document_rows(documents),
        "tabs": tabs(len(here), groups, len(documents)),
        **filed(request, "firm", pk),
        "acts": acts_offered(request, *offers(pk)), "more": rarer(request, *rare_offers(pk)),
    }  # fmt: skip
    crumbs = (Crumb(label=_("Firms"), url=reverse("firms") + moment.tail), Crumb(label=head.row.name))
    return render_page(request, "desk/firms/file.html", context, title=head.row.name, crumbs=crumbs)


def words_part(row: FirmRow) -> dict[str, str]:
    """The firm's industry and standing in words, and how the standing is marked."""
    tone = {"active": "ok", "unknown": "plain"}.get(row.standing, "bad")
    standing = label_of(STANDINGS, row.standing)
    return {"industry": find_industry_name(row.industry), "standing": standing, "standing_tone": tone}


def threshold_part(actor: Actor, pk: int, moment: Moment) -> list[Fact]:
    """Whether the firm is above the threshold of the statistics, why, and the revenue that it rests on."""
    check = check_threshold(actor, pk, moment.as_of, moment.known_at)
    answer, source = check.answer, check.source
    revenue = _("%(revenue)s (%(year)s)") % {"revenue": check.revenue, "year": check.year} if check.revenue else ""
    held_back = check.year is not None and not check.revenue
    shown = Source(name=source.name, on=source.on.isoformat(), state=source.freshness.value) if source else None
    return [
        Fact(label=_("Above the threshold"), value=REACHED[answer.reached]),
        Fact(label=_("Class of the statistics"), value=name_code(actor.locale, "above_threshold_class", answer.kind)),
        Fact(label=_("Reason"), value=say(answer.reason)),
        Fact(label=_("Basis"), value=answer.threshold.basis if answer.threshold else ""),
        *([] if held_back else [Fact(label=_("Revenue it rests on"), value=revenue, source=shown)]),
    ]


def history(request: Asked, pk: int, moment: Moment) -> dict[str, object]:
    """What happened to the firm and who did what, as far as the reader's area goes."""
    happened = list_firm_happenings(request.actor, pk, moment.today, limit=how_many(request) + 1)
    told = happening_events(happened, moment, of_firm=True)
    return timeline(request, told, "firm", pk, within=request.actor.area_path)


def tabs(here: int, groups: Sequence[FactGroup], documents: int) -> list[Tab]:
    """The parts of the file; statements that differ from what is believed are counted with the facts."""
    rivals = sum(len(group.rivals) for group in groups)
    return [
        Tab(label=_("Places"), url="#stays", count=here, current=True),
        Tab(label=_("Facts"), url="#facts", count=rivals or None, warn=bool(rivals)),
        Tab(label=_("History"), url="#history"),
        Tab(label=_("Documents"), url="#documents", count=documents or None),
    ]


def offers(pk: int) -> tuple[Offered, ...]:
    """What can be done with a firm, as far as pages for it exist."""
    return (
        Offered(label=_("Contacts"), name="firm_contacts", icon="users", args=(pk,)),
        Offered(label=_("Edit firm"), name="firm_edit", icon="edit", args=(pk,)),
        Offered(label=_("Add a tenancy"), name="firm_tenancy_start", icon="key", args=(pk,), tone="primary"),
    )


def rare_offers(pk: int) -> tuple[Offered, ...]:
    """What is seldom done with a firm."""
    return (Offered(label=_("Another record is the same firm"), name="firm_merge_pick", icon="git-merge", args=(pk,)),)


def note_tax(request: Asked, pk: int, lines: tuple[FactLine, ...]) -> None:
    """Put on record which confidential facts this page shows."""
    shown = [line.key for line in lines if line.sensitivity == TAX and not line.locked]
    if shown:
        note_view(actor=request.actor, page="firm", subject_kind="firm", subject_id=pk, fields=shown)


def strip(head: FirmHead, here: list[Stay], lines: tuple[FactLine, ...]) -> list[Fact]:
    """The standing facts under the title."""
    told = {line.key: line.text for line in lines}
    areas = [stay.area_sqm for stay in here]
    known = [area for area in areas if area is not None]
    ends = min((end for stay in here if (end := stay.until or stay.lease_ends_on)), default=None)
    held, asked = sum(bool(line.text) for line in lines), len(lines)
    return [
        Fact(label=_("Service officer"), value=told.get("service_officer", "")),
        Fact(label=_("Linked leader"), value=told.get("linked_leader", "")),
        Fact(
            label=_("Area here"),
            value=writing.area(sum(known, Decimal(0)), unit=True) if known and len(known) == len(areas) else "",
        ),
        Fact(label=_("Last day of lease"), value=writing.day(ends)),
        Fact(label=_("Home area"), value=head.row.home),
        Fact(label=_("Facts held"), value=f"{held} / {asked}"),
    ]


def ending_note(here: list[Stay], moment: Moment) -> dict[str, str] | None:
    """The warning above the file when a lease here is over or ends soon."""
    for stay in sorted(here, key=lambda one: one.until or one.lease_ends_on or moment.as_of):
        ends_on = stay.until or stay.lease_ends_on
        band = expiry_of(occupied=True, own_use=stay.kind == "own_use", ends_on=ends_on, on=moment.as_of)
        if ends_on is None or band not in (Expiry.OVERRUN, Expiry.SOON):
            continue
        days = abs((ends_on - moment.as_of).days)
        if band is Expiry.OVERRUN:
            title = ngettext("The lease ran out %(days)s day ago", "The lease ran out %(days)s days ago", days)
        else:
            title = ngettext("The lease ends in %(days)s day", "The lease ends in %(days)s days", days)
        return {
            "title": title % {"days": days},
            "place": f"{stay.tower} {stay.room}",
            "day": ends_on.isoformat(),
            "url": f"{reverse('tower', args=[stay.tower_id])}?unit={stay.unit_id}#unit",
        }
    return None
