"""Meetings on site over a case: calling, writing minutes, calling off, and the file for calendars."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.cases.acts.meetings import call_meeting, call_off_meeting, hold_meeting
from mashang.cases.reads.case_file import get_case
from mashang.cases.reads.meetings import get_meeting, list_called_departments, list_invitable, meeting_file
from mashang.cases.reads.summons_words import when
from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import ask_and_do
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.meetings import CallForm, MinutesForm
from mashang.faces.desk.views.whistles import case_url, crumbs_of
from mashang.register.reads.naming import name_in


def call(request: Asked, pk: int) -> HttpResponse:
    """When and where, about what, who is asked to come."""
    case = get_case(request.actor, pk)
    departments = list_called_departments(pk)
    place = " ".join(filter(None, (name_in(request.actor.locale, case.tower) if case.tower else "", case.place)))
    form = CallForm(
        **editing.typed(request), departments=departments, people=list_invitable(case.area_path),
        initial={"place": place, "departments": [one for one, _name in departments], "topic": case.title},
    )  # fmt: skip
    title = _("Call a meeting on site")
    deed = Deed(
        do=lambda sent: call_meeting(actor=request.actor, case_id=pk, calling=sent.calling()),
        said=_("The meeting is called; everybody who is asked hears of it."), to=lambda _done: case_url(pk),
    )  # fmt: skip
    lead = _("Departments read it on the page of their summons and behind their link, with a file for their calendar.")
    sheet = Sheet(title=title, button=title, back=case_url(pk), crumbs=crumbs_of(request, pk, title), lead=lead)
    return editing.edit(request, form, deed, sheet)


def minutes(request: Asked, pk: int) -> HttpResponse:
    """What was said at the meeting, and who does what until when."""
    case, met = get_meeting(request.actor, pk)
    begun = timezone.localtime(min(met.at, timezone.now()))
    form = MinutesForm(
        **editing.typed(request), departments=list_called_departments(case.pk), people=list_invitable(case.area_path),
        initial={"held_on": begun.date(), "held_at": begun.time().replace(second=0, microsecond=0)},
    )  # fmt: skip
    title = _("Write the minutes")
    deed = Deed(
        do=lambda sent: hold_meeting(
            actor=request.actor, meeting_id=pk, held_at=sent.held(), minutes=sent.cleaned_data["minutes"],
            measures=sent.measures(),
        ),
        said=_("The minutes are kept; those who were asked read them."), to=lambda _done: case_url(case.pk),
    )  # fmt: skip
    sheet = Sheet(
        title=title, button=_("Keep the minutes"), back=case_url(case.pk), crumbs=crumbs_of(request, case.pk, title),
        lead=f"{when(met.at)} · {met.place} · {met.topic}", template="desk/whistles/minutes.html",
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def off(request: Asked, pk: int) -> HttpResponse:
    """The meeting does not take place, with the reason."""
    case, met = get_meeting(request.actor, pk)
    title = _("Call the meeting off")
    return ask_and_do(
        request, lambda why: call_off_meeting(actor=request.actor, meeting_id=pk, reason=why), title=title, button=title,
        said=_("Called off; everybody who was asked reads why."), to=case_url(case.pk),
        explains=[f"{when(met.at)} · {met.place}", _("Another one can be called at any time.")],
        crumbs=crumbs_of(request, case.pk, title),
    )  # fmt: skip


def calendar(request: Asked, pk: int) -> HttpResponse:
    """The meeting as a file for a calendar."""
    case, met = get_meeting(request.actor, pk)
    name, body = meeting_file(case.number, case.title, met)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
