"""Heads of groups inside a list, and files of other kinds: xls, ods, a web page named as a sheet."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mashang.register.rules.sheets import ReadRow, SheetRefused, read_workbook

from .sheet_books import book, code

BOOKS = Path(__file__).parent / "books"


def tenants(data: bytes, name: str = "a.xlsx") -> list[ReadRow]:
    return [row for row in read_workbook(data, name).rows if row.status == "ok"]


def test_a_part_and_a_floor_above_a_group_hold_for_its_rows() -> None:
    data = book(
        {
            "云帆大厦": [
                ["企业名称", "房号", "面积"],
                ["A座"],
                ["【8层】"],
                ["甲一有限公司", "801", 20],
                ["甲二有限公司", "02", 20],
                ["小计", "", 40],
                ["9层"],
                ["甲三有限公司", "901", 20],
                ["A座小计：3家"],
                ["二、B座（共3户）"],
                ["甲四有限公司", "502", 30],
                ["负一层"],
                ["甲五有限公司", "", 30],
                ["金融业"],
                ["甲六有限公司", "B102", 30],
            ]
        }
    )
    assert [(row.building, row.tower, row.spaces) for row in tenants(data)] == [
        ("云帆大厦", "A座", (("8", ("801",)),)),
        ("云帆大厦", "A座", (("8", ("02",)),)),
        ("云帆大厦", "A座", (("9", ("901",)),)),
        ("云帆大厦", "B座", (("5", ("502",)),)),
        ("云帆大厦", "B座", (("-1", ()),)),
        ("云帆大厦", "B座", (("-1", ("B102",)),)),
    ]


def test_what_a_row_says_of_its_own_place_goes_before_the_group() -> None:
    data = book(
        {
            "S": [
                ["企业名称", "楼栋", "楼层", "房号"],
                ["A座8层"],
                ["甲一有限公司", "C座", "3", "301"],
                ["甲三有限公司", "C座", "3", "303"],
                ["甲二有限公司", "", "", "805"],
            ]
        }
    )
    first, _third, second = tenants(data)
    assert (first.tower, first.spaces) == ("C座", (("3", ("301",)),))
    assert (second.tower, second.spaces) == ("A座", (("8", ("805",)),))


def test_a_building_above_a_group_holds_until_the_next() -> None:
    data = book(
        {"S": [["企业名称", "房号"], ["海润大厦"], ["甲一有限公司", "301"], ["云帆大厦"], ["甲二有限公司", "302"]]}
    )
    assert [row.building for row in tenants(data)] == ["海润大厦", "云帆大厦"]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_workbooks_of_other_programs_say_the_same(kind: str) -> None:
    data = (BOOKS / f"tenants.{kind}").read_bytes()
    reading = read_workbook(data, f"tenants.{kind}")
    assert reading.kind == kind
    first, second, third = tenants(data, f"tenants.{kind}")
    assert (first.name, first.uscc, first.building) == ("甲乙贸易有限公司", code(21), "云帆大厦")
    assert (first.registered_on, first.lease_start, first.lease_end) == ("2019-03-05", "2024-01-01", "2026-12-31")
    assert (second.area_sqm, second.registered_on) == (Decimal("88.00"), "2003-02")
    assert second.spaces == (("9", ("901", "902")),)
    assert third.spaces == (("9", ("903",)),)
    assert [row.status for row in reading.rows] == ["title", "header", "ok", "ok", "ok", "subtotal"]


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset={charset}><style>td{{color:red}}</style></head>
<body><table border=1><tr><th colspan=4>云帆大厦租户</th></tr><tr><th>企业名称<th>统一社会信用代码<th>楼层<th>房号</tr>
<tr><td>甲乙<br>贸易有限公司</td><td>{code}</td><td rowspan=2>8层</td><td>801</td></tr>
<tr><td>丙丁&nbsp;有限公司<td><td>802</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_page_named_xls_is_read_when_it_holds_a_table(charset: str) -> None:
    data = PAGE.format(charset=charset, code=code(3)).encode("utf-8" if charset == "utf-8" else "gbk")
    reading = read_workbook(data, "导出.xls")
    assert reading.kind == "html"
    first, second = tenants(data, "导出.xls")
    assert (first.name, first.uscc, first.building) == ("甲乙贸易有限公司", code(3), "云帆大厦")
    assert (second.name, second.spaces) == ("丙丁有限公司", (("8", ("802",)),))


@pytest.mark.parametrize("page", [b"<html><body><p>no list</p></body></html>", b"<?xml version='1.0'?><Workbook/>"])
def test_a_page_without_a_table_is_refused_in_words(page: bytes) -> None:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(page, "a.xls")
    assert refused.value.code == "page_as_sheet"
