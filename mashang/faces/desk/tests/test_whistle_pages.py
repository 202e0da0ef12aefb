"""The pages of whistles: blowing, the gate, the liaison's desk, rulings."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from mashang.cases.acts import handling, rulings
from mashang.cases.acts import summons as acts
from mashang.cases.models import Ruling, Summons, Whistle
from mashang.cases.reads.called import called_to
from mashang.cases.reads.gate import count_to_rule, list_departments
from mashang.cases.reads.summons_list import SummonsWanted, list_own_summons
from mashang.cases.reads.whistles import get_case_whistles
from mashang.cases.tests.whistling import add_department, blow, called, case_in_hand, liaison
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def come_in(cast: Cast, login: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(cast.user(login))
    return client


def section(cast: Cast, login: str, case_id: int) -> str:
    """The section of whistles of a case as this person sees it."""
    request = RequestFactory().get("/desk/")
    request.user, request.actor = cast.user(login), cast.actor(login)  # type: ignore[attr-defined]
    values = {"request": request, "case": Whistle.objects.filter(case=case_id).first().case}  # type: ignore[union-attr]
    return Template("{% load whistles %}{% whistle_section %}").render(Context(values))


def test_an_officer_blows_a_whistle_and_another_head_lets_it_through(cast: Cast) -> None:
    case = case_in_hand(cast)
    officer, head = come_in(cast, "service_officer"), come_in(cast, "section_head")
    assert "区住建局" in officer.get(f"/desk/cases/{case.pk}/whistle").text
    nothing = officer.post(f"/desk/cases/{case.pk}/whistle", {"kind": "hard"})
    assert nothing.status_code == 200
    assist = {"kind": "hard", "lead": cast.department.pk, "asked": "请牵头勘验", "assist_3": cast.department.pk}
    unsaid = officer.post(f"/desk/cases/{case.pk}/whistle", assist).text
    assert "请该部门做什么（协办 3）：请写明请区住建局做什么" in unsaid
    assert "选填" not in unsaid.partition('for="id_asked_3"')[2].partition("</label>")[0]
    sent = officer.post(
        f"/desk/cases/{case.pk}/whistle", {"kind": "hard", "lead": cast.department.pk, "asked": "请牵头勘验"}
    )
    assert sent.status_code == 302
    whistle = Whistle.objects.get()
    assert officer.get("/desk/rulings").status_code == 403
    assert whistle.number in head.get("/desk/rulings").text
    gate = head.get(f"/desk/cases/{case.pk}/gate").text
    assert "请牵头勘验" in gate
    assert "含本张共 1 张" in gate
    assert head.get(f"/desk/whistles/{whistle.pk}/through").status_code == 405
    head.post(f"/desk/whistles/{whistle.pk}/through")
    assert Summons.objects.get().state == "called"
    assert head.get(f"/desk/cases/{case.pk}/gate").status_code == 404


def test_a_whistle_is_turned_back_with_a_reason(cast: Cast) -> None:
    whistle = blow(cast, case_in_hand(cast))
    head = come_in(cast, "section_head")
    assert head.post(f"/desk/whistles/{whistle.pk}/turn-back", {"reason": ""}).status_code == 200
    assert head.post(f"/desk/whistles/{whistle.pk}/turn-back", {"reason": "物业可办"}).status_code == 302
    whistle.refresh_from_db()
    assert whistle.state == "turned_back"
    assert "物业可办" in section(cast, "service_officer", whistle.case_id)


def test_the_liaison_starts_with_what_waits_and_reports_in_to_many(cast: Cast) -> None:
    ones = [called(cast)[0] for _n in range(3)]
    client = come_in(cast, "department_liaison")
    assert "3 件待报到" in client.get("/desk/").text
    chosen = [str(one.pk) for one in ones[:2]]
    client.post("/desk/summons/many", {"one": chosen, "act": "report_in"})
    assert sorted(Summons.objects.values_list("state", flat=True)) == ["called", "reported", "reported"]
    client.post("/desk/summons/many", {"one": chosen, "act": "answer", "outcome": "done", "words": "统一办理"})
    assert sorted(Summons.objects.values_list("state", flat=True)) == ["answered", "answered", "called"]
    assert "请先选择" in client.post("/desk/summons/many", {"act": "report_in"}, follow=True).text
    for tab in ("", "report", "answer", "late", "ruling", "answered", "over"):
        assert client.get(f"/desk/summons?tab={tab}").status_code == 200
    assert "没有符合条件" in client.get("/desk/summons?words=没有这样的").text


def test_the_liaison_answers_one_objects_and_asks_for_more_time(cast: Cast) -> None:
    first, second, third = (called(cast)[0] for _n in range(3))
    client = come_in(cast, "department_liaison")
    assert "请牵头勘验隔墙" in client.get(f"/desk/summons/{first.pk}").text
    client.post(f"/desk/summons/{first.pk}/report-in")
    client.post(f"/desk/summons/{first.pk}/arrive")
    client.post(f"/desk/summons/{first.pk}/answer", {"outcome": "done", "words": "已勘验"})
    client.post(f"/desk/summons/{second.pk}/object", {"reason": "不属本局"})
    client.post(f"/desk/summons/{third.pk}/extension", {"days": "2", "reason": "等图审"})
    states = dict(Summons.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (first, second, third)] == ["answered", "objected", "reported"]
    assert Ruling.objects.filter(state="asked").count() == 2


def test_another_department_and_another_area_find_nothing(cast: Cast) -> None:
    add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    for login in ("liaison_two", "other_department_liaison", "other_section_head"):
        assert come_in(cast, login).get(f"/desk/summons/{lead.pk}").status_code == 404
    assert come_in(cast, "liaison_two").post(f"/desk/summons/{lead.pk}/report-in").status_code in (302, 404)
    lead.refresh_from_db()
    assert lead.state == "called"


def test_the_head_rules_on_an_objection_and_names_the_next_department(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    ruling = acts.object_to_summons(actor=liaison(cast), summons_id=lead.pk, basis="不属本局")
    head = come_in(cast, "section_head")
    page = head.get(f"/desk/rulings/{ruling.pk}").text
    assert "不属本局" in page
    assert "区城管局" in page
    assert "请指定新的主办部门" in head.post(f"/desk/rulings/{ruling.pk}", {"granted": "yes", "reason": "属实"}).text
    sent = head.post(
        f"/desk/rulings/{ruling.pk}", {"granted": "yes", "reason": "属实", "next_department": str(second.pk)}
    )
    assert sent.status_code == 302
    assert Summons.objects.get(department=second).state == "called"
    assert "属实" in head.get("/desk/rulings").text


def test_the_officer_asks_and_the_open_list_says_who_left_what_out(cast: Cast) -> None:
    case = case_in_hand(cast)
    officer, head = come_in(cast, "service_officer"), come_in(cast, "section_head")
    officer.post(f"/desk/cases/{case.pk}/extension", {"days": "2", "reason": "等图审"})
    officer.post(f"/desk/cases/{case.pk}/carry-over", {"plan": "列入改造", "recheck_on": "2099-01-04"})
    officer.post(f"/desk/cases/{case.pk}/leave-out", {"rate": "response", "reason": "重复来电"})
    assert count_to_rule(cast.actor("section_head")) == 3
    for ruling in Ruling.objects.all():
        head.post(f"/desk/rulings/{ruling.pk}", {"granted": "yes", "reason": "情况属实"})
    assert set(Ruling.objects.values_list("state", flat=True)) == {"granted"}
    said = officer.get("/desk/rulings/left-out").text
    for word in ("重复来电", "service_officer", "section_head", "情况属实", case.number):
        assert word in said
    assert officer.get("/desk/rulings/left-out?export=csv").status_code == 200
    file = officer.get(f"/desk/cases/{case.pk}").text
    for word in ("剔除：准予", "提请裁定", "情况属实", "section_head"):
        assert word in file
    officer.post(f"/desk/cases/{case.pk}/take-up")
    case.refresh_from_db()
    assert case.state == "in_hand"


def test_the_officer_sees_what_they_see_urges_hands_a_link_over_and_calls_off(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second)
    officer = come_in(cast, "service_officer")
    shown = section(cast, "service_officer", lead.case_id)
    for word in (
        "1 个主办，1 个协办",
        "区住建局",
        "看对方看到的",
        "催一次",
        "换新链接（原链接作废）",
        "再叫一个部门",
        "2 家未报到",
    ):
        assert word in shown
    assert "这是区住建局看到的页面" in officer.get(f"/desk/summons/{lead.pk}").text
    officer.post(f"/desk/summons/{lead.pk}/urge")
    assert "/link/s/" in officer.post(f"/desk/summons/{lead.pk}/link").text
    officer.post(f"/desk/summons/{lead.pk}/recall")
    officer.post(f"/desk/summons/{assist.pk}/call-off", {"reason": "不必"})
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="已勘验，净宽一米四")
    assert "已勘验，净宽一米四" in section(cast, "service_officer", lead.case_id)
    officer.post(f"/desk/summons/{lead.pk}/send-back", {"reason": "写明楼层"})
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="二十七层")
    officer.post(f"/desk/summons/{lead.pk}/accept")
    lead.refresh_from_db()
    assert (lead.state, lead.sent_back) == ("closed", True)


def test_the_firm_reads_names_and_states_and_no_word_of_the_office(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    (row,) = called_to(lead.case_id)
    assert (row.department, row.state, row.part) == ("区住建局", "reported", "lead")
    assert row.due_at
    assert lead.asked not in str(row)


def test_a_department_reads_of_no_whistle_that_did_not_go_through(cast: Cast) -> None:
    (lead,) = called(cast)
    assert get_case_whistles(liaison(cast), lead.case_id).blown == ()
    assert len(get_case_whistles(cast.actor("service_officer"), lead.case_id).blown) == 1


def test_the_routing_rule_suggests_departments(cast: Cast) -> None:
    add_department(cast, "台江区消防救援大队", "liaison_two")
    case = case_in_hand(cast, item="fire_safety", title="隔墙", text="拆隔墙")
    names = list_departments(cast.actor("service_officer"), case.pk)
    assert (names[0].name, names[0].suggested, names[0].has_liaison) == ("台江区消防救援大队", True, True)


def test_queries_do_not_grow_with_rows(cast: Cast) -> None:
    def counted() -> tuple[int, int, int]:
        found = []
        for read in (
            lambda: list_own_summons(liaison(cast), SummonsWanted()),
            lambda: get_case_whistles(cast.actor("service_officer"), Summons.objects.earliest("pk").case_id),
            lambda: rulings_page(cast),
        ):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                read()
            found.append(len(queries))
        return found[0], found[1], found[2]

    second = add_department(cast, "区城管局", "liaison_two")
    called(cast, second)
    blow(cast, case_in_hand(cast))
    ask_more(cast, 1)
    few = counted()
    for _n in range(3):
        called(cast, second)
        blow(cast, case_in_hand(cast))
    ask_more(cast, 3)
    assert counted() == few


def ask_more(cast: Cast, many: int) -> None:
    """Rulings that wait."""
    for _n in range(many):
        case = case_in_hand(cast)
        rulings.ask_case_extension(actor=cast.actor("service_officer"), case_id=case.pk, days=1, reason="等")


def rulings_page(cast: Cast) -> None:
    """What the page of rulings reads."""
    from mashang.cases.reads.gate import list_at_the_gate, list_rulings

    assert list_at_the_gate(cast.actor("section_head"))
    assert list_rulings(cast.actor("section_head"))


def test_answering_the_firm_accepts_what_the_departments_answered(cast: Cast) -> None:
    (lead,) = called(cast)
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="办了")
    handling.answer_case(actor=cast.actor("service_officer"), case_id=lead.case_id, outcome="solved", words="办好")
    assert Summons.objects.get(pk=lead.pk).state == "closed"
