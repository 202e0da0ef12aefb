"""What all deeds on clocks share: that every change of a clock is written down, and that its followers hear of it."""

from __future__ import annotations

from datetime import datetime

from mashang.clocks.followers import Moved, tell_moved
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.reckoning import stretches_by
from mashang.clocks.rules.running import Due, Stretch
from mashang.kernel.actor import Actor

OPEN = [Deadline.State.RUNNING, Deadline.State.PAUSED]
Kind = DeadlineChange.Kind


def stretches_of(deadline: Deadline) -> list[Stretch]:
    """When it ran until now, by its changes."""
    return stretches_by(deadline, deadline.changes.filter(kind__in=[Kind.PAUSE, Kind.RESUME]).order_by("id"))


def take_due(deadline: Deadline, due: Due) -> None:
    """Put a due date into the row; the caller saves it and notes the change.

    Another due date is told of anew when its own time comes, and what was held for the old one is not held any more.
    """
    if due.at != deadline.due_at:
        deadline.warned_at = deadline.overdue_told_at = deadline.held_at = deadline.released_at = None
    deadline.due_at, deadline.warn_at = due.at, due.warn_at
    deadline.provisional, deadline.calendar_version = due.deadline.provisional, due.deadline.calendar_version


def tell_of_moved_deadline(*, actor: Actor, change: DeadlineChange) -> None:
    """Whoever follows the clock hears of another due date."""
    if change.due_before is not None and change.due_before != change.due_after:
        tell_moved(actor, [Moved(change.deadline, change.due_before, change.deadline.due_at)])


def change_of(
    actor: Actor,
    deadline: Deadline,
    kind: Kind,
    at: datetime,
    *,
    before: datetime | None,
    reason: str = "",
    shown: bool = False,
    length: int | None = None,
) -> DeadlineChange:
    """The row that says what was done to a clock, with its due date before and after; not written yet.

    `shown`: whoever waits may read the reason.
    """
    return DeadlineChange(
        deadline=deadline, kind=kind, at=at, by_id=actor.user_id, due_before=before, due_after=deadline.due_at,
        length_before=length, calendar_version=deadline.calendar_version, reason=reason, shown=shown,
    )  # fmt: skip
