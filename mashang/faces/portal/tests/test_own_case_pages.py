"""A firm asks on the portal with a photo, follows, adds, reopens and rates; other firms find nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mashang.cases.acts import handling, summons
from mashang.cases.models import Case, CaseFile
from mashang.cases.tests.files import keep_files_in, paper, photo
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.cases.tests.whistling import called, liaison
from mashang.register.models import Firm, TowerKeeper
from mashang.register.tests import make
from tests.cast import Cast, make_cast, make_firm

pytestmark = pytest.mark.django_db
NEW = "/portal/cases/new"


@pytest.fixture
def cast(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.DEMO = True
    keep_files_in(tmp_path, monkeypatch)
    return make_cast()


def client(cast: Cast, login: str = "firm_owner") -> Client:
    browser = Client()
    browser.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def asked(firm: int, text: str = "三号电梯从早上起停着", **other: Any) -> dict[str, Any]:
    return {"text": text, "place": f"{firm}:0", "priority": "normal", "form_token": str(uuid4()), **other}


def a_photo(name: str = "电梯.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo())


def test_words_and_a_photo_are_enough_and_the_receipt_says_who_has_it(cast: Cast) -> None:
    firm = own_firm(cast)
    tower = make.make_tower(cast.aofeng, "云帆大厦")
    make.make_tenancy(Firm.objects.get(pk=firm), make.make_unit(tower, "0801", floor=8))
    browser = client(cast)
    page = browser.get(NEW).text
    assert "云帆大厦 0801" in page, "the own room is filled in"
    sent = browser.post(NEW, asked(firm, place=f"{firm}:{tower.pk}", photos=[a_photo()]))
    case = Case.objects.get()
    assert sent.headers["Location"] == f"/portal/cases/{case.ref}"
    assert (case.item, case.tower_id, case.place, case.channel) == ("property", tower.pk, "0801", "portal")
    receipt = browser.get(sent.headers["Location"]).text
    assert case.number in receipt
    assert cast.user("tower_steward").name in receipt
    assert "工作日" in receipt
    small = browser.get(reverse("own_case_file", args=[CaseFile.objects.get().pk, "small"]))
    assert (small.headers["Content-Type"], small.headers["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert "sandbox" in small.headers["Content-Security-Policy"]
    small.close()


def test_a_double_tap_sends_once(cast: Cast) -> None:
    form = asked(own_firm(cast))
    browser = client(cast)
    first, again = browser.post(NEW, form), browser.post(NEW, form)
    assert first.headers["Location"] == again.headers["Location"]
    assert Case.objects.count() == 1


def test_what_was_asked_already_is_shown_before_sending_and_files_wait(cast: Cast) -> None:
    firm = own_firm(cast)
    ask_as_firm(cast, firm, title="三号电梯停了")
    browser = client(cast)
    shown = browser.post(NEW, asked(firm, "三号电梯又停了", photos=[a_photo()]))
    assert shown.status_code == 200
    assert "三号电梯停了" in shown.text
    assert "电梯.jpg 已在这里" in shown.text
    assert Case.objects.count() == 1
    values = shown.context["form"].data
    again = browser.post(NEW, asked(firm, "三号电梯又停了", held=values["held"], seen=values["seen"]))
    assert again.status_code == 302
    assert CaseFile.objects.get().case == Case.objects.latest("pk")


def test_words_of_another_desk_get_a_warning_with_the_right_door(cast: Cast) -> None:
    browser = client(cast)
    own_firm(cast)
    hints = browser.get("/portal/cases/hints", {"text": "我们已经向法院起诉"}).text
    assert "人民法院" in hints


def test_files_that_are_not_taken_are_refused_in_words_and_nothing_typed_is_lost(cast: Cast) -> None:
    firm = own_firm(cast)
    bad = SimpleUploadedFile("页面.svg", b"<svg onload=alert(1)></svg>")
    page = client(cast).post(NEW, asked(firm, "停车场进不去", photos=[bad]))
    assert "不收这类文件" in page.text
    assert "停车场进不去" in page.text
    assert not Case.objects.exists()


def test_a_property_manager_asks_for_the_own_tower_and_sees_no_request_of_its_firms(cast: Cast) -> None:
    tower, span = make.make_tower(cast.aofeng, "云帆大厦"), DateRange(date(2020, 1, 1))
    keeper = cast.user("property_manager").memberships.get()
    TowerKeeper.objects.create(membership=keeper, tower=tower, duty="property", span=span)
    of_firm = ask_as_firm(cast, own_firm(cast), tower_id=tower.pk, title="隔壁很吵")
    browser = client(cast, "property_manager")
    sent = browser.post(NEW, {"text": "大堂漏水", "place": f"0:{tower.pk}", "priority": "urgent"})
    case = Case.objects.get(title="大堂漏水")
    assert sent.headers["Location"] == f"/portal/cases/{case.ref}"
    assert (case.tower, case.firm, case.priority, case.area) == (tower, None, "urgent", cast.aofeng)
    page = browser.get("/portal/cases?show=open").text
    assert "大堂漏水" in page
    assert "隔壁很吵" not in page
    assert browser.get(f"/portal/cases/{of_firm.ref}").status_code == 404
    elsewhere = make.make_tower(cast.aofeng, "海鹭大厦")
    assert browser.post(NEW, {"text": "别的楼", "place": f"0:{elsewhere.pk}"}).status_code == 200


def do(browser: Client, case: Case, deed: str, **values: Any) -> Any:
    return browser.post(f"/portal/cases/{case.ref}/do", {"do": deed, "form_token": str(uuid4()), **values}, follow=True)


def test_papers_are_handed_in_answered_reopened_and_rated(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    clerk, browser = cast.actor("service_officer"), client(cast)
    handling.ask_for_papers(actor=clerk, case_id=case.pk, gaps="请补租赁合同")
    page = browser.get(f"/portal/cases/{case.ref}").text
    assert "请补租赁合同" in page
    do(browser, case, "papers", words="合同在这", photos=[SimpleUploadedFile("合同.pdf", paper())])
    handling.answer_case(actor=clerk, case_id=case.pk, outcome="solved", words="已经修好")
    assert "已经修好" in browser.get(f"/portal/cases/{case.ref}").text
    assert "请写明" in do(browser, case, "reopen", words=" ").text or Case.objects.get().state == "done_waiting"
    do(browser, case, "reopen", words="昨天又停了")
    handling.answer_case(actor=clerk, case_id=case.pk, outcome="solved", words="换了新件")
    done = do(browser, case, "confirm", level="4")
    case.refresh_from_db()
    assert (case.state, case.round, case.ratings.get().level) == ("closed", 2, 4)
    assert "满意" in done.text


def test_adding_reminding_and_taking_back(cast: Cast) -> None:
    case, browser = ask_as_firm(cast, own_firm(cast)), client(cast)
    do(browser, case, "add", words="四号梯也停了")
    do(browser, case, "remind")
    assert "今天已经催过" in do(browser, case, "remind").text
    page = do(browser, case, "withdraw", words="自己修好了").text
    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert "四号梯也停了" in page


def test_what_is_for_the_office_alone_is_not_on_the_page(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    clerk = cast.actor("window_clerk")
    handling.write_note(actor=clerk, case_id=case.pk, words="此企业难缠")
    handling.hand_over_case(actor=clerk, case_id=case.pk, user_id=cast.user("agent").pk, reason="内部原因")
    page = client(cast).get(f"/portal/cases/{case.ref}").text
    assert "此企业难缠" not in page
    assert "内部原因" not in page


def test_another_firm_finds_no_case_and_no_file(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    client(cast).post(f"/portal/cases/{case.ref}/do", {"do": "add", "photos": [a_photo()]})
    file = CaseFile.objects.get().pk
    make_firm(cast, "别家（示例）")
    for login in ("other_firm_owner", "property_manager"):
        stranger = client(cast, login)
        assert stranger.get(f"/portal/cases/{case.ref}").status_code == 404
        assert stranger.post(f"/portal/cases/{case.ref}/do", {"do": "withdraw"}).status_code == 404
        assert stranger.get(reverse("own_case_file", args=[file, "whole"])).status_code == 404
        assert case.title not in stranger.get("/portal/cases?show=open").text


@pytest.mark.parametrize("address", ["/portal/cases?show=open", "/portal/"])
def test_lists_ask_the_database_as_often_for_many_as_for_few(cast: Cast, address: str) -> None:
    firm, browser, counts = own_firm(cast), client(cast), []
    for _round in range(2):
        for number in range(4):
            ask_as_firm(cast, firm, title=f"第{number}件")
        browser.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_case_asks_the_database_as_often_with_many_words_as_with_few(cast: Cast) -> None:
    case, browser, counts = ask_as_firm(cast, own_firm(cast)), client(cast), []
    for _round in range(2):
        for number in range(3):
            do(browser, case, "add", words=f"补充{number}", photos=[a_photo()])
        browser.get(f"/portal/cases/{case.ref}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/portal/cases/{case.ref}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_called_departments_are_named_with_how_they_stand_and_their_coming_is_confirmed(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    browser, page = client(cast), f"/portal/cases/{lead.case.ref}"
    shown = browser.get(page).text
    assert "尚未报到" in shown or "前答复" in shown
    summons.report_in(actor=liaison(cast), summons_id=lead.pk)
    summons.arrive(actor=liaison(cast), summons_id=lead.pk)
    shown = browser.get(page).text
    for word in ("区住建局", "主办", "前答复", "他们到过现场"):
        assert word in shown
    assert lead.asked not in shown, "what the office asks of a department stays inside"
    browser.post(f"{page}/do", {"do": "arrived", "summons": str(lead.pk)})
    lead.refresh_from_db()
    assert lead.arrival_confirmed_at is not None
    assert "他们到过现场" not in browser.get(page).text
