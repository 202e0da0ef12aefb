"""Starting, holding, extending and ending clocks. Called by acts, inside their transaction."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, definition_of, note_change, reckon_again, stretches_of, take_due
from mashang.clocks.models import Deadline
from mashang.clocks.rules.definitions import Clock, find_clock
from mashang.clocks.rules.running import Stretch, reckon_due, used
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar, count_workdays, load_calendar
from mashang.trail.acts.recording import require_transaction


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
    require_transaction()
    begin = timezone.localtime(at)
    known = find_clock(clock, begin.date())
    if Deadline.objects.filter(
        district_id=district_id, subject_kind=subject_kind, subject_id=subject_id, clock=clock, state__in=OPEN
    ).exists():
        raise Refused("already_runs", _("This time limit already runs."), mend=_("End it before it begins anew."))
    calendar = load_calendar()
    due = reckon_due(
        calendar, known.unit, known.length, [Stretch(begin)],
        warn_share=known.warn_share, basis=known.basis, provisional=provisional,
    )  # fmt: skip
    deadline = Deadline.objects.create(
        district_id=district_id, area_path=area_path, subject_kind=subject_kind, subject_id=subject_id, clock=clock,
        start_at=begin, unit=known.unit, length=known.length, calendar_version=calendar.version, due_at=due.at,
        warn_at=due.warn_at, basis=known.basis, provisional=due.deadline.provisional,
    )  # fmt: skip
    note_change(actor, deadline, Kind.START, begin, before=None)
    return deadline


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


def pause_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int, reason: str) -> Deadline:
    """Let a clock stand still from now on. Its due date moves when it goes on, and not before.

    Refuses a clock that may not stand still, one that does already, one that has stood still as long as it may, and one
    of which nothing is left.
    """
    deadline = _running(clock, subject_kind, subject_id)
    moment, known = timezone.localtime(), definition_of(deadline)
    if not known.pauses_most:
        raise Refused("never_pauses", _("This time limit may not stand still."), mend=_("Extend it, or end it."))
    if deadline.state == Deadline.State.PAUSED:
        raise Refused("already_paused", _("This time limit already stands still."), mend=_("Let it run on first."))
    if _stood_still(deadline, load_calendar(), moment) >= known.pauses_most:
        raise Refused(
            "paused_enough", _("It may stand still for %(most)s working days in all.", most=known.pauses_most),
            mend=_("Decide on what there is, or send the papers back."),
        )  # fmt: skip
    reckon_again(
        deadline, [*stretches_of(deadline)[:-1], Stretch(stretches_of(deadline)[-1].begin, moment), Stretch(moment)]
    )
    deadline.state, deadline.paused_since = Deadline.State.PAUSED, moment
    deadline.save(update_fields=["state", "paused_since"])
    note_change(actor, deadline, Kind.PAUSE, moment, before=deadline.due_at, reason=reason)
    return deadline


def resume_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int) -> Deadline:
    """Let a clock run on: due when what was left of its length has passed. Refuses one that does not stand still."""
    deadline = _running(clock, subject_kind, subject_id)
    if deadline.state != Deadline.State.PAUSED or deadline.paused_since is None:
        raise Refused("not_paused", _("This time limit does not stand still."), mend=_("There is nothing to do."))
    moment, before = timezone.localtime(), deadline.due_at
    deadline.state, deadline.paused_since = Deadline.State.RUNNING, None
    take_due(deadline, reckon_again(deadline, [*stretches_of(deadline), Stretch(moment)]))
    deadline.save()
    note_change(actor, deadline, Kind.RESUME, moment, before=before)
    return deadline


def extend_deadline(*, actor: Actor, clock: str, subject_kind: str, subject_id: int, by: int, reason: str) -> Deadline:
    """Make a running clock longer, once. `by` is in its own unit.

    Refuses without a reason, more than the clock allows, a second time, while it stands still, later than one working
    day before it is due (whoever waits must hear of it in time), and into a year whose notice is not out.
    """
    deadline = _running(clock, subject_kind, subject_id)
    moment, known, before = timezone.localtime(), definition_of(deadline), deadline.due_at
    _refuse_extending(deadline, known, by, reason, moment)
    length = deadline.length
    deadline.length += by
    take_due(deadline, reckon_again(deadline, stretches_of(deadline), provisional=deadline.provisional))
    deadline.save()
    note_change(actor, deadline, Kind.EXTEND, moment, before=before, reason=reason, length=length)
    return deadline


def _refuse_extending(deadline: Deadline, known: Clock, by: int, reason: str, moment: datetime) -> None:
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
    left = count_workdays(load_calendar(), moment.date(), timezone.localtime(deadline.due_at).date(), provisional=True)
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


def _stood_still(deadline: Deadline, calendar: Calendar, moment: datetime) -> int:
    """How many working days it has stood still until now."""
    ran = stretches_of(deadline)
    gaps = zip(ran, [*ran[1:], Stretch(moment)], strict=True)
    waits = [used(calendar, "wd", Stretch(one.end, after.begin), provisional=True) for one, after in gaps if one.end]
    return sum(wait for wait in waits if isinstance(wait, int))


def _end(actor: Actor, deadline: Deadline, state: Deadline.State, kind: Kind, at: datetime, reason: str) -> Deadline:
    deadline.state, deadline.stopped_at, deadline.paused_since = state, at, None
    deadline.save(update_fields=["state", "stopped_at", "paused_since"])
    note_change(actor, deadline, kind, at, before=deadline.due_at, reason=reason)
    return deadline
