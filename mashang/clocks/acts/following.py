"""Reckoning anew what was reckoned by an older calendar, or by other office hours."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, change_of, take_due
from mashang.clocks.followers import Moved, tell_moved, watched_kinds
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.reads.reckoning import reckon_again, stretches_by
from mashang.clocks.rules.running import Due, Stretch
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused

log = logging.getLogger(__name__)
IN_DAYS = ["wd", "cd"]

GROUPS = """
    select distinct clock, area_path, unit, length, (start_at at time zone %(zone)s)::date,
        (coalesce(stamped_at, start_at) at time zone %(zone)s)::date
    from clocks_deadline where id = any(%(ids)s)
"""
# As arrays: a list of ten thousand numbers in the text of a statement costs more than the rows.
PAUSES = """
    select deadline_id, kind, at from clocks_deadlinechange
    where deadline_id = any(%(ids)s) and kind in ('pause', 'resume') order by id
"""
LEAVE = """
    update clocks_deadline set calendar_version = %(version)s where id = any(%(ids)s) and calendar_version <> %(version)s
"""
# Sets every row of a group to what was reckoned once for it, notes a change where the due date differs, and gives back
# those changes whose kinds of subject are watched.
WRITE_GROUPS = """
    with g as (
        select * from unnest(
            %(clocks)s::text[], %(areas)s::text[], %(units)s::text[], %(lengths)s::int[], %(begins)s::date[],
            %(stamps)s::date[], %(dues)s::timestamptz[], %(warns)s::timestamptz[], %(guesses)s::boolean[]
        ) as g(clock, area_path, unit, length, begins_on, stamped_on, due_at, warn_at, provisional)
    ), old as (
        select d.id, d.due_at as due_before, g.due_at, g.warn_at, g.provisional
        from clocks_deadline d join g on d.clock = g.clock and d.area_path = g.area_path and d.unit = g.unit
            and d.length = g.length and (d.start_at at time zone %(zone)s)::date = g.begins_on
            and (coalesce(d.stamped_at, d.start_at) at time zone %(zone)s)::date = g.stamped_on
        where d.id = any(%(ids)s)
    ), new as (
        update clocks_deadline d
        set due_at = old.due_at, warn_at = old.warn_at, provisional = old.provisional, calendar_version = %(version)s,
            warned_at = case when d.due_at = old.due_at then d.warned_at end,
            overdue_told_at = case when d.due_at = old.due_at then d.overdue_told_at end,
            held_at = case when d.due_at = old.due_at then d.held_at end,
            released_at = case when d.due_at = old.due_at then d.released_at end
        from old where d.id = old.id
        returning d.id, d.subject_kind, old.due_before, d.due_at
    ), noted as (
        insert into clocks_deadlinechange
            (deadline_id, kind, at, by_id, due_before, due_after, calendar_version, reason, shown)
        select id, 'calendar', %(now)s, %(by)s, due_before, due_at, %(version)s, '', false
        from new where due_before <> due_at
    )
    select id, due_before from new where due_before <> due_at and subject_kind = any(%(watched)s)
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
    rows = list(stale.select_for_update(skip_locked=True).values_list("pk", "state", "unit", "area_path")[:most])
    if not rows:
        return 0
    grounds = grounds_for({area for _pk, _state, _unit, area in rows})
    running = {pk: unit for pk, state, unit, _area in rows if state == Deadline.State.RUNNING}
    changes = _pauses_of(running)
    plain = [pk for pk, unit in running.items() if unit in IN_DAYS and pk not in changes]
    moves = _follow_groups(actor, plain, grounds)
    moves += _follow_singly(actor, set(running) - set(plain), changes, grounds)
    # What stands still, or could not be reckoned, keeps its day until it goes on or is ended.
    with connection.cursor() as cursor:
        cursor.execute(LEAVE, {"version": version, "ids": [row[0] for row in rows]})
    tell_moved(actor, moves)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Group:
    """Clocks that never stood still, count days, and began on one day: due on one day, whatever the time of day."""

    clock: str
    area_path: str
    unit: str
    length: int
    begins_on: date
    stamped_on: date

    def due(self, grounds: Grounds) -> Due | None:
        """By the one rule, from one of them; nothing when it cannot be reckoned."""
        zone = timezone.get_current_timezone()
        begin, stamp = (datetime.combine(day, time(12), zone) for day in (self.begins_on, self.stamped_on))
        one = Deadline(
            clock=self.clock, area_path=self.area_path, unit=self.unit, length=self.length, start_at=begin,
            stamped_at=stamp,
        )  # fmt: skip
        return _reckoned(one, [Stretch(begin)], grounds)


