"""The search by keyboard: called, typed, chosen, gone to; and the page of all that was found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

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


def test_a_tower_is_opened_by_the_keyboard_alone(steward: Page, street: Street) -> None:
    steward.goto("/desk/")
    steward.keyboard.press("Control+k")
    steward.keyboard.type("wangjiang")
    option = steward.locator("[data-found]").get_by_role("option", name=re.compile(street.tower.name_zh)).first
    expect(option).to_be_visible()
    expect(steward.locator("#palette [role=status]")).to_contain_text(re.compile(r"\d"))
    steward.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    chosen = option.get_attribute("id") or ""
    expect(steward.locator("#palette-q")).to_have_attribute("aria-activedescendant", chosen)
    steward.keyboard.press("Enter")
    expect(steward).to_have_url(re.compile(f"/desk/towers/{street.tower.pk}$"))


def test_enter_alone_leads_to_everything_and_the_address_holds_the_filters(steward: Page, street: Street) -> None:
    firm = street.firms[0].name
    steward.goto("/desk/")
    steward.keyboard.press("/")
    steward.keyboard.type(firm[:2])
    steward.keyboard.press("Enter")
    expect(steward.get_by_role("main").get_by_role("link", name=firm)).to_be_visible()
    steward.get_by_label("类型").select_option("towers")
    steward.get_by_role("button", name="筛选").click()
    expect(steward).to_have_url(re.compile("kind=towers"))
    expect(steward.get_by_role("main").get_by_role("link", name=firm)).to_have_count(0)
