"""Somebody without an account asks by telephone number, follows, and closes by a one-time link."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mashang.accounts.models import PhoneCode
from mashang.cases.acts import handling
from mashang.cases.acts.askers import show_asker
from mashang.cases.models import Case, CaseFile
from mashang.cases.reads.askers import masked_asker
from mashang.cases.tests.files import keep_files_in, paper, photo
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.notices import sealing
from mashang.notices.models import Notice
from mashang.trail.models import View
from tests.cast import Cast, make_cast, make_firm, make_tower

pytestmark = pytest.mark.django_db
PHONE = "13800000001"


@pytest.fixture
def cast(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    settings.DEMO, settings.SMS_URL = True, ""
    keep_files_in(tmp_path, monkeypatch)
    return make_cast()


def come_in(phone: str = PHONE) -> Client:
    """A browser that proved a number."""
    browser = Client()
    page = browser.post("/link/ask", {"phone": phone}).text
    code = re.search(r"验证码是 (\d{6})", page)
    waits = re.search(r'name="number" value="([^"]+)"', page)
    assert code
    assert waits
    assert phone not in waits[1]
    answer = browser.post("/link/ask/code", {"number": waits[1], "code": code[1]})
    assert answer.headers["Location"] == "/link/ask/new"
    return browser


def ask(browser: Client, tower: int, text: str = "三号电梯停了", **other: Any) -> Case:
    """A request of this browser."""
    values = {
        "text": text,
        "tower_text": "鳌峰",
        "tower": str(tower),
        "room": "1203",
        "firm": "晨光（示例）",
        "name": "林某某",
    }
    answer = browser.post("/link/ask/new", {**values, "form_token": str(uuid4()), **other})
    assert answer.status_code == 302, answer.text
    return Case.objects.latest("pk")


def plain(page: str) -> str:
    """A page without what differs at each look: tokens, numbers, codes."""
    return re.sub(r"\d{3}\*+\d{4}|\d{6}|\d{11}|(value|data-csrf)=\"[^\"]+\"", "", page)


def newest_link() -> str:
    """The link of the newest message."""
    notice = Notice.objects.filter(topic="case.link").latest("pk")
    assert notice.secret_sealed
    link = sealing.unseal(notice.secret_sealed, bound_to=notice.key)["link"]
    assert (notice.channel, PHONE in notice.key) == ("sms", False)
    return "/link/" + link.partition("/link/")[2]


def test_a_number_a_code_and_some_words_are_enough(cast: Cast) -> None:
    tower, browser = make_tower(cast), come_in()
    case = ask(browser, tower.pk, photos=[SimpleUploadedFile("a.jpg", photo())])
    assert (case.channel, case.area, case.tower, case.firm, case.asked_by) == ("code", cast.aofeng, tower, None, None)
    assert case.place == "1203 · 晨光（示例）"
    page = browser.get(f"/link/ask/cases/{case.ref}").text
    assert case.number in page
    assert case.title in browser.get("/link/ask/cases").text
    file = CaseFile.objects.get().pk
    small = browser.get(f"/link/ask/files/{file}/small")
    assert small.status_code == 200
    small.close()


def test_another_number_and_no_number_find_nothing(cast: Cast) -> None:
    case = ask(come_in(), make_tower(cast).pk, photos=[SimpleUploadedFile("a.jpg", photo())])
    other, nobody = come_in("13800000002"), Client()
    file = CaseFile.objects.get().pk
    assert other.get(f"/link/ask/cases/{case.ref}").status_code == 404
    assert other.post(f"/link/ask/cases/{case.ref}/do", {"do": "withdraw"}).status_code == 404
    assert other.get(f"/link/ask/files/{file}/whole").status_code == 404
    assert case.title not in other.get("/link/ask/cases").text
    assert nobody.get(f"/link/ask/cases/{case.ref}").headers["Location"] == "/link/ask"
    nobody.cookies["asker"] = "Zm9yZ2Vk"
    assert nobody.get("/link/ask/cases").status_code == 302


def test_a_pass_is_good_for_half_an_hour_and_can_be_taken_away(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    browser = come_in()
    assert browser.cookies["asker"]["httponly"]
    now = time.time()
    monkeypatch.setattr("mashang.doors.proved_number.time.time", lambda: now + 31 * 60)
    assert browser.get("/link/ask/cases").status_code == 302
    monkeypatch.undo()
    browser = come_in("13800000003")
    browser.post("/link/ask/end")
    assert browser.get("/link/ask/cases").status_code == 302


def test_the_page_says_the_same_of_a_known_and_an_unknown_number(cast: Cast) -> None:
    ask(come_in(), make_tower(cast).pk)
    PhoneCode.objects.all().delete()
    pages = [plain(Client().post("/link/ask", {"phone": phone}).text) for phone in (PHONE, "13899999999")]
    assert pages[0] == pages[1]


def test_no_list_of_firms_can_be_asked_for(cast: Cast) -> None:
    make_firm(cast, "隐密公司（示例）")
    browser = come_in()
    assert "隐密公司" not in browser.get("/link/ask/towers", {"tower_text": "隐密"}).text
    assert "隐密公司" not in browser.get("/link/ask/new").text


def test_a_tower_that_is_not_chosen_is_asked_for_and_files_wait(cast: Cast) -> None:
    browser = come_in()
    make_tower(cast)
    make_tower(cast, "鳌峰乙座", code="T2")
    page = browser.post(
        "/link/ask/new", {"text": "漏水", "tower_text": "鳌峰", "photos": [SimpleUploadedFile("a.jpg", photo())]}
    )
    assert "请说明是哪座楼" in page.text
    assert "鳌峰乙座" in page.text
    assert "a.jpg 已在这里" in page.text
    assert not Case.objects.exists()


def test_the_link_opens_as_often_as_wanted_and_a_deed_uses_it_up(cast: Cast) -> None:
    case = ask(come_in(), make_tower(cast).pk)
    clerk, phone = cast.actor("service_officer"), Client()
    handling.ask_for_papers(actor=clerk, case_id=case.pk, gaps="请补照片")
    link = newest_link()
    for _turn in range(3):
        assert "请补照片" in phone.get(link).text
    refused = phone.post(f"{link}/do", {"do": "papers", "photos": [SimpleUploadedFile("x.svg", b"<svg/>")]})
    assert "不收这类文件" in refused.text
    answer = phone.post(f"{link}/do", {"do": "papers", "photos": [SimpleUploadedFile("b.pdf", paper())]})
    assert answer.headers["Location"] == newest_link() != link
    case.refresh_from_db()
    assert case.state == "in_hand"
    dead = phone.get(link)
    assert dead.status_code == 410
    assert case.title not in dead.text
    assert phone.post(f"{link}/do", {"do": "withdraw"}).status_code == 410


def test_by_links_it_is_reopened_confirmed_and_rated(cast: Cast) -> None:
    case = ask(come_in(), make_tower(cast).pk)
    clerk, phone = cast.actor("service_officer"), Client()
    handling.answer_case(actor=clerk, case_id=case.pk, outcome="solved", words="已修好")
    phone.post(f"{newest_link()}/do", {"do": "reopen", "words": "又停了"})
    handling.answer_case(actor=clerk, case_id=case.pk, outcome="solved", words="换新件")
    phone.post(f"{newest_link()}/do", {"do": "confirm"})
    phone.post(f"{newest_link()}/do", {"do": "rate", "level": "5"})
    case.refresh_from_db()
    assert (case.state, case.round, case.ratings.get().level) == ("closed", 2, 5)


def test_a_dead_link_asks_for_a_new_one_and_tells_nothing(cast: Cast) -> None:
    case = ask(come_in(), make_tower(cast).pk)
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="好了")
    old, phone = newest_link(), Client()
    phone.post(f"{old}/do", {"do": "add", "words": "谢谢"})
    from mashang.accounts.models import OneTimeLink

    before = OneTimeLink.objects.count()
    known, unknown = phone.post(f"{old}/renew"), phone.post("/link/case/nothing/renew")
    assert plain(known.text) == plain(unknown.text)
    assert OneTimeLink.objects.count() == before, "the one that was just sent still lives"
    OneTimeLink.objects.filter(used_at=None, revoked_at=None).update(revoked_at=case.opened_at)
    phone.post(f"{old}/renew")
    assert OneTimeLink.objects.count() == before + 1
    for _turn in range(9):
        OneTimeLink.objects.filter(used_at=None, revoked_at=None).update(revoked_at=case.opened_at)
        phone.post(f"{old}/renew")
    assert OneTimeLink.objects.count() == 6, "six a day at most"


def test_the_office_sees_name_and_number_masked_and_a_full_view_is_on_record(cast: Cast) -> None:
    case = ask(come_in(), make_tower(cast).pk)
    assert masked_asker(case) == ("林**", "138****0001")
    with pytest.raises(NotAllowed):
        show_asker(actor=cast.actor("supervisor"), case_id=case.pk, purpose="看看")
    with pytest.raises(NotThere):
        show_asker(actor=cast.other("service_officer"), case_id=case.pk, purpose="看看")
    assert show_asker(actor=cast.actor("service_officer"), case_id=case.pk, purpose="回电") == ("林某某", PHONE)
    view = View.objects.get(page="case_asker")
    assert (view.subject_id, view.purpose) == (case.pk, "回电")


def test_a_firms_own_people_do_not_read_what_was_asked_by_number_in_its_name(cast: Cast) -> None:
    own_firm(cast)
    case = ask(come_in(), make_tower(cast).pk, firm="晨光商务咨询有限公司（示例）", text="公司欠薪")
    owner = Client()
    owner.force_login(cast.user("firm_owner"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert owner.get(f"/portal/cases/{case.ref}").status_code == 404


def test_who_is_signed_in_beside_it_gets_nothing_more(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast))
    browser = come_in()
    browser.force_login(cast.user("firm_owner"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get(f"/link/ask/cases/{case.ref}").status_code == 404
