"""Until when a department may object or ask for more time."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mashang.cases.models import Summons
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import grounds_for
from mashang.clocks.rules.running import Stretch, reckon_due
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import count_workdays

OBJECT_WITHIN = "object_within"


def object_until(summons: Summons) -> datetime:
    """The end of the time in which a called department may object, by the clock `object_within` of its place.

    It is a right and not a duty, so no deadline runs over it and nobody is ever overdue.
    """
    called = timezone.localtime(summons.called_at)
    grounds = grounds_for([summons.area_path])
    known = grounds.clock(OBJECT_WITHIN, called.date(), summons.area_path)
    calendar = grounds.calendar(summons.area_path)
    return reckon_due(
        calendar, known.unit, known.length, [Stretch(called)], warn_share=known.warn_share, basis=known.basis, provisional=True
    ).at  # fmt: skip


def extension_until(clock: str, subject_kind: str, subject_id: int, days: int) -> Deadline:
    """The running clock that may be asked to end later by so many of its unit, now.

    Refuses when none runs or it stands still, more than it allows, a second time, and later than one working day before it
    is due: whoever waits must hear of it in time.
    """
    deadline = Deadline.objects.filter(
        clock=clock, subject_kind=subject_kind, subject_id=subject_id, state=Deadline.State.RUNNING
    ).first()
    if deadline is None:
        raise NotThere("does_not_run", _("This time limit does not run."))
    grounds = grounds_for([deadline.area_path])
    known = grounds.clock(clock, timezone.localtime(deadline.start_at).date(), deadline.area_path)
    if not 0 < days <= known.extend_most:
        raise Refused(
            "too_long", _("This time limit may be extended by %(most)s at most.", most=known.extend_most), field="days",
            mend=_("Ask for less, or end it."),
        )  # fmt: skip
    if deadline.changes.filter(kind=DeadlineChange.Kind.EXTEND).exists():
        raise Refused(
            "extended_already", _("A time limit is extended once."), mend=_("Tell whoever waits how it stands.")
        )
    if (
        deadline.due_at < timezone.now()
        or count_workdays(grounds.days, timezone.localdate(), timezone.localdate(deadline.due_at), provisional=True) < 1
    ):
        raise Refused(
            "asked_too_late", _("An extension is asked for at least one working day before the due date."),
            mend=_("Tell whoever waits how it stands."),
        )  # fmt: skip
    return deadline
