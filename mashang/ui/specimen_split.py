"""A made-up split view for the specimen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from mashang.ui import page, parts
from mashang.ui.acting import NextStep, Press
from mashang.ui.specimen import sample_page
from mashang.ui.specimen_work import SOON, sample_hands
from mashang.ui.split import Key, Split, SplitRow
from mashang.ui.tables import Empty

ROWS = (
    ("Q-2026-1187", "诉求", "闽江口融资租赁（示例）", "地下二层车位 22:00 后关闭，加班员工取不了车", "物业", "building", "late", "逾期 4 小时 40 分", "昨天 17:30 答复"),
    ("Q-2026-1192", "诉求", "恒丰大厦管理处（示例）", "楼前共享单车堵住消防通道，今早又堵了", "区城管局", "building", "late", "逾期 1 小时 10 分", "今天 12:00 到场"),
    ("W-2026-0138", "吹哨", "榕海数科（示例）", "扩租 2704 打通隔墙，消防与装修许可两头跑", "区住建局", "building", "soon", "剩 2 小时 20 分", "今天 17:30 裁定延期"),
    ("Q-2026-1204", "诉求", "三坊保险代理（示例）", "高管引进落户材料被退，问缺哪一件", "我", "user", "soon", "剩 2 小时 20 分", "今天 17:30 首次联系"),
    ("Q-2026-1211", "咨询", "鼓岭资管（示例）", "私募基金管理人重大变更，办公地址怎么写", "街道代办点", "user", "ok", "剩 5 小时 50 分", "11-23 12:00 答复"),
    ("Q-2026-1209", "诉求", "左海私募（示例）", "新员工人才公寓申请卡在社保月数", "区人社局", "building", "ok", "剩 9 小时 20 分", "11-23 17:30 协办答复"),
    ("B-2026-0009", "批量", "21 户企业", "门牌更正后的住所变更，上门集中办", "流动服务队", "users-group", "ok", "剩 30 小时 20 分", "11-26 17:30 办结"),
    ("W-2026-0126", "吹哨", "马尾智算（示例）", "机房用电增容 400 kVA，专家评审后再定", "供电服务所", "building", "stop", "停表 9 小时", "11-25 恢复计时"),
    ("F-2026-0421", "代办", "乌山会计（示例）", "分支机构注销，等企业交回公章", "企业", "building-community", "none", "", "补齐后起算"),
    ("Q-2026-1163", "诉求", "于山期货（示例）", "楼顶设备夜里响，已换减震垫", "企业", "building-community", "done", "用 6 小时 15 分", "等它确认"),
)  # fmt: skip


def sample_rows() -> list[SplitRow]:
    """Rows in every state of the clock, one of them picked by the server."""
    return [
        SplitRow(
            id=number,
            number=number,
            kind=kind,
            title=title,
            text=text,
            who=who,
            who_icon=icon,
            who_note="已 3 小时 50 分",
            mine=icon == "user",
            url=f"?at={number}",
            file_url=f"?file={number}",
            due=parts.Due(state=state, left=left, at=at),
            picked=number == "Q-2026-1187",
        )
        for number, kind, title, text, who, icon, state, left, at in ROWS
    ]


def split_values(request: HttpRequest) -> dict[str, Any]:
    """The context of this part of the specimen; `?at=` chooses a row, `?rows=0` shows the list empty."""
    rows = [] if request.GET.get("rows") == "0" else sample_rows()
    at = request.GET.get("at", "W-2026-0138")
    heads = (
        page.Link(label="编号", url="?sort=number"),
        page.Link(label="企业与摘要", url=""),
        page.Link(label="在谁手里", url="?sort=who"),
        page.Link(label="最近一个钟", url="?sort=-due", note="ascending"),
    )
    split = Split(
        label="我首接的",
        heads=heads,
        rows=rows,
        current=at,
        tabs=(
            parts.Tab(label="我首接的", url="?tab=mine", count=12, current=True),
            parts.Tab(label="今天到期", url="?tab=today", count=4, warn=True),
            parts.Tab(label="等企业回话", url="?tab=firm", count=6),
        ),
        bulk=(
            Press(label="催办", fields={"do": "remind"}, key="u", icon="bell"),
            Press(label="改派", fields={"do": "pass"}, icon="transfer"),
            Press(label="并为一事", fields={"do": "merge"}, icon="git-merge"),
        ),
        action="?do",
        picked_words="已选 {n} 件",
        keys=(Key(keys=("N",), label="登记诉求"),),
        empty=Empty(title="这里没有件", text="您首接的都办结了。", url="?tab=all", url_label="看街道全部"),
    )
    step = NextStep(
        lead="下一步 · 今天 17:30 前",
        text="区住建局申请延期 2 个工作日（11-26 → 11-30）：图审机构 11-27 才能出意见。",
        due=SOON,
        presses=(
            Press(label="批准到 11-30", url=f"?yes={at}", key="y", look="primary"),
            Press(label="不批准", url=f"?no={at}", key="n"),
            Press(label="看申请", url=f"?file={at}", look="link"),
        ),
    )
    chosen = next((row for row in sample_rows() if row.id == at), None)
    return {"page": sample_page(), "split": split, "step": step, "hands": sample_hands(), "chosen": chosen}
