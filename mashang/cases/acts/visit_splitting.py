"""What comes out of a visit: each problem a case of its own, what the firm said of itself a proposal to the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mashang.cases.acts.handling import answer_case, take_in_hand
from mashang.cases.acts.moving import LONGEST_REASON
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.rulings import ask_carry_over
from mashang.cases.acts.visit_moving import step_visit
from mashang.cases.models import Case, Visit, VisitProblem
from mashang.cases.reads.visit_places import tower_of_firm
from mashang.cases.rules.visit_contents import RENEWAL, load_heard
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.tenancy_corrections import WISHES
from mashang.register.models import FactKey
from mashang.register.rules.fact_values import read_value

MOST_PROBLEMS = 20
ANSWERED, ROUTED, CARRIED = "answered", "routed", "carried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem out of what was said. `how`: answered on the spot (with `answer`), routed, or to be carried over.

    Carrying over needs the day of the recheck and the decision of a section head. `heard` are the firm's own words.
    """

    title: str
    item: str
    how: str = ROUTED
    answer: str = ""
    heard: str = ""
    recheck_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing the firm said of itself. `key` is one of content/visits; `line` the tenancy of a renewal wish."""

    key: str
    value: str
    line: int | None = None


def split_out(actor: Actor, visit: Visit, problems: Iterable[Problem], *, sample: bool = False) -> list[VisitProblem]:
    """Each problem becomes a case: routed to the visitor as first receiver, answered, or asked to be carried over."""
    wanted = tuple(problems)
    if not wanted:
        return []
    last = visit.problems.count()
    if last + len(wanted) > MOST_PROBLEMS:
        raise Refused(
            "too_many_problems", _("A visit has at most %(most)s problems.", most=MOST_PROBLEMS), field="problems",
            mend=_("Put together what belongs together."),
        )  # fmt: skip
    tower = tower_of_firm(actor, visit.firm_id)
    made = [_one(actor, visit, last + no, problem, tower, sample) for no, problem in enumerate(wanted, 1)]
    step_visit(actor, visit, "split", diff={"problems": [last, last + len(made)]})
    return made


def _one(actor: Actor, visit: Visit, no: int, problem: Problem, tower: int | None, sample: bool) -> VisitProblem:
    if problem.how not in (ANSWERED, ROUTED, CARRIED):
        raise Refused(
            "no_way", _("Say what is done about this problem."), field="problems", mend=_("Choose one of the list.")
        )
    if problem.how == CARRIED and (problem.recheck_on is None or problem.recheck_on <= timezone.localdate()):
        raise Refused(
            "day_past",
            _("Name the day on which it is looked at again."),
            field="problems",
            mend=_("Choose a later day."),
        )
    asking = Asking(
        item=problem.item, title=problem.title, text=problem.heard, kind=Case.Kind.PROBLEM, firm_id=visit.firm_id,
        tower_id=tower, area_id=visit.area_id,
    )  # fmt: skip
    case = open_case(actor=actor, channel=Case.Channel.VISIT, asking=asking, at=visit.at, sample=sample)
    if problem.how == ANSWERED:
        answer_case(actor=actor, case_id=case.pk, outcome=Case.Outcome.EXPLAINED, words=problem.answer)
    if problem.how == CARRIED:
        take_in_hand(actor=actor, case_id=case.pk)
        plan = (problem.answer.strip() or problem.title)[:LONGEST_REASON]
        ask_carry_over(actor=actor, case_id=case.pk, plan=plan, recheck_on=problem.recheck_on or timezone.localdate())
    return VisitProblem.objects.create(visit=visit, no=no, case=case, heard=problem.heard.strip()[:200])


def propose_facts(actor: Actor, visit: Visit, facts: Iterable[Said]) -> None:
    """Keep what the firm said of itself as proposals; nothing enters the register before a steward takes it."""
    said = [one for one in facts if one.value.strip()]
    if not said:
        return
    for one in said:
        _require_sound(one)
    known = len(visit.facts)
    visit.facts = [
        *visit.facts,
        *(
            {"no": known + no, "key": one.key, "value": one.value.strip(), "line": one.line, "state": "waiting"}
            for no, one in enumerate(said, 1)
        ),
    ]
    visit.save(update_fields=["facts"])


def _require_sound(one: Said) -> None:
    asked = FactKey.objects.filter(subject="firm", key=one.key).first()
    if one.key not in load_heard() or (asked is None and one.key != RENEWAL):
        raise Refused("no_such_fact", _("This is not asked here."), field="facts", mend=_("Choose one of the list."))
    if asked is None:
        if one.value not in WISHES or one.line is None:
            raise Refused("unknown_wish", _("This renewal wish is not known."), field="facts", mend=_("Choose one."))
        return
    read_value(asked.type, one.value.strip(), scale=asked.scale, choices=list(asked.choices))
