"""The departments called to a case, as the firm reads them: names and how each stands, no word of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from mashang.cases.models import Summons
from mashang.clocks.reads.stories import Story, stories_of
from mashang.doors.standing import local_name

OUT = (Summons.State.WITHDRAWN, Summons.State.UPHELD)
MOST = 200  # summonses of one case; more of them no page can show


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """More time for one department: when it was granted, until when it has now, and why."""

    at: datetime
    due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmSees:
    """What the firm reads of a department: its name, its part, how it stands and until when; no word of the office."""

    summons_id: int
    department: str
    part: str
    state: str
    called_at: datetime | None
    reported_at: datetime | None
    answered_at: datetime | None
    due_at: datetime | None
    may_confirm_arrival: bool
    extended: Sequence[Extended] = ()

    @property
    def late(self) -> bool:
        """Whether its answer is overdue."""
        return self.due_at is not None and self.due_at < timezone.now()


def at_work(case_id: int | OuterRef) -> QuerySet[Summons]:
    """The summonses that a department was called by and not called off again, those whose answer was accepted among them."""
    return Summons.objects.filter(case=case_id, called_at__isnull=False).exclude(state__in=OUT)


def called_to(case_id: int) -> list[FirmSees]:
    """The departments at work on a case that was found for its reader, the lead first. Two queries, one where nobody was called.

    What was turned back, called off, or is another department's matter after all is not told.
    """
    rows = list(at_work(case_id).select_related("department").order_by("-part", "pk")[:MOST])
    clocks = stories_of("summons", [one.pk for one in rows]) if rows else {}
    return [
        FirmSees(
            summons_id=one.pk, department=local_name(one.department), part=one.part, state=one.state, called_at=one.called_at,
            reported_at=one.reported_at, answered_at=one.answered_at,
            due_at=next((c.due_at for c in clocks[one.pk] if c.clock.startswith("solve_") and c.state == "running"), None),
            may_confirm_arrival=one.arrived_at is not None and one.arrival_confirmed_at is None,
            extended=_extended(clocks[one.pk]),
        )
        for one in rows
    ]  # fmt: skip


def _extended(clocks: Sequence[Story]) -> list[Extended]:
    return [
        Extended(at=turn.at, due_at=turn.due_after, reason=turn.reason)
        for clock in clocks
        for turn in clock.turns
        if turn.kind == "extend" and turn.due_after is not None
    ]
