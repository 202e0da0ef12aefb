"""Sheets in layouts other than the ones the reader was first shown."""

from __future__ import annotations

from decimal import Decimal

from mashang.register.rules.sheets import Reading, ReadRow, read_workbook

from .sheet_books import book, code


def rows_of(reading: Reading, status: str = "ok") -> list[ReadRow]:
    return [row for row in reading.rows if row.status == status]


def assert_all_accounted_for(reading: Reading, *lengths: int) -> None:
    for sheet, length in zip(reading.sheets, lengths, strict=True):
        counts = dict(sheet.counts)
        assert counts.pop("total") == length
        assert sum(counts.values()) == length
        assert [row.row for row in sheet.rows] == list(range(1, length + 1))


def test_a_head_in_row_seven_under_titles_and_blank_rows_is_found() -> None:
    data = book(
        {
            "台账": [
                ["云帆大厦入驻企业情况统计表"],
                [],
                ["填报单位：某街道办事处", "", "", "填报日期：2024年3月"],
                [],
                ["", "", "单位：平方米"],
                [],
                ["楼层", "房间号", "租赁面积", "承租方", "统一代码", "起租日", "合同到期日"],
                [3, 301, 120.5, "甲乙贸易有限公司", code(1), "2023.1.1", "2025.12.31"],
                ["B1", "B101", "约200平", "丙丁餐饮有限公司", code(2), "2023-02", "2026-01"],
                ["备注：以上数据由物业提供。"],
            ]
        }
    )
    reading = read_workbook(data, "a.xlsx")
    sheet = reading.sheets[0]
    assert sheet.header_row == 7
    first, second = rows_of(reading)
    assert (first.row, first.name, first.uscc) == (8, "甲乙贸易有限公司", code(1))
    assert first.spaces == (("3", ("301",)),)
    assert first.building == "云帆大厦"
    assert (first.area_sqm, first.lease_start, first.lease_end) == (Decimal("120.50"), "2023-01-01", "2025-12-31")
    assert second.spaces == (("-1", ("B101",)),)
    assert (second.area_sqm, second.lease_start, second.lease_end) == (Decimal("200.00"), "2023-02", "2026-01")
    assert_all_accounted_for(reading, 10)
    assert sheet.rows[-1].status == "note"


def test_a_head_of_two_rows_with_merged_groups_is_read_as_one() -> None:
    data = book(
        {
            "一览": [
                ["序号", "企业信息", "", "租赁情况", "", "", "租赁期限", ""],
                ["", "名称", "社会信用代码", "楼栋", "楼层", "房号", "起", "止"],
                [1, "甲乙科技有限公司", code(3), "A", 12, "1201、1202", "2022/5/1", "2025/4/30"],
                [2, "丙丁物流有限公司", code(4), "B", "3-5层", "", "2022/6/1", "2027/5/31"],
                ["合计", "2家", "", "", "", "", "", ""],
            ]
        },
        {"一览": ["A1:A2", "B1:C1", "D1:F1", "G1:H1"]},
    )
    reading = read_workbook(data, "b.xlsx")
    assert reading.sheets[0].header_row == 2
    first, second = rows_of(reading)
    assert (first.name, first.uscc, first.tower) == ("甲乙科技有限公司", code(3), "A座")
    assert first.spaces == (("12", ("1201", "1202")),)
    assert (first.lease_start, first.lease_end) == ("2022-05-01", "2025-04-30")
    assert [space.floor for space in second.spaces] == ["3", "4", "5"]
    assert_all_accounted_for(reading, 5)
    assert [row.status for row in reading.rows] == ["header", "header", "ok", "ok", "subtotal"]


def test_a_merged_floor_and_building_cover_their_rows_but_an_area_counts_once() -> None:
    data = book(
        {
            "S": [
                ["楼宇名称", "楼层", "单元号", "租户名称", "面积(㎡)"],
                ["海润中心", "9层", "901", "甲一贸易有限公司", 300],
                ["", "", "902", "甲二贸易有限公司", ""],
                ["", "10层", "1001", "甲三贸易有限公司", 80],
            ]
        },
        {"S": ["A2:A4", "B2:B3", "E2:E3"]},
    )
    first, second, third = rows_of(read_workbook(data, "c.xlsx"))
    assert {row.building for row in (first, second, third)} == {"海润中心"}
    assert second.spaces == (("9", ("902",)),)
    assert third.spaces == (("10", ("1001",)),)
    assert (first.area_sqm, second.area_sqm) == (Decimal("300.00"), None)


def test_columns_without_a_head_are_told_by_what_they_hold() -> None:
    data = book(
        {
            "S": [
                ["甲乙商贸有限公司", code(5), "某市某区长风路8号云帆大厦6层601室", "2019-03-05"],
                ["丙丁商贸有限公司", code(6), "某市某区长风路8号云帆大厦7层702室", "2020-01"],
                ["戊己商贸有限公司", code(7), "某市某区长风路8号云帆大厦8层803室", "2021"],
            ]
        }
    )
    reading = read_workbook(data, "d.xlsx")
    assert reading.sheets[0].header_row == 0
    found = rows_of(reading)
    assert [row.name for row in found] == ["甲乙商贸有限公司", "丙丁商贸有限公司", "戊己商贸有限公司"]
    assert [row.registered_on for row in found] == ["2019-03-05", "2020-01", "2021"]
    assert found[1].spaces == (("7", ("702",)),)
    assert {c.how for c in reading.sheets[0].columns} == {"content"}


