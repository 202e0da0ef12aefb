"""The reminders that a person has set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mashang.kernel.actor import Actor
from mashang.notices.models import Reminder


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder that waits: the day on which it comes, how many days before it was set, and what was noted."""

    id: int
    subject_kind: str
    subject_id: int
    falls_on: date
    days_before: int | None
    note: str
    url: str


def list_reminders(
    *, actor: Actor, subject_kind: str = "", subject_ids: Collection[int] | None = None, limit: int = 200
) -> list[Reminding]:
    """The actor's own that wait, the soonest first; of one kind, or of some things of it. One query."""
    rows = Reminder.objects.filter(user=actor.user_id, told_at__isnull=True, forgotten_at__isnull=True)
    if subject_kind:
        rows = rows.filter(subject_kind=subject_kind)
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=subject_ids)
    return [
        Reminding(one.pk, one.subject_kind, one.subject_id, one.falls_on, one.days_before, one.note, one.url)
        for one in rows.order_by("falls_on", "id")[:limit]
    ]
