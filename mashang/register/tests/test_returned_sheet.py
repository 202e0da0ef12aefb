"""What the sender gets back: refused rows in their own layout, with the reason."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from mashang.register.acts import importing
from mashang.register.models import ImportBatch
from mashang.register.reads.returned_sheet import ReturnedRow, get_returned_sheet
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import HEAD, hand_in, steward

pytestmark = pytest.mark.django_db

WRONG = "91350100M000100Y4Z"


def _says(row: ReturnedRow) -> str:
    return row.note or "; ".join(r["code"] for r in row.reasons)


def _own_layout() -> bytes:
    """A sender's workbook: a merged title, odd widths, bold heads, a formula, a second sheet without refusals."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "八月"
    page.append(["云帆大厦租户情况表"])
    page.merge_cells("A1:I1")
    page.append(list(HEAD))
    page["A2"].font = Font(bold=True)
    page.column_dimensions["A"].width = 41
    page.append(["甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 100])
    page.append(["乙（示例）有限公司", WRONG, "云帆大厦", "8", "802", 100])
    page.append(["丙（示例）有限公司", make_uscc(), "云帆大厦", "8", "803", "=SUM(F3:F4)"])
    other = book.create_sheet("附楼")
    other.append(list(HEAD))
    other.append(["丁（示例）有限公司", make_uscc(), "云帆附楼", "1", "101", 50])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_refused_rows_come_back_in_the_senders_layout() -> None:
    actor = steward(make_area())
    batch = hand_in(actor, _own_layout())
    row = batch.rows.get(parsed__name="丙（示例）有限公司", sheet="八月")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("refuse", "")}, note="查无此户")
    data = get_returned_sheet(actor, batch.pk, says=_says, head="退回原因")
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["八月"]
    page = book["八月"]
    assert page["A1"].value == "云帆大厦租户情况表"
    assert page.column_dimensions["A"].width == 41
    assert page["A2"].font.b
    reasons = {page.cell(n, 1).value: page.cell(n, 10).value for n in range(2, 6)}
    assert reasons["企业名称"] == "退回原因"
    assert reasons["乙（示例）有限公司"]
    assert reasons["丙（示例）有限公司"] == "查无此户"
    assert [n for n in range(1, 6) if page.row_dimensions[n].hidden] == [3]


def test_other_formats_come_back_as_values_and_reasons() -> None:
    actor = steward(make_area())
    text = ",".join(HEAD) + f"\n乙（示例）有限公司,{WRONG},云帆大厦,8,802\n"
    batch = importing.upload_sheet(
        actor=actor, data=text.encode("gb18030"), name="租户.csv", as_of_on=date(2026, 11, 1)
    )
    assert batch.state == ImportBatch.State.COMPARED
    page = load_workbook(io.BytesIO(get_returned_sheet(actor, batch.pk, says=_says, head="退回原因"))).active
    assert page is not None
    assert [c.value for c in page[2]][2:4] == ["乙（示例）有限公司", WRONG]
    assert page["B2"].value


def test_a_formula_in_a_cell_does_not_come_back_as_one() -> None:
    actor = steward(make_area())
    text = ",".join(HEAD) + f"\n=cmd|' /C calc'!A0,{WRONG},云帆大厦,8,802\n"
    batch = importing.upload_sheet(actor=actor, data=text.encode(), name="租户.csv", as_of_on=date(2026, 11, 1))
    page = load_workbook(io.BytesIO(get_returned_sheet(actor, batch.pk, says=_says, head="退回原因"))).active
    assert page is not None
    assert all(cell.data_type != "f" for line in page.iter_rows() for cell in line)
