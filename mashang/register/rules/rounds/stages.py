"""At which stages before and after its close a round reminds."""

from __future__ import annotations

from datetime import date
from typing import Literal

WEEK = 7
Stage = Literal["", "week", "last", "late"]


def stage_of(closes_on: date, on: date) -> Stage:
    """Nothing, the last week, the last day or the day before it, or past the close."""
    left = (closes_on - on).days
    if left < 0:
        return "late"
    if left <= 1:
        return "last"
    return "week" if left <= WEEK else ""
