"""The section of whistles in the file of a case, drawn for its reader."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashang.cases.reads.meetings import list_meetings
from mashang.cases.reads.whistles import CaseWhistles, get_case_whistles
from mashang.cases.rules.states import WORKING, may_step
from mashang.doors.guarding import Asked
from mashang.faces.desk import whistle_parts as parts
from mashang.faces.desk.guard import guard
from mashang.faces.desk.meeting_words import meeting_lines
from mashang.ui.acting import Press
from mashang.ui.page import Text

register = template.Library()
OVER = ("upheld", "withdrawn")


@register.simple_tag(takes_context=True)
def whistle_section(context: Context) -> SafeString:
    """The departments called to the `case` of the page, what each said and may be done; with the request of the page."""
    request, case = context["request"], context["case"]
    found = get_case_whistles(request.actor, case.pk)
    counted = [one for one in found.called if one.state not in OVER]
    values: dict[str, Any] = {
        "lines": [parts.line_of(request, one) for one in found.called], "gate": found.at_the_gate,
        "leads": sum(one.part == "lead" for one in counted), "assists": sum(one.part == "assist" for one in counted),
        "gate_url": _url(request, "whistle_gate", case.pk) if found.at_the_gate else "", "summary": _summary(found),
        "back": [one for one in found.blown if one.state == "turned_back"], "presses": _presses(request, found),
        "meetings": meeting_lines(request, list_meetings(case.pk), may_write=guard.may_open(request, "meeting_minutes")),
    }  # fmt: skip
    return render_to_string("desk/whistles/section.html", values, request=request)


def _summary(found: CaseWhistles) -> str:
    states = [one.state for one in found.called]
    counts = (
        (states.count("answered") + states.count("closed"), ngettext("%(n)s answered", "%(n)s answered", 1)),
        (states.count("reported") + states.count("on_site"), ngettext("%(n)s at work", "%(n)s at work", 1)),
        (states.count("called"), ngettext("%(n)s not reported in", "%(n)s not reported in", 1)),
        (states.count("objected"), ngettext("%(n)s objects", "%(n)s objects", 1)),
    )
    return _(", ").join(words % {"n": n} for n, words in counts if n)


def _presses(request: Asked, found: CaseWhistles) -> list[Press]:
    offered: list[tuple[str, Text, str, bool, bool]] = [
        ("whistle_blow", _("Blow a whistle"), "speakerphone", False, may_step(found.case_state, "call") and not found.at_the_gate and not _at_work(found)),
        ("whistle_another", _("Call another department"), "user-plus", False, may_step(found.case_state, "call") and _at_work(found)),
        ("meeting_call", _("Call a meeting on site"), "users-group", False, found.case_state in WORKING),
        ("case_extension", _("Ask for an extension"), "calendar-time", False, found.case_state in ("in_hand", "called")),
        ("case_carry_over", _("Carry over"), "archive", False, may_step(found.case_state, "carry_over")),
        ("case_take_up", _("Take it up again"), "refresh", True, found.case_state == "carried"),
        ("case_leave_out", _("Leave out of a rate"), "ban", False, found.case_state in ("closed", "done_waiting")),
    ]  # fmt: skip
    return [
        Press(label=label, url=reverse(name, args=[found.case_id]), icon=icon, post=post)
        for name, label, icon, post, holds in offered
        if holds and guard.may_open(request, name)
    ]


def _at_work(found: CaseWhistles) -> bool:
    return any(one.part == "lead" and one.state not in ("closed", *OVER) for one in found.called)


def _url(request: Asked, name: str, pk: int) -> str:
    return reverse(name, args=[pk]) if guard.may_open(request, name) else ""
