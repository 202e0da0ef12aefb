"""What whoever calls, waits or rules reads: who gets no link, more time for a department, what waits for a head."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from mashang.accounts.models import Department, User
from mashang.cases.acts import closing, handling, rulings
from mashang.cases.acts import summons as acts
from mashang.cases.models import Summons, Whistle
from mashang.cases.reads.called import called_to
from mashang.cases.reads.own_story import get_own_case_by_id
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.cases.tests.whistling import blow, called, case_in_hand, liaison
from mashang.faces.desk.tests.test_whistle_pages import ask_more, come_in, section
from mashang.notices.reads.listing import list_notices
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_department_without_a_liaison_is_named_before_and_after_it_is_called(cast: Cast) -> None:
    nobody = Department.objects.create(area=cast.taijiang, name_zh="区城管局")
    case, head, officer = case_in_hand(cast), come_in(cast, "section_head"), come_in(cast, "service_officer")
    for way in ("whistle", "gate"):
        if way == "gate":
            blow(cast, case, nobody)
        page = (officer if way == "whistle" else head).get(f"/desk/cases/{case.pk}/{way}").text
        assert "没有联络员" in page
        assert "区住建局（没有联络员" not in page
    head.post(f"/desk/whistles/{Whistle.objects.get().pk}/through")
    User.objects.filter(login="department_liaison").update(email="liaison@housing.example")
    file = section(cast, "service_officer", case.pk)
    assert "发给 1 名联络员" in file
    assert "没有联络员收到" in file
    told = [officer.post(f"/desk/summons/{one.pk}/link").text for one in Summons.objects.order_by("pk")]
    assert "已发给该部门 1 名联络员" in told[0]
    assert "没有发给任何人" in told[1]


def test_more_time_for_a_department_reads_the_same_in_the_letter_on_the_firms_page_and_in_the_preview(
    cast: Cast,
) -> None:
    (lead,) = called(cast, of_firm=True)
    whole = lead.case.due_at
    asked = acts.ask_extension(actor=liaison(cast), summons_id=lead.pk, days=2, reason="等图审")
    rulings.rule_extension(actor=cast.actor("section_head"), ruling_id=asked.pk, granted=True, reason="情况属实")
    firm = cast.actor("firm_owner", face="portal")
    (row,) = called_to(lead.case_id)
    (more,) = row.extended
    story = get_own_case_by_id(firm, lead.case_id)
    told = next(one for one in story.events if "区住建局" in one.title and "延长" in one.title)
    day = timezone.localtime(more.due_at)
    assert "等图审" in told.text
    assert f"{day:%m-%d %H:%M}" in told.text
    lead.case.refresh_from_db()
    assert lead.case.due_at == whole
    with translation.override("zh-hans"):
        letter = next(one.body for one in list_notices(actor=firm).notices if "延期" in one.subject)
    assert "区住建局" in letter
    assert f"{day:%Y-%m-%d %H:%M}" in letter
    preview = come_in(cast, "service_officer").get(f"/desk/cases/{lead.case_id}?as=firm").text
    assert "等图审" in preview
    assert story.line.holder in preview


def test_the_preview_names_who_handles_it_as_the_firms_page_does(cast: Cast) -> None:
    case = case_in_hand(cast, of_firm=True)
    holder = get_own_case_by_id(cast.actor("firm_owner", face="portal"), case.pk).line.holder
    assert "service_officer" in holder
    preview = come_in(cast, "service_officer").get(f"/desk/cases/{case.pk}?as=firm").text
    assert holder in preview
    assert "专员姓名" not in preview


def test_a_heads_start_names_what_waits_for_a_ruling_and_who_is_to_be_called_back(cast: Cast) -> None:
    head, case = come_in(cast, "section_head"), case_in_hand(cast)
    assert "等您裁定" not in head.get("/desk/").text
    blow(cast, case)
    ask_more(cast, 1)
    low = ask_as_firm(cast, own_firm(cast), item="staff")
    handling.answer_case(actor=cast.actor("service_officer"), case_id=low.pk, outcome="solved", words="已办好。")
    firm = cast.actor("firm_owner", face="portal")
    closing.confirm_closure(actor=firm, case_id=low.pk)
    closing.rate_case(actor=firm, case_id=low.pk, level=1)
    response = head.get("/desk/")
    page = response.text
    for words in ("2 件等您裁定", f"/desk/cases/{case.pk}/gate", "1 家企业待回访", low.number):
        assert words in page
    rail = next(
        item for group in response.context["page"].nav for item in group.children if item.url == "/desk/rulings"
    )
    assert rail.count == 2
    assert "等您裁定" not in come_in(cast, "service_officer").get("/desk/").text
