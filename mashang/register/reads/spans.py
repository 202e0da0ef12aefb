"""Days of `[from, to)` ranges as people say them."""

from __future__ import annotations

from datetime import date
from typing import Any


def last_day(span: Any) -> date | None:
    """The last day of a range, included; None for a range without an end."""
    upper: date | None = span.upper
    return day_before(upper)


def day_before(day: date | None) -> date | None:
    """The day before; None of None."""
    return None if day is None else date.fromordinal(day.toordinal() - 1)


def later_of(*days: date | None) -> date | None:
    """The latest of some days, leaving out what is not known."""
    return max((day for day in days if day is not None), default=None)
