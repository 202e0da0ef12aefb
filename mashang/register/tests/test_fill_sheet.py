"""A filled workbook is the blank one but for the rows: compared cell by cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation

from mashang.register.rules.filling.book import Book
from mashang.register.rules.filling.layout import find_blank
from mashang.register.rules.filling.letter import Letter
from mashang.register.rules.filling.sheet_writing import Value, fill_sheet
from mashang.register.rules.sheets.refusal import SheetRefused
from mashang.register.tests.blank_forms import BOX, FORMS, Form, build

FOOT = 7


def blank_book() -> bytes:
    """Title, head, three blank rows with a formula each, a sum row, a signature, and a sheet that looks at the sum."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "登记表"
    page["A1"] = "入驻企业登记表"
    page.merge_cells("A1:F1")
    for column, head in enumerate(["序号", "企业名称", "承租面积", "成立日期", "折合亩数", "党员人数"], start=1):
        page.cell(3, column, head).font = Font(bold=True)
    for row in range(4, FOOT):
        for column in range(1, 7):
            page.cell(row, column).border = BOX
        page.cell(row, 4).number_format = "yyyy/m/d"
        page.cell(row, 5, f"=C{row}/666.67")
        page.row_dimensions[row].height = 24
    page.cell(FOOT, 1, "合计").fill = PatternFill("solid", fgColor="FFDDDDDD")
    page.cell(FOOT, 3, "=SUM(C4:C6)")
    page.cell(FOOT + 1, 1, "填表人：")
    page.merge_cells(f"A{FOOT + 1}:F{FOOT + 1}")
    page.column_dimensions["B"].width = 33
    rule = DataValidation(type="whole", operator="greaterThan", formula1="0")
    rule.add("F4:F6")
    page.add_data_validation(rule)
    bold = Rule(type="cellIs", operator="greaterThan", formula=["1000"], dxf=DifferentialStyle(font=Font(bold=True)))
    page.conditional_formatting.add("C4:C6", bold)
    page.print_area = f"A1:F{FOOT + 1}"
    other = book.create_sheet("汇总")
    other["A1"], other["B1"] = "总面积", f"=登记表!C{FOOT}+SUM(登记表!C4:C6)"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(count: int) -> list[dict[int, Value]]:
    return [
        {0: n, 1: f"示例{n}有限公司", 2: Decimal("120.50"), 3: date(2020, 1, n % 27 + 1), 5: None}
        for n in range(1, count + 1)
    ]


def filled(count: int, data: bytes | None = None) -> bytes:
    book = Book(data or blank_book())
    name = book.sheets[0][0]
    blank = book.find_blank(name)
    assert blank is not None
    return fill_sheet(book, name, blank, rows(count))


def look(cell: Cell | MergedCell) -> str:
    return repr((cell.font, cell.border, cell.number_format, cell.alignment, cell.protection))


@pytest.mark.parametrize("count", [0, 2, 3, 4, 40])
def test_what_was_not_asked_for_stays_as_it_was(count: int) -> None:
    before, after = (load_workbook(io.BytesIO(data)) for data in (blank_book(), filled(count)))
    more = max(count - 3, 0)
    old, new = before["登记表"], after["登记表"]

    def moved(row: int) -> int:
        return row + more if row >= FOOT else row

    for row in range(1, old.max_row + 1):
        for column in range(1, old.max_column + 1):
            cell, twin = old.cell(row, column), new.cell(moved(row), column)
            assert look(twin) == look(cell), cell.coordinate
            if row < 4 or row > FOOT:
                assert (twin.value, repr(twin.fill)) == (cell.value, repr(cell.fill)), cell.coordinate
    assert new.cell(FOOT + more, 3).value == f"=SUM(C4:C{6 + more})"
    assert new.cell(FOOT + more, 1).fill.fgColor.rgb == "FFDDDDDD"
    assert {str(area) for area in new.merged_cells.ranges} == {"A1:F1", f"A{FOOT + 1 + more}:F{FOOT + 1 + more}"}
    assert [str(rule.sqref) for rule in new.data_validations.dataValidation] == [f"F4:F{6 + more}"]
    assert [str(area.sqref) for area in new.conditional_formatting] == [f"C4:C{6 + more}"]
    assert new.print_area == f"'登记表'!$A$1:$F${FOOT + 1 + more}"
    assert new.column_dimensions["B"].width == 33
    assert after["汇总"]["B1"].value == f"=登记表!C{FOOT + more}+SUM(登记表!C4:C{6 + more})"


