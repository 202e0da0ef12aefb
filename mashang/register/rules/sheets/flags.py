"""Reads yes and no, and whether a firm works here from what a sheet says of its state."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_YES = frozenset(
    "是 有 √ ✓ ✔ ☑ v y yes true 1 对 已 已是 在 在此 属地 本地 本楼 本区 已注册 已登记 已落地 已纳税 实际经营 正常 正常经营 ok ● ■".split()
)
_NO = frozenset(
    "否 不 × ✗ ✘ x n no false 0 非 未 没有 不是 不在 异地 外地 未注册 未登记 未落地 未纳税 区外 楼外 空挂 ○ □".split()
)
_WORKS = ("正常经营", "实际经营", "正常办公", "实际办公", "在驻", "正常营业")
_DOES_NOT = (
    "无人办公",
    "空挂",
    "未经营",
    "未营业",
    "停业",
    "歇业",
    "未开业",
    "查无",
    "失联",
    "人去楼空",
    "挂靠",
    "未实际经营",
    "非实际经营",
    "关停",
    "空壳",
)


@lru_cache(maxsize=1024)
def read_flag(text: str) -> bool | None:
    """True for 是, √, Y, 1, 已落地; False for 否, ×, N, 0, 异地; None where it says neither."""
    said = unicodedata.normalize("NFKC", text[:40]).strip().lower().replace(" ", "")
    if not said:
        return None
    if said in _YES:
        return True
    if said in _NO:
        return False
    if said.startswith(("否", "不", "未", "非", "没")):
        return False
    return True if said.startswith(("是,", "是(", "是;", "已")) else None


@lru_cache(maxsize=1024)
def works_here(status: str) -> bool | None:
    """Whether a word on the state of a firm says that it works in the room; None for most words (存续 does not say)."""
    if any(word in status for word in _DOES_NOT):
        return False
    return True if any(word in status for word in _WORKS) else None
