"""Heads told by how they are built: a lease word with an end of a period, a question, a date of something else."""

from __future__ import annotations

import re

_LEASE = "(?:租赁|租约|租期|合同|协议|计租|承租|起租|租用|出租|签租|租)"
_WHICH = "(?:现|现有|当前|本期|本次|最新|目前|续|续租|续签|房屋|场地|物业|租户)?"
_PERIOD = "(?:合同|协议|期限|期间|有效期限|有效期|期|时间|日期|年月|日|起止)?"
_FROM = "(?:起始|开始|起算|起租|生效|开始于|起|始|自|从|由|首)"
_TO = "(?:终止|截止|截至|结束|到期|届满|期满|期末|终了|止租|止|终|至|到|满)"
_WHEN = "(?:日期|时间|年月日|年月|日子|日|年份|月份|于)?"
_START = re.compile(f"^{_WHICH}(?:{_LEASE}{_PERIOD})?{_FROM}{_WHEN}$|^{_WHICH}(?:起租|计租|始租|开租){_WHEN}$")
_END = re.compile(f"^{_WHICH}(?:{_LEASE}{_PERIOD})?{_TO}{_WHEN}$|^{_WHICH}(?:到租|止租|满租|租满){_WHEN}$")
_SPAN = re.compile(
    f"^{_WHICH}{_LEASE}(?:合同|协议)?(?:的)?(?:起止|起讫|始末|有效|存续)?(?:期限|期间|年限|有效期|时间段|时段|起止|起讫|周期)(?:日期|时间)?$"
)
_CAME = re.compile(
    "(?:迁入|搬入|搬来|进场|入场|进驻|入驻|入园|入孵|入住|入楼|入区|落户|落驻|入伙|收楼|收房|接房|接收|交房|交付|交铺|交楼|进楼)"
    "(?:本楼|楼宇|园区|本园|使用)?(?:日期|时间|年月日|年月|年份|日|年)$"
)
_LEFT = re.compile(
    "(?:迁出|搬离|搬出|搬走|退租|退房|退场|撤场|撤租|撤离|离场|腾退|清退|退铺|退园|出园)(?:本楼|园区)?(?:日期|时间|年月日|年月|日)$"
)
_FOUNDED = re.compile(
    "^(?:企业|公司|单位|工商|机构|主体)?(?:成立|注册|登记|设立|创办|创立|开办|组建)(?:登记)?(?:日期|时间|年月日|年月|年份|日|年|于)$"
)

# What stands in such a column is none of the tenant's own lease, place or money.
_ELSE = re.compile(
    "免租|装修|押金|保证金|定金|物业费|物业管理费|管理费|水电|停车|递增|剩余|剩下|提醒|预警|签订|签署|签约(?:日|时|年)|签定|下次|下期|上期|上一|原租|前租|原合同|调租|"
    "营业期限|经营期限|执照有效|营业执照(?:有效|到期)|变更|更新|填报|填表|统计(?:日|时)|检查|巡查|走访|出生|入职|上市|纳统|入库|缴费|收款|缴纳|付款|开票|年检|竣工|交易|公示|报送|录入|"
    "公摊|空置面积|可租面积|楼层面积|层面积|楼宇面积|总楼层|层高|合同(?:编)?号|协议(?:编)?号|是否一致|birth|updated|signed|deposit|last visit"
)
_DATED = re.compile("日期|时间|年月|期限|期$|起$|止$|到期|date|expiry|term|period", re.IGNORECASE)
_ASKS = (
    (
        "registered_elsewhere",
        re.compile("^(?:是否)?(?:为)?(?:异地|外地|区外|楼外|非本地)(?:工商)?(?:注册|登记)(?:企业)?$"),
    ),
    (
        "registered_here",
        re.compile(
            "^(?:是否)?(?:已)?(?:工商|企业)?(?:注册|登记|工商)(?:地)?(?:是否)?(?:在|于|到|至)?(?:此|这|本)(?:楼宇|楼|址|地|处|区|街道|街|园区|园|大厦|市)?$"
            "|^(?:是否)?(?:已)?(?:属地|本地|在地|楼内|本楼|本楼宇|园区|本园区|本园|本区|本街道|辖区|区内|当地)(?:内)?(?:工商)?(?:注册|登记)(?:企业|情况)?$"
            "|^是否(?:已)?(?:工商)?(?:注册|登记)(?:在|于)?.{0,6}$|^registered here$|^registered locally$|^locally registered$"
        ),
    ),
    (
        "taxed_here",
        re.compile(
            "^(?:是否)?(?:已)?(?:纳税|缴税|税收|税务|税务登记|税收落地|报税|税源)(?:地)?(?:是否)?(?:在|于|归属)?(?:此|这|本)(?:楼宇|楼|址|地|处|区|街道|街|园区|园|大厦|市)?$"
            "|^(?:是否)?(?:已)?(?:属地|本地|在地|本楼|本楼宇|园区|本园区|本区|本街道|辖区|区内|当地)(?:内)?(?:纳税|缴税|报税|税收)(?:企业|情况)?$"
            "|^是否(?:已)?(?:税收)?(?:落地|属地)?(?:纳税|缴税|税收)(?:在|于)?.{0,6}$|^税收(?:是否)?(?:落地|属地)$|^taxed here$|^pays tax here$"
        ),
    ),
    (
        "operates_here",
        re.compile(
            "^(?:是否)?(?:在此|在本楼|本楼|本地|此处|在地)?(?:实际|现场|实地)(?:在此|在本楼)?(?:经营|办公|入驻|使用|在驻|运营)(?:在此|情况)?$"
            "|^(?:是否)?(?:在此|在本楼|本楼|在地|本地)(?:经营|办公|运营)$|^operates here$|^actually operating$"
        ),
    ),
)
FLAGS = ("registered_here", "taxed_here", "operates_here")


def read_head(label: str) -> tuple[str, float] | None:
    """(field, confidence) of a normalised head by its grammar; ("", 0) where it surely is none of the fields.

    None: the grammar knows nothing about it.
    """
    for field, words in _ASKS:
        if words.search(label):
            return field, 0.9
    if _ELSE.search(label):
        return "", 0.0
    if _START.match(label):
        return "lease_start", 0.92
    if _END.match(label):
        return "lease_end", 0.92
    if _SPAN.match(label):
        return "lease_period", 0.9
    if _LEFT.search(label):
        return "left_on", 0.9
    if _CAME.search(label):
        return "lease_start", 0.8
    if _FOUNDED.match(label):
        return "registered_on", 0.9
    return None


def names_a_day(label: str) -> bool:
    """Does the head, known or not, speak of a day or a period? Then its contents must not tell it otherwise."""
    return bool(_DATED.search(label) or _ELSE.search(label))
