"""Two records of one building: found in the file's menu, compared on a phone and at a desk, merged, taken apart again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from mashang.register.models import Tower
from mashang.register.tests import make
from tests.browser.conftest import axe, come_in, overflows
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def twins(cast: Cast) -> tuple[Tower, Tower]:
    """Two records of one building: room 101 is in both, and let in the second."""
    kept = make.make_tower(cast.aofeng, "望海大厦", address="江滨路 8 号")
    gone = make.make_tower(cast.aofeng, "望海国际中心", address="江滨路 9 号")
    for tower, use in ((kept, "办公"), (gone, "商业")):
        make.make_floor(tower, 1, use=use)
        make.make_unit(tower, "101")
    make.make_tenancy(make.make_firm("晨光（示例）有限公司", cast.aofeng), gone.units.get(), start=date(2024, 1, 1))
    return kept, gone


def test_a_building_with_two_records_gets_one_and_they_are_taken_apart_again(
    page: Page, server: str, cast: Cast, twins: tuple[Tower, Tower]
) -> None:
    kept, gone = twins
    come_in(page, server, cast.user("tower_steward"))
    page.goto(f"/desk/towers/{kept.pk}")
    page.get_by_text("更多操作").click()
    page.get_by_role("link", name="另一条记录是同一栋楼").click()
    page.get_by_label("另一条记录的名称、地址或代码").fill("望海国际")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="对照 望海国际中心").click()

    # On a telephone nothing runs out of the page, and nothing is decided before the person decides.
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert not overflows(page)
        assert axe(page) == []
    page.get_by_label("原因").fill("同一栋楼")
    page.get_by_role("button", name="合并").click()
    expect(page.get_by_role("main")).to_contain_text("两栋楼宇都有这些房间：101")
    expect(page.get_by_label("原因")).to_have_value("同一栋楼")
    page.get_by_label("是同一间房，合为一间").check()
    page.get_by_label("以并入的记录为准").check()
    page.get_by_role("button", name="合并").click()
    expect(page).to_have_url(re.compile(f"/desk/towers/{kept.pk}$"))
    expect(page.locator('svg.k-plan a[aria-label*="101"]')).to_have_attribute("aria-label", re.compile("晨光"))

    # The other record leads here; from here the two are taken apart.
    page.goto(f"/desk/towers/{gone.pk}")
    expect(page).to_have_url(re.compile(f"/desk/towers/{kept.pk}$"))
    page.get_by_role("link", name="查看转来的内容，或撤销合并").click()
    expect(page.get_by_role("main")).to_contain_text("合为一间的房间 1")
    page.get_by_label("原因").fill("是两栋")
    page.get_by_role("button", name="撤销合并").click()
    page.goto(f"/desk/towers/{gone.pk}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("望海国际中心")
    expect(page.locator('svg.k-plan a[aria-label*="101"]')).to_have_attribute("aria-label", re.compile("晨光"))
