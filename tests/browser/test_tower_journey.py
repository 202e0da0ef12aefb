"""Walking a tower: other days, keys, an end and a new lease, the rows as a file, and what a property manager sees."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import come_in
from tests.browser.street import Street, make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def street(cast: Cast) -> Street:
    return make_street(cast)


@pytest.fixture
def steward(page: Page, server: str, street: Street) -> Page:
    """The steward's page, signed in."""
    come_in(page, server, street.cast.user("tower_steward"))
    return page


def room_on_plan(page: Page, room: str) -> Locator:
    return page.locator(f'svg.k-plan a[aria-label*="{room}"]')


def test_a_tower_is_seen_three_years_ago_and_next_year_by_the_date_control(steward: Page, street: Street) -> None:
    steward.goto("/desk/towers")
    steward.get_by_role("link", name=street.tower.name_zh).first.click()
    expect(room_on_plan(steward, "501")).not_to_have_attribute("aria-label", re.compile("旧雨"))
    before = timezone.localdate().replace(day=1, month=6, year=2023)
    after = timezone.localdate() + timedelta(days=366)
    for day, tenant in ((before, True), (after, False)):
        steward.get_by_label("看哪一天的底册").fill(day.isoformat())
        steward.get_by_role("button", name="看这一天").click()
        expect(steward.locator(".k-head .lead")).to_contain_text(day.isoformat())
        label = room_on_plan(steward, "501").get_attribute("aria-label") or ""
        assert ("旧雨" in label) == tenant
    expect(steward.get_by_role("main")).to_contain_text("回到今天")
    steward.get_by_role("link", name="回到今天").click()
    expect(steward.get_by_label("看哪一天的底册")).to_have_value(str(timezone.localdate()))


def test_the_plan_is_walked_by_arrow_keys_and_enter(steward: Page, street: Street) -> None:
    steward.goto(f"/desk/towers/{street.tower.pk}?unit={street.unit('601').pk}")
    steward.locator('svg.k-plan a[tabindex="0"]').focus()
    steward.keyboard.press("ArrowDown")
    expect(steward.locator("svg.k-plan a:focus")).to_have_attribute("aria-label", re.compile("501"))
    steward.keyboard.press("ArrowRight")
    expect(steward.locator("svg.k-plan a:focus")).to_have_attribute("aria-label", re.compile("502"))
    steward.keyboard.press("Enter")
    expect(steward.locator("#unit h3")).to_contain_text("502")
    assert f"unit={street.unit('502').pk}" in steward.url


def test_a_lease_is_ended_and_the_unit_let_again(steward: Page, street: Street) -> None:
    today = timezone.localdate()
    steward.goto(f"/desk/towers/{street.tower.pk}?unit={street.unit('801').pk}")
    steward.locator("#unit").get_by_role("link", name="登记迁出").click()
    steward.get_by_label("最后一天").fill(str(today))
    steward.get_by_role("main").locator("button.btn-primary").click()
    steward.wait_for_url(f"**/units/{street.unit('801').pk}")
    steward.locator(f'main a[href^="/desk/units/{street.unit("801").pk}/let"]').first.click()
    steward.locator("[name=firm_text]").press_sequentially("旧雨")
    expect(steward.locator("#firm-found")).to_contain_text("旧雨（示例）有限公司")
    steward.fill("[name=start]", str(today + timedelta(days=1)))
    steward.get_by_role("main").locator("button.btn-primary").click()
    expect(steward.locator(".k-error")).to_have_count(0)
    steward.goto(f"/desk/towers/{street.tower.pk}?as_of={today + timedelta(days=2)}")
    expect(room_on_plan(steward, "801")).to_have_attribute("aria-label", re.compile("旧雨"))
    steward.goto(f"/desk/towers/{street.tower.pk}?as_of={today - timedelta(days=2)}")
    expect(room_on_plan(steward, "801")).not_to_have_attribute("aria-label", re.compile("旧雨"))


def test_the_file_of_the_tenants_holds_the_rows_shown(steward: Page, street: Street) -> None:
    steward.goto(f"/desk/towers/{street.tower.pk}?q=望江1&sort=-area#tenants")
    table = steward.locator("#tenants tbody tr th")
    shown = [cell.locator("a").inner_text() for cell in table.all()]
    with steward.expect_download() as given:
        steward.locator("#tenants").get_by_role("link", name=re.compile("XLSX")).click()
    book = load_workbook(io.BytesIO(given.value.path().read_bytes())).active
    assert book is not None
    lines = [line[0] for line in book.iter_rows(values_only=True)]
    written = [str(name) for name in lines[lines.index("企业") + 1 :] if name]
    assert len(shown) > 3
    assert written == shown


def test_a_property_manager_finds_the_own_tower_alone(page: Page, server: str, street: Street) -> None:
    come_in(page, server, street.cast.user("property_manager"))
    page.goto("/portal/towers")
    expect(page.get_by_role("main")).to_contain_text("望江大厦")
    expect(page.get_by_role("main")).not_to_contain_text("听潮大厦")
    page.get_by_role("main").get_by_role("link", name="望江大厦").first.click()
    expect(page.locator("svg.k-plan a").first).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("登记迁出")
    for address, status in ((f"/portal/towers/{street.other.pk}", 404), (f"/desk/towers/{street.other.pk}", 403)):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status
        expect(page.get_by_role("main")).not_to_contain_text("听潮大厦")
