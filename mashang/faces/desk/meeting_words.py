"""Meetings on site as the kit draws them, in the file of a case and on the page of a department."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from mashang.cases.reads.choices import MEETING_STATES
from mashang.cases.reads.meetings import Met
from mashang.cases.reads.summons_words import when
from mashang.doors.guarding import Asked
from mashang.faces.desk.guard import guard
from mashang.register.reads.choices import label_of
from mashang.ui.acting import Press
from mashang.ui.page import Text

TONES = {"called": "info", "held": "ok", "off": "plain"}


def meeting_lines(request: Asked, met: Sequence[Met], *, may_write: bool) -> list[dict[str, object]]:
    """Each meeting with its state, when it was or is, and what may be done about it."""
    return [
        {
            "one": one, "tone": TONES[one.state], "word": label_of(MEETING_STATES, one.state), "when": when(one.held_at or one.at),
            "presses": _presses(request, one, may_write=may_write),
        }
        for one in met
    ]  # fmt: skip


def _presses(request: Asked, one: Met, *, may_write: bool) -> list[Press]:
    if one.state != "called":
        return []
    offered: list[tuple[str, Text, str, bool]] = [
        ("meeting_minutes", _("Write the minutes"), "clipboard-list", may_write),
        ("meeting_ics", _("Calendar file"), "calendar", True),
        ("meeting_off", _("Call the meeting off"), "x", may_write),
    ]
    return [
        Press(label=label, url=reverse(name, args=[one.id]), icon=icon)
        for name, label, icon, holds in offered
        if holds and guard.may_open(request, name)
    ]
