"""Another due time of a hotline's ticket: it stands beside our own clock, and the earlier of both binds."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import CASE, end_clock, follow_clocks, in_force, solve_clock, take_case
from mashang.cases.models import Case
from mashang.clocks.acts.running import Begin, new_deadlines, start_deadlines
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.kernel.actor import Actor
from mashang.trail.acts import record

Kind = DeadlineChange.Kind


@transaction.atomic
def set_ticket_due(*, actor: Actor, case_id: int, due_at: datetime) -> Case:
    """Say when the office that sent a ticket wants it answered, in place of what it said before.

    The clock of the whole begins anew from when the ticket was received, with the earlier of our length and theirs. A clock
    that stood still, has ended or was extended goes on as it is: only their time is written down. Refuses who takes no
    tickets.
    """
    case = take_case(actor, case_id, Permission.CASE_TICKETS)
    before, case.external_due_at = case.external_due_at, due_at
    case.save(update_fields=["external_due_at"])
    clock = solve_clock(case)
    running = Deadline.objects.filter(subject_kind=CASE, subject_id=case.pk, clock=clock, state=Deadline.State.RUNNING)
    touched = DeadlineChange.objects.filter(deadline__in=running).exclude(kind=Kind.START)
    if case.round == 1 and due_at > case.opened_at and running.exists() and not touched.exists():
        end_clock(actor, case, clock, lapsed=True, reason="ticket_due")
        start_deadlines(actor=actor, begins=[_begin(actor, case, clock, due_at)])
        follow_clocks(case)
    record(
        actor=actor, act="case.ticket_due", subject_kind=CASE, subject_id=case.pk,
        diff={"external_due_at": [_said(before), _said(due_at)]}, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    return case


def _begin(actor: Actor, case: Case, clock: str, due_at: datetime) -> Begin:
    """The clock from the receiving on, by our own length where that is in force and ends earlier."""
    place = {"subject_kind": CASE, "subject_id": case.pk, "area_path": case.area_path, "district_id": case.district_id}
    theirs = Begin(clock=clock, at=case.opened_at, provisional=True, promised=due_at - case.opened_at, **place)  # type: ignore[arg-type]
    if not in_force(case, clock, case.opened_at):
        return theirs
    ours = Begin(clock=clock, at=case.opened_at, provisional=True, **place)  # type: ignore[arg-type]
    (own,), _changes = new_deadlines(actor=actor, begins=[ours], ids=[0])
    return ours if own.due_at <= due_at else theirs


def _said(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
