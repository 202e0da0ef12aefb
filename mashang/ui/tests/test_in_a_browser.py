"""The kit in a real browser: what only a browser can say about keys, widths, policy and accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from mashang.ui.views import PARTS

AXE = Path(__file__).resolve().parents[3] / "tests/vendor/axe.min.js"
WIDTHS = {"desk": (1440, 900), "between": (1024, 800), "phone": (390, 844)}

pytestmark = pytest.mark.browser


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as a browser asks."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Keeps the requests out of the output of the tests."""

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def address(settings: Settings) -> Iterator[str]:
    """The address of the specimen on a server of this test. It reads nothing from the database."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ui/specimen"
    server.shutdown()
    server.server_close()


def open_page(
    browser: Browser, address: str, width: str = "desk", dark: bool = False, **more: Any
) -> tuple[Page, list[str]]:
    """A page in Chinese, and what the browser complains about."""
    wide, high = WIDTHS[width]
    context = browser.new_context(viewport={"width": wide, "height": high}, has_touch=width == "phone", **more)
    context.set_default_timeout(15_000)
    site = address.split("/ui/", maxsplit=1)[0]
    context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": site}])
    if dark:
        context.add_cookies([{"name": "mashang_theme", "value": "dark", "url": site}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, complaints


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_specimen_is_accessible_fits_and_keeps_the_policy(
    browser: Browser, address: str, width: str, dark: bool, part: str
) -> None:
    page, complaints = open_page(browser, f"{address}/{part}".rstrip("/"), width, dark)
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")
    assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []


@pytest.mark.parametrize("view", ["industry", "expiry", "registration"])
def test_every_view_of_the_plan_is_accessible(browser: Browser, address: str, view: str) -> None:
    page, _complaints = open_page(browser, f"{address}?view={view}")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document.querySelector('[data-plancard]'))")
    assert [v["id"] for v in found["violations"]] == []


def focused(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.getAttribute('href') || ''")
    return found


def test_the_plan_is_one_tab_stop_and_arrows_walk_it(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}?unit=20-2")
    assert page.locator('svg.k-plan a[tabindex="0"]').count() == 1
    page.locator('svg.k-plan a[tabindex="0"]').focus()
    assert focused(page) == "?unit=20-2#unit"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "?unit=20-3#unit"
    page.keyboard.press("Home")
    assert focused(page) == "?unit=20-0#unit"
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("?unit=19-")
    assert page.locator("[data-plan-says]").inner_text().startswith("19")


def test_choosing_a_unit_loads_its_panel_alone(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, f"{address}?unit=20-2")
    page.evaluate("window.stayed = true")
    page.locator('svg.k-plan a[href="?unit=19-1#unit"]').click()
    page.locator("#unit h3", has_text="19-1").wait_for()
    assert page.evaluate("window.stayed === true")
    assert "unit=19-1" in page.url
    assert complaints == []


def test_a_slash_opens_the_search_and_typing_narrows_the_doors(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, address)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "palette-q"
    page.keyboard.type("企业")
    assert page.locator("[data-palette] [role=option]:visible").count() == 1
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


@pytest.mark.parametrize("kind", ["radio", "checkbox"])
def test_a_slash_opens_the_search_from_a_choice_but_not_from_a_text(browser: Browser, address: str, kind: str) -> None:
    page, _complaints = open_page(browser, address)
    page.locator("#id_note").press("/")
    assert page.input_value("#id_note") == "/"
    page.locator(f"main input[type={kind}]").first.focus()
    page.keyboard.press("/")
    assert page.locator("#palette").is_visible()


def test_what_was_typed_survives_a_page_that_is_loaded_again(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, f"{address}?clean=1")
    page.fill("#id_note", "隔壁也要")
    page.reload()
    assert page.input_value("#id_note") == "隔壁也要"
    assert page.locator("[data-restored]").is_visible()


def test_the_theme_changes_at_once_and_stays(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, address)
    page.locator("form.k-theme button").click()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert complaints == []


def test_who_chose_no_theme_gets_what_the_system_shows(browser: Browser, address: str) -> None:
    page, complaints = open_page(browser, address, color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.locator("form.k-theme button").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"
    assert complaints == []


def test_a_browser_that_asks_for_the_favicon_finds_it(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, address)
    answer = page.request.get(address.replace("/ui/specimen", "/favicon.ico"))
    assert answer.ok
    assert "svg" in answer.headers["content-type"]


def test_without_scripts_the_theme_and_the_language_still_change(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, address, java_script_enabled=False)
    page.locator("form.k-theme button").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.locator("details.account summary").click()
    page.locator('button[name=language][value="zh-hant"]').click()
    assert page.locator("html").get_attribute("lang") == "zh-Hant"


def test_every_control_is_large_enough_for_a_finger(browser: Browser, address: str) -> None:
    page, _complaints = open_page(browser, address, "phone", is_mobile=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .btn, select, .k-chip, .k-tabs a, .k-pages a, .k-choose label')]
        .filter((control) => control.getClientRects().length && control.getBoundingClientRect().height < 43.5)
        .map((control) => control.outerHTML.slice(0, 90))"""
    )
    assert small == []
