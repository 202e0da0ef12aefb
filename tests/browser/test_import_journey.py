"""A steward brings a messy tenant sheet into the register: by mouse, by keys, on a phone, without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser import handing_in as sheet
from tests.browser.conftest import WIDTHS, axe, come_in, overflows
from tests.browser.street import Street, make_street
from tests.cast import Cast
from tests.real_data import REAL_DATA

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def street(cast: Cast) -> Street:
    return make_street(cast)


@pytest.fixture
def steward(page: Page, server: str, street: Street) -> Page:
    """The steward's page, signed in."""
    come_in(page, server, street.cast.user("tower_steward"))
    return page


def bar(page: Page) -> str:
    return page.locator("#review-bar").inner_text()


def room_on_plan(page: Page, room: str) -> Locator:
    return page.locator(f'svg.k-plan a[aria-label*="{room}"]')


def apply(page: Page) -> None:
    page.locator("#review-bar .btn-primary").click()
    expect(page.get_by_role("main")).to_contain_text("已收进")


def test_a_messy_sheet_is_dropped_reviewed_applied_seen_and_taken_back(steward: Page, street: Street) -> None:
    sheet.hand_in(steward, sheet.messy(street))
    expect(steward.get_by_role("main")).to_contain_text("12 行读完")
    expect(sheet.line(steward, sheet.WRONG)).to_contain_text("信用代码")
    sheet.line(steward, sheet.NEW).get_by_text("收", exact=True).click()
    expect(steward.locator("#review-bar")).to_contain_text("已定 1 / 4")
    sheet.line(steward, sheet.SPACED).get_by_text("收", exact=True).click()
    sheet.line(steward, sheet.TWO_ROOMS).get_by_text("不收", exact=True).click()
    sheet.line(steward, sheet.OTHER_FIRM).get_by_text("这一行不收").click()
    expect(steward.locator("#review-bar")).to_contain_text("收进已定的 2 处")
    apply(steward)
    steward.get_by_role("main").locator(".k-note").get_by_role("link", name=street.tower.name_zh).click()
    for room, firm in (("503", "榕湖"), ("504", "榕海"), ("701", "望江")):
        expect(room_on_plan(steward, room)).to_have_attribute("aria-label", re.compile(firm))
    steward.goto("/desk/imports")
    steward.get_by_role("link", name="租户表.xlsx").click()
    steward.get_by_role("link", name="撤回").click()
    steward.fill("[name=reason]", "物业发来的是旧表")
    steward.get_by_role("main").locator("button.btn-primary").click()
    expect(steward.get_by_role("main")).to_contain_text("撤回")
    steward.goto(f"/desk/towers/{street.tower.pk}")
    expect(room_on_plan(steward, "503")).not_to_have_attribute("aria-label", re.compile("榕湖"))


def test_the_differences_are_decided_by_keys_alone(steward: Page, street: Street) -> None:
    sheet.hand_in(steward, sheet.messy(street))
    keys = steward.keyboard
    keys.press("j")
    expect(sheet.line(steward, sheet.OTHER_FIRM).locator("input:focus")).to_have_count(1)
    keys.press("3")
    keys.press("j")
    keys.press("y")
    keys.press("n")
    keys.press("l")
    keys.press("k")
    expect(sheet.line(steward, sheet.SPACED).locator("input:focus")).to_have_count(1)
    for firm, value in ((sheet.NEW, "accept"), (sheet.SPACED, "refuse"), (sheet.TWO_ROOMS, "later")):
        expect(sheet.line(steward, firm).locator("input:checked")).to_have_value(value)
    assert sheet.line(steward, sheet.OTHER_FIRM).locator("input:checked").count() == 1
    expect(steward.locator("#review-bar")).to_contain_text("待核 1")
    steward.reload()
    expect(sheet.line(steward, sheet.SPACED).locator("input:checked")).to_have_value("refuse")


