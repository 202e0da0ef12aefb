"""On the way: one's own visits taken along, the page to read before, and the entry of two minutes, with or without a line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.visit_recording import note_on_visit, record_visit
from mashang.cases.reads.visit_brief import Brief, get_brief
from mashang.cases.reads.visit_choices import KINDS, MODES
from mashang.cases.reads.visits import VisitRow, VisitsWanted, get_visit, list_visits
from mashang.cases.rules.visit_contents import RENEWAL, load_heard
from mashang.cases.rules.visit_states import may_visit_step
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk import visit_words as words
from mashang.faces.desk.forms.visits import MOST_CARDS, entry_of
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.visits import crumbs, url
from mashang.kernel.errors import Refused
from mashang.register.reads.choices import WISHES
from mashang.register.reads.drawn import place_label
from mashang.register.reads.facts import FactLine
from mashang.ui.parts import Fact, Source
from mashang.ui.toast import toast

WORKER, SCOPE = "/desk/visits/worker.js", "/desk/visits/"
AHEAD = timedelta(days=8)


def visits_mine(request: Asked) -> HttpResponse:
    """One's own visits of the coming week, to be taken along onto the phone."""
    today = timezone.localdate()
    rows = list_visits(request.actor, VisitsWanted(tab="ahead", mine=True, until=today + AHEAD))
    values = {"lines": [_line(row) for row in rows], "today": today, "worker": WORKER, "scope": SCOPE}
    return render_page(request, "desk/visits/mine.html", values, title=_("My visits"), crumbs=crumbs(_("On my way")))


def _line(row: VisitRow) -> dict[str, object]:
    return {"row": row, "state": words.state_of(row.state), "late": row.on < timezone.localdate()}


def visit_brief(request: Asked, pk: int) -> HttpResponse:
    """What is known of a firm, on one page that can be printed."""
    brief = get_brief(request.actor, pk)
    values = {**brief_values(brief), "may_plan": request.actor.may(Permission.VISIT_RECORD)}
    return render_page(
        request, "desk/visits/brief.html", values, title=brief.firm.name, crumbs=crumbs(_("Page to read before"))
    )


def brief_values(brief: Brief) -> dict[str, object]:
    """The brief as pages draw it."""
    return {
        "brief": brief, "known": [_fact(line) for line in brief.known],
        "stays": [{"stay": one, "place": f"{one.tower} {place_label(one.floor_no, one.room)}", "ends": one.until or one.lease_ends_on} for one in brief.stays],
        "open_cases": [{"line": one, "state": words.case_state_of(one.state)} for one in brief.open_cases],
        "visits": [
            {"row": row, "problems": [{"line": one, "state": words.case_state_of(one.state), "outcome": words.outcome_of(one.outcome)} for one in problems]}
            for row, problems in brief.visits
        ],
        "no_inspection": words.NO_INSPECTION,
    }  # fmt: skip


def _fact(line: FactLine) -> Fact:
    source = line.source
    drawn = Source(name=source.name, on=source.on.isoformat(), state=source.freshness.value) if source else None
    label = f"{line.label} · {line.period}" if line.period else line.label
    return Fact(label=label, value=line.text, source=drawn, tag=_("ask again") if line.due else "")


def visit_entry(request: Asked, pk: int) -> HttpResponse:
    """Record a visit that was planned. Answers in JSON what a phone sent later: nothing, or what is wrong."""
    row = get_visit(request.actor, pk).row
    brief = get_brief(request.actor, row.firm_id, on=row.on, but=pk)
    return _entry(request, brief, row)


def visit_entry_unplanned(request: Asked, pk: int) -> HttpResponse:
    """Record a visit that nobody had planned: a call, or a meeting by chance."""
    return _entry(request, get_brief(request.actor, pk), None)


def _entry(request: Asked, brief: Brief, row: VisitRow | None) -> HttpResponse:
    problem, instead = _take(request, brief, row) if request.method == "POST" else ("", False)
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        other = {"name": "as_note", "label": _("Send it as a note")} if instead else None
        return JsonResponse({"problem": problem, "instead": other})
    after = url(row.id) if row else reverse("visits")
    if request.method == "POST" and not problem:
        toast(request, _("The visit is recorded. The firm is told."))
        return HttpResponseRedirect(after)
    may_record = row is None or may_visit_step(row.state, "record")
    values = {
        **brief_values(brief), "row": row, "problem": problem, "instead": instead, "may_record": may_record, "after": reverse("visits_mine"),
        "worker": WORKER, "scope": SCOPE, "key": _key(request), "sent": request.POST, "kinds": _kinds(request, row), "modes": _modes(request, row),
        "cards": [words.card(no, request.POST) for no in range(1, MOST_CARDS + 1)], "items": words.items(), "heard": _heard(request, brief),
        "back_url": url(row.id) if row else reverse("visit_brief", args=[brief.firm.id]), "back_label": _("Back to the visit"),
    }  # fmt: skip
    return render_page(request, "desk/visits/entry.html", values, title=_("Visit %(firm)s") % {"firm": brief.firm.name})


def _take(request: Asked, brief: Brief, row: VisitRow | None) -> tuple[str, bool]:
    """Keep what was sent; what is wrong with it, and whether it may be sent as a note instead."""
    sent, lines = request.POST, {stay.line for stay in brief.stays}
    try:
        if row is not None and sent.get("as_note"):
            note_on_visit(actor=request.actor, visit_id=row.id, words=sent.get("said", ""), key=_key(request))
        else:
            record_visit(
                actor=request.actor, key=_key(request), entry=entry_of(sent, lines), visit_id=row.id if row else None,
                firm_id=brief.firm.id,
            )  # fmt: skip
    except Refused as refused:
        recorded = row is not None and refused.code == "not_now" and may_visit_step(row.state, "note")
        return say(refused), recorded
    return "", False


def _key(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid4()


def _kinds(request: Asked, row: VisitRow | None) -> list[tuple[str, object, bool]]:
    chosen = request.POST.getlist("kinds") if request.method == "POST" else (row.kinds if row else ())
    return [(code, label, code in chosen) for code, label in KINDS]


def _modes(request: Asked, row: VisitRow | None) -> list[tuple[str, object, bool]]:
    chosen = request.POST.get("mode") or (row.mode if row else "site")
    return [(code, label, code == chosen) for code, label in MODES]


def _heard(request: Asked, brief: Brief) -> dict[str, object]:
    """What may be heard: each with what is held, and a wish for each tenancy."""
    held = {line.key: line for line in (*brief.known, *brief.stale)}
    plain = [
        {
            "key": key,
            "label": words.heard_of(key),
            "held": held[key].text if key in held else "",
            "typed": request.POST.get(f"f-{key}", ""),
        }
        for key in load_heard()
        if key != RENEWAL
    ]
    stays = {stay.line: stay for stay in brief.stays}
    wishes = [
        {
            "line": line, "place": f"{stay.tower} {place_label(stay.floor_no, stay.room)}",
            "options": [(code, label, request.POST.get(f"f-{RENEWAL}-{line}", "") == code) for code, label in WISHES],
        }
        for line, stay in stays.items()
    ]  # fmt: skip
    return {"plain": plain, "wishes": wishes[:6]}


def visits_worker(request: Asked) -> HttpResponse:
    """The service worker of visits, from the address under which it may answer."""
    found = finders.find("ui/js/kept-worker.js") or staticfiles_storage.path("ui/js/kept-worker.js")
    script = Path(str(found)).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
