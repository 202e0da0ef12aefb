"""Calendar arithmetic on plain dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def plus_days(day: date, days: int) -> date:
    """The day that many days later (or earlier)."""
    return date.fromordinal(day.toordinal() + days)


def plus_months(day: date, months: int) -> date:
    """The same day of the month that many months later; the last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
