"""A messy tenant sheet, and a person who hands it in."""

from __future__ import annotations

import base64
import re

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from mashang.register.tests.make import make_uscc
from mashang.register.tests.sheet_books import book
from tests.browser.street import Street

HEAD = ["序号", "企业名称", "统一社会信用代码", "楼宇名称", "楼层", "房号", "面积（㎡）", "租期起", "租期止"]
NEW, SPACED, TWO_ROOMS, WRONG, OTHER_FIRM = (
    "榕湖（示例）有限公司",
    "榕海（示例）有限公司",
    "榕江（示例）有限公司",
    "榕溪（示例）有限公司",
    "榕洲（示例）有限公司",
)


def messy(street: Street) -> bytes:
    """Three new tenants on the empty floor, one let twice, one with a wrong code, a repeat, a subtotal, a signature."""
    tower, code, spaced = street.tower.name_zh, make_uscc(), make_uscc().lower()
    rows: list[list[object]] = [
        ["2026年望江大厦租户情况表"],
        [],
        ["填报单位：望江物业（示例）"],
        list(HEAD),
        [1, NEW, code, tower, "5层", "503", 240, "2026-01-01", "2028-12-31"],
        [
            2,
            f" {SPACED} ",
            f"{spaced[:8]} {spaced[8:]}",
            tower,
            "５",
            "５０４",
            "270平方米",
            "2026年1月1日",
            "2029.12.31",
        ],
        [3, TWO_ROOMS, make_uscc(), tower, "6", "605、606", 300, "2025.07", ""],
        [4, OTHER_FIRM, make_uscc(), tower, "7", "701", 180, "2026-02-01", "2027-01-31"],
        [5, WRONG, "91350100M000100Y4Z", tower, "8", "805", 100, "", ""],
        [6, NEW, code, tower, "5层", "503", 240, "2026-01-01", "2028-12-31"],
        ["", "小计", "", "", "", "", 1090],
        ["制表人：物业前台"],
    ]
    return book({"租户": rows}, merged={"租户": ["A1:I1"]})


def drop(page: Page, name: str, data: bytes) -> None:
    """Let a file fall on the box, as the mouse does."""
    handle = page.evaluate_handle(
        """([name, text]) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const carried = new DataTransfer();
          carried.items.add(new File([bytes], name));
          return carried;
        }""",
        [name, base64.b64encode(data).decode()],
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": handle})
    expect(page.locator("[data-drop-name]")).to_contain_text(name)


def hand_in(page: Page, data: bytes, name: str = "租户表.xlsx", *, dropped: bool = True) -> None:
    """From the list of imports to the differences."""
    page.goto("/desk/imports")
    page.get_by_role("main").get_by_role("link", name="导入租户表").first.click()
    page.wait_for_url("**/imports/new")
    if dropped:
        drop(page, name, data)
    else:
        page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.fill("[name=as_of_on]", str(timezone.localdate()))
    page.fill("[name=sender]", "望江物业（示例）")
    page.get_by_role("main").locator("button.btn-primary").click()
    page.wait_for_url(re.compile(r"/imports/\d+$"))


def line(page: Page, firm: str) -> Locator:
    """The line of the review about a firm."""
    return page.locator(".k-diff tbody tr", has_text=firm)
