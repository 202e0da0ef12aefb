"""How the desk writes files of tickets and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.doors.wording import say
from mashang.kernel.text import Message
from mashang.ui.page import Text

LAMPS = {"review": "soon", "taking": "soon", "taken": "ok", "dropped": "stop"}
TONES = {"review": "warn", "taking": "info", "taken": "ok", "dropped": "stop"}
ROW_TONES = {"new": "ok", "changed": "warn", "same": "plain", "refused": "bad"}
FIELDS: dict[str, Text] = {
    "number": gettext_lazy("Ticket number"),
    "received_at": pgettext_lazy("ticket", "Received at"),
    "title": pgettext_lazy("ticket", "Title"),
    "text": pgettext_lazy("ticket", "Content"),
    "asker": gettext_lazy("Asker's name"),
    "phone": gettext_lazy("Asker's telephone"),
    "address": gettext_lazy("Address"),
    "firm": gettext_lazy("Firm name"),
    "uscc": gettext_lazy("Credit code"),
    "due_at": gettext_lazy("Due by the hotline"),
    "priority": gettext_lazy("Priority"),
    "item": gettext_lazy("What it is about"),
    "state": gettext_lazy("State"),
    "answer": pgettext_lazy("part of a case", "Answer"),
    "outcome": gettext_lazy("Outcome"),
    "answered_at": gettext_lazy("Answered at"),
    "closed_at": gettext_lazy("Closed at"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "own_number": gettext_lazy("Our number"),
}
CHANGES: dict[str, Text] = {
    "text": gettext_lazy("New content, kept as a note"),
    "due": gettext_lazy("Another due time"),
    "answer": gettext_lazy("Answered there: answers the case here"),
    "answer_note": gettext_lazy("An answer, kept as a note"),
    "closed": gettext_lazy("Closed there"),
}


def instant(at: datetime | None) -> str:
    """A local day and time; a dash for none."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def change(one: Mapping[str, Any]) -> str:
    """What a ticket says anew, with what stood before where that is a time."""
    after = one.get("after", "")
    if one["what"] in ("due", "closed"):
        after = instant(datetime.fromisoformat(after)) if after else ""
        before = instant(datetime.fromisoformat(one["before"])) if one.get("before") else ""
        after = f"{before} → {after}" if before else after
    return (
        _("%(what)s: %(after)s") % {"what": CHANGES[one["what"]], "after": after}
        if after
        else str(CHANGES[one["what"]])
    )


def reasons(said: Sequence[Message]) -> str:
    """Why a row is refused."""
    return " ".join(say(one) for one in said)
