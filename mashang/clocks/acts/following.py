"""Reckoning anew what was reckoned by an older calendar, or by other office hours."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, change_of, take_due
from mashang.clocks.followers import Moved, tell_moved
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.reads.reckoning import reckon_again, stretches_by
from mashang.clocks.rules.running import Due, Stretch
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused

log = logging.getLogger(__name__)

WRITE = """
    update clocks_deadline d
    set due_at = v.due_at, warn_at = v.warn_at, provisional = v.provisional, calendar_version = %s,
        warned_at = case when d.due_at = v.due_at then d.warned_at end,
        overdue_told_at = case when d.due_at = v.due_at then d.overdue_told_at end,
        held_at = case when d.due_at = v.due_at then d.held_at end,
        released_at = case when d.due_at = v.due_at then d.released_at end
    from unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::boolean[]) as v(id, due_at, warn_at, provisional)
    where d.id = v.id
"""


@transaction.atomic
def follow_calendar(*, actor: Actor, most: int = 10_000) -> int:
    """Reckon the open clocks anew that were reckoned by another calendar or other hours than today's; returns how many.

    Each keeps its due date before and after as a change of its own, and whoever follows it hears of it. At most `most` in
    one call, the soonest due first, in a handful of statements; call it again until it finds none. One that stands still
    moves when it goes on.
    """
    version = grounds_for([]).version
    stale = Deadline.objects.filter(state__in=OPEN).exclude(calendar_version=version).order_by("due_at", "id")
    deadlines = list(stale.select_for_update(skip_locked=True)[:most])
    if not deadlines:
        return 0
    touched, moves = _take_due(deadlines, grounds_for({one.area_path for one in deadlines}))
    changed = {one.pk for one in touched}
    Deadline.objects.filter(pk__in=[one.pk for one in deadlines if one.pk not in changed]).update(
        calendar_version=version
    )
    _write(version, touched)
    now = timezone.localtime()
    DeadlineChange.objects.bulk_create(
        change_of(actor, move.deadline, Kind.CALENDAR, now, before=move.due_before) for move in moves
    )
    tell_moved(actor, moves)
    return len(deadlines)


class Reckoner:
    """Reckons clocks by the one pure rule, each different start and length only once.

    A clock that never stood still is due by the day on which it began when it counts days, and by the instant otherwise.
    """

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._known: dict[tuple[object, ...], Due] = {}

    def due(self, deadline: Deadline, stretches: Sequence[Stretch]) -> Due:
        """When it is due if it ran in these stretches; Refused as `reckon_due` does."""
        if len(stretches) > 1:
            return reckon_again(deadline, stretches, self._grounds)
        begin: object = stretches[0].begin
        if isinstance(begin, datetime) and deadline.unit in ("wd", "cd"):
            begin = begin.date()
        stamp = timezone.localtime(deadline.stamped_at or deadline.start_at).date()
        key = (deadline.clock, deadline.area_path, deadline.length, stamp, begin)
        if key not in self._known:
            self._known[key] = reckon_again(deadline, stretches, self._grounds)
        return self._known[key]


def _take_due(deadlines: Sequence[Deadline], grounds: Grounds) -> tuple[list[Deadline], list[Moved]]:
    """Put today's due dates into the rows; returns those that differ in anything, and those with another due date."""
    changes, reckoner = _changes_of(deadlines), Reckoner(grounds)
    touched, moves = list[Deadline](), list[Moved]()
    for deadline in deadlines:
        if deadline.state != Deadline.State.RUNNING:
            continue
        try:
            due = reckoner.due(deadline, stretches_by(deadline, changes[deadline.pk]))
        except Refused as refused:  # one that cannot be reckoned keeps its day, and holds up no other
            log.warning("time limit %s keeps its due date: %s", deadline.pk, refused)
            continue
        before = (deadline.due_at, deadline.warn_at, deadline.provisional)
        take_due(deadline, due)
        if before != (deadline.due_at, deadline.warn_at, deadline.provisional):
            touched.append(deadline)
        if before[0] != deadline.due_at:
            moves.append(Moved(deadline, before[0], deadline.due_at))
    return touched, moves


def _changes_of(deadlines: Sequence[Deadline]) -> dict[int, list[DeadlineChange]]:
    found: dict[int, list[DeadlineChange]] = defaultdict(list)
    held = DeadlineChange.objects.filter(deadline__in=[one.pk for one in deadlines], kind__in=[Kind.PAUSE, Kind.RESUME])
    for change in held.order_by("id"):
        found[change.deadline_id].append(change)
    return found


def _write(version: str, touched: Sequence[Deadline]) -> None:
    columns = [[getattr(one, name) for one in touched] for name in ("pk", "due_at", "warn_at", "provisional")]
    if touched:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [version, *columns])
