"""Opening a case: number, receiver, clocks, receipt; once however often it is sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.models import Case, CaseMove
from mashang.cases.sealing import open_asker
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.clocks.models import Deadline
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.trail.models import Entry
from tests.cast import Cast, make_firm, make_tower

pytestmark = pytest.mark.django_db


def test_a_case_opened_at_the_window_has_a_number_and_stays_with_its_first_receiver(cast: Cast) -> None:
    case = open_one(cast)
    assert case.number.startswith("Q-")
    assert case.number.endswith("-0001")
    assert open_one(cast).number.endswith("-0002")
    assert case.first_receiver == cast.user("window_clerk")
    assert case.routed_by == "steward_property"
    assert case.officer == cast.user("tower_steward")
    assert (case.state, case.hands) == ("received", "office")


def test_both_clocks_run_and_the_case_says_when_they_end(cast: Cast) -> None:
    case = open_one(cast)
    ends = dict(Deadline.objects.filter(subject_kind="case", subject_id=case.pk).values_list("clock", "due_at"))
    assert set(ends) == {"case_respond", "case_solve"}
    assert (case.next_clock, case.next_due_at, case.due_at) == (
        "case_respond",
        ends["case_respond"],
        ends["case_solve"],
    )


def test_a_case_sent_twice_under_one_key_is_opened_once(cast: Cast) -> None:
    key, asking = uuid4(), Asking(item="property", title="电梯停了")
    first = open_case(actor=cast.actor("window_clerk"), channel="window", asking=asking, key=key)
    again = open_case(actor=cast.actor("window_clerk"), channel="window", asking=asking, key=key)
    assert again.pk == first.pk
    assert Case.objects.count() == 1
    with pytest.raises(Refused) as refused:
        open_case(actor=cast.actor("window_clerk"), channel="window", asking=Asking(item="tax", title="x"), key=key)
    assert refused.value.code == "key_used_for_another_request"


def test_what_words_say_it_is_an_emergency_is_one(cast: Cast) -> None:
    case = open_one(cast, title="楼道冒烟", text="十二层楼道冒烟")
    assert case.priority == "emergency"
    assert case.routed_by == "emergency_words"
    clocks = set(Deadline.objects.filter(subject_id=case.pk).values_list("clock", flat=True))
    assert clocks == {"case_respond_emergency", "case_solve_emergency"}


def test_a_firm_asks_on_the_portal_gets_a_receipt_and_the_rules_choose_who_receives(cast: Cast) -> None:
    firm = own_firm(cast)
    case = ask_as_firm(cast, firm, item="policy")
    assert case.kind == "consult"
    assert case.asked_by == cast.user("firm_owner")
    assert case.first_receiver == case.officer == cast.user("service_officer")
    told = set(Notice.objects.filter(subject_kind="case", channel="app").values_list("topic", "recipient__login"))
    assert told == {("case.received", "firm_owner"), ("case.given", "service_officer")}


def test_a_firm_may_not_ask_for_another_firm(cast: Cast) -> None:
    own_firm(cast)
    other = make_firm(cast, "别家（示例）")
    with pytest.raises(NotThere):
        ask_as_firm(cast, other.pk)


def test_a_case_lies_in_the_area_of_its_tower(cast: Cast) -> None:
    tower = make_tower(cast)
    assert open_one(cast, tower_id=tower.pk).area == cast.aofeng
    with pytest.raises(NotThere):
        open_one(cast, tower_id=make_tower(cast, "别区塔", area=cast.hongshan, code="T9").pk)


@pytest.mark.parametrize(
    ("asking", "code"),
    [
        ({"title": " ", "text": ""}, "title_missing"),
        ({"item": "wishes"}, "no_such_item"),
        ({"text": "长" * 4001}, "too_long"),
        ({"asker_phone": "call me"}, "no_number"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(cast: Cast, asking: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        open_one(cast, **asking)
    assert refused.value.code == code
    assert str(refused.value.mend)


def test_who_may_not_open_cases_is_refused(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        open_one(cast, role="auditor")


def test_name_and_number_of_who_asks_lie_sealed(cast: Cast) -> None:
    case = open_one(cast, asker_name="林某某", asker_phone="13800000001")
    assert case.asker_sealed
    assert b"13800000001" not in bytes(case.asker_sealed)
    assert open_asker(case.asker_sealed, case.ref) == ("林某某", "13800000001")
    diffs = str(list(Entry.objects.values_list("diff", "reason")))
    assert "13800000001" not in diffs
    assert "林某某" not in diffs


def settle() -> None:
    """Run the checks that wait for the commit."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_no_state_without_a_move_that_led_to_it(cast: Cast) -> None:
    case = open_one(cast)
    settle()
    with pytest.raises(IntegrityError, match="none of its moves led"):
        Case.objects.filter(pk=case.pk).update(state="in_hand")


def test_no_move_that_leads_elsewhere_than_the_state(cast: Cast) -> None:
    case = open_one(cast)
    settle()
    move = CaseMove(case=case, act="take", from_state="called", to_state="received", hands="office", at=case.opened_at)
    with pytest.raises(IntegrityError, match="begins elsewhere"):
        move.save()
