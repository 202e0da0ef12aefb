"""What a head decides over a whole case: more time, carrying over, leaving out of a rate."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.cases.acts import closing, handling, rulings
from mashang.cases.models import Case, Summons
from mashang.cases.tests.whistling import called, case_in_hand, clocks_over
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def solving(case: Case) -> list[str]:
    """How the clocks of the whole stand, in their order."""
    rows = Deadline.objects.filter(subject_kind="case", subject_id=case.pk, clock="case_solve").order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_more_time_for_the_whole_is_granted_once_and_the_firm_reads_why(cast: Cast) -> None:
    case = case_in_hand(cast, of_firm=True)
    due = Case.objects.get(pk=case.pk).due_at
    ruling = rulings.ask_case_extension(actor=cast.actor("service_officer"), case_id=case.pk, days=3, reason="等图审")
    rulings.rule_extension(actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="同意")
    case.refresh_from_db()
    assert due is not None
    assert case.due_at is not None
    assert case.due_at > due
    assert case.moves.filter(act="extend", shown=True, reason="等图审").exists()
    assert Notice.objects.filter(topic="case.extended", recipient__login="firm_owner").exists()
    with pytest.raises(Refused) as refused:
        rulings.ask_case_extension(actor=cast.actor("service_officer"), case_id=case.pk, days=1, reason="再等")
    assert refused.value.code == "extended_already"


def test_whoever_asks_does_not_rule(cast: Cast) -> None:
    case = case_in_hand(cast)
    ruling = rulings.ask_case_extension(actor=cast.actor("section_head"), case_id=case.pk, days=3, reason="等图审")
    with pytest.raises(NotAllowed) as refused:
        rulings.rule_extension(actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="同意")
    assert refused.value.code == "own_ruling"
    rulings.rule_extension(actor=cast.actor("leader"), ruling_id=ruling.pk, granted=False, reason="不必")
    assert solving(case) == ["running"]


def test_a_carried_case_comes_back_on_its_day_with_a_fresh_clock(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    case, day = lead.case, timezone.localdate() + timedelta(days=30)
    with pytest.raises(Refused) as refused:
        rulings.ask_carry_over(
            actor=cast.actor("service_officer"), case_id=case.pk, plan="等改造", recheck_on=timezone.localdate()
        )
    assert refused.value.code == "day_past"
    ruling = rulings.ask_carry_over(
        actor=cast.actor("service_officer"), case_id=case.pk, plan="列入明年改造", recheck_on=day
    )
    rulings.rule_carry_over(actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="同意")
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("carried", None)
    assert solving(case) == ["void"]
    assert Summons.objects.get(pk=lead.pk).state == "withdrawn"
    assert set(clocks_over(lead).values()) == {"void"}
    assert Notice.objects.filter(topic="case.carried", recipient__login="firm_owner").exists()
    assert rulings.recheck_carried(actor=Actor.system(), on=day - timedelta(days=1)) == 0
    assert rulings.recheck_carried(actor=Actor.system(), on=day) == 1
    assert rulings.recheck_carried(actor=Actor.system(), on=day) == 0
    case.refresh_from_db()
    assert case.state == "in_hand"
    assert solving(case) == ["void", "running"]
    told = Notice.objects.filter(topic="case.recheck", channel="app").values_list("recipient__login", flat=True)
    assert {"service_officer", "section_head"} <= set(told)


def test_a_case_is_left_out_of_a_rate_by_two_people(cast: Cast) -> None:
    case = case_in_hand(cast, of_firm=True)
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="explained", words="不归本辖区")
    closing.confirm_closure(actor=cast.actor("firm_owner", face="portal"), case_id=case.pk)
    with pytest.raises(Refused) as refused:
        rulings.ask_exclusion(actor=cast.actor("service_officer"), case_id=case.pk, rate="all", reason="x")
    assert refused.value.code == "no_rate"
    officer = cast.actor("service_officer")
    ruling = rulings.ask_exclusion(actor=officer, case_id=case.pk, rate="satisfaction", reason="诉求不合理")
    with pytest.raises(NotAllowed):
        rulings.rule_exclusion(actor=officer, ruling_id=ruling.pk, granted=True, reason="同意")
    ruled = rulings.rule_exclusion(
        actor=cast.actor("section_head"), ruling_id=ruling.pk, granted=True, reason="情况属实"
    )
    assert (ruled.asked_by, ruled.ruled_by) == (cast.user("service_officer"), cast.user("section_head"))
    with pytest.raises(Refused) as refused:
        rulings.ask_exclusion(actor=officer, case_id=case.pk, rate="satisfaction", reason="再来")
    assert refused.value.code == "left_out_already"
