"""A visit recorded without a line: half typed it stays, sent once when the line is back, forgotten on signing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mashang.cases.acts.visits import book_visit, plan_visit
from mashang.cases.models import Case, Visit
from mashang.cases.tests.make import own_firm
from mashang.register.tests.stewards import load_keys
from tests.browser.conftest import come_in
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """A visit of tomorrow, announced to the firm."""
    load_keys()
    officer = cast.actor("service_officer")
    planned = plan_visit(actor=officer, firm_id=own_firm(cast), on=timezone.localdate() + timedelta(days=1))
    return book_visit(actor=officer, visit_id=planned.pk)


@pytest.fixture
def phone(open_page: Callable[..., Page], server: str, cast: Cast, visit: Visit) -> Page:
    """A phone on which the officer is signed in and took the visits along."""
    page = open_page(width=390)
    come_in(page, server, cast.user("service_officer"))
    page.goto("/desk/visits/mine")
    page.locator("[data-take-along]").click()
    expect(page.locator("[data-kept-status]")).to_contain_text("已存到本机")
    return page


def write(page: Page, visit: Visit) -> None:
    page.goto(f"/desk/visits/{visit.pk}/entry")
    page.locator("#said").fill("元旦前到岗二十八人。晚上十点后地库关门。")
    page.locator("[data-problem-add]").click()
    page.locator("#p1-title").fill("地库 22:00 后关闭，加班取车难")


def test_it_is_written_without_a_line_stays_half_typed_and_is_sent_once(phone: Page, visit: Visit) -> None:
    phone.context.set_offline(True)
    write(phone, visit)
    expect(phone.locator("#p1-item")).to_have_value("property")
    expect(phone.locator("[data-kept-at]")).to_contain_text("存在本机")
    phone.reload()
    expect(phone.locator("#said")).to_have_value("元旦前到岗二十八人。晚上十点后地库关门。")
    expect(phone.locator("#p1-title")).to_be_visible()
    phone.locator("[data-visit-send]").click()
    phone.wait_for_url("**/desk/visits/mine")
    expect(phone.locator("[data-kept-status]")).to_contain_text("本机存着 1 条")
    assert not Case.objects.exists()
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("[data-kept-status]")).to_contain_text("已送出 1 条")
    phone.reload()
    visit.refresh_from_db()
    assert (visit.state, Case.objects.count()) == ("split", 1)


def test_of_two_phones_the_second_is_told_and_sends_a_note(phone: Page, visit: Visit, cast: Cast) -> None:
    from mashang.cases.tests.make_visits import record

    phone.context.set_offline(True)
    write(phone, visit)
    phone.locator("[data-visit-send]").click()
    phone.wait_for_url("**/desk/visits/mine")
    record(cast, None, visit=visit.pk, role="tower_steward")
    phone.context.set_offline(False)
    phone.reload()
    expect(phone.locator("[data-kept-status]")).to_contain_text("这次走访已经记录")
    phone.get_by_role("button", name="作为补记送出").click()
    expect(phone.locator("[data-kept-status]")).to_contain_text("已送出 1 条")
    assert visit.texts.filter(part="note").count() == 1


def test_signing_out_forgets_what_was_half_typed(phone: Page, visit: Visit) -> None:
    write(phone, visit)
    expect(phone.locator("[data-kept-at]")).to_contain_text("存在本机")
    phone.goto("/desk/workdays")
    phone.locator("details.account summary").click()
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.locator("form[data-sign-out] button").click()
    phone.wait_for_url(lambda url: "/desk/" not in url)
    kept = "async () => [(await caches.keys()).length, (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    assert phone.evaluate(kept) == [0, 0, 0]
