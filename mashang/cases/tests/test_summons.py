"""What a department does with its summons: each row of the move table, each refusal, and whose turn it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.cases.acts import accepting, handling, rulings
from mashang.cases.acts import summons as acts
from mashang.cases.models import CaseText, Ruling, Summons
from mashang.cases.rules.summons_states import ENDED, MOVES, OPEN, next_summons_state
from mashang.cases.tests.whistling import add_department, called, clocks_over, hands_of, liaison
from mashang.clocks.models import Deadline
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ACTS = sorted({act for _state, act in MOVES})


@pytest.mark.parametrize("state", [*OPEN, *ENDED])
@pytest.mark.parametrize("act", ACTS)
def test_each_step_leads_on_or_is_refused_in_words(state: str, act: str) -> None:
    if (state, act) in MOVES:
        assert next_summons_state(state, act) == MOVES[state, act]
        return
    with pytest.raises(Refused) as refused:
        next_summons_state(state, act)
    assert refused.value.code == "summons_not_now"
    assert str(refused.value.message)
    assert str(refused.value.mend)


def test_the_lead_reports_in_and_the_case_is_in_its_hands(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second, of_firm=True)
    acts.report_in(actor=liaison(cast, "liaison_two"), summons_id=assist.pk)
    assert hands_of(lead.case_id) == ("called", "waiting", cast.department.pk)
    one = acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    assert one.state == "reported"
    assert one.reported_at
    assert clocks_over(one) == {"report_in": "met", "solve_lead": "running"}
    assert hands_of(lead.case_id) == ("called", "department", cast.department.pk)
    assert Notice.objects.filter(topic="summons.reported", recipient__login="firm_owner").exists()
    with pytest.raises(Refused) as refused:
        acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    assert refused.value.code == "summons_not_now"


def test_another_department_neither_sees_nor_answers_it(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second)
    with pytest.raises(NotThere):
        acts.report_in(actor=liaison(cast, "liaison_two"), summons_id=lead.pk)
    with pytest.raises(NotThere):
        acts.report_in(actor=cast.other("department_liaison"), summons_id=assist.pk)
    with pytest.raises(NotAllowed):
        acts.report_in(actor=cast.actor("service_officer"), summons_id=lead.pk)


def test_all_answered_the_case_is_the_offices_again(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second)
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="已勘验，可以拆")
    assert hands_of(lead.case_id)[0] == "called"
    with pytest.raises(Refused) as refused:
        handling.answer_case(
            actor=cast.actor("service_officer"), case_id=lead.case_id, outcome="solved", words="可以拆"
        )
    assert refused.value.code == "departments_open"
    acts.answer_summons(actor=liaison(cast, "liaison_two"), summons_id=assist.pk, outcome="no_help", words="无备案事项")
    assert hands_of(lead.case_id)[:2] == ("in_hand", "office")
    assert Notice.objects.filter(topic="case.all_answered", recipient__login="service_officer").exists()
    lead.refresh_from_db()
    assert (lead.state, lead.outcome) == ("answered", "done")
    assert lead.reported_at, "answering reports in"
    assert clocks_over(lead) == {"report_in": "met", "solve_lead": "met"}
    handling.answer_case(actor=cast.actor("service_officer"), case_id=lead.case_id, outcome="solved", words="可以拆")
    assert set(Summons.objects.values_list("state", flat=True)) == {"closed"}


@pytest.mark.parametrize("outcome", ["done", "no_help", "not_for_me", "carried"])
def test_all_four_answers_are_honest_ends(cast: Cast, outcome: str) -> None:
    (lead,) = called(cast)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    one = acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome=outcome, words="依第十二条")
    assert one.outcome == outcome
    assert clocks_over(one)["solve_lead"] == "met"
    assert CaseText.objects.filter(summons=one, part="answer", department=cast.department).exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"outcome": "maybe", "words": "好"}, "no_outcome"),
        ({"outcome": "done", "words": "  "}, "answer_missing"),
        ({"outcome": "done", "words": "长" * 4001}, "too_long"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(cast: Cast, values: dict[str, Any], code: str) -> None:
    (lead,) = called(cast)
    with pytest.raises(Refused) as refused:
        acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, **values)
    assert refused.value.code == code
    lead.refresh_from_db()
    assert lead.state == "called"


def test_an_answer_is_sent_back_once_with_a_fresh_clock(cast: Cast) -> None:
    (lead,) = called(cast)
    officer = cast.actor("service_officer")
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="办了")
    back = accepting.send_answer_back(actor=officer, summons_id=lead.pk, reason="没有写净宽")
    assert (back.state, back.outcome, back.answered_at) == ("reported", "", None)
    assert clocks_over(back)["solve_lead"] == "running"
    assert hands_of(lead.case_id) == ("called", "department", cast.department.pk)
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="净宽一米四")
    with pytest.raises(Refused) as refused:
        accepting.send_answer_back(actor=officer, summons_id=lead.pk, reason="还是不行")
    assert refused.value.code == "sent_back_already"
    assert accepting.accept_summons(actor=officer, summons_id=lead.pk).state == "closed"
    with pytest.raises(Refused):
        accepting.accept_summons(actor=officer, summons_id=lead.pk)


def test_an_objection_stops_the_clock_and_is_ruled_finally(cast: Cast) -> None:
    (lead,) = called(cast)
    ruling = acts.object_to_summons(actor=liaison(cast), summons_id=lead.pk, basis="无产权证明，不属本局")
    assert clocks_over(lead) == {"report_in": "met", "solve_lead": "paused", "rule_objection": "running"}
    assert Notice.objects.filter(topic="ruling.asked", recipient__login="section_head").exists()
    with pytest.raises(Refused) as refused:
        acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="办了")
    assert refused.value.code == "summons_not_now"
    rulings.rule_objection(
        actor=cast.actor("section_head"), ruling_id=ruling.pk, upheld=False, reason="依派单目录第十二条"
    )
    lead.refresh_from_db()
    assert lead.state == "reported"
    assert lead.reported_at, "the ruling counts as reporting in"
    clocks = clocks_over(lead)
    assert clocks.pop("rule_objection") in ("met", "missed"), "ended; of an evening the office day it had is over"
    assert clocks == {"report_in": "met", "solve_lead": "running"}
    assert hands_of(lead.case_id) == ("called", "department", cast.department.pk)
    with pytest.raises(Refused) as refused:
        acts.object_to_summons(actor=liaison(cast), summons_id=lead.pk, basis="再提一次")
    assert refused.value.code == "objected_already"
    with pytest.raises(Refused) as refused:
        rulings.rule_objection(actor=cast.actor("leader"), ruling_id=ruling.pk, upheld=True, reason="改判")
    assert refused.value.code == "decided_already"


def test_an_objection_after_the_day_is_refused(cast: Cast) -> None:
    (lead,) = called(cast)
    Summons.objects.filter(pk=lead.pk).update(called_at=timezone.now() - timedelta(hours=24 * 8))
    with pytest.raises(Refused) as refused:
        acts.object_to_summons(actor=liaison(cast), summons_id=lead.pk, basis="不属本局")
    assert refused.value.code == "objection_late"


def test_an_upheld_objection_calls_the_next_department_as_round_two(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    ruling = acts.object_to_summons(actor=liaison(cast), summons_id=lead.pk, basis="不属本局")
    with pytest.raises(Refused) as refused:
        rulings.rule_objection(actor=cast.actor("section_head"), ruling_id=ruling.pk, upheld=True, reason="属实")
    assert refused.value.code == "no_lead"
    rulings.rule_objection(
        actor=cast.actor("section_head"), ruling_id=ruling.pk, upheld=True, reason="属实", next_department_id=second.pk
    )
    lead.refresh_from_db()
    assert lead.state == "upheld"
    assert clocks_over(lead)["solve_lead"] == "void"
    following = Summons.objects.get(department=second)
    assert (following.state, following.part, following.round, following.asked) == ("called", "lead", 2, lead.asked)
    assert hands_of(lead.case_id) == ("called", "waiting", second.pk)


def test_an_extension_is_asked_in_time_and_granted_by_a_head_and_the_firm_reads_the_new_date(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    before = Deadline.objects.get(subject_kind="summons", subject_id=lead.pk, clock="solve_lead").due_at
    ruling = acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=2, reason="图审机构下周出意见")
    with pytest.raises(Refused) as refused:
        acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=1, reason="再问一次")
    assert refused.value.code == "asked_already"
    rulings.rule_extension(actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="同意")
    after = Deadline.objects.get(subject_kind="summons", subject_id=lead.pk, clock="solve_lead").due_at
    assert after > before
    assert Notice.objects.filter(topic="case.extended", recipient__login="firm_owner").exists()
    with pytest.raises(Refused) as refused:
        acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=1, reason="再来")
    assert refused.value.code == "extended_already"


def nearly_due(lead: Summons) -> None:
    """The clock of the answer ends in five minutes."""
    Deadline.objects.filter(subject_kind="summons", subject_id=lead.pk, clock="solve_lead").update(
        start_at=timezone.now() - timedelta(hours=24 * 12), warn_at=timezone.now() - timedelta(hours=24),
        due_at=timezone.now() + timedelta(minutes=5),
    )  # fmt: skip


def test_an_extension_asked_in_time_may_be_granted_late(cast: Cast) -> None:
    (lead,) = called(cast)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    ruling = acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=2, reason="图审机构下周出意见")
    nearly_due(lead)
    Ruling.objects.filter(pk=ruling.pk).update(asked_at=timezone.now() - timedelta(hours=24 * 5))
    rulings.rule_extension(actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="同意")
    ruling.refresh_from_db()
    assert ruling.state == "granted"


def test_an_extension_asked_late_or_for_too_long_is_refused(cast: Cast) -> None:
    (lead,) = called(cast)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    nearly_due(lead)
    with pytest.raises(Refused) as refused:
        acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=2, reason="再问")
    assert refused.value.code == "asked_too_late"
    with pytest.raises(Refused) as refused:
        acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=99, reason="再问")
    assert refused.value.code == "too_long"


def test_a_department_arrives_and_the_firm_confirms_it(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    firm = cast.actor("firm_owner", face="portal")
    with pytest.raises(Refused) as refused:
        acts.confirm_arrival(actor=firm, summons_id=lead.pk)
    assert refused.value.code == "no_arrival"
    assert acts.arrive(actor=liaison(cast), summons_id=lead.pk).state == "on_site"
    with pytest.raises(NotAllowed):
        acts.confirm_arrival(actor=cast.actor("service_officer"), summons_id=lead.pk)
    assert acts.confirm_arrival(actor=firm, summons_id=lead.pk).arrival_confirmed_at


def test_many_are_reported_in_and_answered_at_once(cast: Cast) -> None:
    ones = [called(cast)[0] for _n in range(3)]
    acts.report_in(actor=liaison(cast), summons_id=ones[0].pk)
    many = acts.report_in_many(actor=liaison(cast), summons_ids=[one.pk for one in ones])
    assert many.done == 2
    assert [(one, why.code) for one, why in many.refused] == [(ones[0].pk, "summons_not_now")]
    answered = acts.answer_many(
        actor=liaison(cast), summons_ids=[one.pk for one in ones], outcome="done", words="统一处理"
    )
    assert answered.done == 3
    with pytest.raises(Refused, match="At most 200"):
        acts.report_in_many(actor=liaison(cast), summons_ids=range(201))


def test_a_department_is_reminded_once_a_day(cast: Cast) -> None:
    (lead,) = called(cast)
    accepting.urge_summons(actor=cast.actor("service_officer"), summons_id=lead.pk)
    assert Notice.objects.filter(topic="case.urged", recipient__login="department_liaison").exists()
    with pytest.raises(Refused) as refused:
        accepting.urge_summons(actor=cast.actor("supervisor"), summons_id=lead.pk)
    assert refused.value.code == "urged_already"
