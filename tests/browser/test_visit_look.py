"""The pages of visits as people see them: accessible, narrow enough, in one language; and the way of a visit from plan to closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mashang.cases.acts.campaigns import open_campaign
from mashang.cases.acts.visit_splitting import Problem, Said
from mashang.cases.models import Visit
from mashang.cases.tests.make import own_firm
from mashang.cases.tests.make_visits import booked, record
from mashang.register.tests.stewards import load_keys
from tests.browser.conftest import come_in
from tests.browser.every_page import look
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = timezone.localdate()


def test_every_page_of_visits_is_fit_to_be_read(open_page: Callable[..., Page], server: str, cast: Cast) -> None:
    load_keys()
    firm = own_firm(cast)
    problems = (Problem(title="地库 22:00 后关闭", item="property", heard="晚上十点后地库关门"),)
    made = record(cast, firm, problems=problems, facts=(Said(key="staff", value="91"),))
    ahead = Visit.objects.get(pk=made.pk)
    campaign = open_campaign(
        actor=cast.actor("section_head"), name="四季度走访", kinds=("research",), begins_on=TODAY, ends_on=TODAY + timedelta(days=20),
        firm_ids=[firm], officer_ids=[cast.user("section_head").pk],
    )  # fmt: skip
    found = []
    desk = open_page()
    come_in(desk, server, cast.user("section_head"))
    for path in (
        "", "/week", "/mine", "/firms?q=晨光", f"/firms/{firm}", f"/firms/{firm}/plan", f"/firms/{firm}/entry", f"/{ahead.pk}",
        f"/{ahead.pk}/split", f"/{ahead.pk}/entry", "/campaigns", "/campaigns/new", f"/campaigns/{campaign.pk}",
    ):  # fmt: skip
        desk.goto(f"/desk/visits{path}")
        found += [f"{path}: {finding}" for finding in look(desk)]
    portal = open_page()
    come_in(portal, server, cast.user("firm_owner"))
    for path in ("", f"/{made.pk}", f"/{made.pk}/object"):
        portal.goto(f"/portal/visits{path}")
        found += [f"portal {path}: {finding}" for finding in look(portal)]
    assert found == []


def test_a_visit_goes_from_announcing_to_the_firms_own_confirmation(
    open_page: Callable[..., Page], server: str, cast: Cast
) -> None:
    load_keys()
    visit = booked(cast, own_firm(cast))
    portal, phone = open_page(), open_page(width=390)
    come_in(portal, server, cast.user("firm_owner"))
    portal.goto("/portal/visits")
    expect(portal.locator("main")).to_contain_text(visit.number)
    come_in(phone, server, cast.user("service_officer"))
    phone.goto(f"/desk/visits/{visit.pk}/entry")
    phone.locator("#said").fill("电梯早高峰要等十分钟。")
    phone.locator("[data-problem-add]").click()
    phone.locator("#p1-title").fill("早高峰电梯难等")
    phone.locator("[data-visit-send]").click()
    phone.wait_for_url("**/desk/visits/mine")
    expect(phone.locator("[data-kept-status]")).to_contain_text("已送出 1 条")
    portal.goto(f"/portal/visits/{visit.pk}")
    expect(portal.locator("main")).to_contain_text("早高峰电梯难等")
    portal.get_by_role("button", name="情况属实").click()
    expect(portal.locator("main")).to_contain_text("已确认")
    visit.refresh_from_db()
    assert visit.state == "closed"
