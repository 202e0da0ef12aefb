"""Heads as other property companies write them, told by how they are built."""

from __future__ import annotations

import pytest

from mashang.register.rules.sheets import read_workbook
from mashang.register.rules.sheets.flags import read_flag, works_here
from mashang.register.rules.sheets.vocabulary import field_of

from .sheet_books import book, code

HEADS = {
    "name": "承租商户 客户全称 入园企业名称 驻场企业 业户名称 承租方(乙方) 签约客户 Occupier",
    "uscc": "纳税人识别码 营业执照代码 统一社会信用代码/注册号 信用代码（18位）",
    "lease_start": "租赁起 租约起 租赁合同起始日 合同起租日 租期(自) 租赁时间起 租赁日期（起） 计租起始日期 合同生效日 协议开始时间 现租约起始 本期起租日 "
    "迁入时间 搬入日期 进场时间 入驻年月 入孵时间 交房日期 收楼日期 落户时间 move-in_date",
    "lease_end": "租赁止 租约止 到租 止租日 租赁至 租期至 租赁截止 合同终止日 合同有效期至 到期年月 租约届满日 现租约到期日 续租到期日 协议期满日期 租赁期限（止）",
    "lease_period": "租赁期 租约期限 合同有效期 承租期限 租赁起讫 租期(年) 租赁合同期限",
    "left_on": "退租时间 迁出日期 搬离时间 撤场日期",
    "registered_on": "成立于 企业成立日期 工商注册时间 设立时间 单位成立年月 核准时间",
    "registered_here": "是否注册在此 属地注册 是否本楼注册 注册地是否在本楼 工商注册在本区 是否辖区注册",
    "registered_elsewhere": "异地注册 是否异地注册",
    "taxed_here": "纳税在此 是否属地纳税 是否在本区纳税 税收落地 本区纳税",
    "operates_here": "是否实际经营 实际办公 是否在此办公 实际经营在此",
    "area_sqm": "计费面积 签约面积 实际租赁面积 建筑面积/㎡ 办公室面积 GFA",
    "": "免租期 免租期止 装修期 押金 物业费单价 剩余租期 到期提醒 合同签订日期 签约日期 上期租约到期 下次调租日 营业期限至 经营期限 填报时间 更新日期 "
    "合同编号 注册地址是否一致 公摊面积 楼层面积 出生日期 纳统时间 年检日期",
}


@pytest.mark.parametrize(("field", "head"), [(field, head) for field, heads in HEADS.items() for head in heads.split()])
def test_a_head_is_told_by_how_it_is_built(field: str, head: str) -> None:
    assert field_of(head.replace("_", " "))[0] == field


def fields_of(*rows: list[object]) -> dict[str, str]:
    sheet = read_workbook(book({"S": list(rows)}), "a.xlsx").sheets[0]
    return {column.label: column.field for column in sheet.columns}


def test_a_column_of_dates_under_a_head_that_says_otherwise_is_not_the_founding() -> None:
    found = fields_of(
        ["企业名称", "信用代码", "房号", "合同签订日期"],
        ["甲乙有限公司", code(1), "301", "2003-01-02"],
        ["丙丁有限公司", code(2), "302", "2019-05-06"],
    )
    assert found["合同签订日期"] == ""


def test_two_columns_of_dates_without_heads_are_left_alone() -> None:
    rows = [[f"甲{n}有限公司", code(n), f"30{n}", "2022-01-01", "2025-01-01"] for n in range(1, 6)]
    sheet = read_workbook(book({"S": rows}), "a.xlsx").sheets[0]
    assert "registered_on" not in {column.field for column in sheet.columns}


def test_beside_a_lease_no_column_of_dates_is_taken_for_the_founding() -> None:
    found = fields_of(
        ["企业名称", "信用代码", "房号", "租期止", "日期"],
        ["甲乙有限公司", code(1), "301", "2025-01-02", "2003-01-02"],
        ["丙丁有限公司", code(2), "302", "2026-05-06", "2019-05-06"],
    )
    assert (found["租期止"], found["日期"]) == ("lease_end", "")


def test_a_written_start_of_lease_goes_before_the_day_of_moving_in() -> None:
    found = fields_of(
        ["入驻单位", "房号", "入驻时间", "租赁起", "租赁止"],
        ["甲乙有限公司", "301", "2019-03", "2024-01-01", "2026-12-31"],
    )
    assert (found["入驻时间"], found["租赁起"]) == ("", "lease_start")


def test_who_has_left_by_the_day_of_the_sheet_is_refused_and_who_will_leave_has_a_lease_until_then() -> None:
    from datetime import date

    data = book(
        {
            "S": [
                ["租户", "房号", "退租日期"],
                ["甲乙有限公司", "301", "2026-05-31"],
                ["丙丁有限公司", "302", "2027-01-31"],
            ]
        }
    )
    gone, stays = read_workbook(data, "a.xlsx", on=date(2026, 11, 1)).rows[1:]
    assert (gone.status, gone.problems[0].code) == ("refused", "has_left")
    assert (stays.status, stays.lease_end) == ("ok", "2027-01-31")


@pytest.mark.parametrize(
    ("text", "said"),
    [("是", True), ("√", True), ("Y", True), ("1", True), ("已落地", True), ("否", False), ("×", False), ("N", False),
     ("异地", False), ("未注册", False), ("", None), ("待核实", None), ("/", None), ("某某区", None)],
)  # fmt: skip
def test_yes_and_no_are_read_and_nothing_is_guessed(text: str, said: bool | None) -> None:
    assert read_flag(text) is said


def test_a_state_says_whether_a_firm_works_here_only_in_plain_words() -> None:
    assert (works_here("实际办公"), works_here("空挂"), works_here("存续（在营、开业、在册）")) == (True, False, None)


def test_flags_are_three_valued() -> None:
    data = book(
        {
            "S": [
                ["企业名称", "房号", "是否注册在此", "税收落地", "是否异地注册", "实际经营"],
                ["甲乙有限公司", "301", "是", "", "", "否"],
                ["丙丁有限公司", "302", "", "√", "是", "待核实"],
            ]
        }
    )
    first, second = read_workbook(data, "a.xlsx").rows[1:]
    assert (first.registered_here, first.taxed_here, first.operates_here) == (True, None, False)
    assert (second.registered_here, second.taxed_here, second.operates_here) == (False, True, None)
