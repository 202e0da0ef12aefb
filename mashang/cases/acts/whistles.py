"""Calling departments in over a case: the whistle, the sub-district's gate, another department, calling off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.linking import send_summons_link
from mashang.cases.acts.moving import (
    end_clock,
    follow_clocks,
    need_reason,
    respond_clock,
    step,
    take_case,
    tell,
)
from mashang.cases.acts.summoning import (
    begin_summons,
    end_summons,
    lead_case_on,
    take_summons,
    tell_department,
    turn_of,
    write_summons_move,
)
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case, Summons, Whistle
from mashang.cases.reads.receivers import people_with
from mashang.cases.rules.states import next_state
from mashang.cases.rules.summons_states import ENDED
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import next_number, record

SERIES = "W"
LEAD, ASSIST = Summons.Part.LEAD, Summons.Part.ASSIST
LONGEST_ASKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One department to call: what it is asked to do, and whether it leads or assists."""

    department_id: int
    asked: str
    part: str = ASSIST


@written_once
def blow_whistle(
    *, actor: Actor, case_id: int, kind: str, calls: Sequence[Call], at: datetime | None = None
) -> Whistle:
    """Ask for departments over a case in hand: exactly one leads, each is told what is asked of it.

    The sub-district lets it through or turns it back; an emergency goes through at once and is looked at afterwards. While a
    lead department is at work another whistle may call assisting ones alone. Refuses a case that is not in hand, a whistle
    while another waits, no department, one twice, one that is at work on the case already, and one of another area.
    """
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    next_state(case.state, "call")
    if kind not in Whistle.Kind.values:
        raise Refused("no_kind", _("Say what kind of whistle it is."), field="kind", mend=_("Choose one of the list."))
    if Whistle.objects.filter(case=case, state=Whistle.State.ASKED).exists():
        raise Refused(
            "whistle_waits", _("A whistle over this case already waits at the sub-district."),
            mend=_("Wait for it, or call another department once it is through."),
        )  # fmt: skip
    refuse_calls(case, calls)
    moment = at or timezone.now()
    year = timezone.localtime(moment).year
    whistle = Whistle.objects.create(
        case=case, area_id=case.area_id, area_path=case.area_path, district_id=case.district_id, kind=kind,
        number=_number(case, year), blown_at=moment, blown_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, act="whistle.blow", subject_kind="whistle", subject_id=whistle.pk,
        diff={"case": case.pk, "whistle_kind": kind}, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    for call in calls:
        ask_department(actor, case, whistle, call, moment)
    heads = set(people_with(Permission.CASE_RULE, case.area_path, timezone.localdate())) - {actor.user_id}
    key, url = f"whistle:{whistle.pk}", "/desk/rulings"
    if kind == Whistle.Kind.EMERGENCY:
        put_whistle_through(actor, case, whistle, by=None, at=moment)
        tell(actor, case, topic="whistle.emergency", people=heads, key=key, url=url, whistle=whistle.number)
    else:
        tell(actor, case, topic="whistle.asked", people=heads, key=key, url=url, whistle=whistle.number)
    return whistle


def _number(case: Case, year: int) -> str:
    """The next number of the district: its departments, and a sub-district with several parks, read whistles of all its areas
    side by side. Numbers that were given out area by area are passed over."""
    while True:
        number = f"{SERIES}-{year}-{next_number(case.district_id or case.area_id, SERIES, year):04d}"
        if not Whistle.objects.filter(area__district_id=case.district_id, number=number).exists():
            return number


@written_once
def call_another_department(*, actor: Actor, case_id: int, call: Call, at: datetime | None = None) -> Summons:
    """Call one more assisting department under the whistle that is through; no second gate, because the matter is the same.

    Refuses before a whistle went through, and departments as `blow_whistle` does.
    """
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    next_state(case.state, "call")
    whistle = Whistle.objects.filter(case=case, state=Whistle.State.THROUGH).order_by("-pk").first()
    if whistle is None:
        raise Refused(
            "no_whistle", _("No whistle over this case is through."), mend=_("Blow a whistle for the department.")
        )
    refuse_calls(case, [call])
    moment = at or timezone.now()
    return call_department(actor, case, whistle, call, moment)


@written_once
def call_off(*, actor: Actor, summons_id: int, reason: str) -> Summons:
    """A department is not needed any more: its clocks lapse, its link dies, its liaisons read why.

    By the officer or a head; when nobody owes an answer any more the case is back in the office's hands.
    """
    actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    if summons.state == Summons.State.ASKED:
        raise Refused("at_the_gate", _("This whistle still waits at the sub-district."), mend=_("Ask to turn it back."))
    end_summons(actor, case, summons, "call_off", reason=need_reason(reason))
    lead_case_on(actor, case)
    tell_department(actor, case, summons, topic="summons.called_off", key="off")
    return summons


def call_department(
    actor: Actor, case: Case, whistle: Whistle, call: Call, moment: datetime, *, least_round: int = 1
) -> Summons:
    """Call one department at once, under a whistle that is through, and send it its link."""
    summons = ask_department(actor, case, whistle, call, moment, least_round=least_round)
    begin_summons(actor, case, summons, at=moment)
    _hand_over(actor, case, moment)
    follow_clocks(case)
    _tell_called(actor, case, summons)
    return summons


def ask_department(
    actor: Actor, case: Case, whistle: Whistle, call: Call, moment: datetime, *, least_round: int = 1
) -> Summons:
    """Ask for a department under a whistle, in a round of its own; it hears of it when that is through."""
    newest = Summons.objects.filter(case=case, department=call.department_id).aggregate(n=Max("round"))["n"] or 0
    summons = Summons.objects.create(
        case=case, whistle=whistle, department_id=call.department_id, part=call.part, asked=call.asked.strip(),
        round=max(newest + 1, least_round), area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    write_summons_move(actor, case, summons, "ask", "", at=moment, diff={"part": call.part})
    return summons


def waiting_at_the_gate(whistle: Whistle) -> QuerySet[Summons]:
    """The departments that a whistle asks for and that are not out of it again, locked."""
    rows = whistle.summonses.select_for_update(of=("self",)).select_related("whistle")
    return rows.exclude(state__in=ENDED).order_by("pk")


def put_whistle_through(actor: Actor, case: Case, whistle: Whistle, *, by: int | None, at: datetime) -> None:
    """A whistle is through: each department is called, its clocks begin, it gets its link."""
    rule_whistle(actor, case, whistle, Whistle.State.THROUGH, by, at, "")
    called = list(waiting_at_the_gate(whistle))
    for summons in called:
        begin_summons(actor, case, summons, at=at)
    _hand_over(actor, case, at)
    end_clock(actor, case, respond_clock(case), at=at)
    follow_clocks(case)
    for summons in called:
        _tell_called(actor, case, summons)


def _hand_over(actor: Actor, case: Case, at: datetime) -> None:
    """The case waits for its lead department to report in; one that is at work on it keeps it."""
    lead = Summons.objects.filter(case=case, part=LEAD).exclude(state__in=ENDED).first()
    reported = lead is not None and lead.reported_at is not None
    step(
        actor, case, "call", at=at, hands="department" if reported else "waiting",
        department_id=lead.department_id if lead else None,
    )  # fmt: skip


def _tell_called(actor: Actor, case: Case, summons: Summons) -> None:
    tell_department(actor, case, summons, topic="summons.called", key=f"called:{turn_of(summons)}", asked=summons.part)
    send_summons_link(actor, case, summons)


def rule_whistle(
    actor: Actor, case: Case, whistle: Whistle, state: str, by: int | None, at: datetime, reason: str
) -> None:
    """Write down what was decided of a whistle."""
    whistle.state, whistle.ruled_at, whistle.ruled_by_id, whistle.reason = Whistle.State(state), at, by, reason
    whistle.save(update_fields=["state", "ruled_at", "ruled_by", "reason"])
    record(
        actor=actor, act=f"whistle.{state}", subject_kind="whistle", subject_id=whistle.pk, reason=reason,
        diff={"case": case.pk}, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip


def refuse_calls(case: Case, calls: Sequence[Call]) -> None:
    """Refuse departments that cannot be called to this case, and calls without words; see `blow_whistle`."""
    wanted = [call.department_id for call in calls]
    if not wanted:
        raise Refused("no_department", _("Say which department is called."), field="lead", mend=_("Choose one."))
    if len(set(wanted)) < len(wanted):
        raise Refused("department_twice", _("A department is called once."), field="assist", mend=_("Take one away."))
    for call in calls:
        if not call.asked.strip():
            raise Refused(
                "nothing_asked",
                _("Say what the department is asked to do."),
                field="asked",
                mend=_("Write one sentence."),
            )
        if len(call.asked.strip()) > LONGEST_ASKED:
            raise Refused(
                "too_long", _("This is longer than %(most)s characters.", most=LONGEST_ASKED), field="asked",
                mend=_("Write it shorter, or attach it as a file."),
            )  # fmt: skip
    _refuse_parts(case, calls)
    above = [case.area_path[:end] for end in range(2, len(case.area_path) + 1, 2)]
    today = timezone.localdate()
    open_ones = Department.objects.filter(pk__in=wanted, area__path__in=above).filter(
        Q(closed_on=None) | Q(closed_on__gt=today)
    )
    if open_ones.count() < len(wanted):
        raise NotThere("no_such_department", _("There is no such department here."))
    at_work = (
        Summons.objects.filter(case=case, department__in=wanted).exclude(state__in=ENDED).select_related("department")
    )
    if busy := at_work.first():
        raise Refused(
            "called_already", _("%(department)s is called to this case already.", department=busy.department.name_zh),
            field="assist", mend=_("Urge it, or choose another one."),
        )  # fmt: skip


def _refuse_parts(case: Case, calls: Sequence[Call]) -> None:
    leads = sum(call.part == LEAD for call in calls)
    has_lead = Summons.objects.filter(case=case, part=LEAD).exclude(state__in=ENDED).exists()
    if leads > 1 or (leads and has_lead):
        raise Refused(
            "two_leads", _("One department leads."), field="lead", mend=_("Call the others as assisting departments.")
        )
    if not leads and not has_lead:
        raise Refused("no_lead", _("Say which department leads."), field="lead", mend=_("Choose one."))
