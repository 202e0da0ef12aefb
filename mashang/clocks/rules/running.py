"""When a clock that may have stood still is due. Pure: runs in, due date out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import (
    ELAPSED,
    Calendar,
    Deadline,
    Unit,
    add_open_time,
    add_workdays,
    count_workdays,
    last_instant,
    open_time,
    reckon,
)

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when the clock ran, in local time; a stretch without an end still runs."""

    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Until when it can be met, and from when on it runs short; both instants of local time."""

    deadline: Deadline
    at: datetime
    warn_at: datetime


def used(calendar: Calendar, unit: Unit, stretch: Stretch, *, provisional: bool = False) -> int | timedelta:
    """How much of a length an ended stretch used up: days of its unit, or time for hours.

    The day on which it begins is not counted and the day on which it ends is (Civil Code, article 201), so that
    standing still and going on within one day moves nothing.
    """
    if stretch.end is None:
        raise ValueError("the stretch still runs")
    if unit == "wd":
        return count_workdays(calendar, stretch.begin.date(), stretch.end.date(), provisional=provisional)
    if unit == "cd":
        return max((stretch.end.date() - stretch.begin.date()).days, 0)
    if unit in ELAPSED:
        return stretch.end - stretch.begin
    return open_time(calendar, stretch.begin, stretch.end, provisional=provisional)


def reckon_due(
    calendar: Calendar,
    unit: Unit,
    length: int,
    stretches: Sequence[Stretch],
    *,
    warn_share: int = 10_000,
    basis: str = "",
    provisional: bool = False,
) -> Due:
    """When a length is used up that ran in these stretches, the last of which still runs.

    What earlier stretches used is taken off; the rest is reckoned from the last one's begin. `warn_share` is the share of
    the whole length after which it runs short. Refuses (`used_up`) when nothing is left, and as `add_workdays` does.
    """
    *ended, last = stretches
    spent = [used(calendar, unit, stretch, provisional=provisional) for stretch in ended]
    first = reckon(calendar, stretches[0].begin, unit, length, basis=basis, provisional=True)

    def after(share: int) -> Deadline:
        return _after(calendar, first, share, spent, last.begin, provisional)

    whole = after(10_000)
    at = last_instant(calendar, whole)
    return Due(whole, at, min(at, last_instant(calendar, after(warn_share))) if warn_share < 10_000 else at)


def _after(
    calendar: Calendar,
    whole: Deadline,
    share: int,
    spent: Sequence[int | timedelta],
    begin: datetime,
    provisional: bool,
) -> Deadline:
    """The deadline of a share of the length, where parts of it are spent already."""
    if whole.unit in ("wd", "cd"):
        left = -(-whole.length * share // 10_000) - sum(part for part in spent if isinstance(part, int))
        if left < 0 or (left == 0 and spent):
            left = _nothing_left(share)
        return _in_days(calendar, whole, left, begin, provisional)
    time_left = ELAPSED.get(whole.unit, HOUR) * whole.length * share / 10_000 - sum(
        (part for part in spent if isinstance(part, timedelta)), timedelta()
    )
    if time_left <= timedelta():
        time_left = HOUR * _nothing_left(share)
    if whole.unit in ELAPSED:
        return replace(whole, due=begin + time_left)
    due = add_open_time(calendar, begin, time_left, provisional=provisional)
    return replace(whole, due=due, provisional=_guessed(calendar, whole, due))


def _in_days(calendar: Calendar, whole: Deadline, left: int, begin: datetime, provisional: bool) -> Deadline:
    if whole.unit == "wd":
        due = add_workdays(calendar, begin.date(), left, provisional=provisional)
        return replace(whole, due=due, provisional=_guessed(calendar, whole, due))
    return replace(reckon(calendar, begin, "cd", left, basis=whole.basis, provisional=provisional), start=whole.start)


def _nothing_left(share: int) -> int:
    """What is left of a length that is spent: it may run short at once, but not be begun again."""
    if share < 10_000:
        return 0
    raise Refused("used_up", _("Nothing is left of this time limit."), mend=_("It is overdue: say what came of it."))


def _guessed(calendar: Calendar, whole: Deadline, due: object) -> bool:
    day = due.date() if isinstance(due, datetime) else due
    begin = whole.start.date() if isinstance(whole.start, datetime) else whole.start
    return any(calendar.is_provisional(one) for one in (begin, day))  # type: ignore[arg-type]
