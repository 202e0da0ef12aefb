"""From receiving to closing: each step, its clocks, and who may not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.cases.acts import closing, handling
from mashang.cases.models import Case
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def clocks_of(case: Case) -> dict[str, str]:
    """The clocks over a case and how each stands; the newest of a code."""
    return dict(
        Deadline.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk").values_list("clock", "state")
    )


def answered(cast: Cast, **asking: Any) -> Case:
    """A case of a firm that the service officer has answered."""
    case = ask_as_firm(cast, own_firm(cast), item="staff", **asking)
    return handling.answer_case(
        actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="已办好。"
    )


def firm(cast: Cast) -> Actor:
    """The firm's own person on the portal."""
    return cast.actor("firm_owner", face="portal")


def test_taking_in_hand_meets_the_first_contact(cast: Cast) -> None:
    case = handling.take_in_hand(actor=cast.actor("service_officer"), case_id=open_one(cast).pk, words="已联系")
    assert case.state == "in_hand"
    assert case.officer == cast.user("service_officer")
    assert clocks_of(case) == {"case_respond": "met", "case_solve": "running"}
    assert case.next_clock == "case_solve"


def test_a_lawsuit_is_refused_with_the_right_door(cast: Cast) -> None:
    case = handling.refuse_case(
        actor=cast.actor("window_clerk"), case_id=open_one(cast).pk, door="lawsuit", words="法院已立案。"
    )
    assert (case.state, case.hands) == ("refused", "nobody")
    assert case.closed_at
    assert case.moves.filter(act="refuse", reason="lawsuit", shown=True).exists()
    assert clocks_of(case) == {"case_respond": "met", "case_solve": "void"}
    with pytest.raises(Refused, match="not for this desk"):
        handling.refuse_case(actor=cast.actor("window_clerk"), case_id=open_one(cast).pk, door="nowhere", words="x")


def test_papers_are_asked_for_once_and_the_clock_stands_still_until_they_come(cast: Cast) -> None:
    clerk = cast.actor("window_clerk")
    case = handling.ask_for_papers(actor=clerk, case_id=open_one(cast).pk, gaps="租赁合同\n授权书")
    assert (case.state, case.hands) == ("supplement", "firm")
    assert clocks_of(case) == {"case_respond": "met", "case_solve": "paused", "case_papers": "running"}
    case = handling.hand_papers_in(actor=clerk, case_id=case.pk)
    assert case.state == "in_hand"
    assert clocks_of(case)["case_solve"] == "running"
    assert case.next_clock == "case_solve"
    with pytest.raises(Refused, match="told at once"):
        handling.ask_for_papers(actor=clerk, case_id=case.pk, gaps="还要一张")


def test_papers_that_do_not_come_let_the_case_lapse(cast: Cast) -> None:
    case = handling.ask_for_papers(actor=cast.actor("window_clerk"), case_id=open_one(cast).pk, gaps="合同")
    assert closing.let_papers_lapse(actor=Actor.system()) == 0
    Deadline.objects.filter(clock="case_papers").update(
        due_at=timezone.now() - timedelta(hours=1), warn_at=timezone.now() - timedelta(hours=2)
    )
    assert closing.let_papers_lapse(actor=Actor.system()) == 1
    case.refresh_from_db()
    assert case.state == "lapsed"
    assert set(clocks_of(case).values()) <= {"met", "missed", "void"}


def test_an_answer_starts_the_firms_own_clock_and_the_firm_confirms(cast: Cast) -> None:
    case = answered(cast)
    assert (case.state, case.hands, case.next_clock) == ("done_waiting", "firm", "case_confirm")
    case = closing.confirm_closure(actor=firm(cast), case_id=case.pk)
    assert case.state == "closed"
    assert case.next_clock == ""
    assert case.next_due_at is None
    assert set(clocks_of(case).values()) == {"met"}


def test_the_office_may_not_confirm_for_the_firm(cast: Cast) -> None:
    case = answered(cast)
    with pytest.raises(NotAllowed):
        closing.confirm_closure(actor=cast.actor("service_officer"), case_id=case.pk)


def test_silence_closes_with_that_reason(cast: Cast) -> None:
    case = answered(cast)
    Deadline.objects.filter(clock="case_confirm").update(
        due_at=timezone.now() - timedelta(hours=1), warn_at=timezone.now() - timedelta(hours=2)
    )
    assert closing.close_silent_cases(actor=Actor.system()) == 1
    assert closing.close_silent_cases(actor=Actor.system()) == 0
    case.refresh_from_db()
    assert case.state == "closed"
    assert case.moves.filter(act="silence", to_state="closed").exists()
    assert Notice.objects.filter(topic="case.closed_silent", recipient__login="firm_owner").exists()


