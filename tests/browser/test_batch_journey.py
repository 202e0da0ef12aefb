"""A batch on the screen and in the hand: its pages for every reader, and results from a phone whose line drops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mashang.cases.acts.batch_visiting import record_result, start_tour
from mashang.cases.models import Batch, BatchItem, Case, Tour
from mashang.cases.tests.make import own_firm
from mashang.cases.tests.make_batches import make_park, open_many, planned
from tests.browser.conftest import come_in, overflows
from tests.browser.every_page import look
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def batch(cast: Cast) -> Batch:
    """A planned batch whose first day is today, whatever day it is, and which has begun."""
    made = planned(cast)
    first = Tour.objects.filter(batch=made, stops__dropped_at=None).order_by("day").first()
    assert first is not None
    Tour.objects.filter(pk=first.pk).update(day=timezone.localdate())
    start_tour(actor=cast.actor("service_officer"), batch_id=made.pk)
    return made


def sign(page: Page, form: str) -> None:
    box = page.locator(f"{form} canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 90, steps=6)
    page.mouse.up()


def write_down(page: Page, item: BatchItem, result: str, words: str, *, signed: bool = False) -> None:
    form = f"form[action='/desk/batches/items/{item.pk}/record']"
    details = page.locator("details.k-visititem", has=page.locator(form))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    page.locator(f"{form} label[for='r-{item.pk}-{result}']").click()
    page.locator(f"{form} textarea").fill(words)
    if signed:
        page.locator(f"{form} canvas").scroll_into_view_if_needed()
        sign(page, form)
    page.locator(f"{form} button.btn-primary").click()


def test_every_page_of_a_batch_is_fit_for_desk_phone_and_dark(
    open_page: Callable[..., Page], server: str, cast: Cast, batch: Batch
) -> None:
    park, towers = make_park(cast, 2, code="Q")
    open_many(cast, towers, 20)
    page = open_page()
    come_in(page, server, cast.user("section_head"))
    wrong = {}
    for path in ("", f"/{batch.pk}", f"/{batch.pk}/plan", f"/{batch.pk}/route", f"/{batch.pk}/sheets", f"/{batch.pk}/today",
                 f"/{batch.pk}/replace", f"/propose?item=address_change&park={park.pk}"):  # fmt: skip
        page.goto(f"/desk/batches{path}")
        if found := look(page):
            wrong[path] = found
    item, signed = batch.items.order_by("-planned_at")[0], batch.items.order_by("planned_at")[0]
    Case.objects.filter(pk__in=[item.case_id, signed.case_id]).update(firm=own_firm(cast))
    record_result(actor=cast.actor("service_officer"), item_id=signed.pk, result="done", words="新执照当场领")
    owner = open_page()
    come_in(owner, server, cast.user("firm_owner"))
    for path in ("", f"/{item.pk}", f"/{item.pk}/another-time", f"/{signed.pk}"):
        owner.goto(f"/portal/batches{path}")
        if found := look(owner):
            wrong[path] = found
    assert wrong == {}
    page.goto(f"/desk/batches/{batch.pk}")
    expect(page.get_by_role("main")).to_contain_text("/ 21 件已办结")
    page.get_by_role("link", name="未结").click()
    expect(page.get_by_role("main")).to_contain_text("滨江P1座")


def test_results_and_signatures_from_a_phone_survive_a_dropped_line(
    open_page: Callable[..., Page], server: str, cast: Cast, batch: Batch
) -> None:
    phone = open_page(width=390)
    come_in(phone, server, cast.user("service_officer"))
    first, second, third = BatchItem.objects.filter(batch=batch, stop__tour__day=timezone.localdate()).order_by(
        "planned_at", "no"
    )[:3]
    phone.goto(f"/desk/batches/{batch.pk}/today")
    assert not overflows(phone)
    write_down(phone, first, "done", "新执照当场领", signed=True)
    expect(phone.get_by_role("main")).to_contain_text("新执照当场领")
    first.refresh_from_db()
    assert (first.result, first.signed_way, first.case.state) == ("done", "finger", "closed")

    phone.context.set_offline(True)
    write_down(phone, second, "papers", "缺产权证明")
    write_down(phone, third, "bureau", "已收件")
    expect(phone.locator("[data-queue-status]")).to_contain_text("本机存有 2 条结果")
    assert BatchItem.objects.filter(pk__in=[second.pk, third.pk], result="", left_at=None).count() == 2
    phone.context.set_offline(False)
    expect(phone.get_by_role("main")).to_contain_text("已收件，回局办", timeout=15_000)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.left_reason, third.result) == ("papers", "bureau")


def test_what_the_office_refuses_stands_on_the_phone_until_it_is_discarded(
    open_page: Callable[..., Page], server: str, cast: Cast, batch: Batch
) -> None:
    phone = open_page(width=390)
    come_in(phone, server, cast.user("service_officer"))
    item = BatchItem.objects.filter(batch=batch, stop__tour__day=timezone.localdate()).order_by("planned_at", "no")[0]
    phone.goto(f"/desk/batches/{batch.pk}/today")
    record_result(actor=cast.actor("department_liaison"), item_id=item.pk, result="done", words="已办")
    write_down(phone, item, "done", "新执照当场领")
    expect(phone.locator("[data-queue-status]")).to_contain_text("department_liaison 已于")
    phone.get_by_role("button", name="放弃此条").click()
    expect(phone.locator("[data-queue-status]")).to_have_text("")