def test_the_differences_are_decided_on_a_phone(open_page: Callable[..., Page], server: str, street: Street) -> None:
    page = open_page(width=WIDTHS["phone"], has_touch=True)
    come_in(page, server, street.cast.user("tower_steward"))
    wide: list[str] = []

    def look() -> None:
        wide.extend([page.url] if overflows(page) else [])

    page.goto("/desk/imports/new")
    look()
    sheet.hand_in(page, sheet.messy(street), dropped=False)
    look()
    assert axe(page) == []
    sheet.line(page, sheet.NEW).get_by_text("收", exact=True).tap()
    expect(page.locator("#review-bar")).to_contain_text("收进已定的 1 处")
    page.locator("#review-bar .btn-primary").tap()
    expect(page.get_by_role("main")).to_contain_text("已收进")
    look()
    page.get_by_role("main").locator(".k-note").get_by_role("link", name=street.tower.name_zh).tap()
    page.wait_for_url("**/towers/**")
    look()
    assert wide == []


def test_without_scripts_the_sheet_goes_the_same_way(
    open_page: Callable[..., Page], server: str, street: Street
) -> None:
    page = open_page(java_script_enabled=False)
    come_in(page, server, street.cast.user("tower_steward"))
    sheet.hand_in(page, sheet.messy(street), dropped=False)
    sheet.line(page, sheet.NEW).get_by_text("收", exact=True).click()
    sheet.line(page, sheet.TWO_ROOMS).get_by_text("不收", exact=True).click()
    page.get_by_role("button", name="先存着").click()
    assert "已定 2 / 4" in bar(page)
    apply(page)
    page.get_by_role("main").locator(".k-note").get_by_role("link", name=street.tower.name_zh).click()
    expect(room_on_plan(page, "503")).to_have_attribute("aria-label", re.compile("榕湖"))
    room_on_plan(page, "503").click()
    assert "榕湖（示例）有限公司" in page.locator("#unit").inner_text()
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="撤回").click()
    page.fill("[name=reason]", "传错了")
    page.get_by_role("main").locator("button.btn-primary").click()
    assert "撤回" in page.get_by_role("main").inner_text()


def test_refused_rows_go_back_as_a_workbook_with_the_reasons(steward: Page, street: Street) -> None:
    sheet.hand_in(steward, sheet.messy(street))
    with steward.expect_download() as given:
        steward.get_by_role("link", name="退回 1 行").click()
    found = load_workbook(io.BytesIO(given.value.path().read_bytes())).active
    assert found is not None
    reasons = {str(line[1]).strip(): str(line[-1] or "") for line in found.iter_rows(values_only=True)}
    assert "信用代码" in reasons[sheet.WRONG]
    assert reasons[sheet.NEW] == reasons[sheet.OTHER_FIRM] == ""


def test_a_file_that_is_no_sheet_is_answered_in_words(steward: Page) -> None:
    sheet.hand_in(steward, b"%PDF-1.7 a deed", "租户表.xlsx")
    expect(steward.get_by_role("main")).to_contain_text("没有改动")
    assert axe(steward) == []


@pytest.mark.skipif(not (REAL_DATA / "tenancy").is_dir(), reason=f"no real data at {REAL_DATA}; set MASHANG_REAL_DATA")
def test_a_real_messy_sheet_goes_the_same_way(steward: Page) -> None:
    path = REAL_DATA / "tenancy" / "census_messy_1.xlsx"
    sheet.hand_in(steward, path.read_bytes(), path.name)
    steward.locator('button[name="do"][value="all"]').click()
    expect(steward.locator("#review-bar")).to_contain_text(re.compile("收进已定的 [0-9]+ 处"))
    first = steward.locator(".k-diff tbody tr:has(.k-choose)").first
    first.get_by_text("不收", exact=True).click()
    expect(steward.locator("#review-bar")).to_contain_text("不收 1")
    apply(steward)
    steward.get_by_role("main").locator(".k-note").get_by_role("link").first.click()
    expect(steward.locator("svg.k-plan a").first).to_be_visible()
