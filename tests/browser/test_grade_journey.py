"""A tower gets its stars: proposed by the steward, given by the head, seen in the list, revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from mashang.register.models import GradeResult
from mashang.register.tests.graded import give, make_rated_tower, propose
from tests.browser.conftest import come_in
from tests.browser.every_page import look
from tests.browser.street import make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def fill(page: Page, line: str, points: str, reason: str) -> None:
    page.get_by_label(f"{line}：得分").or_(page.get_by_label(f"{line}（必备）：得分")).fill(points)
    page.get_by_label(f"{line}：理由").fill(reason)


def test_a_grade_is_proposed_given_by_another_listed_and_revoked(
    open_page: Callable[..., Page], server: str, cast: Cast
) -> None:
    make_street(cast)
    tower = make_rated_tower(cast.aofeng, "观澜大厦")
    steward, head = open_page(), open_page(width=390)
    come_in(steward, server, cast.user("tower_steward"))
    come_in(head, server, cast.user("section_head"))

    # The steward fills the judged lines, looks what they come to, mends what is refused, and proposes.
    steward.goto(f"/desk/towers/{tower.pk}")
    steward.get_by_role("link", name="查看逐项评分，申报等级").click()
    expect(steward.get_by_role("main")).to_contain_text("58 至 88 分")
    fill(steward, "消防管理与演练", "10", "一年两次演练，记录齐全")
    fill(steward, "物业服务水平", "14", "")
    steward.get_by_role("button", name="按已填内容试算").click()
    expect(steward.get_by_role("main")).to_contain_text("82 分：四星级")
    steward.get_by_role("button", name="申报等级").click()
    expect(steward.get_by_role("main")).to_contain_text("请写明物业服务水平给这个分数的理由")
    expect(steward.get_by_label("消防管理与演练：理由")).to_have_value("一年两次演练，记录齐全")
    fill(steward, "物业服务水平", "14", "现场查看，服务台有人值守")
    steward.get_by_role("button", name="申报等级").click()
    expect(steward.get_by_role("heading", level=1)).to_contain_text("观澜大厦：四星级")
    expect(steward.get_by_role("button", name="批准")).to_have_count(0)

    # The head finds it in the queue on a phone and gives the grade.
    head.goto("/desk/grades")
    expect(head.get_by_role("main")).to_contain_text("1 份申报待科室负责人批准")
    head.get_by_role("link", name="观澜大厦").click()
    expect(head.get_by_role("main")).to_contain_text("现场查看，服务台有人值守")
    head.get_by_role("button", name="批准").click()
    expect(head.get_by_role("heading", level=1)).to_contain_text("有效")

    # Everybody sees it: in the list, filtered by it, and at the head of the tower's file.
    steward.goto("/desk/towers")
    steward.get_by_label("现行等级").select_option("star_local.star4")
    steward.get_by_role("button", name="筛选").click()
    expect(steward.locator("#all table")).to_contain_text("观澜大厦")
    expect(steward.locator("#all table")).not_to_contain_text("听潮大厦")
    steward.locator("#all table").get_by_role("link", name="观澜大厦").click()
    expect(steward.get_by_role("heading", level=1)).to_contain_text("四星级")

    # A check finds the drills wanting: the head revokes it from today on.
    head.get_by_role("link", name="撤销").click()
    head.get_by_label("撤销起始日").fill(timezone.localdate().isoformat())
    head.get_by_label("原因").fill("复查发现演练记录不实")
    head.get_by_role("button", name="撤销").click()
    expect(head.get_by_role("main")).to_contain_text("复查发现演练记录不实")
    steward.reload()
    expect(steward.get_by_role("heading", level=1)).not_to_contain_text("四星级")
    expect(steward.locator("#grades")).to_contain_text("已撤销")
    assert GradeResult.objects.get().state == "revoked"


def test_the_pages_of_grades_are_for_everybody_on_every_screen(
    open_page: Callable[..., Page], server: str, cast: Cast
) -> None:
    make_street(cast)
    tower = make_rated_tower(cast.aofeng, "观澜大厦")
    waits, given = propose(cast.actor("tower_steward"), tower), give(cast, make_rated_tower(cast.aofeng, "听涛大厦"))
    free = make_rated_tower(cast.aofeng, "映月大厦")
    head = open_page()
    come_in(head, server, cast.user("section_head"))
    addresses = (
        "/desk/grades", "/desk/grades/schemes", f"/desk/grades/{waits.pk}", f"/desk/grades/{waits.pk}/reject",
        f"/desk/grades/{given.pk}", f"/desk/grades/{given.pk}/revoke", f"/desk/towers/{tower.pk}/grades/star_local",
        f"/desk/towers/{free.pk}/grades/star_local", f"/desk/towers/{free.pk}/grades/gbt39069",
    )  # fmt: skip
    for address in addresses:
        head.goto(address)
        assert look(head) == [], address