def test_a_sheet_without_codes_says_for_each_row_that_the_code_is_missing() -> None:
    data = book({"S": [["商户名称", "铺位号"], ["甲乙奶茶店", "101"], ["丙丁面馆", "102"]]})
    reading = read_workbook(data, "e.xlsx")
    assert [(row.name, row.uscc) for row in rows_of(reading)] == [("甲乙奶茶店", None), ("丙丁面馆", None)]
    assert all("uscc_missing" in [p.code for p in row.problems] for row in rows_of(reading))


def test_traditional_characters_serial_dates_and_english_heads_are_read() -> None:
    data = book(
        {
            "S": [
                ["單位名稱", "統一社會信用代碼", "樓層", "房間號", "成立日期", "註冊資本"],
                ["甲乙貿易有限公司", code(8).lower(), "十二樓", "1203", 43529, "50万美元"],
            ],
            "T": [
                ["Company Name", "Credit Code", "Building", "Floor", "Unit", "Area (sqm)"],
                ["Evening Star Trading Co., Ltd.", code(9), "Harbour Tower", 21, "2105", 88],
            ],
        }
    )
    first, second = rows_of(read_workbook(data, "f.xlsx"))
    assert (first.name, first.uscc, first.registered_on) == ("甲乙貿易有限公司", code(8), "2019-03-05")
    assert first.spaces == (("12", ("1203",)),)
    assert (first.capital_minor, first.currency) == (50_000_000, "USD")
    assert second.name == "Evening Star Trading Co., Ltd."
    assert second.spaces == (("21", ("2105",)),)


def test_a_period_in_one_cell_and_rents_with_units_are_read() -> None:
    data = book(
        {
            "S": [
                ["企业名称", "房号", "租期", "租金（元/㎡/月）", "行业"],
                ["甲乙科技有限公司", "1203", "2023.1.1-2025.12.31", "85", "软件业"],
                ["丙丁科技有限公司", "1204", "自2023年1月1日起至2024年12月31日止", "2.8元/平/天", "零售"],
                ["戊己科技有限公司", "1205", "三年", "15000元/月", ""],
            ]
        }
    )
    a, b, c = rows_of(read_workbook(data, "g.xlsx"))
    assert (a.lease_start, a.lease_end, a.rent_fen, a.rent_per, a.rent_basis) == (
        "2023-01-01",
        "2025-12-31",
        8500,
        "month",
        "sqm",
    )
    assert (b.lease_end, b.rent_fen, b.rent_per, b.rent_basis) == ("2024-12-31", 280, "day", "sqm")
    assert (c.lease_months, c.rent_fen, c.rent_per, c.rent_basis) == (36, 1_500_000, "month", "total")


def test_an_empty_sheet_and_totals_in_the_middle_are_accounted_for() -> None:
    data = book(
        {
            "空": [],
            "名单": [
                ["企业名称", "信用代码", "地址"],
                ["甲乙有限公司", code(10), "长风路8号云帆大厦3层301室"],
                ["A座小计：1家"],
                ["企业名称", "信用代码", "地址"],
                ["甲乙有限公司", code(10), "长风路8号云帆大厦5层502室"],
                ["甲乙有限公司", f" {code(10)[:9]} {code(10)[9:]}", "长风路8号云帆大厦三层301室"],
                ["空置", "", "长风路8号云帆大厦6层"],
                ["", "", "长风路8号云帆大厦7层701室"],
                ["", "", "", "", ""],
                ["共计2户", "", ""],
                ["制表：", "", "审核："],
            ],
        }
    )
    reading = read_workbook(data, "h.xlsx")
    assert [row.status for row in reading.sheets[1].rows] == [
        "header", "ok", "subtotal", "header", "ok", "duplicate", "refused", "title", "blank", "subtotal", "note",
    ][: len(reading.sheets[1].rows)]  # fmt: skip
    duplicate = rows_of(reading, "duplicate")[0]
    assert duplicate.repeats == ("名单", 2)
    assert str(duplicate.problems[0].message) == "Repeats row 2 of sheet 名单."
    assert_all_accounted_for(reading, 0, 11)


def test_contacts_are_recognised_and_never_kept() -> None:
    data = book({"S": [["企业名称", "联系人", "手机", "房号"], ["甲乙有限公司", "某某", "13900000000", "301"]]})
    reading = read_workbook(data, "i.xlsx")
    kept = " ".join(text for row in reading.rows[1:] for text in row.raw)
    assert "某某" not in kept
    assert "13900000000" not in kept


def test_a_mapping_overrides_what_the_heads_seem_to_say() -> None:
    data = book({"S": [["乙方简介", "号"], ["甲乙有限公司", "301"], ["丙丁有限公司", "302"]]})
    reading = read_workbook(data, "j.xlsx", {"乙方简介": "name", "#2": "room"})
    assert [row.spaces for row in rows_of(reading)] == [(("3", ("301",)),), (("3", ("302",)),)]
    assert reading.sheets[0].mapping == {"乙方简介": "name", "号": "room"}


def test_unknown_columns_are_listed_and_kept_with_the_row() -> None:
    data = book({"S": [["企业名称", "党员人数", "房号"], ["甲乙有限公司", 7, "301"]]})
    reading = read_workbook(data, "k.xlsx")
    assert reading.sheets[0].unknown_columns == ["党员人数"]
    assert reading.rows[1].raw == ["甲乙有限公司", "7", "301"]
