"""The file of one case: all that happened, the time in hands, the next step, and how many questions it asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts import closing, handling
from mashang.cases.models import Case
from mashang.cases.reads.case_file import find_similar, get_case_file, rule_name
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.kernel.errors import NotThere
from tests.cast import Cast, make_tower

pytestmark = pytest.mark.django_db


def test_the_file_holds_everything_and_the_time_in_hands_adds_up(cast: Cast) -> None:
    clerk = cast.actor("window_clerk")
    case = open_one(cast, asker_name="陈小明", asker_phone="13800001234", at=timezone.now() - timedelta(days=3))
    handling.take_in_hand(actor=clerk, case_id=case.pk, words="已联系")
    handling.ask_for_papers(actor=clerk, case_id=case.pk, gaps="合同")
    sheet = get_case_file(clerk, case.pk, now=timezone.now() + timedelta(days=4))
    assert [move.act for move in sheet.moves] == ["open", "take", "ask_papers"]
    assert [text.part for text in sheet.texts] == ["ask", "answer", "question"]
    assert [one.stay.hands for one in sheet.held][-1] == "firm"
    assert sheet.working_time == sum((one.stay.worked for one in sheet.held), timedelta()) > timedelta()
    assert (sheet.asker.name, sheet.asker.phone) == ("陈**", "138****1234")
    assert (sheet.step.turn, sheet.step.act) == ("firm", "papers_in")
    assert sheet.running is not None
    assert sheet.running.clock == "case_papers"
    assert sheet.paused is not None
    assert sheet.paused.clock == "case_solve"
    assert rule_name(sheet.case) == "物业设施归楼长"


def test_a_rating_stays_with_the_firm_until_the_case_is_closed(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast), item="staff")
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="已办好。")
    firm = cast.actor("firm_owner", face="portal")
    closing.rate_case(actor=firm, case_id=case.pk, level=2)
    assert get_case_file(cast.actor("service_officer"), case.pk).ratings == []
    closing.confirm_closure(actor=firm, case_id=case.pk)
    sheet = get_case_file(cast.actor("section_head"), case.pk)
    assert [one.level for one in sheet.ratings] == [2]
    assert (sheet.step.turn, sheet.step.act) == ("head", "call_back")


def test_similar_cases_are_of_the_firm_or_of_the_tower_and_item(cast: Cast) -> None:
    tower, firm = make_tower(cast), own_firm(cast)
    here = open_one(cast, tower_id=tower.pk)
    also = open_one(cast, tower_id=tower.pk)
    open_one(cast, tower_id=tower.pk, item="tax")
    same_firm = open_one(cast, firm_id=firm, item="tax")
    actor = cast.actor("window_clerk")
    assert [one.id for one in get_case_file(actor, here.pk).similar] == [also.pk]
    found = find_similar(actor, firm_id=firm, tower_id=tower.pk, item="property", now=timezone.now(), open_only=True)
    assert {one.id: one.of_firm for one in found} == {here.pk: False, also.pk: False, same_firm.pk: True}
    handling.withdraw_case(actor=actor, case_id=also.pk, reason="不办了")
    ended = find_similar(actor, firm_id=None, tower_id=tower.pk, item="property", now=timezone.now(), open_only=True)
    assert [one.id for one in ended] == [here.pk]


def test_another_area_finds_no_file(cast: Cast) -> None:
    with pytest.raises(NotThere):
        get_case_file(cast.other("window_clerk"), open_one(cast).pk)


def test_the_file_asks_at_most_ten_questions_however_much_happened(cast: Cast) -> None:
    actor = cast.actor("service_officer")
    case = ask_as_firm(cast, own_firm(cast), item="staff")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            sheet = get_case_file(actor, case.pk)
            assert rule_name(sheet.case)
        return len(queries)

    few = asked()
    for n in range(8):
        handling.write_note(actor=actor, case_id=case.pk, words=f"第 {n} 次电话")
        ask_as_firm(cast, case.firm_id or 0, item="tax")
    assert asked() == few <= 10
    handling.answer_case(actor=actor, case_id=case.pk, outcome="solved", words="已办好。")
    closing.confirm_closure(actor=cast.actor("firm_owner", face="portal"), case_id=case.pk)
    assert Case.objects.get(pk=case.pk).closed_at
    assert asked() <= 10
