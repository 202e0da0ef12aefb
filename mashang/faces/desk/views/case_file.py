"""The file of one case, as the office sees it and as the firm sees it; and a clear look at who asks."""

from __future__ import annotations

from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.cases.acts.asking import show_case_contact
from mashang.cases.acts.handling import hand_over_case
from mashang.cases.reads.called import called_to
from mashang.cases.reads.case_file import CaseSheet, get_case_file, rule_name
from mashang.cases.reads.choices import CHANNELS, HANDS, KINDS, OUTCOMES, PRIORITIES, STATES, list_items
from mashang.cases.reads.own_cases import departments_called, holder_of
from mashang.cases.reads.tickets_out import last_sent
from mashang.doors.guarding import Asked
from mashang.faces.desk import case_timeline
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.case_next import next_of, offers_of
from mashang.faces.desk.case_words import hands_of, instant, story_due, story_name
from mashang.faces.desk.files import kit_source
from mashang.faces.desk.guard import guard
from mashang.faces.desk.nav import render_page
from mashang.register.reads.choices import label_of
from mashang.ui.page import Crumb
from mashang.ui.parts import Due, Fact, Option

SLOT = "desk/cases/whistle_part.html"


def case(request: Asked, pk: int) -> HttpResponse:
    """The file: what is next, in whose hands it was, what happened, what the register holds of the firm."""
    sheet = get_case_file(request.actor, pk)
    as_firm = request.GET.get("as") == "firm"
    context = {**parts_of(request, sheet), "as_firm": as_firm, "sides": _sides(pk, as_firm=as_firm), "slot": slot()}
    crumbs = (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=sheet.case.number))
    page = "desk/cases/as_firm.html" if as_firm else "desk/cases/file.html"
    if as_firm:
        context |= _as_the_firm_reads(request, sheet)
    return render_page(request, page, context, title=sheet.case.title, crumbs=crumbs)


def _as_the_firm_reads(request: Asked, sheet: CaseSheet) -> dict[str, object]:
    case, called = sheet.case, called_to(sheet.case.pk)
    names = departments_called(request.actor, [case.pk]).get(case.pk, "")
    holder = label_of(HANDS, case.hands) if case.hands == "firm" else holder_of(case, names)
    return {"holder": holder, "firm_events": case_timeline.firm_events(sheet, request.actor.locale, called)}


@require_POST
def case_asker(request: Asked, pk: int) -> HttpResponse:
    """The file with name and number of whoever asks in the clear; each look goes on record."""
    asker = show_case_contact(actor=request.actor, case_id=pk)
    sheet = get_case_file(request.actor, pk)
    context = {**parts_of(request, sheet), "asker": asker, "sides": _sides(pk, as_firm=False), "slot": slot()}
    crumbs = (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=sheet.case.number))
    return render_page(request, "desk/cases/file.html", context, title=sheet.case.title, crumbs=crumbs)


@require_POST
def case_hand_back(request: Asked, pk: int, user: int) -> HttpResponse:
    """Take a handing over back: the case goes to whoever had it before."""
    return do_and_return(
        request, lambda: hand_over_case(actor=request.actor, case_id=pk, user_id=user, reason=_("taken back")),
        said=_("The case is with its officer again."), to=reverse("case", args=[pk]),
    )  # fmt: skip


def slot() -> str:
    """The template of the whistle's section, where that slice is there; empty without it."""
    try:
        get_template(SLOT)
    except TemplateDoesNotExist:
        return ""
    return SLOT


def parts_of(request: Asked, sheet: CaseSheet, *, beside: bool = False) -> dict[str, object]:
    """What the file and the pane beside the list show of a case."""
    locale, item = request.actor.locale, dict(list_items(request.actor.locale)).get(sheet.case.item, sheet.case.item)
    return {
        "case": sheet.case, "sheet": sheet, "facts": facts_of(request, sheet, item), "next": next_of(request, sheet, beside=beside),
        "offers": offers_of(request, sheet), "hands": hands_of(sheet), "events": case_timeline.desk_events(sheet, locale),
        "firm_events": case_timeline.firm_events(sheet, locale), "files": case_timeline.attachments(sheet.files),
        "state": label_of(STATES, sheet.case.state), "outcome": label_of(OUTCOMES, sheet.case.outcome), "item": item,
        "kind": label_of(KINDS, sheet.case.kind), "channel": label_of(CHANNELS, sheet.case.channel),
        "priority": label_of(PRIORITIES, sheet.case.priority), "rule": rule_name(sheet.case), "asker": sheet.asker,
        "asked": [text for text in sheet.texts if text.part in ("ask", "wish")],
        "answers": [text for text in sheet.texts if text.part == "answer" and text.seen_by == "all"],
        "similar": [(one, label_of(OUTCOMES if one.outcome else STATES, one.outcome or one.state)) for one in sheet.similar],
        "rooms": _rooms(sheet), "staff_source": kit_source(sheet.firm.staff_source) if sheet.firm else None,
        "may_attach": sheet.case.closed_at is None and guard.may_open(request, "case_attach"),
        "may_note": guard.may_open(request, "case_note"), "sent_back": last_sent(sheet.case),
        "opened": instant(sheet.case.opened_at, sheet.now), "clock_name": story_name(sheet.running, locale) if sheet.running else "",
    }  # fmt: skip


def facts_of(request: Asked, sheet: CaseSheet, item: str) -> list[Fact]:
    """The strip under the title."""
    case, whole = sheet.case, next((one for one in sheet.clocks if one.clock.startswith("case_solve")), None)
    firm = case.firm.name if case.firm else ""
    place = " ".join(filter(None, (sheet.tower, case.place)))
    due: Due | None = story_due(whole, sheet.now, request.actor.locale) if whole else None
    return [
        Fact(label=_("Number"), value=case.number, code=True),
        Fact(label=_("Firm"), value=firm, url=reverse("firm", args=[case.firm_id]) if case.firm_id else ""),
        Fact(label=_("Place"), value=place, url=reverse("tower", args=[case.tower_id]) if case.tower_id else ""),
        Fact(label=_("What it is about"), value=item),
        Fact(label=_("First receiver"), value=case.first_receiver.name if case.first_receiver else ""),
        Fact(label=_("Officer"), value=case.officer.name if case.officer else ""),
        Fact(label=_("The whole is due"), value="", due=due),
    ]  # fmt: skip


def _rooms(sheet: CaseSheet) -> list[dict[str, object]]:
    if sheet.firm is None:
        return []
    return [
        {"tower": room.tower, "url": reverse("tower", args=[room.tower_id]), "room": room.room, "ends": room.ends_on.isoformat() if room.ends_on else "", "source": kit_source(room.source)}
        for room in sheet.firm.rooms
    ]  # fmt: skip


def _sides(pk: int, *, as_firm: bool) -> list[Option]:
    return [
        Option(label=_("As we see it"), url=reverse("case", args=[pk]), icon="id-badge-2", chosen=not as_firm),
        Option(
            label=_("As the firm sees it"),
            url=reverse("case", args=[pk]) + "?as=firm",
            icon="building-bank",
            chosen=as_firm,
        ),
    ]
