"""Made-up values for the specimen of the pieces that show whose turn it is and until when."""

from __future__ import annotations

from typing import Any

from mashang.ui import parts
from mashang.ui.acting import NextStep, Press
from mashang.ui.hands import Hand, Hands
from mashang.ui.specimen import sample_page

STREET = parts.Mark(letter="街", label="街道", kind="office")
DEPARTMENT = parts.Mark(letter="部", label="部门", kind="department")
FIRM = parts.Mark(letter="企", label="企业", kind="firm")
SOON = parts.Due(state="soon", left="剩 2 小时 20 分", at="今天 17:30 裁定延期", iso="2026-11-20T17:30+08:00")


def sample_dues() -> list[parts.Due]:
    """A deadline in every state."""
    return [
        parts.Due(state="ok", left="剩 30 小时 20 分", at="11-26 17:30 办结", iso="2026-11-26T17:30+08:00"),
        SOON,
        parts.Due(state="late", left="逾期 4 小时 40 分", at="昨天 17:30 答复"),
        parts.Due(state="stop", left="已停 9 小时", at="11-25 恢复计时"),
        parts.Due(state="none", at="补齐材料后起算"),
        parts.Due(state="done", left="用 25 小时 25 分", at="11-19 16:05 答复"),
    ]


def sample_hands() -> Hands:
    """A case of several holders, one of them twice, one paused, one late."""
    spans = (
        Hand(label="街道楼宇办", letter="街", kind="office", minutes=50, did="受理、把关", when="11-16 08:50 至 09:40"),
        Hand(label="等区住建局报到", letter="等", kind="waiting", minutes=205, did="时限 1 个工作日", when="11-16 09:40 至 15:05"),
        Hand(label="区住建局（主办）", letter="部", kind="department", minutes=655, did="办理", when="11-16 15:05 至 11-18 10:00"),
        Hand(label="榕海数科（示例）", letter="企", kind="firm", minutes=390, did="补隔墙图纸", when="11-18 10:00 至 11-19 09:30"),
        Hand(label="区住建局（主办）", letter="部", kind="department", minutes=440, late_minutes=60, did="办理", when="11-19 09:30 起"),
        Hand(label="流动服务队", letter="队", kind="team", minutes=200, did="现场核对", when="11-20 09:00 至 12:20"),
    )  # fmt: skip
    return Hands(spans=spans, key="sample", start="11-16 08:50 登记", end="现在 11-20 15:10")


def sample_steps() -> list[NextStep]:
    """The next step when it is the reader's turn, when time runs out with others, and when there is nothing to do."""
    return [
        NextStep(
            lead="下一步，在您手里",
            title="裁定区住建局的延期：11-26 → 11-30",
            text="图审机构 11-27 才能出意见。批准后到期改为 11-30 17:30，企业即时收到新日期与理由。只延一次。",
            due=SOON,
            big=True,
            presses=(
                Press(label="批准，告知企业", url="/ui/theme", post=True, key="y", look="primary", fields={"until": "2026-11-30"}),
                Press(label="不批准，写理由", url="?refuse", key="n"),
                Press(label="改成现场会商", url="?meet", look="link"),
            ),
        ),
        NextStep(
            lead="下一步 · 等区城管局报到",
            text="链接今天 08:52 打开过，还没报到。",
            due=parts.Due(state="soon", at="今天 17:30"),
            tone="soon",
            presses=(Press(label="催一次", url="?remind", key="u", icon="bell"),),
        ),
        NextStep(lead="现在没有要您做的", text="停表，等企业 11-25 补图纸。", due=parts.Due(state="stop"), tone="plain"),
    ]  # fmt: skip


def sample_clocks() -> list[parts.Clock]:
    """Clocks early, late and done."""
    return [
        parts.Clock(label="报到钟", due=parts.Due(state="soon", word="今天 17:30"), share=67, says="剩 2 小时 20 分，共 1 个工作日"),
        parts.Clock(label="解决钟", due=parts.Due(state="ok", word="11-24 17:30"), share=23, says="第 1 日，共 3 个工作日"),
        parts.Clock(label="答复钟", due=parts.Due(state="late", word="11-19 17:30"), share=140, says="逾期 4 小时 40 分"),
        parts.Clock(label="评审钟", due=parts.Due(state="stop", word="停表"), share=40, says="11-25 恢复计时"),
    ]  # fmt: skip


def sample_events() -> list[parts.Event]:
    """A story of several hands, with files, and what is coming."""
    return [
        parts.Event(when="11-26 17:30", iso="2026-11-26T17:30+08:00", title="到期", state="next"),
        parts.Event(
            when="今天 10:10",
            iso="2026-11-20T10:10+08:00",
            title="区住建局请求延期到 11-30",
            text="黄工（示例），用一次性链接。还没定。",
            state="on",
            mark=DEPARTMENT,
        ),
        parts.Event(
            when="11-19 16:05",
            iso="2026-11-19T16:05+08:00",
            title="区消防救援大队答复",
            text="不需单独审查。",
            state="ok",
            mark=DEPARTMENT,
            files=(parts.Attachment(name="消防意见书.pdf", url="?file=1", note="210 KB · 11-19", icon="file-certificate"),),
        ),
        parts.Event(when="11-18 10:00", iso="2026-11-18T10:00+08:00", title="停表：等企业补隔墙图纸", mark=FIRM),
        parts.Event(when="11-16 08:50", iso="2026-11-16T08:50+08:00", title="窗口登记", mark=STREET, url="?like", url_label="相似件 1 件"),
    ]  # fmt: skip


def work_values() -> dict[str, Any]:
    """The context of this part of the specimen."""
    return {
        "page": sample_page(),
        "dues": sample_dues(),
        "hands": sample_hands(),
        "no_hands": Hands(spans=(), key="none"),
        "next_steps": sample_steps(),
        "track": [
            parts.Step(label="吹哨", state="done"),
            parts.Step(label="报到", state="done"),
            parts.Step(label="办理", state="now"),
            parts.Step(label="答复"),
        ],
        "clocks": sample_clocks(),
        "told": sample_events(),
        "files": [
            parts.Attachment(name="2703 隔墙现状.jpg", url="?file=2", note="1.8 MB", icon="camera"),
            parts.Attachment(name="会签单.pdf", note="只给经办人看", icon="lock"),
        ],
        "strip": [
            parts.Fact(label="编号", value="W-2026-0138", code=True),
            parts.Fact(label="企业", value="榕海数科（示例）", url="?firm"),
            parts.Fact(label="种类", value="疑难协调"),
            parts.Fact(
                label="整件到期",
                value="",
                due=parts.Due(state="ok", left="11-26 17:30", at="剩 30 小时 20 分"),
            ),
        ],
    }
