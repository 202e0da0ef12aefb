"""What the columns of blank sheets ask for: sheets made after the reader was, counted; none may be read wrongly."""

from __future__ import annotations

import sys

import pytest

from mashang.register.rules.filling.asked import asked_by, words
from mashang.register.rules.filling.book import Book
from mashang.register.rules.filling.form import Form as Opened
from mashang.register.rules.filling.layout import find_blank
from mashang.register.rules.sheets.vocabulary import plain
from mashang.register.rules.sheets.workbook import RawSheet
from mashang.register.tests.blank_forms import FORMS, Form, build
from mashang.register.tests.blank_forms_unseen import HELD_OUT, UNSEEN
from tests.real_data import REAL_DATA


def read(form: Form) -> list[tuple[str, str, str]]:
    """(head, wanted, read) of each column."""
    book = Book(build(form))
    blank = find_blank(book.grid(book.sheets[0][0]))
    assert blank is not None, form.name
    got = {c.index: c.field or ("?" if c.maybe else "-") for c in blank.columns}
    labels = {c.index: c.label for c in blank.columns}
    return [(labels.get(i, ""), want, got.get(i, "no head")) for i, want in enumerate(form.wanted())]


UNSAID = {"-", "?"}  # left to the clerk, with or without an offer


@pytest.mark.parametrize("forms", [FORMS, UNSEEN, HELD_OUT], ids=["first", "worded otherwise", "held out"])
def test_nine_in_ten_columns_are_read_and_none_is_read_wrongly(forms: tuple[Form, ...]) -> None:
    columns = [(form.name, *column) for form in forms for column in read(form)]
    wrong = [column for column in columns if column[3] not in UNSAID and column[2] != column[3]]
    right = [column for column in columns if column[2] == column[3] or {*column[2:]} <= UNSAID]
    missed = [column for column in columns if column not in right and column not in wrong]
    sys.stdout.write(f"{len(right)} of {len(columns)} columns right, {len(wrong)} wrong, missed: {missed}\n")
    assert wrong == []
    assert len(right) >= 0.9 * len(columns)


def test_the_sheets_that_measure_the_reader_are_not_the_list_of_its_words() -> None:
    known = {*words().heads, *words().unclear}
    heads = {plain(label.rpartition(" / ")[2]) for form in HELD_OUT for label, _want, _got in read(form)}
    assert len(heads & known) <= len(heads) / 2, sorted(heads & known)


@pytest.mark.parametrize(
    "label",
    [
        "法定代表人",
        "法人代表",
        "负责人",
        "消防负责人",
        "经营者/法定代表人",
        "上级单位名称",
        "物业公司名称",
        "母公司统一社会信用代码",
        "登记日期",
        "建筑面积",
    ],
)
def test_what_only_sounds_like_it_is_left_to_the_clerk(label: str) -> None:
    assert asked_by((label,)).field == ""


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("统一社会信用代码/注册号", "uscc"),
        ("企业名称/法定代表人", ""),
        ("其中：研发人员数", "research_staff"),
        ("入驻楼层及房号", "place"),
    ],
)
def test_heads_put_together_are_read_as_a_whole(label: str, field: str) -> None:
    assert asked_by((label,)).field == field


def test_two_years_of_one_figure_are_two_columns() -> None:
    blank = find_blank(RawSheet("", [["企业名称", "2024年纳税额（万元）", "2025年纳税额（万元）"], ["", "", ""]]))
    assert blank is not None
    assert [(column.field, column.year) for column in blank.columns[1:]] == [("tax", 2024), ("tax", 2025)]


REAL = REAL_DATA / "tenancy"


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real data at {REAL_DATA}; set MASHANG_REAL_DATA")
@pytest.mark.parametrize(
    ("name", "wanted", "left"),
    [
        ("census_messy_1.xlsx", ["sequence", "name", "uscc", "place", "registered_capital", "registered_on", "business_scope", "remark"], set()),
        ("census_messy_2.xlsx", ["name", "uscc", "", "registered_capital", "registered_on", ""], {2, 5}),
    ],
)  # fmt: skip
def test_no_column_of_a_real_sheet_is_read_wrongly(name: str, wanted: list[str], left: set[int]) -> None:
    opened = Opened((REAL / name).read_bytes())
    for place in opened.shown:
        blank = opened.find(place)
        assert blank is not None
        for at, (column, field) in enumerate(zip(blank.columns, wanted, strict=True)):
            assert column.field == ("" if at in left else field), column.label


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
