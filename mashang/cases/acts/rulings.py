"""What a head decides: objections, extensions, carrying over, leaving out of a rate; and what the office asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.linking import send_summons_link
from mashang.cases.acts.moving import (
    CASE,
    end_clock,
    extend_clock,
    follow_clocks,
    need_reason,
    resume_clock,
    solve_clock,
    start_clock,
    step,
    take_case,
    tell,
    tell_firm,
    tell_officer,
)
from mashang.cases.acts.ruling import ask_ruling, decide, take_ruling
from mashang.cases.acts.summoning import (
    RULE_OBJECTION,
    call_off_all,
    end_summons,
    lead_case_on,
    solve_clock_of,
    step_summons,
    tell_department,
)
from mashang.cases.acts.whistles import Call, call_department, refuse_calls
from mashang.cases.acts.writing import turn_key, written_once
from mashang.cases.models import Case, Ruling, Summons
from mashang.cases.reads.receivers import people_with
from mashang.cases.reads.summons_clocks import extension_until
from mashang.cases.rules.states import next_state
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

Kind = Ruling.Kind


@written_once
def rule_objection(
    *, actor: Actor, ruling_id: int, upheld: bool, reason: str, next_department_id: int | None = None
) -> Ruling:
    """Rule on an objection the day it is raised; then it is final.

    Upheld: the department is out of it, and the next one that the head names is called with the same matter, as round 2.
    Refused: the department has reported in by that, and its clock runs on. Upholding for a lead needs the next lead.
    """
    case, ruling = take_ruling(actor, ruling_id, Kind.OBJECTION)
    why = need_reason(reason)
    summons = _summons_of(ruling)
    decide(actor, case, ruling, granted=upheld, reason=why)
    end_clock(actor, case, RULE_OBJECTION, summons=summons)
    if upheld:
        _let_go(actor, case, summons, why, next_department_id)
    else:
        _overrule(actor, case, summons, why)
    key = f"ruled:{ruling.pk}"
    tell_department(actor, case, summons, topic="summons.ruled", key=key, granted=upheld)
    tell_officer(actor, case, topic="summons.ruled_office", key=key, department_id=summons.department_id)
    send_summons_link(actor, case, summons)
    return ruling


@written_once
def rule_extension(*, actor: Actor, ruling_id: int, granted: bool, reason: str) -> Ruling:
    """Grant or refuse more time to a department, or to the whole case; granted, the firm reads the new date and why.

    What was asked in time may be granted later. Whoever asked is told either way.
    """
    case, ruling = take_ruling(actor, ruling_id, Kind.EXTENSION)
    why = need_reason(reason)
    summons = _summons_of(ruling) if ruling.summons_id else None
    decide(actor, case, ruling, granted=granted, reason=why)
    days, key = ruling.days or 0, f"ruling:{ruling.pk}"
    clock = solve_clock_of(summons) if summons else solve_clock(case)
    if granted:
        deadline = extend_clock(actor, case, clock, days, ruling.basis, summons=summons, asked_at=ruling.asked_at)
        if summons is None:
            step(actor, case, "extend", reason=ruling.basis, shown=True, diff={"days_more": days})
        follow_clocks(case)
        part: dict[str, Any] = {"department_id": summons.department_id} if summons else {}
        tell_firm(actor, case, topic="case.extended", key=key, new_due_at=deadline.due_at, **part)
    if summons is None:
        people = {ruling.asked_by_id, case.officer_id, case.first_receiver_id} - {actor.user_id}
        tell(actor, case, topic="ruling.decided", people=people, key=key, url=f"/desk/cases/{case.pk}", granted=granted)
    else:
        step_summons(actor, case, summons, "extend" if granted else "refuse_extension", reason=why)
        tell_department(actor, case, summons, topic="summons.ruled", key=key, granted=granted)
        send_summons_link(actor, case, summons)
    return ruling


@written_once
def ask_case_extension(*, actor: Actor, case_id: int, days: int, reason: str) -> Ruling:
    """The officer asks for more time for the whole case, once, at least one working day before it is due."""
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    why = need_reason(reason)
    next_state(case.state, "extend")
    extension_until(solve_clock(case), CASE, case.pk, days)
    return ask_ruling(actor, case, Kind.EXTENSION, basis=why, days=days)


@written_once
def ask_carry_over(*, actor: Actor, case_id: int, plan: str, recheck_on: date) -> Ruling:
    """Ask to carry a case over [挂账], because it cannot be settled now: with a plan, and the day it is looked at again."""
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    why = need_reason(plan, "plan")
    next_state(case.state, "carry_over")
    if recheck_on <= timezone.localdate():
        raise Refused(
            "day_past",
            _("Name a day that is still to come."),
            field="recheck_on",
            mend=_("When is it looked at again?"),
        )
    return ask_ruling(actor, case, Kind.CARRY_OVER, basis=why, recheck_on=recheck_on)


@written_once
def rule_carry_over(*, actor: Actor, ruling_id: int, granted: bool, reason: str) -> Ruling:
    """Carry a case over, or not. Granted: its clock lapses until the recheck, departments are called off, the firm is told."""
    case, ruling = take_ruling(actor, ruling_id, Kind.CARRY_OVER)
    why = need_reason(reason)
    decide(actor, case, ruling, granted=granted, reason=why)
    key = f"ruling:{ruling.pk}"
    if granted:
        call_off_all(actor, case, reason=ruling.basis)
        step(actor, case, "carry_over", reason=ruling.basis, shown=True, diff={"recheck_on": ruling.recheck_on})
        end_clock(actor, case, solve_clock(case), lapsed=True, reason=ruling.basis)
        follow_clocks(case)
        tell_firm(actor, case, topic="case.carried", key=key, recheck_on=ruling.recheck_on)
    people = {ruling.asked_by_id, case.officer_id, case.first_receiver_id} - {actor.user_id}
    tell(actor, case, topic="ruling.decided", people=people, key=key, url=f"/desk/cases/{case.pk}", granted=granted)
    return ruling


def recheck_carried(*, actor: Actor, on: date | None = None, most: int = 200) -> int:
    """Take the carried cases up again whose day has come; returns how many. By the worker, at any hour, as often as it likes."""
    day = on or timezone.localdate()
    due = Ruling.objects.filter(
        kind=Kind.CARRY_OVER, state=Ruling.State.GRANTED, recheck_on__lte=day, case__state=Case.State.CARRIED
    ).order_by("recheck_on", "pk")
    return sum(_recheck(actor, case_id) for case_id in dict.fromkeys(due.values_list("case_id", flat=True)[:most]))


@written_once
def take_case_up(*, actor: Actor, case_id: int) -> Case:
    """The officer takes a carried case up before its day; the clock of the whole begins anew."""
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    _take_up(actor, case)
    return case


@written_once
def ask_exclusion(*, actor: Actor, case_id: int, rate: str, reason: str) -> Ruling:
    """Ask to leave a case out of one rate [剔除], with the reason; also of a closed one. Another person approves."""
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    why = need_reason(reason)
    if rate not in Ruling.Rate.values:
        raise Refused("no_rate", _("Say of which rate."), field="rate", mend=_("Choose one of the list."))
    if Ruling.objects.filter(case=case, kind=Kind.EXCLUSION, rate=rate, state=Ruling.State.GRANTED).exists():
        raise Refused("left_out_already", _("This case is left out of that rate already."), mend=_("Nothing is to do."))
    return ask_ruling(actor, case, Kind.EXCLUSION, basis=why, rate=rate)


@written_once
def rule_exclusion(*, actor: Actor, ruling_id: int, granted: bool, reason: str) -> Ruling:
    """Leave a case out of a rate, or not. It stands in the open list of what is left out, with who asked and who approved."""
    case, ruling = take_ruling(actor, ruling_id, Kind.EXCLUSION)
    decide(actor, case, ruling, granted=granted, reason=need_reason(reason))
    people = {ruling.asked_by_id} - {actor.user_id}
    tell(
        actor, case, topic="ruling.decided", people=people, key=f"ruling:{ruling.pk}", url=f"/desk/cases/{case.pk}",
        granted=granted,
    )  # fmt: skip
    return ruling


def _summons_of(ruling: Ruling) -> Summons:
    return Summons.objects.select_for_update(of=("self",)).select_related("whistle", "department").get(
        pk=ruling.summons_id or 0
    )  # fmt: skip


def _let_go(actor: Actor, case: Case, summons: Summons, why: str, next_department_id: int | None) -> None:
    end_summons(actor, case, summons, "uphold", reason=why)
    if next_department_id is not None:
        call = Call(department_id=next_department_id, asked=summons.asked, part=summons.part)
        refuse_calls(case, [call])
        call_department(actor, case, summons.whistle, call, timezone.now(), least_round=summons.round + 1)
    elif summons.part == Summons.Part.LEAD:
        raise Refused(
            "no_lead",
            _("Say which department leads now."),
            field="next_department",
            mend=_("Choose the one whose it is."),
        )
    else:
        lead_case_on(actor, case)


def _overrule(actor: Actor, case: Case, summons: Summons, why: str) -> None:
    is_first = summons.reported_at is None
    summons.reported_at = summons.reported_at or timezone.now()
    step_summons(actor, case, summons, "overrule", reason=why, also=["reported_at"])
    resume_clock(actor, case, solve_clock_of(summons), summons=summons)
    if is_first and summons.part == Summons.Part.LEAD and case.state == Case.State.CALLED:
        step(actor, case, "report_in", hands="department", department_id=summons.department_id)
    follow_clocks(case)


@written_once
def _recheck(actor: Actor, case_id: int) -> bool:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if case.state != Case.State.CARRIED:
        return False
    _take_up(actor, case)
    return True


def _take_up(actor: Actor, case: Case) -> None:
    step(actor, case, "recheck")
    start_clock(actor, case, solve_clock(case))
    follow_clocks(case)
    heads = people_with(Permission.CASE_RULE, case.area_path, timezone.localdate())
    people = {case.officer_id, case.first_receiver_id, *heads} - {actor.user_id}
    key = f"recheck:{turn_key()}"
    tell(actor, case, topic="case.recheck", people=people, key=key, url=f"/desk/cases/{case.pk}")
