"""Telling whoever follows them of clocks that run short or are overdue: once each, and never too many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.clocks.acts.changing import OPEN
from mashang.clocks.followers import tell_overdue, tell_warned
from mashang.clocks.models import Deadline
from mashang.clocks.reads.held import held_deadlines
from mashang.clocks.rules.escalating import most_at_once
from mashang.kernel.actor import Actor
from mashang.trail.acts import record

# Held for one sweep at a time: two at once would each let through what one may.
SWEEP_LOCK = 7_301_002
MOST = 500
RUNNING = Deadline.State.RUNNING


@dataclass(slots=True)
class Swept:
    """What one sweep did: clocks of which somebody was told, and those it kept back for a person's word."""

    warned: int = 0
    overdue: int = 0
    held: int = 0


def sweep_deadlines(*, actor: Actor, at: datetime | None = None, most: int = MOST) -> Swept:
    """Tell of the running clocks that run short, and of those past due, each once; at most `most` in all.

    Of the overdue at most one in a hundred open clocks (never fewer than 20) goes on its own; the rest is held until
    `release_deadlines`. Each kind of subject has a transaction of its own: when a follower raises, its kind stays untold
    for the next sweep, the other kinds are told, and the error is raised at the end. Does nothing while another sweep is
    at work, and passes over clocks that an act holds just now.
    """
    now, done, failures = timezone.localtime(at), Swept(), list[Exception]()
    with transaction.atomic():
        if not _is_alone():
            return done
        done.held = _hold_what_is_too_much(actor, now)
    for due, column, tell in (
        (to_tell(now), "overdue_told_at", tell_overdue),
        (to_warn(now), "warned_at", tell_warned),
    ):
        for kind in due.order_by("subject_kind").values_list("subject_kind", flat=True).distinct():
            try:
                told = _tell(actor, due.filter(subject_kind=kind), column, tell, now, most)
            except Exception as failure:
                failure.add_note(f"while telling of clocks over {kind}")
                failures.append(failure)
                continue
            most -= told
            if column == "warned_at":
                done.warned += told
            else:
                done.overdue += told
    if failures:
        raise ExceptionGroup("clocks: some followers failed; what they follow stays untold", failures)
    return done


@transaction.atomic
def release_deadlines(*, actor: Actor, at: datetime | None = None) -> int:
    """Let go what sweeps held in the actor's area: the next sweeps tell of it. Returns how many.

    Refuses whoever may not send notices again, because that is what comes of it.
    """
    actor.require(Permission.NOTICES_RETRY)
    held = held_deadlines(actor)
    released = held.update(released_at=timezone.localtime(at))
    if released:
        record(
            actor=actor, act="clock.release", subject_kind="deadline", subject_id=0, diff={"held_limits": [released, 0]}
        )
    return released


def to_tell(now: datetime) -> QuerySet[Deadline]:
    """The clocks past due of which nobody was told yet, without those that are held."""
    free = Q(held_at__isnull=True) | Q(released_at__isnull=False)
    return Deadline.objects.filter(free, state=RUNNING, due_at__lt=now, overdue_told_at__isnull=True)


def to_warn(now: datetime) -> QuerySet[Deadline]:
    """The clocks that run short and are not yet due, of which nobody was told yet."""
    return Deadline.objects.filter(state=RUNNING, warn_at__lte=now, due_at__gte=now, warned_at__isnull=True)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return bool(cursor.fetchone()[0])


def _hold_what_is_too_much(actor: Actor, now: datetime) -> int:
    """Keep back the newest of the overdue beyond what may go at once; free what is due later after all."""
    held_deadlines(actor).filter(due_at__gte=now).update(held_at=None)
    fresh = to_tell(now).filter(released_at__isnull=True)
    waiting = fresh.count()
    if waiting <= most_at_once(0):
        return 0
    allowed = most_at_once(Deadline.objects.filter(state__in=OPEN).count())
    if waiting <= allowed:
        return 0
    rest = fresh.order_by("due_at", "id").values("pk")[allowed:]
    return Deadline.objects.filter(pk__in=rest).update(held_at=now)


@transaction.atomic
def _tell(
    actor: Actor,
    due: QuerySet[Deadline],
    column: str,
    tell: Callable[[Actor, str, Sequence[Deadline]], None],
    now: datetime,
    most: int,
) -> int:
    """Mark and tell at most `most` of one kind; returns how many."""
    found = list(due.order_by("due_at", "id").select_for_update(skip_locked=True)[: max(most, 0)])
    if not found:
        return 0
    for deadline in found:
        setattr(deadline, column, now)
    Deadline.objects.filter(pk__in=[one.pk for one in found]).update(**{column: now})
    tell(actor, found[0].subject_kind, found)
    return len(found)
