"""The split view by keyboard, by mouse, on a phone and without scripts."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route

from mashang.ui.tests.test_in_a_browser import address, open_page

__all__ = ["address"]
pytestmark = pytest.mark.browser
PICKED = '[name="pick"]:checked'


def shown(page: Page) -> str:
    return page.locator("#pane .k-panehead .code").inner_text()


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent")
    return text.strip()


def await_shown(page: Page, number: str) -> None:
    page.locator("#pane .k-panehead .code", has_text=number).wait_for()


def test_j_and_k_move_and_load_the_detail_and_enter_opens_the_file(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, f"{address}/split")
    page.evaluate("window.stayed = true")
    assert shown(page) == "W-2026-0138"
    page.keyboard.press("j")
    assert focused(page) == "Q-2026-1204"
    await_shown(page, "Q-2026-1204")
    assert "at=Q-2026-1204" in page.url
    page.keyboard.press("k")
    page.keyboard.press("k")
    await_shown(page, "Q-2026-1192")
    assert page.locator("tr.is-selected").count() == page.locator('[aria-current="true"].wide').count() == 1
    assert "Q-2026-1192" in page.locator("[data-split-says]").inner_text()
    assert page.evaluate("window.stayed === true")
    page.keyboard.press("Enter")
    page.wait_for_url("**file=Q-2026-1192")
    assert complaints == []


def test_x_selects_escape_leaves_out_and_the_bar_counts(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")
    bar = page.locator("[data-split-bulk]")
    assert bar.locator("b").inner_text() == "已选 1 件"
    page.keyboard.press("x")
    assert page.locator(PICKED).count() == 2
    assert bar.locator("b").inner_text() == "已选 2 件"
    page.keyboard.press("Escape")
    assert page.locator(PICKED).count() == 0
    assert not bar.is_visible()
    page.locator("[data-split-all]").click()
    assert page.locator(PICKED).count() == 10
    page.locator("[data-split-clear]").click()
    page.locator('[name="pick"]').nth(1).click()
    page.locator('[name="pick"]').nth(4).click(modifiers=["Shift"])
    assert page.locator(PICKED).count() == 4


def test_a_button_names_its_key_and_what_is_picked_goes_first(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")
    page.evaluate(
        "document.addEventListener('click', (e) => { const b = e.target.closest('[data-key]');"
        " if (b) { e.preventDefault(); window.pressed = b.textContent.trim(); } })"
    )
    page.keyboard.press("u")
    assert page.evaluate("window.pressed").startswith("催办")
    page.keyboard.press("n")  # of the two with this letter the one in the pane is meant
    assert page.evaluate("window.pressed").startswith("不批准")
    page.keyboard.press("Escape")
    page.evaluate("window.pressed = ''")
    page.keyboard.press("u")  # nothing is picked: its button is not there
    page.keyboard.press("Control+y")
    page.keyboard.press("Alt+y")
    page.keyboard.press("Shift+Y")
    assert page.evaluate("window.pressed") == ""


def test_no_key_decides_about_a_row_whose_detail_is_still_on_its_way(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")

    def slowly(route: Route) -> None:
        page.wait_for_timeout(400)
        route.continue_()

    page.route("**/*at=Q-2026-1204", slowly)
    page.keyboard.press("j")
    page.keyboard.press("y")
    page.wait_for_timeout(200)
    page.keyboard.press("y")
    await_shown(page, "Q-2026-1204")
    assert "yes=" not in page.url
    page.locator("#pane:not([aria-busy])").wait_for()
    page.keyboard.press("y")
    page.wait_for_url("**yes=Q-2026-1204")


def test_no_key_works_while_something_is_typed(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")
    page.evaluate("document.querySelector('.k-head').insertAdjacentHTML('beforeend', '<input id=t data-split-search>')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "t"
    assert not page.locator("#palette").is_visible()
    page.keyboard.type("jxyu?")
    assert page.input_value("#t") == "jxyu?"
    assert page.locator(PICKED).count() == 1
    assert not page.locator("#keys").is_visible()


def test_the_dialog_tells_all_keys_and_turns_them_off_for_good(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")
    page.keyboard.press("?")
    told = page.locator("[data-keys-found]").inner_text()
    assert "批准到 11-30" in told
    assert "催办" in told
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    for _visit in range(2):
        page.keyboard.press("x")
        page.keyboard.press("/")
        page.keyboard.press("?")
        assert page.locator(PICKED).count() == 1
        assert page.locator("dialog[open]").count() == 0
        page.reload()
    page.locator(".no a.wide").nth(3).press("Enter")  # an ordinary link again: it leads into the pane
    await_shown(page, "Q-2026-1204")
    assert page.evaluate("document.activeElement.id") == "pane"
    page.locator('[data-open="keys"]').click()
    page.locator("[data-keys-switch]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()


def test_a_click_anywhere_on_a_row_shows_it_and_a_failure_is_told(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split")
    page.locator("td.what").nth(4).click()
    await_shown(page, "Q-2026-1211")
    page.route("**/*at=Q-2026-1209", lambda route: route.abort())
    page.keyboard.press("j")
    page.locator("#pane.failed").wait_for()
    assert page.locator("[data-split-says]").inner_text() != ""


def test_on_a_phone_a_row_leads_to_its_own_page(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split", "phone", is_mobile=True)
    assert not page.locator("#pane").is_visible()
    page.locator("td.what").nth(2).click()
    page.wait_for_url("**file=W-2026-0138")


def test_without_scripts_links_choose_and_the_form_posts_what_is_picked(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}/split", java_script_enabled=False)
    page.locator(".no a.wide").nth(3).click()
    assert shown(page) == "Q-2026-1204"
    page.locator('[name="pick"]').nth(1).check()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.locator("[data-split-bulk] button").first.click()
    data = parse_qs(sent.value.post_data or "")
    assert (data["pick"], data["do"]) == (["Q-2026-1187", "Q-2026-1192"], ["remind"])
