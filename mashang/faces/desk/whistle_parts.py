"""Whistles, summonses and rulings as the kit draws them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.cases.reads.summons_words import (
    RULING_KINDS,
    SUMMONS_OUTCOMES,
    SUMMONS_PARTS,
    SUMMONS_STATES,
    ClockSaid,
    clock_said,
    size_words,
    when,
)
from mashang.cases.reads.whistles import Called, CalledFile
from mashang.doors.guarding import Asked
from mashang.faces.desk.guard import guard
from mashang.ui.acting import Press
from mashang.ui.page import Text
from mashang.ui.parts import Attachment, Clock, Due, Step

TONES = {
    "asked": "plain", "called": "warn", "reported": "info", "on_site": "info", "objected": "warn", "answered": "ok",
    "closed": "ok", "upheld": "plain", "withdrawn": "plain",
}  # fmt: skip
PLACES = {"called": 1, "objected": 1, "reported": 2, "on_site": 2, "answered": 4, "closed": 4}
WITH_DEPARTMENT = ("called", "reported", "on_site")


def clock(said: ClockSaid | None, label: Text = "") -> Clock | None:
    """A clock as the kit draws it."""
    if said is None:
        return None
    return Clock(due=Due(state=said.lamp, word=said.at, iso=said.iso), share=said.share, says=said.left, label=label)


def steps_of(one: Called) -> list[Step]:
    """Called, reported in, at work, answered: where a department stands."""
    words = (
        pgettext("step", "Called"),
        pgettext("step", "Reports in"),
        pgettext("step", "At work"),
        pgettext("step", "Answers"),
    )
    place = PLACES.get(one.state, 0)
    return [
        Step(label=word, state="done" if number < place else "now" if number == place else "next")
        for number, word in enumerate(words)
    ]


def tag_of(one: Called) -> tuple[str, Text]:
    """The state of a summons as a small label: tone and word."""
    if one.state in ("answered", "closed") and one.outcome:
        return TONES[one.state], f"{SUMMONS_STATES[one.state]} · {SUMMONS_OUTCOMES[one.outcome]}"
    return TONES[one.state], SUMMONS_STATES[one.state]


def attachment(file: CalledFile) -> Attachment:
    """A file of the matter that the office and the department open at the desk."""
    return Attachment(
        name=file.name, url=reverse("case_attachment", args=[file.file_id, "whole"]), note=size_words(file.bytes),
        icon="camera" if file.media.startswith("image/") else "file-text",
    )  # fmt: skip


def line_of(request: Asked, one: Called) -> dict[str, object]:
    """One department in the file of a case: its state, both clocks, what it said, what may be done about it."""
    tone, word = tag_of(one)
    ruled = next((row for row in one.rulings if row.state != "asked" and row.ruled_at), None)
    return {
        "one": one, "part": SUMMONS_PARTS[one.part], "tone": tone, "word": word, "steps": steps_of(one),
        "report": clock(clock_said(one.report)), "solve": clock(clock_said(one.solve)),
        "waiting": one.waiting, "waiting_word": RULING_KINDS[one.waiting.kind] if one.waiting else "",
        "ruling_url": reverse("ruling", args=[one.waiting.id]) if one.waiting and guard.may_open(request, "ruling") else "",
        "ruled": ruled, "ruled_word": RULING_KINDS[ruled.kind] if ruled else "", "ruled_at": when(ruled.ruled_at) if ruled else "",
        "link_until": when(one.link_until) if one.link_until else "", "answered_at": when(one.answered_at) if one.answered_at else "",
        "presses": presses_of(request, one),
    }  # fmt: skip


def presses_of(request: Asked, one: Called) -> Sequence[Press]:
    """What the office may do about a department now."""
    offered: list[tuple[str, Text, str, bool]] = []
    if one.state == "answered":
        offered.append(("summons_accept", _("Accept the answer"), "check", True))
        if not one.sent_back:
            offered.append(("summons_send_back", _("Send it back"), "arrow-back-up", False))
    if one.state in WITH_DEPARTMENT:
        offered += [
            ("summons_urge", pgettext("button", "Urge"), "bell", True),
            ("summons", _("See what they see"), "eye", False),
            (
                "summons_link",
                _("New link, the one that was sent dies") if one.link_until else _("Copy a link"),
                "link",
                True,
            ),
        ]
    if one.link_until:
        offered.append(("summons_recall", _("Recall the link"), "ban", True))
    if one.state in (*WITH_DEPARTMENT, "objected", "answered"):
        offered.append(("summons_off", _("Call off"), "x", False))
    return [
        Press(label=label, url=reverse(name, args=[one.id]), icon=icon, post=post, look="secondary")
        for name, label, icon, post in offered
        if guard.may_open(request, name)
    ]
