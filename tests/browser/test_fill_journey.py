"""A steward fills a department's blank workbook and a Word form from a tower: corrected once, known the second time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from mashang.register.acts import filling
from mashang.register.jobs import fill_sheet
from mashang.register.models import BlankForm
from mashang.register.tests.blank_forms import Form, build
from tests.browser.conftest import WIDTHS, axe, come_in, overflows
from tests.browser.street import Street, make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEDGER = Form(
    "ledger", ["片区楼宇企业登记表", "填报单位："],
    ["序号|企业全称|所属楼宇|房号|租期止|类别|党员人数"], "sequence name building room lease_end ? -", below=["合计", "填表人："],
)  # fmt: skip


@pytest.fixture
def street(cast: Cast) -> Street:
    return make_street(cast)


@pytest.fixture
def steward(page: Page, server: str, street: Street) -> Page:
    come_in(page, server, street.cast.user("tower_steward"))
    return page


def letter() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("关于报送楼宇企业名单的函")
    table = document.add_table(rows=2, cols=4)
    for cell, head in zip(table.rows[0].cells, ["序号", "企业全称", "房号", "类别"], strict=True):
        cell.text = head
    document.add_paragraph("联系人：")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def from_the_tower(page: Page, street: Street, name: str, data: bytes) -> None:
    """From the tenants of the tower, narrowed to one floor's word, to the columns of the sheet."""
    page.goto(f"/desk/towers/{street.tower.pk}?kind=lease")
    page.get_by_role("link", name="用这份名单填报空表").click()
    expect(page.get_by_role("main")).to_contain_text(f"要填的名单：{street.tower.name_zh}，租约")
    page.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("main").locator("button.btn-primary").click()
    page.wait_for_url(re.compile(r"/desk/fill/\d+\?rows="))


def fill(page: Page) -> bytes:
    page.get_by_role("button", name="填表").click()
    expect(page.locator("#result")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="下载填好的表").click()
    return given.value.path().read_bytes()


def test_a_workbook_is_corrected_by_hand_once_and_comes_back_full(steward: Page, street: Street) -> None:
    data = build(LEDGER)
    from_the_tower(steward, street, "登记表.xlsx", data)
    kind = steward.get_by_role("combobox", name="类别")
    expect(kind).to_have_value("")
    kind.select_option(label="行业")
    assert axe(steward) == []
    before, after = (load_workbook(io.BytesIO(one)).worksheets[0] for one in (data, fill(steward)))
    rows = BlankForm.objects.get().rows
    assert rows > 30
    more = rows - LEDGER.rows
    for at in range(1, before.max_row + 1):
        for column in range(1, before.max_column + 1):
            cell = before.cell(at, column)
            twin = after.cell(at + (more if at > 3 + LEDGER.rows else 0), column)
            assert repr(twin.border) == repr(cell.border)
            assert 4 <= at <= 3 + LEDGER.rows or twin.value == cell.value, cell.coordinate
    names = [after.cell(4 + n, 2).value for n in range(rows)]
    assert set(names) <= {firm.name for firm in street.firms}
    for n in range(rows):
        line = [after.cell(4 + n, column).value for column in range(1, 8)]
        assert (line[0], line[2], line[6]) == (n + 1, street.tower.name_zh, None)
        assert line[3]
        assert line[5], "the column that was set by hand"
        assert after.cell(4 + n, 7).fill.fgColor.rgb == "FFFFF2CC"
    from_the_tower(steward, street, "又一份.xlsx", data)
    expect(steward.get_by_role("main")).to_contain_text("这种表头以前填过")
    expect(steward.get_by_role("combobox", name="类别")).to_have_value("industry")


def test_a_word_form_goes_the_same_way_on_a_phone(open_page: Callable[..., Page], server: str, street: Street) -> None:
    import docx

    page = open_page(width=WIDTHS["phone"], has_touch=True)
    come_in(page, server, street.cast.user("tower_steward"))
    from_the_tower(page, street, "函.docx", letter())
    assert not overflows(page)
    page.get_by_role("combobox", name="类别").select_option(label="行业")
    after = docx.Document(io.BytesIO(fill(page)))
    assert not overflows(page)
    assert axe(page) == []
    rows = [[cell.text for cell in row.cells] for row in after.tables[0].rows]
    assert rows[0] == ["序号", "企业全称", "房号", "类别"]
    assert len(rows) - 1 == BlankForm.objects.get().rows
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(1, len(rows))]
    assert {row[1] for row in rows[1:]} <= {firm.name for firm in street.firms}
    assert all(row[2] and row[3] for row in rows[1:])
    assert [one.text for one in after.paragraphs] == ["关于报送楼宇企业名单的函", "联系人："]
    from_the_tower(page, street, "函二.docx", letter())
    expect(page.get_by_role("combobox", name="类别")).to_have_value("industry")


def test_a_long_fill_opens_by_itself_once_the_worker_is_done(
    steward: Page, street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "INLINE_CELLS", 0)
    from_the_tower(steward, street, "登记表.xlsx", build(LEDGER))
    steward.get_by_role("button", name="填表").click()
    expect(steward.get_by_role("main")).to_contain_text("可以离开本页")
    assert axe(steward) == []
    form = BlankForm.objects.get()
    fill_sheet(form_id=form.pk, user_id=form.asked["user_id"], membership_id=form.asked["membership_id"])
    expect(steward.locator("#result")).to_be_visible(timeout=15_000)
