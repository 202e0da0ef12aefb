"""The screen on the wall, measured: large letters, few figures, strong contrast, nothing that runs out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from mashang.insight.reads.wall import MOST
from mashang.insight.tests.make import freeze
from mashang.register.tests import make
from tests.browser.conftest import axe, sign_in
from tests.cast import Cast

pytestmark = pytest.mark.browser
# Every text that is seen, with its size in px and its contrast (WCAG 2.2, relative luminance); names of towers apart.
MEASURE = """() => {
  const lum = (c) => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = lum(getComputedStyle(document.querySelector('.w-screen')).backgroundColor);
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('.w-screen'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || at.closest('title, .nm') || at.getClientRects().length === 0) continue;
    const style = getComputedStyle(at);
    const ink = lum(style.color);
    found.push({
      text: walker.currentNode.data.trim(), size: parseFloat(style.fontSize),
      contrast: (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05),
      cut: at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflow === 'hidden',
    });
  }
  return found;
}"""
SCROLLS = """() => {
  const page = document.documentElement;
  return [page.scrollWidth - window.innerWidth, page.scrollHeight - window.innerHeight];
}"""


@pytest.fixture
def screen(cast: Cast, open_page: Callable[..., Page]) -> Page:
    for place in range(36):
        tower = make.make_tower(cast.aofeng, name=f"江滨第{place}大厦（示例）")
        make.make_unit(tower, sqm=22_000 + place)
        make.make_tenancy(make.make_firm(area=cast.aofeng), make.make_unit(tower, sqm=11_000), registered_here=True)
    freeze(cast.city, on=date(2026, 10, 31))
    freeze(cast.city, on=date(2026, 11, 20))
    page = open_page()
    page.set_viewport_size({"width": 1920, "height": 1080})
    sign_in(page, "leader")
    return page


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_can_be_read_from_across_the_room(screen: Page, theme: str) -> None:
    screen.goto(f"/desk/wall?theme={theme}")
    seen = screen.evaluate(MEASURE)
    assert len(seen) > 20
    assert [one for one in seen if one["size"] < 40] == []
    assert [one for one in seen if one["contrast"] < 7] == []
    assert [one["text"] for one in seen if one["cut"]] == []
    assert 1 <= screen.locator(".w-fig").count() <= MOST
    assert max(screen.evaluate(SCROLLS)) <= 0
    assert "2026-11-20" in screen.locator(".w-day").inner_text()
    assert axe(screen) == []


def test_it_renews_itself_until_somebody_holds_it(screen: Page) -> None:
    screen.clock.install()
    screen.goto("/desk/wall")
    screen.evaluate("window.marked = true")
    hold = screen.locator("#wall-pause")
    hold.focus()
    screen.keyboard.press("Enter")
    assert hold.inner_text() == "继续"
    screen.clock.fast_forward(700_000)
    assert screen.evaluate("window.marked") is True
    screen.keyboard.press("Enter")
    with screen.expect_navigation():
        screen.clock.fast_forward(310_000)
    assert screen.evaluate("window.marked") is None
    screen.locator(".w-do").last.focus()
    screen.keyboard.press("Shift+Tab")
    assert screen.evaluate("document.activeElement.className") == "w-do"
