"""The history of a file as the timeline draws it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.doors.wording import role_label
from mashang.trail.reads.history import Changed, Line, history_of
from mashang.ui.parts import Event

FEW, ALL = 20, 2000


def how_many(request: Asked) -> int:
    """How much of a history a page shows: the latest, or everything when the address asks for it."""
    return ALL if request.GET.get("history") == "all" else FEW


def timeline(request: Asked, happenings: Sequence[Event], kind: str, pk: int, *, within: str = "") -> dict[str, object]:
    """What happened and what the trail holds of a subject that the actor may read, as one history, the latest first.

    `older` is the address of all of it where more is there than is shown.
    """
    most = how_many(request)
    told = history_of(actor=request.actor, subject_kind=kind, subject_id=pk, limit=most + 1, within=within)
    events = sorted([*happenings, *map(_event, told.lines)], key=lambda event: event.iso, reverse=True)
    asked = request.GET.copy()
    asked["history"] = "all"
    older = f"?{asked.urlencode()}#history" if len(events) > most else ""
    return {"events": events[:most], "older": older}


def _event(line: Line) -> Event:
    who = " · ".join(
        str(part) for part in (line.name, role_label(line.role) if line.role and line.name else "") if part
    )
    parts = [who, *(_change(one) for one in line.changes), line.reason]
    at = timezone.localtime(line.at)
    return Event(
        when=at.strftime("%Y-%m-%d %H:%M"),
        iso=at.isoformat(),
        title=line.words,
        text=_("; ").join(str(part) for part in parts if part),
    )


def _change(one: Changed) -> str:
    after, before = (role_label(str(text)) if text else "" for text in (one.after, one.before))
    if one.hidden:
        return _("%(field)s changed") % {"field": one.words}
    if before:
        return _("%(field)s: %(before)s, now %(after)s") % {"field": one.words, "before": before, "after": after or "—"}
    return _("%(field)s: %(after)s") % {"field": one.words, "after": after or "—"} if after else ""
