"""What may be done to a clock, on a row that is locked already: sets it and gives the change, writes neither.

For acts that turn several clocks and write them together; the acts of `running` do the same and write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from mashang.clocks.acts.changing import Kind, change_of, stretches_of, take_due
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.reads.reckoning import definition_of, reckon_again
from mashang.clocks.rules.running import Stretch, used
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar, count_workdays


def stop_held_deadline(*, actor: Actor, deadline: Deadline, at: datetime | None = None) -> DeadlineChange:
    """As `stop_deadline`."""
    moment = timezone.localtime(at)
    late = deadline.state == Deadline.State.RUNNING and moment > deadline.due_at
    return _end(actor, deadline, Deadline.State.MISSED if late else Deadline.State.MET, Kind.STOP, moment, "")


def void_held_deadline(*, actor: Actor, deadline: Deadline, reason: str) -> DeadlineChange:
    """As `void_deadline`."""
    return _end(actor, deadline, Deadline.State.VOID, Kind.VOID, timezone.localtime(), reason)


def pause_held_deadline(*, actor: Actor, deadline: Deadline, reason: str, shown: bool = False) -> DeadlineChange:
    """As `pause_deadline`."""
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
    return change_of(actor, deadline, Kind.PAUSE, moment, before=deadline.due_at, reason=reason, shown=shown)


def resume_held_deadline(*, actor: Actor, deadline: Deadline) -> DeadlineChange:
    """As `resume_deadline`."""
    if deadline.state != Deadline.State.PAUSED or deadline.paused_since is None:
        raise Refused("not_paused", _("This time limit does not stand still."), mend=_("There is nothing to do."))
    moment, before = timezone.localtime(), deadline.due_at
    deadline.state, deadline.paused_since = Deadline.State.RUNNING, None
    ran = [*stretches_of(deadline), Stretch(moment)]
    take_due(deadline, reckon_again(deadline, ran, grounds_for([deadline.area_path])))
    return change_of(actor, deadline, Kind.RESUME, moment, before=before)


def extend_held_deadline(
    *, actor: Actor, deadline: Deadline, by: int, reason: str, shown: bool = False, asked_at: datetime | None = None
) -> DeadlineChange:
    """As `extend_deadline`."""
    moment, before, grounds = timezone.localtime(), deadline.due_at, grounds_for([deadline.area_path])
    _refuse_extending(deadline, grounds, by, reason, timezone.localtime(asked_at))
    length = deadline.length
    deadline.length += by
    take_due(deadline, reckon_again(deadline, stretches_of(deadline), grounds, provisional=deadline.provisional))
    return change_of(actor, deadline, Kind.EXTEND, moment, before=before, reason=reason, shown=shown, length=length)


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


def _stood_still(ran: Sequence[Stretch], calendar: Calendar, moment: datetime) -> int:
    """How many working days it has stood still until now."""
    gaps = zip(ran, [*ran[1:], Stretch(moment)], strict=True)
    waits = [used(calendar, "wd", Stretch(one.end, after.begin), provisional=True) for one, after in gaps if one.end]
    return sum(wait for wait in waits if isinstance(wait, int))


def _end(
    actor: Actor, deadline: Deadline, state: Deadline.State, kind: Kind, at: datetime, reason: str
) -> DeadlineChange:
    deadline.state, deadline.stopped_at, deadline.paused_since = state, at, None
    return change_of(actor, deadline, kind, at, before=deadline.due_at, reason=reason)
