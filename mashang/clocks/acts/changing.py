"""What all deeds on clocks share: how a clock is reckoned anew, and that every change of it is written down."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.rules.definitions import Clock, find_clock
from mashang.clocks.rules.running import Due, Stretch, reckon_due
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import load_calendar

OPEN = [Deadline.State.RUNNING, Deadline.State.PAUSED]
Kind = DeadlineChange.Kind


def definition_of(deadline: Deadline) -> Clock:
    """The clock of content/clocks by which it was begun."""
    return find_clock(deadline.clock, timezone.localtime(deadline.start_at).date())


def stretches_of(deadline: Deadline) -> list[Stretch]:
    """When it ran until now, by its changes."""
    begin: datetime | None = timezone.localtime(deadline.start_at)
    found = []
    for change in deadline.changes.filter(kind__in=[Kind.PAUSE, Kind.RESUME]).order_by("id"):
        if change.kind == Kind.PAUSE and begin is not None:
            found.append(Stretch(begin, timezone.localtime(change.at)))
            begin = None
        else:
            begin = timezone.localtime(change.at)
    return found if begin is None else [*found, Stretch(begin)]


def reckon_again(deadline: Deadline, stretches: list[Stretch], *, provisional: bool = True) -> Due:
    """When it is due if it ran in these stretches, by its present length and today's calendar."""
    known = definition_of(deadline)
    return reckon_due(
        load_calendar(), known.unit, deadline.length, stretches,
        warn_share=known.warn_share, basis=deadline.basis, provisional=provisional,
    )  # fmt: skip


def take_due(deadline: Deadline, due: Due) -> None:
    """Put a due date into the row; the caller saves it and notes the change."""
    deadline.due_at, deadline.warn_at = due.at, due.warn_at
    deadline.provisional, deadline.calendar_version = due.deadline.provisional, due.deadline.calendar_version


def note_change(
    actor: Actor,
    deadline: Deadline,
    kind: Kind,
    at: datetime,
    *,
    before: datetime | None,
    reason: str = "",
    length: int | None = None,
) -> None:
    """Write down what was done to a clock, with its due date before and after."""
    DeadlineChange.objects.create(
        deadline=deadline, kind=kind, at=at, by_id=actor.user_id, due_before=before, due_after=deadline.due_at,
        length_before=length, calendar_version=deadline.calendar_version, reason=reason,
    )  # fmt: skip
