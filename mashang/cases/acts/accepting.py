"""What the office does with a department's answer: accept it, send it back once, remind the department."""

from __future__ import annotations

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.linking import send_summons_link
from mashang.cases.acts.moving import follow_clocks, need_reason, start_clock, step
from mashang.cases.acts.summoning import (
    recall_summons_link,
    solve_clock_of,
    step_summons,
    take_summons,
    tell_department,
    turn_of,
)
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Summons
from mashang.cases.rules.summons_states import WITH_DEPARTMENT, next_summons_state
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _


@written_once
def accept_summons(*, actor: Actor, summons_id: int) -> Summons:
    """The first receiver takes the answer of a department: its part is over."""
    actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    step_summons(actor, case, summons, "accept")
    recall_summons_link(summons)
    tell_department(actor, case, summons, topic="summons.accepted", key=f"accept:{turn_of(summons)}")
    return summons


@written_once
def send_answer_back(*, actor: Actor, summons_id: int, reason: str) -> Summons:
    """The answer does not do: the department answers again, with a fresh clock; once, with a reason."""
    actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    why = need_reason(reason)
    next_summons_state(summons.state, "send_back")
    if summons.sent_back:
        raise Refused(
            "sent_back_already", _("This answer was sent back once already."),
            mend=_("Accept it, call another department, or ask for a meeting on site."),
        )  # fmt: skip
    summons.sent_back, summons.outcome, summons.answered_at = True, "", None
    step_summons(actor, case, summons, "send_back", reason=why, also=["sent_back", "outcome", "answered_at"])
    lead = Summons.objects.filter(case=case, part=Summons.Part.LEAD, state__in=["reported", "on_site"]).first()
    hands, department_id = ("department", lead.department_id) if lead else ("waiting", None)
    step(actor, case, "send_back", hands=hands, department_id=department_id)
    start_clock(actor, case, solve_clock_of(summons), summons=summons)
    follow_clocks(case)
    tell_department(actor, case, summons, topic="summons.sent_back", key=f"back:{turn_of(summons)}")
    send_summons_link(actor, case, summons)
    return summons


@written_once
def urge_summons(*, actor: Actor, summons_id: int) -> Summons:
    """Remind one department, once a day at most, with a fresh link. Refuses while it is not its turn."""
    if not actor.may(Permission.CASE_SUPERVISE):
        actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    if summons.state not in WITH_DEPARTMENT:
        raise Refused("not_their_turn", _("It is not the department's turn."), mend=_("See whose turn it is."))
    if urged_today(summons):
        raise Refused(
            "urged_already", _("This department was reminded today."), mend=_("Call it, or wait until tomorrow.")
        )
    step_summons(actor, case, summons, "urge")
    tell_department(actor, case, summons, topic="case.urged", key=f"urge:{turn_of(summons)}")
    send_summons_link(actor, case, summons)
    return summons


def urged_today(summons: Summons) -> bool:
    """Was the department reminded today already?"""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return summons.moves.filter(act="urge", at__gte=since).exists()
