"""Single cells: dates, money, areas, rents, names and codes as people write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from mashang.register.rules.sheets.amounts import read_area, read_capital, read_rent
from mashang.register.rules.sheets.cells import clean_name, read_code
from mashang.register.rules.sheets.dates import read_date, read_period
from mashang.register.rules.sheets.places import building_in_title, floors_of, read_place
from mashang.register.rules.sheets.vocabulary import field_of
from mashang.register.rules.sheets.workbook import Cell

from .sheet_books import code


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("1996年11月18日", "1996-11-18"), ("2003-02", "2003-02"), ("2002.04", "2002-04"), ("二〇一九年三月五日", "2019-03-05"),
        ("二○一九年十二月", "2019-12"), ("2019/3/5", "2019-03-05"), (43529, "2019-03-05"), (43529.0, "2019-03-05"),
        ("43529", "2019-03-05"), (20190305.0, "2019-03-05"), ("20190305", "2019-03-05"), ("201903", "2019-03"),
        ("2019-03-05 00:00:00", "2019-03-05"), (datetime(2019, 3, 5), date(2019, 3, 5).isoformat()),  # noqa: DTZ001
        (date(2019, 3, 5), "2019-03-05"), ("2019年", "2019"), (2019, "2019"), ("2019年3月份", "2019-03"),
        ("１９９８年７月", "1998-07"), ("5 Mar 2019", "2019-03-05"), ("March 5, 2019", "2019-03-05"), ("25/12/2019", "2019-12-25"),
        ("98年5月", "1998-05"), (2002.04, "2002-04"), ("", ""), (None, ""), ("/", ""), ("长期", ""),
    ],
)  # fmt: skip
def test_a_date_keeps_the_precision_that_is_written(cell: Cell, text: str) -> None:
    found = read_date(cell)
    assert (found.text, found.problem) == (text, "")


@pytest.mark.parametrize(
    ("cell", "text", "problem"),
    [
        ("2019-02-30", "", "date_impossible"), ("2019年13月", "", "date_impossible"), ("03/04/2019", "2019", "date_ambiguous"),
        (2002.1, "2002", "date_ambiguous"), ("明天", "", "date_unreadable"), (True, "", "date_unreadable"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_a_problem(cell: Cell, text: str, problem: str) -> None:
    found = read_date(cell)
    assert (found.text, found.problem) == (text, problem)


@pytest.mark.parametrize(
    ("text", "start", "end", "months"),
    [
        ("2023.1.1-2025.12.31", "2023-01-01", "2025-12-31", None),
        ("2023年1月1日至2025年12月31日", "2023-01-01", "2025-12-31", None),
        ("2023-01-01~2025-12-31", "2023-01-01", "2025-12-31", None), ("2023/1/1—2025/12", "2023-01-01", "2025-12", None),
        ("2023-01-2025-12", "2023-01", "2025-12", None), ("20230101-20251231", "2023-01-01", "2025-12-31", None),
        ("至2025年12月31日止", "", "2025-12-31", None), ("三年", "", "", 36), ("3年", "", "", 36), ("18个月", "", "", 18),
        ("一年半", "", "", 18), ("", "", "", None),
    ],
)  # fmt: skip
def test_a_period_is_read_from_one_cell(text: str, start: str, end: str, months: int | None) -> None:
    found = read_period(text)
    assert (found.start, found.end, found.months, found.problem) == (start, end, months, "")


def test_a_period_that_ends_before_it_starts_is_a_problem() -> None:
    assert read_period("2025.1.1-2023.1.1").problem == "period_turned"


@pytest.mark.parametrize(
    ("text", "label", "minor", "currency"),
    [
        ("100(万元人民币)", "", 100_000_000, "CNY"), ("2,557万", "", 2_557_000_000, "CNY"), ("50万美元", "", 50_000_000, "USD"),
        ("1.2亿元", "", 12_000_000_000, "CNY"), ("100,766.3640(万元人民币)", "", 100_766_364_000, "CNY"),
        ("500", "注册资本（万元）", 500_000_000, "CNY"), ("300(万日元)", "", 3_000_000, "JPY"), ("1,500(万港币)", "", 1_500_000_000, "HKD"),
        ("20", "注册资本(万美元)", 20_000_000, "USD"), ("10000元", "", 1_000_000, "CNY"), ("", "", None, ""),
        ("壹佰万元整", "", 100_000_000, "CNY"), ("人民币伍仟万元", "", 5_000_000_000, "CNY"), ("一千二百万", "", 1_200_000_000, "CNY"),
        ("叁佰", "注册资本（万元）", 300_000_000, "CNY"), ("两亿", "注册资本（万元）", 20_000_000_000, "CNY"),
    ],
)  # fmt: skip
def test_capital_is_read_into_whole_minor_units(text: str, label: str, minor: int | None, currency: str) -> None:
    found = read_capital(text, label)
    assert (found.minor, found.currency, found.problem) == (minor, currency, "")


def test_a_bare_capital_without_a_unit_is_not_guessed() -> None:
    assert read_capital("1000", "资本").problem == "amount_unit_missing"
    assert read_capital("很多", "资本").problem == "amount_unreadable"


@pytest.mark.parametrize(
    ("text", "label", "area"),
    [
        ("256㎡", "", "256.00"), ("约200平", "", "200.00"), ("1,200.5 m2", "", "1200.50"), ("3亩", "", "2000.00"),
        ("120+80", "", "200.00"), ("一百二十点五平方米", "", "120.50"), ("0.5", "面积（万平方米）", "5000.00"),
    ],
)  # fmt: skip
def test_an_area_is_read_in_square_metres(text: str, label: str, area: str) -> None:
    assert read_area(text, label) == (Decimal(area), "")


def test_an_area_below_nothing_is_a_problem() -> None:
    assert read_area("-5") == (None, "area_not_positive")
    assert read_area("很大") == (None, "area_unreadable")


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("85元/㎡·月", "", (8500, "month", "sqm")), ("2.8元/平/天", "", (280, "day", "sqm")), ("15000元/月", "", (1_500_000, "month", "total")),
        ("3.5", "租金（元/㎡/日）", (350, "day", "sqm")), ("12", "年租金(万元)", (12_000_000, "year", "total")),
    ],
)  # fmt: skip
def test_a_rent_is_read_with_its_unit(text: str, label: str, expected: tuple[int, str, str]) -> None:
    rent = read_rent(text, label)
    assert (rent.fen, rent.per, rent.basis) == expected


def test_a_rent_without_a_period_is_not_guessed() -> None:
    assert read_rent("85", "租金").problem == "rent_unit_missing"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (code(5), (code(5), None)), (f"代码：{code(5)}", (code(5), None)), ("", (None, "missing")), ("无", (None, "missing")),
        (9.13501e17, (None, "rounded")), ("9.13501E+17", (None, "rounded")), ("350103100012345", (None, "registration_number")),
        ("74168947-4", (None, "organisation_code")), ("91350105741689474H", ("91350105741689474H", "check")),
    ],
)  # fmt: skip
def test_a_code_cell_gives_the_code_or_what_it_holds_instead(
    cell: Cell, expected: tuple[str | None, str | None]
) -> None:
    assert read_code(cell) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("福州富利宏贸易有\n限公司", "福州富利宏贸易有限公司"), ("Evening\nStar  Co., Ltd.", "Evening Star Co., Ltd."),
        ("甲乙( 中国 )有限公司 ", "甲乙(中国)有限公司"), ("1、甲乙有限公司", "甲乙有限公司"), ("3M中国有限公司", "3M中国有限公司"), ("/", ""),
    ],
)  # fmt: skip
def test_a_name_loses_what_the_layout_put_into_it(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "floors"),
    [
        ("3", ("3",)), ("3层", ("3",)), ("3F", ("3",)), ("-1", ("-1",)), ("B1", ("-1",)), ("负一层", ("-1",)), ("十九层", ("19",)),
        ("3-5", ("3", "4", "5")), ("12、13", ("12", "13")), ("地上二层", ("2",)), ("夹层", ("夹层",)), ("3A", ("3A",)), ("12A层", ("12A",)), ("", ()), ("/", ()),
    ],
)  # fmt: skip
def test_a_floor_cell_is_read(text: str, floors: tuple[str, ...]) -> None:
    assert floors_of(text) == floors


def test_own_columns_win_over_the_address_which_fills_the_rest() -> None:
    place = read_place("", "", "5", "501、502", "长风路8号云帆大厦A座9层901室")
    assert place.as_dict() == {
        "building": "云帆大厦",
        "tower": "A座",
        "spaces": [{"floor": "5", "units": ["501", "502"]}],
    }


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("统一社会信用\n代码", "uscc"), ("所在楼宇、楼层、房号", "address"), ("注册资本（万元）", "capital"), ("建筑面积(㎡)", "area_sqm"),
        ("租期(起)", "lease_start"), ("承 租 方", "name"), ("物业公司名称", ""), ("法定代表人", "contact"), ("Floor", "floor"),
        ("*企业名称（必填）", "name"), ("反馈意见", ""),
    ],
)  # fmt: skip
def test_a_head_is_known_by_its_words(head: str, field: str) -> None:
    assert field_of(head)[0] == field


def test_a_title_names_the_building_that_a_sheet_is_about() -> None:
    assert building_in_title("云帆大厦入驻企业情况统计表") == "云帆大厦"
    assert building_in_title("重点楼宇摸排表（云帆广场）") == "云帆广场"
    assert building_in_title("Sheet1") == ""


@pytest.mark.parametrize(
    "title",
    [
        "2025年第三季度云帆大厦租户明细表", "2025年9月云帆大厦租户台账", "截至2025年9月30日云帆大厦租户情况", "附件1：2025年云帆大厦租户",
        "二〇二五年云帆大厦租户", "2025.9云帆大厦租户", "2025-09-30云帆大厦企业", "Q3云帆大厦租户", "2025年上半年台江区云帆大厦企业信息",
        "台江区2025年度云帆大厦租户", "2025云帆大厦租户台账", "（2025年9月）云帆大厦租户表", "2025年底云帆大厦",
    ],
)  # fmt: skip
def test_a_day_before_the_name_is_no_part_of_it(title: str) -> None:
    assert building_in_title(title) == "云帆大厦"


@pytest.mark.parametrize(
    "name",
    ["798艺术中心", "1933老场坊中心", "2049国际中心", "一号大厦", "五月花广场", "十月广场", "第一广场", "初心大厦", "附属医院大楼", "环球国际中心"],
)  # fmt: skip
def test_a_name_that_begins_like_a_day_stays_whole(name: str) -> None:
    assert building_in_title(f"{name}租户明细") == name
