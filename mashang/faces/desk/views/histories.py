"""The history of a file as the timeline draws it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor
from mashang.trail.reads.history import Changed, Line, history_of
from mashang.ui.parts import Event


def history_events(actor: Actor, kind: str, pk: int, *, within: str = "") -> list[Event]:
    """What the trail holds about a subject that the actor may read, newest first, twenty at most."""
    return [_event(line) for line in history_of(actor=actor, subject_kind=kind, subject_id=pk, within=within).lines]


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
        text=_("; ").join(part for part in parts if part),
    )


def _change(one: Changed) -> str:
    after, before = (role_label(str(text)) if text else "" for text in (one.after, one.before))
    if one.hidden:
        return _("%(field)s changed") % {"field": one.words}
    if before:
        return _("%(field)s: %(before)s, now %(after)s") % {"field": one.words, "before": before, "after": after or "—"}
    return _("%(field)s: %(after)s") % {"field": one.words, "after": after or "—"} if after else ""
