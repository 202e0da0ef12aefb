"""Blank sheets as offices send them, made here: heads of one to three rows, titles, notes, sums and signatures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Border, Side

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


@dataclass(frozen=True, slots=True)
class Form:
    """`above` are lines over the head; a head cell ">" belongs to its left neighbour, "^" to the one above."""

    name: str
    above: Sequence[str]
    head: Sequence[str]
    asks: str  # the fields in order; "-" not held, "?" not certain
    rows: int = 3
    below: Sequence[str] = ()

    def cells(self) -> list[list[str]]:
        return [row.split("|") for row in self.head]

    def wanted(self) -> list[str]:
        return self.asks.split()


FORMS = (
    Form("tower ledger", ["鳌峰片区楼宇入驻企业登记表", "填报单位：          填报时间：    年  月  日"],
         ["序号|企业全称|社会信用代码（三证合一）|所属楼宇|房号|承租面积（㎡）|租期起|租期止|党员人数|备注"],
         "sequence name uscc building room area_sqm lease_start lease_end - remark", below=["合计", "填表人：      审核人："]),
    Form("two rows", ["重点企业信息采集表"],
         ["序号|单位名称|企业基本信息|>|>|租赁情况|>|>|党组织情况|>", "^|^|统一社会信用代码|成立时间|注册资本（万元）|面积(平方米)|起始日期|终止日期|名称|成立时间"],
         "sequence name uscc registered_on registered_capital area_sqm lease_start lease_end - -", below=["注：本表每月5日前报送。"]),
    Form("statistics", ["“四上”企业摸底表", "单位：万元、人"],
         ["序 号|法人单位详细名称|统一社会信用代码|行业门类|从业人员数（人）|营业收入（万元）|规上类别|是否新增"],
         "sequence name uscc industry_section staff revenue above_threshold_class -"),
    Form("market office", ["市场主体住所核查清单"],
         ["编号|公司名称|信用代码|登记机关|住所|经营范围|企业类型|核查结果|核查人"],
         "? name uscc registration_authority registered_address business_scope legal_type - -"),
    Form("fire", ["楼宇消防安全自查单位名单"],
         ["序号|楼宇名称|楼层|房间号|单位名称|使用面积|消防安全责任人|联系电话|灭火器数量|最近检查日期"],
         "sequence building floor room name ? - phone - -"),
    Form("lease watch", ["到期租约跟踪表"],
         ["序号|承租单位|所在楼宇|租赁面积㎡|租赁到期日|租金（元/㎡·月）|续租意向|跟踪人"],
         "sequence name building area_sqm lease_end rent - -"),
    Form("bank", ["银政对接企业名录"],
         ["企业名称|纳税人识别号|注册资本（万元）|实缴资本（万元）|法定代表人|联系方式|融资需求（万元）|地址"],
         "name uscc registered_capital paid_in_capital ? phone - ?"),
    Form("labour", ["用工情况调查表（楼宇）", "", "填表说明：请如实填写"],
         ["序号|单位全称|所属行业|职工人数|研发人员|用工缺口|社保参保人数|招聘联系人"],
         "sequence name industry staff research_staff - - ?"),
    Form("three rows", ["商务楼宇企业基础台账"],
         ["序号|企业名称|入驻信息|>|>|>|登记信息|>", "^|^|所在位置|>|租赁期限|>|^|^", "^|^|楼宇|房号|起|止|注册地址|注册日期"],
         "sequence name building room lease_start lease_end registered_address registered_on"),
    Form("loose group", ["楼宇经济税源企业统计表"],
         ["序号|企业名称|信用代码|是否注册在本楼|是否属地纳税|纳税额（万元）|总部名称|股东|知识产权数|帮办人员"],
         "sequence name uscc registered_here taxed_here tax parent_name shareholders - -", below=["总计"]),
)  # fmt: skip


def build(form: Form) -> bytes:
    """The form as .xlsx."""
    book = Workbook()
    page = book.active
    assert page is not None
    cells = form.cells()
    width = len(cells[0])
    for row, text in enumerate(form.above, start=1):
        page.cell(row, 1, text)
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    top = len(form.above) + 1
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            page.cell(top + row, column + 1).border = BOX
            if text not in (">", "^"):
                page.cell(top + row, column + 1, text)
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            if text in (">", "^"):
                continue
            right = column
            while right + 1 < width and line[right + 1] == ">":
                right += 1
            low = row
            while low + 1 < len(cells) and cells[low + 1][column] == "^":
                low += 1
            if right > column or low > row:
                page.merge_cells(start_row=top + row, end_row=top + low, start_column=column + 1, end_column=right + 1)
    at = top + len(cells)
    for row in range(at, at + form.rows):
        for column in range(1, width + 1):
            page.cell(row, column).border = BOX
    for step, text in enumerate(form.below):
        page.cell(at + form.rows + step, 1, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
