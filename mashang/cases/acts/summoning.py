"""What all deeds on a summons share: taking it under lock, stepping it, its clocks, and telling the department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import (
    SUMMONS,
    end_clock,
    follow_clocks,
    start_clock,
    step,
    take_seen_case,
    tell,
    write_down,
)
from mashang.cases.acts.writing import turn_key
from mashang.cases.models import Case, Ruling, Summons, SummonsMove, Whistle
from mashang.cases.reads.receivers import liaisons_of
from mashang.cases.rules.summons_states import DUE, ENDED, next_summons_state
from mashang.clocks.models import Deadline
from mashang.doors.acts.linking import recall_links
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _

REPORT_IN, REPORT_IN_EMERGENCY = "report_in", "report_in_emergency"
SOLVE = {Summons.Part.LEAD: "solve_lead", Summons.Part.ASSIST: "solve_assist"}
RULE_OBJECTION = "rule_objection"
SUMMONS_LINK = "summons.answer"
OPEN_CLOCK = (Deadline.State.RUNNING, Deadline.State.PAUSED)


def report_clock(whistle: Whistle) -> str:
    """The clock of reporting in, by the kind of the whistle."""
    return REPORT_IN_EMERGENCY if whistle.kind == Whistle.Kind.EMERGENCY else REPORT_IN


def solve_clock_of(summons: Summons) -> str:
    """The clock of the answer: longer for the lead department."""
    return SOLVE[Summons.Part(summons.part)]


def take_summons(actor: Actor, summons_id: int) -> tuple[Case, Summons]:
    """A summons and its case within the actor's reach, both locked, the case first. NotThere outside it.

    A liaison reaches only the summonses of the own department that were let through.
    """
    found = Summons.objects.filter(pk=summons_id).values_list("case_id", flat=True).first()
    if found is None:
        raise _nowhere()
    try:
        case = take_seen_case(actor, found)
    except NotThere:
        raise _nowhere() from None
    summons = Summons.objects.select_for_update(of=("self",)).select_related("whistle", "department").get(pk=summons_id)
    if not actor.may(Permission.CASE_READ):
        own = actor.may(Permission.CASE_ANSWER) and summons.department_id == actor.department_id
        if summons.called_at is None or not (own or actor.may(Permission.OWN_CASE_ASK)):
            raise _nowhere()
    return case, summons


def take_own_summons(actor: Actor, summons_id: int) -> tuple[Case, Summons]:
    """A summons of the actor's own department, locked. Refuses whoever does not answer for a department."""
    actor.require(Permission.CASE_ANSWER)
    case, summons = take_summons(actor, summons_id)
    if summons.department_id != actor.department_id:
        raise _nowhere()
    return case, summons


def step_summons(
    actor: Actor, case: Case, summons: Summons, act: str, *, at: datetime | None = None, reason: str = "",
    also: Iterable[str] = (), diff: Mapping[str, object] | None = None,
) -> SummonsMove:  # fmt: skip
    """Take one step: write the move, the summons with the columns `also`, and the trail. Refuses one that does not lead on."""
    before, summons.state = summons.state, next_summons_state(summons.state, act)
    summons.save(update_fields=sorted({"state", *also}))
    return write_summons_move(actor, case, summons, act, before, at=at, reason=reason, diff=diff)


def write_summons_move(
    actor: Actor, case: Case, summons: Summons, act: str, before: str, *, at: datetime | None = None, reason: str = "",
    diff: Mapping[str, object] | None = None,
) -> SummonsMove:  # fmt: skip
    """Write down one step of a summons as it stands now, here and in the trail."""
    move = SummonsMove.objects.create(
        summons=summons, act=act, from_state=before, to_state=summons.state, at=at or timezone.now(),
        by_id=actor.user_id, by_link=actor.face == "link", reason=reason,
    )  # fmt: skip
    states = [before, summons.state]
    write_down(
        actor, case, f"summons.{act}",
        {"case": case.pk, "department": summons.department_id, "summons_state": states, **(diff or {})},
        reason=reason, of=(SUMMONS, summons.pk),
    )  # fmt: skip
    return move


