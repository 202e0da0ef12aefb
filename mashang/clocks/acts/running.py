"""Starting, holding, extending and ending clocks. Called by acts, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, change_of, tell_of_moved_deadline
from mashang.clocks.acts.turning import (
    extend_held_deadline,
    pause_held_deadline,
    resume_held_deadline,
    stop_held_deadline,
    void_held_deadline,
)
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.rules.running import Stretch, reckon_due
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import next_opening
from mashang.trail.acts.recording import require_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """A clock to begin: which one, over what, in which area, from when (now if not given).

    `provisional`: it may run into a year whose notice is not out; then it is marked so and does not bind. `promised`: the
    length that another office gave, whole seconds by the wall clock, in place of the clock's own.
    """

    clock: str
    subject_kind: str
    subject_id: int
    area_path: str
    district_id: int
    at: datetime | None = None
    provisional: bool = False
    promised: timedelta | None = None


def start_deadline(
    *,
    actor: Actor,
    clock: str,
    subject_kind: str,
    subject_id: int,
    area_path: str,
    district_id: int,
    at: datetime | None = None,
    provisional: bool = False,
) -> Deadline:
    """Begin a clock of content/clocks over a thing, from `at` (now if not given), by the length in force on that day.

    Refuses (`already_runs`) while the same clock runs over it, and (`calendar_not_out`) a way into a year whose notice
    is not out unless `provisional`: then it is marked so and does not bind.
    """
    one = Begin(
        clock=clock, subject_kind=subject_kind, subject_id=subject_id, area_path=area_path, district_id=district_id,
        at=at, provisional=provisional,
    )  # fmt: skip
    return start_deadlines(actor=actor, begins=[one])[0]


def start_deadlines(*, actor: Actor, begins: Sequence[Begin], are_new: bool = False) -> list[Deadline]:
    """Begin several clocks, in the order given: one insert of clocks and one of their changes, however many.

    Refuses as `start_deadline` does. With `are_new` the caller says that nothing can run over these subjects yet: then
    nobody asks whether it does, and a mistake is an IntegrityError of the constraint `deadline_runs_once`.
    """
    require_transaction()
    if not begins:
        return []
    if not are_new:
        _refuse_running(begins)
    grounds, now = grounds_for({one.area_path for one in begins}), timezone.localtime()
    deadlines = Deadline.objects.bulk_create(_begun(grounds, one, now) for one in begins)
    DeadlineChange.objects.bulk_create(_beginning(actor, deadline) for deadline in deadlines)
    return deadlines


def new_deadlines(
    *, actor: Actor, begins: Sequence[Begin], ids: Sequence[int]
) -> tuple[list[Deadline], list[DeadlineChange]]:
    """The rows that begin clocks over things that are new, not written yet, under ids that were drawn for them.

    For an act that writes all its rows together, in the transaction in which it asks for these.
    """
    grounds, now = grounds_for({one.area_path for one in begins}), timezone.localtime()
    deadlines = [_begun(grounds, one, now) for one in begins]
    for deadline, pk in zip(deadlines, ids, strict=False):
        deadline.pk = pk
    return deadlines, [_beginning(actor, deadline) for deadline in deadlines]


def _beginning(actor: Actor, deadline: Deadline) -> DeadlineChange:
    return change_of(actor, deadline, Kind.START, deadline.stamped_at or deadline.start_at, before=None)


def _begun(grounds: Grounds, one: Begin, now: datetime) -> Deadline:
    stamp, calendar = timezone.localtime(one.at) if one.at else now, grounds.calendar(one.area_path)
    promised = None if one.promised is None else int(one.promised.total_seconds())
    known = grounds.clock(one.clock, stamp.date(), one.area_path, promised=promised)
    begin = next_opening(calendar, stamp, provisional=one.provisional) if known.after_hours else stamp
    due = reckon_due(
        calendar, known.unit, known.length, [Stretch(begin)],
        warn_share=known.warn_share, basis=known.basis, provisional=one.provisional,
    )  # fmt: skip
    return Deadline(
        district_id=one.district_id, area_path=one.area_path, subject_kind=one.subject_kind, subject_id=one.subject_id,
        clock=one.clock, start_at=begin, stamped_at=stamp if stamp != begin else None, unit=known.unit,
        length=known.length, calendar_version=calendar.version, due_at=due.at, warn_at=due.warn_at, basis=known.basis,
        provisional=due.deadline.provisional,
    )  # fmt: skip


def _refuse_running(begins: Sequence[Begin]) -> None:
    wanted = {(one.district_id, one.subject_kind, one.subject_id, one.clock) for one in begins}
    running = Deadline.objects.filter(
        subject_kind__in={one.subject_kind for one in begins}, subject_id__in={one.subject_id for one in begins},
        clock__in={one.clock for one in begins}, state__in=OPEN,
    )  # fmt: skip
    keys = running.values_list("district_id", "subject_kind", "subject_id", "clock")
    if len(wanted) < len(begins) or wanted & set(keys):
        raise Refused("already_runs", _("This time limit already runs."), mend=_("End it before it begins anew."))


def stop_deadline(
    *, actor: Actor, clock: str, subject_kind: str, subject_id: int, at: datetime | None = None
) -> Deadline:
    """End a clock because what it waited for happened: met up to the due instant, missed after it.

    One that stands still is met. NotThere when it does not run.
    """
    deadline = _running(clock, subject_kind, subject_id)
    return _write(actor, deadline, stop_held_deadline(actor=actor, deadline=deadline, at=at))


def void_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int, reason: str) -> Deadline:
    """End a clock that has nothing to wait for any more; it counts neither as met nor as missed. NotThere as above."""
    deadline = _running(clock, subject_kind, subject_id)
    return _write(actor, deadline, void_held_deadline(actor=actor, deadline=deadline, reason=reason))


def pause_deadline(
    *, actor: Actor, clock: str, subject_kind: str, subject_id: int, reason: str, shown: bool = False
) -> Deadline:
    """Let a clock stand still from now on. Its due date moves when it goes on, and not before.

    `shown`: the reason may be read by whoever waits, outside the office too.
    Refuses a clock that may not stand still, one that does already, one that has stood still as long as it may, and one
    of which nothing is left.
    """
    deadline = _running(clock, subject_kind, subject_id)
    return _write(actor, deadline, pause_held_deadline(actor=actor, deadline=deadline, reason=reason, shown=shown))


def resume_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int) -> Deadline:
    """Let a clock run on: due when what was left of its length has passed. Refuses one that does not stand still."""
    deadline = _running(clock, subject_kind, subject_id)
    return _write(actor, deadline, resume_held_deadline(actor=actor, deadline=deadline))


def extend_deadline(
    *, actor: Actor, clock: str, subject_kind: str, subject_id: int, by: int, reason: str, shown: bool = False,
    asked_at: datetime | None = None,
) -> Deadline:  # fmt: skip
    """Make a running clock longer, once. `by` is in its own unit; `shown` as for a pause.

    `asked_at`: when it was asked for, where somebody else grants it later; asked in time is in time.

    Refuses without a reason, more than the clock allows, a second time, while it stands still, later than one working
    day before it is due (whoever waits must hear of it in time), and into a year whose notice is not out.
    """
    deadline = _running(clock, subject_kind, subject_id)
    change = extend_held_deadline(actor=actor, deadline=deadline, by=by, reason=reason, shown=shown, asked_at=asked_at)
    return _write(actor, deadline, change)


def _running(clock: str, subject_kind: str, subject_id: int) -> Deadline:
    require_transaction()
    found = (
        Deadline.objects.select_for_update()
        .filter(clock=clock, subject_kind=subject_kind, subject_id=subject_id, state__in=OPEN)
        .first()
    )
    if found is None:
        raise NotThere("does_not_run", _("This time limit does not run."))
    return found


def _write(actor: Actor, deadline: Deadline, change: DeadlineChange) -> Deadline:
    deadline.save()
    change.save(force_insert=True)
    tell_of_moved_deadline(actor=actor, change=change)
    return deadline
