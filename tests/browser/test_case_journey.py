"""The inbox by keyboard alone: down, pick, remind, open, take in hand; and a case opened at the window."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from mashang.cases.models import Case
from mashang.cases.tests.make import open_one
from tests.browser.conftest import HEIGHTS, WIDTHS, axe, come_in, overflows, tab_to
from tests.browser.street import Street, make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def street(cast: Cast) -> Street:
    return make_street(cast)


@pytest.fixture
def cases(street: Street) -> list[Case]:
    tower, firms = street.tower, street.firms
    made = [
        open_one(
            street.cast,
            firm_id=firms[n].pk,
            tower_id=tower.pk,
            title=f"电梯停了第 {n} 次",
            text="三号电梯从早上起停着。",
        )
        for n in range(4)
    ]
    for n, case in enumerate(made):
        Case.objects.filter(pk=case.pk).update(next_due_at=timezone.now() + timedelta(days=n + 1))
    return made


@pytest.fixture
def clerk(page: Page, server: str, street: Street) -> Page:
    come_in(page, server, street.cast.user("window_clerk"))
    return page


def test_the_inbox_goes_by_keyboard(clerk: Page, cases: list[Case]) -> None:
    clerk.goto("/desk/cases")
    pane = clerk.locator("#pane")
    expect(pane).to_contain_text(cases[0].title)
    clerk.keyboard.press("j")
    expect(pane).to_contain_text(cases[1].title)
    clerk.keyboard.press("x")
    clerk.keyboard.press("j")
    expect(pane).to_contain_text(cases[2].title)
    expect(pane).not_to_have_attribute("aria-busy", re.compile(""))
    clerk.keyboard.press("x")
    expect(clerk.get_by_text("已选 2 件")).to_be_visible()
    assert axe(clerk) == []
    clerk.keyboard.press("u")
    expect(clerk.get_by_role("main")).to_contain_text("已办 2 件")
    assert {case.pk for case in cases[1:3]} == set(Case.objects.filter(moves__act="urge").values_list("pk", flat=True))
    assert axe(clerk) == []
    clerk.goto("/desk/cases")
    clerk.keyboard.press("j")
    expect(pane).to_contain_text(cases[1].title)
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(re.compile(rf"/desk/cases/{cases[1].pk}$"))
    assert axe(clerk) == []
    clerk.keyboard.press("y")
    clerk.wait_for_url(re.compile(r"/take$"))
    tab_to(clerk, clerk.get_by_label("您告诉企业的话"))
    clerk.keyboard.type("已联系，下午上门")
    tab_to(clerk, clerk.get_by_role("button", name="已联系，接手办理"))
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("main")).to_contain_text("已联系，下午上门")
    cases[1].refresh_from_db()
    assert cases[1].state == "in_hand"
    clerk.keyboard.press("y")
    clerk.wait_for_url(re.compile(r"/answer$"))
    tab_to(clerk, clerk.get_by_label("已解决"))
    clerk.keyboard.press("Space")
    tab_to(clerk, clerk.get_by_label("给企业的答复"))
    clerk.keyboard.type("配件已换，电梯恢复运行。")
    tab_to(clerk, clerk.get_by_role("main").locator("button.btn-primary"))
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(re.compile(rf"/desk/cases/{cases[1].pk}$"))
    expect(clerk.get_by_role("main")).to_contain_text("配件已换，电梯恢复运行。")
    cases[1].refresh_from_db()
    assert cases[1].state == "done_waiting", "from the inbox to the answer without the mouse"


def test_a_case_is_opened_at_the_window_and_similar_ones_are_shown_first(
    clerk: Page, street: Street, cases: list[Case]
) -> None:
    clerk.goto("/desk/cases")
    clerk.keyboard.press("n")
    clerk.wait_for_url(re.compile(r"/desk/cases/new$"))
    expect(clerk.get_by_label("一句话，什么事？")).to_be_focused()
    clerk.keyboard.type("发票额度不够用")
    expect(clerk.locator("#id_item")).to_have_value("tax")
    clerk.get_by_label("一句话，什么事？").fill("电梯又停了，准备起诉")
    expect(clerk.locator("#id_item")).to_have_value("property")
    expect(clerk.get_by_role("main")).to_contain_text("可能不归本台")
    clerk.locator("#id_tower").select_option(label=street.tower.name_zh)
    expect(clerk.get_by_role("main")).to_contain_text(cases[0].number)
    late: list[Route] = []
    clerk.route("**/cases/new/hints*", lambda route: late.append(route), times=1)  # noqa: PLW0108
    with clerk.expect_request("**/cases/new/hints*"):
        clerk.get_by_label("一句话，什么事？").fill("电梯又停了，准备起诉了")
    clerk.locator("#id_item").select_option("parking")
    expect(clerk.locator("[name=item_auto]")).to_have_value("")
    late[0].continue_()
    clerk.wait_for_timeout(300)
    expect(clerk.locator("#id_item")).to_have_value("parking")
    expect(clerk.get_by_role("main")).not_to_contain_text(cases[0].number)
    with clerk.expect_response("**/cases/new/hints*"):
        clerk.get_by_label("一句话，什么事？").fill("电梯又停了，还是准备起诉")
    expect(clerk.locator("[name=item_auto]")).to_have_value("")
    expect(clerk.locator("#id_item")).to_have_value("parking")
    clerk.locator("#id_item").select_option("property")
    expect(clerk.get_by_role("main")).to_contain_text(cases[0].number)
    assert axe(clerk) == []
    clerk.get_by_label("都不是，仍要新开").check()
    clerk.get_by_role("main").locator("button.btn-primary").click()
    clerk.wait_for_url(re.compile(r"/receipt$"))
    assert axe(clerk) == []
    assert Case.objects.count() == 5


def test_list_file_and_board_fit_a_phone(page: Page, server: str, street: Street, cases: list[Case]) -> None:
    come_in(page, server, street.cast.user("section_head"))
    for address in (
        "/desk/cases?tab=all",
        f"/desk/cases/{cases[0].pk}",
        f"/desk/cases/{cases[0].pk}?as=firm",
        "/desk/board",
        "/desk/cases/new",
    ):
        page.set_viewport_size({"width": WIDTHS["desk"], "height": HEIGHTS[WIDTHS["desk"]]})
        page.goto(address)
        assert axe(page) == [], address
        page.set_viewport_size({"width": WIDTHS["phone"], "height": HEIGHTS[WIDTHS["phone"]]})
        assert not overflows(page), address
        assert axe(page) == [], address
