"""Starting, holding, extending and ending clocks. Called by acts, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, change_of, note_change, stretches_of, take_due
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.reads.reckoning import definition_of, reckon_again
from mashang.clocks.rules.running import Stretch, reckon_due, used
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar, count_workdays, next_opening
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
    moment = timezone.localtime(at)
    late = deadline.state == Deadline.State.RUNNING and moment > deadline.due_at
    return _end(actor, deadline, Deadline.State.MISSED if late else Deadline.State.MET, Kind.STOP, moment, "")


def void_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int, reason: str) -> Deadline:
    """End a clock that has nothing to wait for any more; it counts neither as met nor as missed. NotThere as above."""
    deadline = _running(clock, subject_kind, subject_id)
    return _end(actor, deadline, Deadline.State.VOID, Kind.VOID, timezone.localtime(), reason)


def pause_deadline(
    *, actor: Actor, clock: str, subject_kind: str, subject_id: int, reason: str, shown: bool = False
) -> Deadline:
    """Let a clock stand still from now on. Its due date moves when it goes on, and not before.

    `shown`: the reason may be read by whoever waits, outside the office too.
    Refuses a clock that may not stand still, one that does already, one that has stood still as long as it may, and one
    of which nothing is left.
    """
    deadline = _running(clock, subject_kind, subject_id)
    moment, grounds = timezone.localtime(), grounds_for([deadline.area_path])
    known, ran = definition_of(deadline, grounds), stretches_of(deadline)
    if not known.pauses_most:
        raise Refused("never_pauses", _("This time limit may not stand still."), mend=_("Extend it, or end it."))
    if deadline.state == Deadline.State.PAUSED:
        raise Refused("already_paused", _("This time limit already stands still."), mend=_("Let it run on first."))
    if _stood_still(ran, grounds.calendar(deadline.area_path), moment) >= known.pauses_most:
        raise Refused(
            "paused_enough", _("It may stand still for %(most)s working days in all.", most=known.pauses_most),
            mend=_("Decide on what there is, or send the papers back."),
        )  # fmt: skip
    *ended, last = ran
    reckon_again(deadline, [*ended, Stretch(last.begin, moment), Stretch(moment)], grounds)
    deadline.state, deadline.paused_since = Deadline.State.PAUSED, moment
    deadline.save(update_fields=["state", "paused_since"])
    note_change(actor, deadline, Kind.PAUSE, moment, before=deadline.due_at, reason=reason, shown=shown)
    return deadline


def resume_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int) -> Deadline:
    """Let a clock run on: due when what was left of its length has passed. Refuses one that does not stand still."""
    deadline = _running(clock, subject_kind, subject_id)
    if deadline.state != Deadline.State.PAUSED or deadline.paused_since is None:
        raise Refused("not_paused", _("This time limit does not stand still."), mend=_("There is nothing to do."))
    moment, before = timezone.localtime(), deadline.due_at
    deadline.state, deadline.paused_since = Deadline.State.RUNNING, None
    ran = [*stretches_of(deadline), Stretch(moment)]
    take_due(deadline, reckon_again(deadline, ran, grounds_for([deadline.area_path])))
    deadline.save()
    note_change(actor, deadline, Kind.RESUME, moment, before=before)
    return deadline


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
    moment, before, grounds = timezone.localtime(), deadline.due_at, grounds_for([deadline.area_path])
    _refuse_extending(deadline, grounds, by, reason, timezone.localtime(asked_at))
    length = deadline.length
    deadline.length += by
    take_due(deadline, reckon_again(deadline, stretches_of(deadline), grounds, provisional=deadline.provisional))
    deadline.save()
    note_change(actor, deadline, Kind.EXTEND, moment, before=before, reason=reason, shown=shown, length=length)
    return deadline


def _refuse_extending(deadline: Deadline, grounds: Grounds, by: int, reason: str, moment: datetime) -> None:
    known = definition_of(deadline, grounds)
    if not reason.strip():
        raise Refused("no_reason", _("Say why it takes longer."), field="reason", mend=_("Write one sentence."))
    if not 0 < by <= known.extend_most:
        raise Refused(
            "too_long", _("This time limit may be extended by %(most)s at most.", most=known.extend_most),
            field="by", mend=_("Ask for less, or end it."),
        )  # fmt: skip
    if deadline.state == Deadline.State.PAUSED:
        raise Refused("already_paused", _("This time limit already stands still."), mend=_("Let it run on first."))
    if deadline.changes.filter(kind=Kind.EXTEND).exists():
        raise Refused(
            "extended_already", _("A time limit is extended once."), mend=_("Tell whoever waits how it stands.")
        )
    left = count_workdays(grounds.days, moment.date(), timezone.localtime(deadline.due_at).date(), provisional=True)
    if left < 1:
        raise Refused(
            "asked_too_late", _("An extension is asked for at least one working day before the due date."),
            mend=_("Tell whoever waits how it stands."),
        )  # fmt: skip


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


def _stood_still(ran: Sequence[Stretch], calendar: Calendar, moment: datetime) -> int:
    """How many working days it has stood still until now."""
    gaps = zip(ran, [*ran[1:], Stretch(moment)], strict=True)
    waits = [used(calendar, "wd", Stretch(one.end, after.begin), provisional=True) for one, after in gaps if one.end]
    return sum(wait for wait in waits if isinstance(wait, int))


def _end(actor: Actor, deadline: Deadline, state: Deadline.State, kind: Kind, at: datetime, reason: str) -> Deadline:
    deadline.state, deadline.stopped_at, deadline.paused_since = state, at, None
    deadline.save(update_fields=["state", "stopped_at", "paused_since"])
    note_change(actor, deadline, kind, at, before=deadline.due_at, reason=reason)
    return deadline
