"""Exports: what the files hold, and that they are on record."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from mashang.kernel.errors import NotAllowed
from mashang.register.acts.exporting import export_rows
from mashang.register.reads.exports import Sheet, Value, write_csv, write_xlsx
from mashang.register.tests import make
from mashang.trail.models import Entry

ROWS: list[list[Value]] = [
    ["=1+1", Decimal("1234.50"), date(2026, 11, 20), 7],
    ["@甲（示例）", None, None, -3],
    ["", Decimal(0), None, None],
]


def sheet() -> Sheet:
    return Sheet(name="甲/乙: [1]", head="租户，截至 2026-11-20", columns=["企业", "面积", "止", "数"], rows=ROWS)


def test_a_csv_opens_in_chinese_and_no_cell_is_a_formula() -> None:
    data = write_csv(sheet())
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["租户，截至 2026-11-20"]
    assert rows[1] == ["企业", "面积", "止", "数"]
    assert rows[2:] == [["'=1+1", "1234.50", "2026-11-20", "7"], ["'@甲（示例）", "", "", "-3"], ["", "0", "", ""]]


def test_an_xlsx_keeps_kinds_and_writes_what_looks_like_a_formula_as_text() -> None:
    with write_xlsx(sheet()) as file:
        page = openpyxl.load_workbook(io.BytesIO(file.read())).active
    assert page is not None
    cells = [[cell.value for cell in row] for row in page.iter_rows()]
    assert cells[0][0] == "租户，截至 2026-11-20"
    assert cells[2][:2] == ["=1+1", 1234.5]
    assert page["A3"].data_type == "s"
    assert page["C3"].is_date
    assert cells[3][3] == -3


@pytest.mark.django_db
def test_an_export_goes_on_record_with_its_filters() -> None:
    actor = make.make_actor(permissions=frozenset({"register.export"}))
    export_rows(actor=actor, page="firms", form="xlsx", rows=12, as_of=date(2026, 11, 20), query="q=榕海")
    entry = Entry.objects.get()
    assert (entry.act, entry.subject_kind, entry.diff["rows"], entry.diff["query"]) == (
        "list.export",
        "firms",
        12,
        "q=榕海",
    )


@pytest.mark.django_db
def test_an_export_without_the_permission_is_refused() -> None:
    with pytest.raises(NotAllowed):
        export_rows(actor=make.make_actor(), page="firms", form="csv", rows=1, as_of=date(2026, 11, 20))
    assert not Entry.objects.exists()
