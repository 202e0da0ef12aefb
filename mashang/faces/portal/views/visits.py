"""Visits as the firm sees them: those to come, which it may move or decline, and what was recorded of those made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from mashang.cases.acts import visit_closing
from mashang.cases.acts import visits as acts
from mashang.cases.reads.visit_choices import CASE_STATES, KINDS, MODES, OUTCOMES, VISIT_STATES
from mashang.cases.reads.visit_files import visit_invitation
from mashang.cases.reads.visits import ProblemLine, VisitRow, VisitsWanted, get_visit, list_problems, list_visits
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.visit_states import may_visit_step
from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.doors.wording import say, tell_form
from mashang.faces.portal.forms.visits import MoveForm, ObjectForm
from mashang.faces.portal.nav import render_page
from mashang.kernel.errors import Refused
from mashang.ui.page import Crumb, Text
from mashang.ui.toast import toast

HERE = gettext_lazy("Visits to us")
ENDED = ("refused", "withdrawn", "transferred", "joined", "lapsed")


def own_visits(request: Asked) -> HttpResponse:
    """The firm's visits to come and made, and all its problems with where each stands."""
    rows = list_visits(request.actor, VisitsWanted())
    problems = list_problems([row.id for row in rows])
    values = {
        "ahead": [_line(row) for row in rows if row.state == "booked"],
        "made": [_line(row) for row in rows if row.at is not None],
        "problems": [_problem(request, one) for row in rows for one in problems.get(row.id, ())],
    }
    return render_page(request, "portal/visits/list.html", values, title=HERE)


def own_visit(request: Asked, pk: int) -> HttpResponse:
    """One visit: what was recorded, each problem, and what the firm may say to it now."""
    file = get_visit(request.actor, pk)
    row = file.row
    values = {
        **_line(row), "file": file, "mode": dict(MODES)[row.mode], "kinds": [words for code, words in KINDS if code in row.kinds],
        "said": [text for text in file.texts if text.part == "said"], "objections": [text for text in file.texts if text.part == "objection"],
        "problems": [_problem(request, one) for one in file.problems],
        "may": {act: may_visit_step(row.state, act) for act in ("move", "decline", "confirm", "object")},
        "called_off": next((step.reason for step in file.steps if step.act == "call_off"), ""),
    }  # fmt: skip
    return render_page(request, "portal/visits/visit.html", values, title=_title(row), crumbs=_crumbs(row.number))


def own_visit_move(request: Asked, pk: int) -> HttpResponse:
    """Ask for another day."""
    return _say(
        request, pk, MoveForm(request.POST or None),
        lambda said: acts.move_visit(actor=request.actor, visit_id=pk, to=said["to"], words=said["words"]),
        title=_("Ask for another day"), button=_("Ask for this day"), said=_("The office is told and announces the visit again."),
        to=reverse("own_visits"),
    )  # fmt: skip


def own_visit_object(request: Asked, pk: int) -> HttpResponse:
    """Say that something was otherwise."""
    return _say(
        request, pk, ObjectForm(request.POST or None),
        lambda said: visit_closing.object_to_visit(actor=request.actor, visit_id=pk, words=said["words"]),
        title=_("Something was otherwise"), button=_("Send it to the office"), said=_("The office reads it."), to=_url(pk),
    )  # fmt: skip


def _say(
    request: Asked, pk: int, form: forms.Form, deed: Callable[[dict[str, Any]], object], *, title: Text, button: Text,
    said: Text, to: str,
) -> HttpResponse:  # fmt: skip
    row = get_visit(request.actor, pk).row
    if request.method == "POST" and form.is_valid():
        try:
            do_once(request, lambda: deed(form.cleaned_data), to=lambda _done: to)
        except Refused as refused:
            tell_form(form, refused)
        else:
            toast(request, said)
            return HttpResponseRedirect(to)
    values = {"form": form, "button": button, "back": _url(pk), **_line(row)}
    return render_page(request, "portal/visits/say.html", values, title=title, crumbs=_crumbs(row.number))


@require_POST
def own_visit_decline(request: Asked, pk: int) -> HttpResponse:
    """Decline a visit; no reason is asked for."""
    words = request.POST.get("words", "")
    return _do(
        request,
        lambda: acts.decline_visit(actor=request.actor, visit_id=pk, words=words),
        _("Declined. The office is told."),
        pk,
    )


@require_POST
def own_visit_confirm(request: Asked, pk: int) -> HttpResponse:
    """Say that it was so."""
    return _do(
        request,
        lambda: visit_closing.confirm_visit(actor=request.actor, visit_id=pk),
        _("Thank you. It stands as confirmed."),
        pk,
    )


def _do(request: Asked, deed: Callable[[], object], said: Text, pk: int) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        toast(request, say(refused), tone="bad")
    else:
        toast(request, said)
    return HttpResponseRedirect(_url(pk))


def own_visit_ics(request: Asked, pk: int) -> HttpResponse:
    """The visit as a file for the firm's calendar."""
    name, text = visit_invitation(request.actor, pk, page=request.build_absolute_uri(_url(pk)))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _url(pk: int) -> str:
    return reverse("own_visit", args=[pk])


def _line(row: VisitRow) -> dict[str, object]:
    at = timezone.localtime(row.at) if row.at else None
    clock = at.strftime("%H:%M") if at else row.planned_at.strftime("%H:%M") if row.planned_at else ""
    lamp = {"booked": "soon", "recorded": "ok", "split": "ok", "closed": "done"}.get(row.state, "stop")
    return {
        "row": row, "when": f"{row.on.isoformat()} {clock}".strip(), "state": (lamp, _STATES.get(row.state) or dict(VISIT_STATES)[row.state]),
        "title": _title(row),
    }  # fmt: skip


def _title(row: VisitRow) -> str:
    return _("Visit of %(office)s") % {"office": row.office}


_STATES = {
    "booked": pgettext_lazy("visit, to the firm", "To come"),
    "recorded": pgettext_lazy("visit, to the firm", "Is this right?"),
    "split": pgettext_lazy("visit, to the firm", "Is this right?"),
}


def _problem(request: Asked, one: ProblemLine) -> dict[str, object]:
    state, item = one.state, load_items().get(one.item)
    lamp = "done" if state == "closed" else "ok" if state == "done_waiting" else "stop" if state in ENDED else "soon"
    return {
        "line": one, "state": (lamp, dict(CASE_STATES)[state]), "outcome": dict(OUTCOMES).get(one.outcome, ""),
        "item": name_of(item.names, request.actor.locale) if item else "", "url": f"/portal/cases/{one.ref}",
    }  # fmt: skip


def _crumbs(last: str) -> tuple[Crumb, ...]:
    return (Crumb(label=HERE, url=reverse("own_visits")), Crumb(label=last))
