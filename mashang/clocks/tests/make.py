"""Makers for the tests of clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mashang.clocks.acts.running import Begin
from mashang.clocks.rules.definitions import Clock
from mashang.kernel.actor import Actor

ACTOR = Actor.system("test")
ZONE = ZoneInfo("Asia/Shanghai")
CLOCK = Clock(
    code="sample", names=("样", "樣", "sample"), unit="wd", length=7, basis="民法典 201", since=date(2024, 1, 1),
    warn_share=6000, pauses_most=10, extend_most=5,
)  # fmt: skip
OTHER = replace(CLOCK, code="other", length=3)


def at(text: str) -> datetime:
    """An instant of local time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def begin(subject_id: int = 7, text: str = "2026-07-06 10:00", clock: str = "sample", kind: str = "thing") -> Begin:
    """A clock to begin over a thing."""
    return Begin(
        clock=clock, subject_kind=kind, subject_id=subject_id, area_path="AA", district_id=1, at=at(text)
    )  # fmt: skip
