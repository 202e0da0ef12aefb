"""What the columns of blank sheets ask for: sheets made after the reader was, counted; none may be read wrongly."""

from __future__ import annotations

import sys

import pytest

from mashang.register.rules.filling.asked import asked_by
from mashang.register.rules.filling.book import Book
from mashang.register.rules.filling.layout import find_blank
from mashang.register.rules.sheets.workbook import RawSheet
from mashang.register.tests.blank_forms import FORMS, Form, build


def read(form: Form) -> list[tuple[str, str, str]]:
    """(head, wanted, read) of each column."""
    book = Book(build(form))
    blank = find_blank(book.grid(book.sheets[0][0]))
    assert blank is not None, form.name
    got = {c.index: c.field or ("?" if c.maybe else "-") for c in blank.columns}
    labels = {c.index: c.label for c in blank.columns}
    return [(labels.get(i, ""), want, got.get(i, "no head")) for i, want in enumerate(form.wanted())]


def test_nine_in_ten_columns_are_read_and_none_is_read_wrongly() -> None:
    columns = [(form.name, *column) for form in FORMS for column in read(form)]
    right = [column for column in columns if column[2] == column[3]]
    unsaid = {"-", "?"}
    wrong = [column for column in columns if column[3] not in unsaid and column[2] != column[3]]
    missed = [column for column in columns if column not in right and column not in wrong]
    sys.stdout.write(f"{len(right)} of {len(columns)} columns right, {len(wrong)} wrong, missed: {missed}\n")
    assert wrong == []
    assert len(right) >= 0.9 * len(columns)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_blank_rows_are_found(form: Form) -> None:
    book = Book(build(form))
    blank = find_blank(book.grid(book.sheets[0][0]))
    assert blank is not None
    assert blank.first == len(form.above) + len(form.head)
    assert blank.stop == (blank.first + form.rows if form.below else None)


@pytest.mark.parametrize(
    "rows", [[], [["填报单位：", ""]], [["甲", "乙"], ["丙", "丁"]], [["党员人数", "支部名称", "书记"]]]
)
def test_a_sheet_without_a_known_head_has_no_table(rows: list[list[str]]) -> None:
    assert find_blank(RawSheet("", rows)) is None


def test_a_head_counts_beneath_its_group_only() -> None:
    assert asked_by(("党组织情况", "成立时间")).field == ""
    assert asked_by(("企业基本情况", "成立时间")).field == "registered_on"


def test_two_columns_for_one_field_are_left_to_the_clerk() -> None:
    blank = find_blank(RawSheet("", [["企业名称", "租赁面积", "承租面积", "信用代码"], ["", "", "", ""]]))
    assert blank is not None
    assert [(column.field, column.maybe) for column in blank.columns[1:3]] == [("", ("area_sqm",)), ("", ("area_sqm",))]
