"""On a telephone: asked with a photo in under a minute, followed, reopened, rated; with an account and without."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from mashang.cases.acts import handling
from mashang.cases.models import Case, CaseFile
from mashang.cases.tests.files import keep_files_in, photo
from mashang.cases.tests.make import own_firm
from mashang.notices import sealing
from mashang.notices.models import Notice
from mashang.register.models import Firm
from mashang.register.tests import make
from tests.browser.conftest import axe, come_in, overflows
from tests.cast import Cast, make_tower

pytestmark = pytest.mark.browser
SMALL_TARGETS = """() => [...document.querySelectorAll('main button, main summary, main label:has(input), main a.btn')]
  .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A photo with a place in it, on the telephone."""
    settings.SMS_URL = ""
    keep_files_in(tmp_path / "kept", monkeypatch)
    path = tmp_path / "电梯.jpg"
    path.write_bytes(photo(size=(640, 480)))
    return path


def well_made(page: Page) -> None:
    """Accessible, no wider than the telephone, and for a thumb."""
    assert axe(page) == []
    assert not overflows(page)
    assert page.evaluate(SMALL_TARGETS) == []


def answer(cast: Cast, words: str) -> Case:
    case = Case.objects.get()
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words=words)
    return case


def test_a_firm_asks_in_under_a_minute_follows_reopens_and_rates(
    cast: Cast, server: str, open_page: Callable[..., Page], picture: Path
) -> None:
    firm = Firm.objects.get(pk=own_firm(cast))
    make.make_tenancy(firm, make.make_unit(make.make_tower(cast.aofeng, "云帆大厦"), "0801", floor=8))
    page = open_page(width=390)
    come_in(page, server, cast.user("firm_owner"))
    page.goto("/portal/")
    well_made(page)
    begun = time.monotonic()
    page.click("text=提诉求 >> nth=0")
    page.fill("#id_text", "三号电梯从早上起停着")
    page.set_input_files("#id_photos", str(picture))
    page.wait_for_selector("text=物业与楼宇设施")
    well_made(page)
    page.click("button:has-text('提交')")
    page.wait_for_url(re.compile("/portal/cases/[0-9a-f-]{36}$"))
    assert time.monotonic() - begun < 60
    case = Case.objects.get()
    assert case.number in page.inner_text("main")
    page.wait_for_function("[...document.querySelectorAll('.p-photos img')].every((one) => one.naturalWidth > 0)")
    assert CaseFile.objects.count() == 1
    well_made(page)
    answer(cast, "已经修好")
    page.reload()
    assert "轮到您" in page.inner_text("main")
    well_made(page)
    page.click("summary:has-text('没有解决')")
    page.fill("#words-reopen", "昨天又停了")
    page.click("details[open] button:has-text('重开')")
    page.wait_for_selector("text=已重新办理")
    answer(cast, "换了新件")
    page.reload()
    page.check("#confirm-4")
    page.click("button:has-text('已经解决')")
    page.wait_for_selector("text=您的评价：满意")
    well_made(page)
    case.refresh_from_db()
    assert (case.state, case.round, case.ratings.get().level) == ("closed", 2, 4)


def test_a_draft_is_there_again_after_the_session_was_lost(
    cast: Cast, server: str, open_page: Callable[..., Page], picture: Path
) -> None:
    own_firm(cast)
    page = open_page(width=390)
    come_in(page, server, cast.user("firm_owner"))
    page.goto("/portal/cases/new")
    page.fill("#id_text", "空调不冷")
    page.goto("/portal/")
    page.goto("/portal/cases/new")
    assert page.input_value("#id_text") == "空调不冷"
    assert page.is_visible("[data-restored]")


def test_anyone_asks_by_number_and_closes_by_the_link(
    cast: Cast, server: str, open_page: Callable[..., Page], picture: Path
) -> None:
    make_tower(cast)
    page = open_page(width=390)
    page.goto("/ask")
    well_made(page)
    begun = time.monotonic()
    page.fill("#id_phone", "13800000001")
    page.click("button:has-text('获取验证码')")
    code = re.search(r"验证码是 (\d{6})", page.inner_text("main"))
    assert code
    well_made(page)
    page.fill("#id_code", code[1])
    page.press("#id_code", "Enter")
    page.wait_for_url("**/link/ask/new")
    page.fill("#id_text", "三号电梯停了")
    page.set_input_files("#id_photos", str(picture))
    page.fill("#id_tower_text", "鳌峰")
    page.wait_for_selector("#towers input")
    well_made(page)
    page.click("button:has-text('提交')")
    page.wait_for_url(re.compile("/link/ask/cases/[0-9a-f-]{36}$"))
    assert time.monotonic() - begun < 60
    well_made(page)
    page.goto("/link/ask/cases")
    well_made(page)
    answer(cast, "修好了")
    notice = Notice.objects.filter(topic="case.link").latest("pk")
    assert notice.secret_sealed
    path = "/link/" + sealing.unseal(notice.secret_sealed, bound_to=notice.key)["link"].partition("/link/")[2]
    other = open_page(width=390)
    assert Client().get(path).status_code == 200, "whoever scans the message uses nothing up"
    other.goto(path)
    well_made(other)
    other.check("#confirm-5")
    other.click("button:has-text('已经解决')")
    other.wait_for_selector("text=您的评价：非常满意")
    other.goto(path)
    well_made(other)
    assert "已经用过" in other.inner_text("main")


def test_how_long_it_takes_is_readable_on_a_telephone(cast: Cast, open_page: Callable[..., Page]) -> None:
    page = open_page(width=390)
    page.goto("/how-long")
    assert "数量太少" in page.inner_text("main")
    well_made(page)