def test_reopening_gives_it_back_to_the_first_receiver_and_begins_the_clock_anew(cast: Cast) -> None:
    case = answered(cast)
    handling_officer = case.officer
    case = closing.reopen_case(actor=firm(cast), case_id=case.pk, words="电梯又停了")
    assert (case.state, case.round, case.outcome) == ("in_hand", 2, "")
    assert case.officer == handling_officer
    assert clocks_of(case)["case_solve"] == "running"
    assert clocks_of(case)["case_confirm"] == "void"
    again = handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="part", words="换了配件")
    closed = closing.confirm_closure(actor=firm(cast), case_id=again.pk)
    Case.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(hours=31 * 24))
    with pytest.raises(Refused, match="30 days"):
        closing.reopen_case(actor=firm(cast), case_id=closed.pk, words="又坏了")


def test_a_low_rating_leads_to_a_call_back_of_which_nobody_hears_before_the_closing(cast: Cast) -> None:
    case = answered(cast)
    closing.rate_case(actor=firm(cast), case_id=case.pk, level=2, words="没人上门")
    assert "case_callback" not in clocks_of(case)
    assert not Notice.objects.filter(topic="case.callback").exists()
    closing.confirm_closure(actor=firm(cast), case_id=case.pk)
    assert clocks_of(case)["case_callback"] == "running"
    assert Notice.objects.filter(topic="case.callback", recipient__login="section_head").exists()
    closing.call_back(actor=cast.actor("section_head"), case_id=case.pk, words="已致歉，周三再上门")
    assert clocks_of(case)["case_callback"] == "met"
    with pytest.raises(Refused, match="rated this answer already"):
        closing.rate_case(actor=firm(cast), case_id=case.pk, level=5)


def test_a_good_rating_calls_nobody_back(cast: Cast) -> None:
    case = answered(cast)
    closing.rate_case(actor=firm(cast), case_id=case.pk, level=3)
    assert "case_callback" not in clocks_of(case)


def test_a_duplicate_ends_and_goes_on_in_the_other(cast: Cast) -> None:
    first, second = open_one(cast), open_one(cast)
    joined = handling.join_case(actor=cast.actor("window_clerk"), case_id=second.pk, to_id=first.pk)
    assert (joined.state, joined.duplicate_of_id) == ("joined", first.pk)
    with pytest.raises(Refused):
        handling.join_case(actor=cast.actor("window_clerk"), case_id=first.pk, to_id=second.pk)


def test_handing_over_keeps_the_first_receiver(cast: Cast) -> None:
    case = open_one(cast)
    to = cast.user("agent").pk
    case = handling.hand_over_case(actor=cast.actor("window_clerk"), case_id=case.pk, user_id=to, reason="休假")
    assert case.officer_id == to
    assert case.first_receiver == cast.user("window_clerk")
    with pytest.raises(Refused, match="may not handle"):
        handling.hand_over_case(
            actor=cast.actor("window_clerk"), case_id=case.pk, user_id=cast.user("finance_officer").pk, reason=""
        )


def test_another_area_neither_sees_nor_handles_it(cast: Cast) -> None:
    case = open_one(cast)
    with pytest.raises(NotThere):
        handling.take_in_hand(actor=cast.other("service_officer"), case_id=case.pk)


def test_a_step_that_does_not_lead_on_is_refused_in_words(cast: Cast) -> None:
    case = open_one(cast)
    with pytest.raises(Refused) as refused:
        handling.end_special(actor=cast.actor("window_clerk"), case_id=case.pk)
    assert refused.value.code == "not_now"
    assert str(refused.value.mend)


def test_the_case_knows_the_clock_of_its_call_back_however_it_was_rated(cast: Cast, firm: int) -> None:
    officer, owner = cast.actor("service_officer"), cast.actor("firm_owner", face="portal")
    case = ask_as_firm(cast, firm)
    handling.answer_case(actor=officer, case_id=case.pk, outcome="solved", words="好了")
    closing.confirm_closure(actor=owner, case_id=case.pk)
    closing.rate_case(actor=owner, case_id=case.pk, level=1)
    case.refresh_from_db()
    assert case.next_clock == "case_callback"
    assert case.next_due_at == Deadline.objects.get(subject_kind="case", subject_id=case.pk, state="running").due_at
    closing.call_back(actor=cast.actor("section_head"), case_id=case.pk, words="已致歉")
    assert Case.objects.filter(pk=case.pk, next_clock="", next_due_at=None).exists()
