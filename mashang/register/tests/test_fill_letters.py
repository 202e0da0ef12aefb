"""Word forms with merged and nested cells come back filled, and the rest of the letter stays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from mashang.register.rules.filling.form import Form
from mashang.register.rules.filling.sheet_writing import Value
from mashang.register.rules.sheets.refusal import SheetRefused

HEADS = ["序号", "企业名称", "统一社会信用代码", "承租面积"]
ROWS: list[dict[int, Value]] = [{0: n, 1: f"示例{n}有限公司", 2: None, 3: 100 + n} for n in (1, 2, 3)]
WANTED = [f"示例{n}有限公司" for n in (1, 2, 3)]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def letter(build: Callable[[Any], None]) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("关于报送楼宇企业情况的函")
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(data: bytes, table: int = 0) -> list[list[str]]:
    import docx

    return [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(data)).tables[table].rows]


def filled_letter(data: bytes, place: int = 0) -> bytes:
    form = Form(data)
    found = form.find(place)
    assert found is not None
    return form.fill(place, found, ROWS)


def test_a_letter_with_merged_heads_and_cells_is_filled_cell_by_cell() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=4, cols=6)
        top, low = table.rows[0].cells, table.rows[1].cells
        for column, text in ((0, "序号"), (1, "企业名称"), (5, "备注")):
            top[column].text = text
            top[column].merge(low[column])
        top[2].text = "企业信息"
        top[2].merge(top[4])
        for column, text in ((2, "统一社会信用代码"), (3, "承租面积"), (4, "党员人数")):
            low[column].text = text
        table.rows[2].cells[4].merge(table.rows[2].cells[5])
        table.rows[3].cells[0].text = "填表人："
        table.rows[3].cells[0].merge(table.rows[3].cells[5])

    found = texts(filled_letter(letter(build)))
    rows = [row for row in found if row[1].startswith("示例")]
    assert [row[:2] + row[3:4] for row in rows] == [[str(n), f"示例{n}有限公司", str(100 + n)] for n in (1, 2, 3)]
    assert found[-1][0] == "填表人："


def test_a_letter_with_a_table_inside_a_cell_keeps_it() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=3, cols=4)
        for column, text in enumerate(HEADS):
            table.rows[0].cells[column].text = text
        inner = table.rows[2].cells[0].add_table(1, 2)
        inner.rows[0].cells[0].text = "盖章"

    data = filled_letter(letter(build))
    assert [row[1] for row in texts(data)[1:4]] == WANTED
    assert b"w:tbl" in parts(data)["word/document.xml"]
    assert "盖章" in parts(data)["word/document.xml"].decode()


def test_a_letter_without_a_blank_row_is_refused_in_words() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=4)
        for column, text in enumerate(HEADS):
            table.rows[0].cells[column].text = text
        table.rows[1].cells[0].text = "合计"

    with pytest.raises(SheetRefused) as told:
        filled_letter(letter(build))
    assert told.value.code == "no_blank_row"


def test_a_letter_of_one_page_per_firm_is_no_list() -> None:
    def build(document: Any) -> None:
        table = document.add_table(rows=3, cols=2)
        for row, text in zip(table.rows, ["企业名称", "统一社会信用代码", "注册地址"], strict=True):
            row.cells[0].text = text

    assert Form(letter(build)).find(0) is None