def _follow_groups(actor: Actor, ids: Sequence[int], grounds: Grounds) -> list[Moved]:
    """Those that count days and never stood still, by their groups; returns the moves that somebody watches."""
    if not ids:
        return []
    asked: dict[str, Any] = {"zone": timezone.get_current_timezone_name(), "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(GROUPS, asked)
        groups = [_Group(*row) for row in cursor.fetchall()]
        found = [(group, due) for group in groups if (due := group.due(grounds))]
        cursor.execute(
            WRITE_GROUPS,
            {
                **asked, "version": grounds.version, "now": timezone.now(), "by": actor.user_id,
                "watched": watched_kinds(), "clocks": [one.clock for one, _due in found],
                "areas": [one.area_path for one, _due in found], "units": [one.unit for one, _due in found],
                "lengths": [one.length for one, _due in found], "begins": [one.begins_on for one, _due in found],
                "stamps": [one.stamped_on for one, _due in found], "dues": [due.at for _one, due in found],
                "warns": [due.warn_at for _one, due in found],
                "guesses": [due.deadline.provisional for _one, due in found],
            },
        )  # fmt: skip
        before = dict(cursor.fetchall())
    moved = Deadline.objects.in_bulk(list(before)) if before else {}
    return [Moved(one, before[pk], one.due_at) for pk, one in moved.items()]


def _follow_singly(
    actor: Actor, ids: Collection[int], changes: dict[int, list[DeadlineChange]], grounds: Grounds
) -> list[Moved]:
    """Those that count hours, or stood still once: each by its own stretches."""
    if not ids:
        return []
    touched, moves, now = list[Deadline](), list[Moved](), timezone.localtime()
    for deadline in Deadline.objects.filter(pk__in=ids):
        due, before = (
            _reckoned(deadline, stretches_by(deadline, changes.get(deadline.pk, ())), grounds),
            deadline.due_at,
        )
        if due:
            take_due(deadline, due)
            touched.append(deadline)
            if before != deadline.due_at:
                moves.append(Moved(deadline, before, deadline.due_at))
    columns = ["due_at", "warn_at", "provisional", "warned_at", "overdue_told_at", "held_at", "released_at"]
    Deadline.objects.bulk_update(touched, columns, batch_size=1_000)
    DeadlineChange.objects.bulk_create(
        change_of(actor, move.deadline, Kind.CALENDAR, now, before=move.due_before) for move in moves
    )
    return moves


def _reckoned(deadline: Deadline, stretches: Sequence[Stretch], grounds: Grounds) -> Due | None:
    """When it is due; nothing, and a line in the log, for one that cannot be reckoned: it holds up no other."""
    try:
        return reckon_again(deadline, stretches, grounds)
    except (Refused, NotThere) as refused:
        log.warning("time limit %s %s keeps its due date: %s", deadline.clock, deadline.pk or "", refused)
        return None


def _pauses_of(ids: Collection[int]) -> dict[int, list[DeadlineChange]]:
    found: dict[int, list[DeadlineChange]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PAUSES, {"ids": list(ids)})
        for deadline_id, kind, at in cursor.fetchall():
            found[deadline_id].append(DeadlineChange(deadline_id=deadline_id, kind=kind, at=at))
    return found
