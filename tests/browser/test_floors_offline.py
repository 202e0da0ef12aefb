"""Floors gone over without a line: taken along, kept through reload and closing, sent once, wiped on signing out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from mashang.register.acts.rounds import open_round
from mashang.register.models import FloorCheck, RoundTower
from mashang.register.tests import make
from tests.browser.conftest import come_in
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = timezone.localdate()


@pytest.fixture
def row(cast: Cast) -> RoundTower:
    """A tower with two floors of one let room each, in a round that goes on."""
    tower = make.make_tower(cast.aofeng, "鳌峰甲座")
    for floor in (1, 2):
        room = make.make_unit(tower, f"{floor}01", floor=floor)
        make.make_tenancy(make.make_firm(f"第{floor}（示例）公司", cast.aofeng), room)
    open_round(
        actor=cast.actor("section_head"), area_id=cast.aofeng.pk, name="本季", opens_on=TODAY,
        closes_on=TODAY + timedelta(days=20),
    )  # fmt: skip
    return RoundTower.objects.get()


def take_along(page: Page, row: RoundTower) -> None:
    page.goto(f"/desk/rounds/towers/{row.pk}")
    page.locator("[data-take-along]").click()
    expect(page.locator("[data-kept-status]")).to_contain_text("全部楼层已存到本机")


def go_over(page: Page, row: RoundTower, floor: int, seen: str, name: str = "") -> None:
    page.goto(f"/desk/rounds/towers/{row.pk}/floors/{floor}")
    page.locator(f"input[value={seen}]").check()
    if name:
        page.locator("input[name^=name-]").fill(name)
    page.locator("form.k-walk .btn-primary").click()


def device(open_page: Callable[..., Page], server: str, cast: Cast, login: str, row: RoundTower) -> Page:
    """A phone on which somebody is signed in and has taken the floors along."""
    page = open_page(width=390)
    come_in(page, server, cast.user(login))
    take_along(page, row)
    return page


def set_line(context: BrowserContext, *, there: bool) -> None:
    context.set_offline(not there)


def test_what_is_entered_without_a_line_survives_closing_and_is_sent_once(
    open_page: Callable[..., Page], server: str, cast: Cast, row: RoundTower
) -> None:
    page = device(open_page, server, cast, "tower_steward", row)
    context = page.context
    set_line(context, there=False)
    go_over(page, row, 2, "as_is")
    page.wait_for_url("**/floors/1")
    expect(page.locator("[data-kept-status]")).to_contain_text("1 层")
    page.reload()
    expect(page.locator("[data-kept-status]")).to_contain_text("1 层")
    page.close()
    again = context.new_page()
    go_over(again, row, 1, "empty")
    expect(again.locator("[data-kept-status]")).to_contain_text("2 层")
    assert not FloorCheck.objects.exists()
    set_line(context, there=True)
    again.goto(f"/desk/rounds/towers/{row.pk}")
    expect(again.locator("main")).to_contain_text("2 层中已看 2 层")
    again.reload()
    assert sorted(FloorCheck.objects.values_list("floor_no", "differs")) == [(1, True), (2, False)]


def test_two_devices_that_clash_are_shown_side_by_side(
    open_page: Callable[..., Page], server: str, cast: Cast, row: RoundTower
) -> None:
    phones = [device(open_page, server, cast, login, row) for login in ("tower_steward", "service_officer")]
    for page, seen, name in zip(phones, ("other", "empty"), ("新来的（示例）公司", ""), strict=True):
        set_line(page.context, there=False)
        go_over(page, row, 1, seen, name)
        expect(page.locator("[data-kept-status]")).to_contain_text("1 层")
    for page in phones:
        set_line(page.context, there=True)
        page.goto(f"/desk/rounds/towers/{row.pk}")
        expect(page.locator("main")).to_contain_text("2 层中已看 1 层")
    last = phones[1]  # what waits is sent when its page opens, and the page then loads itself anew
    expect(last.get_by_role("button", name="以此为准")).to_have_count(2)
    assert set(FloorCheck.objects.values_list("state", flat=True)) == {"clash"}
    expect(last.locator("main")).to_contain_text("新来的（示例）公司")


def test_signing_out_wipes_all_that_was_kept(
    open_page: Callable[..., Page], server: str, cast: Cast, row: RoundTower
) -> None:
    page = device(open_page, server, cast, "tower_steward", row)
    set_line(page.context, there=False)
    go_over(page, row, 1, "as_is")
    expect(page.locator("[data-kept-status]")).to_contain_text("1 层")
    # The line comes back only for signing out: nothing is sent any more.
    page.route("**/floors/*", lambda route: route.abort())
    set_line(page.context, there=True)
    page.goto("/desk/workdays")
    page.locator("details.account summary").click()
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/desk/" not in url)
    assert "1 条" in asked[0]
    kept = "async () => [(await caches.keys()).length, (await indexedDB.databases()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    assert page.evaluate(kept) == [0, 0, 0]
    assert not FloorCheck.objects.exists()


def test_somebody_else_at_the_same_screen_finds_nothing(
    open_page: Callable[..., Page], server: str, cast: Cast, row: RoundTower
) -> None:
    page = device(open_page, server, cast, "tower_steward", row)
    page.context.clear_cookies()
    come_in(page, server, cast.user("service_officer"))
    page.goto("/desk/workdays")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    set_line(page.context, there=False)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"/desk/rounds/towers/{row.pk}/floors/1")
