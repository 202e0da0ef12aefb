"""Made-up days and hours for the specimen: a batch with its tour, and the cards of a board."""

from __future__ import annotations

from datetime import time
from typing import Any

from mashang.ui import parts
from mashang.ui.days import Day, DueDay, DueDays, Span, Stop, Tour, TourDay
from mashang.ui.specimen import sample_page


def span(start: str, end: str) -> Span:
    """A time of a day from two texts."""
    return Span(start=time.fromisoformat(start), end=time.fromisoformat(end))


def sample_days() -> list[Day]:
    """Seven working days with the weekend between."""
    return [
        Day(when="11-17 二", label="受理日", state="start", note="10:20 不计", iso="2026-11-17"),
        Day(when="11-18 三", label="第 1 日", state="past", iso="2026-11-18"),
        Day(when="11-19 四", label="第 2 日", state="past", note="升龙 6 · 宇洋 5", iso="2026-11-19"),
        Day(when="11-20 五", label="第 3 日", state="now", note="宝地 4 · 恒丰 3", iso="2026-11-20"),
        Day(when="六日", label="休", state="off"),
        Day(when="11-23 一", label="第 4 日", note="国资 3", iso="2026-11-23"),
        Day(when="11-24 二", label="第 5 日", iso="2026-11-24"),
        Day(when="11-25 三", label="第 6 日", iso="2026-11-25"),
        Day(when="11-26 四", label="第 7 日", state="due", note="17:30 到期", iso="2026-11-26"),
    ]


def sample_tour() -> Tour:
    """Three days: done, under way, planned, and one stop that has no time yet."""
    done = parts.Due(state="done", word="5 结 1 补正")
    first = (
        Stop(place="升龙汇金中心", note="一楼大堂东侧洽谈区", count="6 户", stay=span("08:50", "11:20"), windows=(span("08:30", "12:00"),), state="past", result=done, url="?tower"),
        Stop(place="宇洋中央金座", note="8 层物业会议室", count="5 户", stay=span("14:20", "16:30"), windows=(span("14:00", "17:00"),), state="past", result=done),
    )  # fmt: skip
    second = (
        Stop(place="宝地大厦", note="3 层共享会议室", count="4 户", stay=span("09:00", "10:50"), windows=(span("08:30", "11:00"),), state="past", result=done),
        Stop(place="恒丰大厦", note="管理处 101", count="3 户", stay=span("14:30", "16:00"), windows=(span("14:30", "17:30"),), state="now", result=parts.Due(state="ok", word="现场，1 结")),
    )  # fmt: skip
    third = (
        Stop(place="国资大厦", note="2 层党群驿站", count="3 户", stay=span("09:10", "10:30"), windows=(span("09:00", "11:30"), span("15:00", "17:00")), result=parts.Due(state="ok", word="已约好")),
        Stop(place="金润中心", count="1 户", windows=(span("10:00", "11:00"),), result=parts.Due(state="none", word="待约")),
    )  # fmt: skip
    return Tour(
        label="上门路线",
        rest=span("12:00", "14:00"),
        days=(
            TourDay(label="11-19", note="周四，第 2 日", stops=first),
            TourDay(label="11-20", note="今天，第 3 日", stops=second, now=time(15, 10)),
            TourDay(label="11-23", note="周一，第 4 日", stops=third),
        ),
    )


def days_values() -> dict[str, Any]:
    """The context of this part of the specimen."""
    usual: dict[str, Any] = {"as_of": "现在 15:10", "unit": "件", "rows_url": "?rows"}
    counts = (("今天", 6), ("11-23", 7), ("11-24", 5), ("11-25", 4), ("11-26", 11), ("11-27", 0), ("11-30", 2))
    return {
        "page": sample_page(),
        "days": sample_days(),
        "tour": sample_tour(),
        "progress": [
            parts.Part(label="已办结", amount=13, css="bar-ok"),
            parts.Part(label="回局办", amount=2, css="bar-fg"),
            parts.Part(label="现场", amount=2, css="bar-here"),
            parts.Part(label="已排期", amount=3, css="bar-plan"),
            parts.Part(label="补正离批", amount=1, css="bar-out"),
        ],
        "figures": [
            parts.Figure(name="超期", value="4", definition="到期时刻已过，还没有办结的件。", rows="4 行", lamp="late", line="最久 11 小时 40 分", **usual),
            parts.Figure(name="临期", value="9", definition="剩不到一个工作日的件。", rows="9 行", lamp="soon", line="今天 17:30 前 6 件", **usual),
            parts.Figure(name="停表", value="3", definition="等企业补件或评审，钟停着的件。", rows="3 行", lamp="stop", **usual),
            parts.Figure(name="在办", value="47", definition="受理以后还没有办结的件。", rows="47 行", **usual),
        ],
        "chart": DueDays(
            label="每日到期件数",
            days=[DueDay(label=label, count=count, url="?day", soon=label == "今天") for label, count in counts],
        ),
    }  # fmt: skip