def begin_summons(actor: Actor, case: Case, summons: Summons, *, at: datetime) -> None:
    """A summons reaches its department: both of its clocks begin."""
    summons.called_at = at
    step_summons(actor, case, summons, "let_through", at=at, also=["called_at"])
    for clock in (report_clock(summons.whistle), solve_clock_of(summons)):
        start_clock(actor, case, clock, at=at, summons=summons)


def end_summons(actor: Actor, case: Case, summons: Summons, act: str, *, reason: str) -> None:
    """End a summons before its answer: clocks lapse, its link dies, what waits to be ruled over it needs no ruling."""
    step_summons(actor, case, summons, act, reason=reason)
    recall_summons_link(summons)
    running = Deadline.objects.filter(subject_kind=SUMMONS, subject_id=summons.pk, state__in=OPEN_CLOCK)
    for clock in list(running.values_list("clock", flat=True)):
        end_clock(actor, case, clock, lapsed=True, summons=summons, reason=reason)
    Ruling.objects.filter(summons=summons, state=Ruling.State.ASKED).update(state=Ruling.State.LAPSED)


def recall_summons_link(summons: Summons) -> int:
    """Make the link of a summons worthless; how many were alive."""
    return recall_links(act=SUMMONS_LINK, subject_kind=SUMMONS, subject_id=summons.pk)


def call_off_all(actor: Actor, case: Case, *, reason: str) -> None:
    """End every summons of a case that is open, because the case goes on or ends without them, and tell their departments."""
    for whistle in Whistle.objects.select_for_update().filter(case=case, state=Whistle.State.ASKED):
        whistle.state, whistle.ruled_at, whistle.reason = Whistle.State.TURNED_BACK, timezone.now(), reason
        whistle.save(update_fields=["state", "ruled_at", "reason"])
    for summons in Summons.objects.select_for_update(of=("self",)).select_related("whistle").filter(case=case):
        if summons.state not in ENDED:
            was_asked = summons.state == Summons.State.ASKED
            end_summons(actor, case, summons, "turn_back" if was_asked else "call_off", reason=reason)
            if not was_asked:
                tell_department(actor, case, summons, topic="summons.called_off", key="off")


def lead_case_on(actor: Actor, case: Case) -> None:
    """When no department owes an answer any more, the case is in the office's hands again; else the lead decides whose."""
    if case.state == Case.State.CALLED:
        open_ones = Summons.objects.filter(case=case, state__in=DUE)
        if not open_ones.exists():
            answered = Summons.objects.filter(case=case, state__in=[Summons.State.ANSWERED, Summons.State.CLOSED])
            step(actor, case, "all_answered" if answered.exists() else "call_off")
            tell(
                actor, case, topic="case.all_answered", people=[case.first_receiver_id, case.officer_id],
                key=f"all_answered:{turn_key()}", url=f"/desk/cases/{case.pk}",
            )  # fmt: skip
    follow_clocks(case)


def tell_department(actor: Actor, case: Case, summons: Summons, *, topic: str, key: str, **args: object) -> int:
    """Tell the liaisons of a department on the platform; returns how many."""
    return tell(
        actor, case, topic=topic, people=set(liaisons_of(summons.department_id, timezone.localdate())) - {actor.user_id},
        key=f"summons:{summons.pk}:{key}", url=f"/desk/summons/{summons.pk}", **args,
    )  # fmt: skip


def turn_of(summons: Summons) -> int:
    """How many steps a summons has taken: the number of its turn, by which news of it is told once."""
    return summons.moves.count()


def _nowhere() -> NotThere:
    return NotThere("no_such_summons", _("There is no such summons, or it is not of your department."))


def refuse_unless(holds: bool, code: str, message: str, *, field: str = "", mend: str = "") -> None:
    """Refuse with these words unless it holds."""
    if not holds:
        raise Refused(code, message, field=field, mend=mend)
