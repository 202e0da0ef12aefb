"""A real chromium against a real server, and the accessibility checker of tests/vendor."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import PASSWORD, Cast, make_cast

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desk": 1440, "phone": 390}
# WCAG 2.2 AA, as GB/T 37668 asks for.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's loop runs in this thread; Django would refuse every query beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str:
    """The path of the chromium to drive; skips the test where there is none."""
    found = os.environ.get("MASHANG_BROWSER") or next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    if not found:
        pytest.skip("no chromium on this machine; see README")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as driver:
        one = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield one
        one.close()


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> Cast:
    """The areas and one person per role, as a demo: the second factor is not asked for."""
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def server(cast: Cast, live_server: Any) -> str:
    """The address of a running server."""
    return str(live_server.url)


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages in browsers of their own; fails when a page breaks its content policy or throws."""
    contexts: list[Any] = []
    faults: list[str] = []

    def opened(*, width: int = WIDTHS["desk"], locale: str = "zh-CN") -> Page:
        context = browser.new_context(base_url=server, locale=locale, viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(told.text) if "Content Security Policy" in told.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page in simplified Chinese at the width of a desk."""
    return open_page()


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Come in through the form, as a person does."""
    page.goto(settings.LOGIN_URL if settings.LOGIN_URL.startswith("/") else "/account/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/sign-in" not in url)


def axe(page: Page) -> list[str]:
    """What the accessibility checker finds on the page, one line a finding."""
    if not page.evaluate("typeof window.axe === 'object'"):
        # The page's own policy forbids inline scripts; the driver's world may still run one.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [
        f"{page.url} {one['id']}: {one['help']}: {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Does the page scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
