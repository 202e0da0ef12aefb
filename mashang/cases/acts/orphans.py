"""A department that closes, or that nobody answers for: what was asked of it goes on somewhere else, and a head hears of it."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mashang.accounts.models import Department, Membership
from mashang.accounts.rules.roles import Permission, Role
from mashang.cases.acts.moving import CASE
from mashang.cases.acts.summoning import end_summons, lead_case_on, tell_department
from mashang.cases.acts.whistles import Call, ask_department, call_department
from mashang.cases.models import Case, Summons, Whistle
from mashang.cases.reads.receivers import people_with
from mashang.cases.rules.states import may_step
from mashang.cases.rules.summons_states import DUE, ENDED, WITH_DEPARTMENT
from mashang.kernel.actor import Actor
from mashang.notices.acts import queue

WAITING_URL = "/desk/cases?tab=waiting"


def hand_on_summonses(*, actor: Actor, department_id: int, reason: str) -> None:
    """A department is closed: what was asked of it is asked of its superior, each with clocks of its own from now.

    Without a superior that is open, or where that one is called to the case already, the department is called off, the case
    is in its officer's hands again, and the heads of the place hear of it. An answer that is in stays to be accepted. Called
    by the doors, in the transaction that closes the department.
    """
    superior = _superior(department_id)
    found = Summons.objects.filter(department=department_id).exclude(state__in=[*ENDED, Summons.State.ANSWERED])
    left: Counter[str] = Counter()
    for case_id in sorted(set(found.values_list("case_id", flat=True))):
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        for summons in found.select_for_update(of=("self",)).select_related("whistle", "department").filter(case=case):
            if not _hand_on(actor, case, summons, superior, reason):
                left[case.area_path] += 1
    for area_path, number in left.items():
        _tell_heads(actor, area_path, number, key=f"closed:{department_id}")


@transaction.atomic
def tell_of_orphans(*, actor: Actor) -> int:
    """Tell the heads of each place how many departments called in have nobody who answers for them; returns how many.

    Once a day, by the worker at night; a whistle stays where it is until a head calls another department.
    """
    today = timezone.localdate()
    liaisons = Membership.objects.filter(
        role=Role.DEPARTMENT_LIAISON, department=OuterRef("department"), span__contains=today, ended_at=None,
        awaits_approval=False, user__is_active=True,
    )  # fmt: skip
    alone = Summons.objects.filter(~Exists(liaisons), state__in=WITH_DEPARTMENT)
    counts = Counter(alone.values_list("area_path", flat=True))
    for area_path, number in sorted(counts.items()):
        _tell_heads(actor, area_path, number, key=today.isoformat())
    return sum(counts.values())


def _hand_on(actor: Actor, case: Case, summons: Summons, superior: int | None, reason: str) -> bool:
    """One summons to the superior, or off; whether somebody has it now."""
    busy = Summons.objects.filter(case=case, department=superior or 0).exclude(state__in=ENDED).exists()
    if summons.state == Summons.State.ASKED:  # the whistle waits at the gate: nothing has begun
        if superior is not None and not busy:
            end_summons(actor, case, summons, "turn_back", reason=reason)
            call = Call(department_id=superior, asked=summons.asked, part=summons.part)
            ask_department(actor, case, summons.whistle, call, timezone.now())
            return True
        return False  # the head at the gate sees that it is closed, and turns the whistle back
    was_due = summons.state in DUE
    end_summons(actor, case, summons, "call_off", reason=reason)
    tell_department(actor, case, summons, topic="summons.called_off", key="off")
    through = summons.whistle.state == Whistle.State.THROUGH
    if superior is not None and not busy and was_due and through and may_step(case.state, "call"):
        call = Call(department_id=superior, asked=summons.asked, part=summons.part)
        call_department(actor, case, summons.whistle, call, timezone.now())
        return True
    lead_case_on(actor, case)
    return False


def _superior(department_id: int) -> int | None:
    """The nearest department above that is open."""
    seen: set[int] = set()
    now = Department.objects.filter(pk=department_id).values_list("supervisor", flat=True).first()
    while now is not None and now not in seen:
        seen.add(now)
        supervisor, closed = Department.objects.values_list("supervisor", "closed_on").get(pk=now)
        if closed is None:
            return now
        now = supervisor
    return None


def _tell_heads(actor: Actor, area_path: str, number: int, *, key: str) -> None:
    queue(
        actor=actor.within(area_path=area_path), topic="case.orphans", key=f"orphans:{area_path}:{key}",
        recipients=people_with(Permission.CASE_RULE, area_path, timezone.localdate()), template="case_orphans",
        args={"cases": number}, subject_kind=CASE, subject_id=0, url=WAITING_URL,
    )  # fmt: skip
