"""A real chromium against a real server, and the accessibility checker of tests/vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from mashang.accounts.models import User
from tests.cast import PASSWORD, Cast, make_cast

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
WIDTHS = {"desk": 1440, "phone": 390}
HEIGHTS = {1440: 900, 390: 844}
# WCAG 2.2 AA, as GB/T 37668 asks for.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> Cast:
    """The areas and one person per role, as a demo: the second factor is not asked for."""
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def server(cast: Cast, live_server: Any) -> str:
    """The address of a running server."""
    return str(live_server.url)


def fault_of(told: ConsoleMessage) -> str:
    """What the browser complains of; a refused page (403, 404, 409, 410, 429) is an answer, not a fault.

    Nor is a line that the test itself has cut.
    """
    if any(cut in told.text for cut in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")):
        return ""
    if told.type != "error" and "Content Security Policy" not in told.text:
        return ""
    where = str(told.location.get("url", ""))
    answered = any(f"status of {status}" in told.text for status in (403, 404, 409, 410, 429))
    return "" if answered and "/static/" not in where else f"{where}: {told.text}"


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages in browsers of their own; fails when a page breaks its content policy or throws."""
    contexts: list[Any] = []
    faults: list[str] = []

    def opened(*, width: int = WIDTHS["desk"], locale: str = "zh-CN", **more: Any) -> Page:
        context = browser.new_context(
            base_url=server,
            locale=locale,
            viewport={"width": width, "height": HEIGHTS[width]},
            reduced_motion="reduce",  # a colour that is on its way is nobody's choice
            **more,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: faults.append(fault_of(told)) if fault_of(told) else None)
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


def come_in(page: Page, server: str, user: User) -> Client:
    """Be signed in without walking through the form; gives a client of the same person, for asking beside the page."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server}])
    return client


# A ring round what has the focus: round itself, the card it is in, or its label.
RINGED = """one => [one, one.parentElement, ...(one.labels || [])].some((each) => {
  const style = getComputedStyle(each);
  return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
})"""


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Go to it by the tabulator alone; it must be reached, and be seen to have the focus."""
    for _press in range(most):
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate(RINGED), "what has the focus is not seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {most} tabs")


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What the accessibility checker finds on the page, one line a finding; `rules` names single rules."""
    if not page.evaluate("typeof window.axe === 'object'"):
        # The page's own policy forbids inline scripts; the driver's world may still run one.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], elementRef: false})", only
    )
    return [
        f"{page.url} {one['id']}: {one['help']}: {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Does the page scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
