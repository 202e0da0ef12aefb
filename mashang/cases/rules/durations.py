"""How long things take, told so that nobody can be made out: median and 90th percentile of working time. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mashang.kernel.workdays import Calendar

FEWEST, FEWEST_ASKERS = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One thing asked: what about, by whom (a mark that differs between askers), seconds of office time, in time or not.

    `seconds` is None for one that is still open and past its due instant.
    """

    item: str
    asker: str
    seconds: int | None
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """An item. Hours in tenths; `share` in whole per cent of those answered or overdue. All None where they are withheld."""

    item: str
    answered: int | None
    overdue: int | None
    median_tenths: int | None
    p90_tenths: int | None
    share: int | None

    @property
    def withheld(self) -> bool:
        """Too few to be told."""
        return self.answered is None


def durations_of(items: Iterable[str], took: Collection[Took]) -> list[Duration]:
    """One line for each item. Fewer than five answered, or of fewer than three askers, are withheld whole.

    The percentiles are the nearest rank (the smallest time that so many share or undercut). What is open past its due instant
    counts as not in time: leaving it out would make the slow look fast. There is no line of all, from which a withheld one
    could be worked out.
    """
    by_item: dict[str, list[Took]] = {item: [] for item in items}
    for one in took:
        by_item.setdefault(one.item, []).append(one)
    return [_line(item, rows) for item, rows in by_item.items()]


def _line(item: str, rows: Sequence[Took]) -> Duration:
    times = sorted(one.seconds for one in rows if one.seconds is not None)
    if len(times) < FEWEST or len({one.asker for one in rows if one.seconds is not None}) < FEWEST_ASKERS:
        return Duration(item=item, answered=None, overdue=None, median_tenths=None, p90_tenths=None, share=None)
    return Duration(
        item=item, answered=len(times), overdue=len(rows) - len(times), median_tenths=_tenths(nearest_rank(times, 50)),
        p90_tenths=_tenths(nearest_rank(times, 90)), share=round(100 * sum(one.in_time for one in rows) / len(rows)),
    )  # fmt: skip


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many per cent of the values share or undercut."""
    return ordered[max(-(-percent * len(ordered) // 100), 1) - 1]


def _tenths(seconds: int) -> int:
    return round(seconds / 360)


class OfficeClock:
    """Office time between many pairs of instants over the same span of days, each in constant time."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self.calendar, self.sums, total = calendar, dict[date, int](), 0
        for number in range((last - first).days + 2):
            day = first + timedelta(days=number)
            self.sums[day] = total
            total += self._within(day, None)

    def between(self, begin: datetime, end: datetime) -> int:
        """Seconds of office time between two instants of local time within the span; 0 when the second is not later."""
        return max(self._until(end) - self._until(begin), 0)

    def _until(self, local: datetime) -> int:
        return self.sums[local.date()] + self._within(local.date(), local)

    def _within(self, day: date, until: datetime | None) -> int:
        if not self.calendar.works(day, provisional=True):
            return 0
        seconds = 0
        for opens, closes in self.calendar.hours_on(day):
            stop = closes if until is None else min(max(until.time(), opens), closes)
            span = datetime.combine(day, stop) - datetime.combine(day, opens)
            seconds += int(span.total_seconds())
        return seconds