def test_rows_that_come_in_look_like_the_blank_one() -> None:
    page = load_workbook(io.BytesIO(filled(40)))["登记表"]
    for n in range(1, 41):
        row = 3 + n
        assert [page.cell(row, column).value for column in (1, 2, 3, 5, 6)] == [
            n, f"示例{n}有限公司", 120.5, f"=C{row}/666.67", None
        ]  # fmt: skip
        assert str(page.cell(row, 4).value) == f"2020-01-{n % 27 + 1:02d} 00:00:00"
        assert page.cell(row, 2).border.left.style == "thin"
        assert page.row_dimensions[row].height == 24
        assert page.cell(row, 6).fill.fgColor.rgb == "FFFFF2CC"  # asked for and not held
    assert page.cell(44, 1).value == "合计"


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "a\x00b"])
def test_a_value_is_never_a_formula(text: str) -> None:
    book = Book(blank_book())
    blank = book.find_blank("登记表")
    assert blank is not None
    page = load_workbook(io.BytesIO(fill_sheet(book, "登记表", blank, [{1: text}])))["登记表"]
    assert page["B4"].data_type == "s"
    assert page["B4"].value == text.replace("\x00", "")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_holds_fifty_rows_above_its_foot(form: Form) -> None:
    data = build(form)
    book = Book(data)
    blank = book.find_blank("Sheet")
    assert blank is not None
    page = load_workbook(io.BytesIO(fill_sheet(book, "Sheet", blank, [{1: f"第{n}行"} for n in range(50)])))["Sheet"]
    assert [page.cell(blank.first + 1 + n, 2).value for n in range(50)] == [f"第{n}行" for n in range(50)]
    below = form.below
    assert [page.cell(blank.first + 51 + n, 1).value for n in range(len(below))] == list(below)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(blank_book())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(x=b"1"), "wrong_kind"),
        (b"PK\x03\x04 broken", "broken"),
        (with_part("xl/vbaProject.bin", b"x"), "macros"),
        (with_part("xl/media/big.bin", b"\0" * (61 * 1024 * 1024)), "too_large"),
    ],
    ids=["no workbook", "broken", "macros", "bomb"],
)
def test_a_hostile_file_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(SheetRefused) as refused:
        Book(data)
    assert refused.value.code == code
    assert refused.value.mend


def blank_letter() -> bytes:
    import docx

    letter = docx.Document()
    letter.add_paragraph("关于报送入驻企业名单的函")
    table = letter.add_table(rows=3, cols=4, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, ["序号", "企业名称", "统一社会信用代码", "党员人数"], strict=True):
        cell.text = head
    table.rows[2].cells[0].text = "合计"
    letter.add_paragraph("联系人：")
    out = io.BytesIO()
    letter.save(out)
    return out.getvalue()


def test_the_table_of_a_letter_is_filled_and_the_rest_stays() -> None:
    import docx

    letter = Letter(blank_letter())
    blank = find_blank(letter.grid(0))
    assert blank is not None
    data = letter.fill(0, blank, [{0: n, 1: f"示例{n}公司", 2: "", 3: None} for n in (1, 2, 3)])
    after = docx.Document(io.BytesIO(data))
    texts = [[cell.text for cell in row.cells] for row in after.tables[0].rows]
    assert texts == [
        ["序号", "企业名称", "统一社会信用代码", "党员人数"],
        ["1", "示例1公司", "", ""],
        ["2", "示例2公司", "", ""],
        ["3", "示例3公司", "", ""],
        ["合计", "", "", ""],
    ]
    assert [paragraph.text for paragraph in after.paragraphs] == ["关于报送入驻企业名单的函", "联系人："]
    assert 'w:fill="FFF2CC"' in after.tables[0].rows[1].cells[3]._tc.xml
