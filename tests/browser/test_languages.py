"""One page in three languages, and in the dark: nothing left over of another language, no raw keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mashang.register.tests.tenant_sheets import hand_in
from tests.browser.conftest import axe, come_in
from tests.browser.handing_in import HEAD, messy
from tests.browser.street import make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HAN = re.compile("[\u4e00-\u9fff]")
# Simplified characters that no traditional text writes.
SIMPLIFIED = set("楼业们这为时发东门开关长见现页单设记变导录认选择输没还进动务员网资产权证审览签统计图")
KEY = re.compile(r"^[a-z]+(_[a-z]+)+$|%\(\w+\)s|\{\{|\}\}")
# What people see: the register's own words are data, and the names of the languages are written in themselves.
SEEN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text && !parent.closest('script, style, [lang], .k-raw')) found.push(text);
  }
  for (const name of ['aria-label', 'title', 'placeholder']) {
    for (const one of document.querySelectorAll(`body [${name}]`)) found.push(one.getAttribute(name));
  }
  return found;
}"""
DATA = (
    r"望江大厦|听潮大厦|望江\d+号|（示例）|有限公司|望江物业|物业报表|旧雨|榕[湖海江溪洲]|租户表?|示例|\d+号"
    r"|" + "|".join(re.escape(head) for head in HEAD) + r"|鳌峰街道|鰲峰街道|台江区|臺江區|福州市|[a-z]+_[a-z_]+"
)


def change_language(page: Page, name: str) -> None:
    page.locator(".k-menu.account summary").click()
    page.get_by_role("button", name=name).click()


def words(page: Page) -> list[str]:
    """What stands on the page besides the register's own words."""
    return [left for text in page.evaluate(SEEN) if (left := re.sub(DATA, "", text).strip())]


@pytest.mark.parametrize("where", ["tower", "import"])
def test_a_page_is_read_in_english_and_in_traditional_characters(
    page: Page, server: str, cast: Cast, where: str
) -> None:
    street = make_street(cast)
    come_in(page, server, cast.user("tower_steward"))
    if where == "tower":
        at = f"/desk/towers/{street.tower.pk}?unit={street.unit('503').pk}"
    else:
        at = f"/desk/imports/{hand_in(cast.actor('tower_steward'), messy(street)).pk}"
    page.goto(at)
    change_language(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith(at)
    assert [text for text in words(page) if HAN.search(text)] == []
    assert [text for text in words(page) if KEY.search(text)] == []
    change_language(page, "繁體中文")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert [text for text in words(page) if SIMPLIFIED & set(text)] == []
    assert [text for text in words(page) if re.search(r"[A-Za-z]{3,}\s+[A-Za-z]{2,}", text)] == []
    assert axe(page, ["valid-lang", "html-has-lang"]) == []


def test_the_plan_and_its_panel_are_read_in_the_dark(page: Page, server: str, cast: Cast) -> None:
    street = make_street(cast)
    come_in(page, server, cast.user("tower_steward"))
    page.goto(f"/desk/towers/{street.tower.pk}?unit={street.unit('503').pk}")
    page.locator("form.k-theme button").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert axe(page) == []
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
