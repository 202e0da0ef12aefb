"""How a clock that stands in the database is reckoned: by its changes, its present length and the content of today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds
from mashang.clocks.rules.definitions import Clock
from mashang.clocks.rules.running import Due, Stretch, reckon_due

Kind = DeadlineChange.Kind


def definition_of(deadline: Deadline, grounds: Grounds) -> Clock:
    """The clock of content/clocks by which it was begun, with the length that was promised where one was."""
    begun = timezone.localtime(deadline.stamped_at or deadline.start_at).date()
    promised = deadline.length if deadline.unit == "s" else None
    return grounds.clock(deadline.clock, begun, deadline.area_path, promised=promised)


def stretches_by(deadline: Deadline, changes: Iterable[DeadlineChange]) -> list[Stretch]:
    """When it ran until now, by its changes in their order; those that neither hold it nor let it run on are passed over."""
    begin: datetime | None = timezone.localtime(deadline.start_at)
    found = []
    for change in changes:
        if change.kind == Kind.PAUSE and begin is not None:
            found.append(Stretch(begin, timezone.localtime(change.at)))
            begin = None
        elif change.kind == Kind.RESUME:
            begin = timezone.localtime(change.at)
    return found if begin is None else [*found, Stretch(begin)]


def reckon_again(
    deadline: Deadline, stretches: Sequence[Stretch], grounds: Grounds, *, provisional: bool = True
) -> Due:
    """When it is due if it ran in these stretches, by its present length, and the calendar and hours of its place."""
    known = definition_of(deadline, grounds)
    return reckon_due(
        grounds.calendar(deadline.area_path), known.unit, deadline.length, stretches,
        warn_share=known.warn_share, basis=deadline.basis, provisional=provisional,
    )  # fmt: skip
