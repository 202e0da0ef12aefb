"""Odd and hostile files handed in as blank sheets: each is filled without harm, or refused in words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from mashang.register.rules.filling.form import Form
from mashang.register.rules.filling.sheet_writing import Value
from mashang.register.rules.sheets.refusal import SheetRefused

HEADS = ["序号", "企业名称", "统一社会信用代码", "承租面积"]
ROWS: list[dict[int, Value]] = [{0: n, 1: f"示例{n}有限公司", 2: None, 3: 100 + n} for n in (1, 2, 3)]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def blank(head: list[str] | None = None, top: int = 1) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    page = book.active
    assert page is not None
    for column, text in enumerate(head or HEADS, start=1):
        page.cell(top, column, text)
    return book, page


def fill(data: bytes, place: int = 0, rows: list[dict[int, Value]] | None = None) -> Workbook:
    form = Form(data)
    found = form.find(place)
    assert found is not None
    return load_workbook(io.BytesIO(form.fill(place, found, rows or ROWS)))


def names(page: Any, first: int, column: int = 2) -> list[object]:
    return [page.cell(first + n, column).value for n in range(3)]


WANTED = [f"示例{n}有限公司" for n in (1, 2, 3)]


def refused(data: bytes) -> str:
    with pytest.raises(SheetRefused) as found:
        Form(data)
    assert found.value.mend
    return found.value.code


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(held: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64, "password"),
        (OLE + b"\0" * 504 + "Workbook".encode("utf-16-le"), "old_kind"),
        ("序号,企业名称\r\n1,甲\r\n".encode("gb18030"), "no_form"),
        (b"\xef\xbb\xbf" + "序号,企业名称\n".encode(), "no_form"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "no_form"),
        (b"", "empty"),
        (b"  \n", "empty"),
    ],
    ids=["password", "xls", "csv in GBK", "csv in UTF-8", "html named xls", "empty", "blanks"],
)
def test_what_is_no_workbook_is_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data).startswith(code)


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    held = parts(saved(blank()[0]))
    types = held["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert refused(packed({**held, "[Content_Types].xml": types})) == "macros"
    assert refused(packed({**held, "xl/vbaProject.bin": b"\0" * 20})) == "macros"


@pytest.mark.parametrize("name", ["xl/media/image1.bin", "word/document.xml"])
def test_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    assert refused(packed({**parts(saved(blank()[0])), name: b"\0" * (61 * 1024 * 1024)})) == "too_large"


def test_entities_are_not_resolved() -> None:
    held = parts(saved(blank()[0]))
    sheet = held["xl/worksheets/sheet1.xml"]
    evil = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + sheet.partition(b"?>")[2]
    assert refused(packed({**held, "xl/worksheets/sheet1.xml": evil})) == "broken"


def test_an_empty_workbook_has_no_table() -> None:
    form = Form(saved(Workbook()))
    assert form.places == ["Sheet"]
    assert form.find(0) is None


def test_rows_that_are_there_already_are_not_written_over() -> None:
    book, page = blank()
    page.append([1, "原有有限公司", "", 50])
    form = Form(saved(book))
    found = form.find(0)
    assert found is not None
    assert found.stop == found.first == 1
    with pytest.raises(SheetRefused) as told:
        form.fill(0, found, ROWS)
    assert told.value.code == "no_blank_row"


def test_a_blank_row_above_rows_that_are_there_is_filled_and_they_stay() -> None:
    book, page = blank()
    page.cell(2, 1).number_format = "0"
    page.cell(3, 2, "原有有限公司")
    after = fill(saved(book)).active
    assert names(after, 2) == WANTED
    assert after is not None
    assert after.cell(5, 2).value == "原有有限公司"


def test_a_head_of_two_rows_beneath_notes_is_found() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"] = "台江区商务楼宇企业基本情况调查表"
    page.merge_cells("A1:F1")
    page["A2"] = "填报说明：1.企业名称按营业执照填写；2.面积按合同填写。"
    page.merge_cells("A2:F2")
    page["A3"], page["E3"] = "填报单位：", "单位：平方米、万元"
    for cell, text in {
        "A5": "序号",
        "B5": "企业名称",
        "C5": "入驻情况",
        "E5": "注册资本（万元）",
        "F5": "备注",
    }.items():
        page[cell] = text
    page["C6"], page["D6"] = "所在楼层", "承租面积"
    for area in ("A5:A6", "B5:B6", "C5:D5", "E5:E6", "F5:F6"):
        page.merge_cells(area)
    page["A10"] = "合计"
    form = Form(saved(book))
    found = form.find(0)
    assert found is not None
    assert [column.field for column in found.columns] == [
        "sequence", "name", "floor", "area_sqm", "registered_capital", "remark",
    ]  # fmt: skip
    assert (found.first, found.stop) == (6, 9)
    after = load_workbook(io.BytesIO(form.fill(0, found, ROWS))).active
    assert names(after, 7) == WANTED
    assert after is not None
    assert {str(area) for area in after.merged_cells.ranges} >= {"A1:F1", "C5:D5", "A5:A6"}
    assert after["A10"].value == "合计"


def test_hidden_sheets_are_passed_over_and_go_along() -> None:
    book, page = blank()
    page.title = "字典"
    page.sheet_state = "veryHidden"
    shown = book.create_sheet("填报")
    book.active = 1
    for column, text in enumerate(HEADS, start=1):
        shown.cell(1, column, text)
    form = Form(saved(book))
    assert (form.places, form.shown) == (["字典", "填报"], [1])
    assert form.notes(1) == ["hidden"]
    after = fill(saved(book), place=1)
    assert names(after["填报"], 2) == WANTED
    assert (after["字典"].sheet_state, after["字典"]["B2"].value) == ("veryHidden", None)


def test_a_hidden_column_is_left_to_the_clerk() -> None:
    book, page = blank()
    page.column_dimensions["C"].hidden = True
    found = Form(saved(book)).find(0)
    assert found is not None
    code = found.columns[2]
    assert (code.label, code.field, code.maybe, code.hidden) == ("统一社会信用代码", "", ("uscc",), True)
    assert [column.hidden for column in found.columns] == [False, False, True, False]


def test_a_protected_sheet_is_filled_and_stays_protected() -> None:
    book, page = blank()
    page.protection.sheet = True
    page.protection.set_password(HEADS[0])
    data = saved(book)
    assert Form(data).notes(0) == ["protected"]
    after = fill(data).active
    assert names(after, 2) == WANTED
    assert after is not None
    assert (after.protection.sheet, after.protection.password) == (True, page.protection.password)


def test_what_another_file_gave_is_kept_and_the_file_is_not_opened() -> None:
    book, page = blank([*HEADS, "去年面积"])
    page["F1"] = "参照"
    page["F2"] = "=[1]台账!$B$2"
    page["G9"] = "='[1]台账'!B3+D2"
    held = parts(saved(book))
    sheet = held["xl/worksheets/sheet1.xml"]
    assert b"[1]" in sheet
    held["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v></v>", b"<v>77</v>").replace(b"<v/>", b"<v>77</v>").replace(b"<v />", b"<v>77</v>")  # fmt: skip
    link = b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    held["xl/externalLinks/externalLink1.xml"] = link
    rels = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    one = b'<Relationship Id="rId77" Type="' + kind + b'" Target="externalLinks/externalLink1.xml"/></Relationships>'
    held[rels] = held[rels].replace(b"</Relationships>", one)
    form = Form(packed(held))
    assert form.notes(0) == ["links"]
    found = form.find(0)
    assert found is not None
    after = parts(form.fill(0, found, ROWS))
    assert after["xl/externalLinks/externalLink1.xml"] == link
    filled = after["xl/worksheets/sheet1.xml"]
    assert filled.count(b"[1]") == 4, "the rows that come in look like the blank one"
    assert filled.count(b"<v>77</v>") == 2, "what was worked out for it is not theirs"
