"""Tells what a row is before it is read: blank, repeated head, subtotal, note, section, or data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mashang.kernel import uscc

from .cells import looks_like_firm
from .vocabulary import field_of, plain

_TOTAL = re.compile(
    "^[^\\d]{0,16}?(?:小计|合计|总计|共计|总数|累计|小計|合計|總計|共計|本页计|subtotal|sub total|grand total|total)"
    "(?:数|户数|面积|企业)?[:]?[\\s\\d.,%]*(?:家|户|间|个|㎡|平方米|元|万元|万|企业)*[。.]?$",
    re.IGNORECASE,
)
_COUNT = re.compile("^(?:共|合计|总计|以上共|共计)[\\s\\d]*(?:家|户|间|个).{0,6}$")
_NOTE = re.compile(
    "^(?:填表人|填表单位|填报人|填报单位|填报日期|填报时间|填报|制表|制表人|制单|审核|审核人|审批|复核|负责人|联系人|联系电话|联系方式|经办人|统计人|"
    "单位负责人|单位[(]盖章|盖章|签字|签名|日期|时间|报送|报告期|截止日期|截至|单位[:]|备注[:]|注[:.\\d]|说明[:]|填表说明|附注|附件|数据来源|表号|"
    "prepared by|checked by|approved by|note[:s]|notes|remark|source[:]|signature)",
    re.IGNORECASE,
)
VACANT = frozenset(
    "空置 空 空房 空铺 待租 闲置 未出租 未租 招租 招租中 待招商 待出租 可租 毛坯 VACANT vacant Vacant empty Empty 空置中 空置房 暂空".split()
)
_MARKED_REPEATED = re.compile("重复|重覆|duplicate|同上", re.IGNORECASE)


def is_head_again(texts: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether a row repeats the head, as printed lists do on each page."""
    same = known = filled = 0
    for text, label in zip(texts, labels, strict=False):
        if not text:
            continue
        filled += 1
        same += bool(label) and plain(text) == plain(label)
        known += bool(field_of(text)[0]) if len(text) < 20 else False
    return filled >= 2 and ((same >= 2 and same * 2 >= filled) or (known >= 3 and known * 3 >= filled * 2))


def is_total(texts: Sequence[str]) -> bool:
    """Whether any cell of the row says that the row adds up others."""
    for text in texts:
        if len(text) <= 40 and text and not text.isdigit():
            bare = text.replace(" ", "").replace("：", ":").replace("（", "(").replace("）", ")")
            if _TOTAL.match(bare) or _COUNT.match(bare):
                return True
    return False


def is_note(texts: Sequence[str]) -> bool:
    """A signature, a date of filling in, a remark below the list."""
    filled = [text for text in texts if text]
    if not filled:
        return False
    first = filled[0].replace(" ", "").replace("：", ":").replace("（", "(")
    if _NOTE.match(first):
        return not any(looks_like_firm(text) or uscc.problem(uscc.clean(text)) is None for text in filled[1:])
    return len(filled) == 1 and len(first) > 30 and not looks_like_firm(first)


def is_section(texts: Sequence[str]) -> bool:
    """A single cell that is no firm: the name of a group such as A座 or 二、金融业."""
    filled = [text for text in texts if text]
    return len(filled) == 1 and len(filled[0]) <= 40


def is_marked_repeated(remark: str) -> bool:
    """Whether the sender marked the row as repeated."""
    return len(remark) <= 20 and bool(_MARKED_REPEATED.search(remark))
