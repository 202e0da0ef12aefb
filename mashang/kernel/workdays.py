"""Working days: Monday to Friday without the State Council's days off, with its make-up working days; and due dates.

The day on which something is received is not counted; day 1 is the next working day (Civil Code, article 201). Days off
come from content/calendar, one file a year. A year whose notice is not out yet is provisional: no date that binds is
reckoned with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

FOLDER = Path(__file__).resolve().parents[2] / "content" / "calendar"
ONE_DAY, NOTHING = timedelta(days=1), timedelta()
LONGEST = 3660
Unit = Literal["wd", "cd", "wh", "h", "m", "s"]
# Units that no calendar holds up.
ELAPSED = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
Spans = tuple[tuple[time, time], ...]
HOURS: Spans = ((time(8, 30), time(12)), (time(14), time(17, 30)))


@dataclass(frozen=True, slots=True)
class DayOff:
    """A run of days off and what it is called: simplified, traditional, English."""

    begin: date
    end: date
    names: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the calendar. `official` is false until its notice is out."""

    year: int
    official: bool
    off: tuple[DayOff, ...]
    work: frozenset[date]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When an office is open on its working days from `since` on: all year, or in a season of each year.

    `begins` and `ends` are (month, day), both within the season, which may run over the turn of the year.
    """

    since: date
    open: Spans
    begins: tuple[int, int] = (1, 1)
    ends: tuple[int, int] = (12, 31)

    def hold_on(self, day: date) -> bool:
        """Are these the hours of that day?"""
        after, before = (day.month, day.day) >= self.begins, (day.month, day.day) <= self.ends
        return day >= self.since and (after and before if self.begins <= self.ends else after or before)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years that are known, and the hours of their working days. `version` changes with any of their days.

    Of several hours that hold on a day the last one stands; a day of none has the usual hours of offices.
    """

    years: Mapping[int, Year]
    version: str
    hours: tuple[OfficeHours, ...] = ()
    _off: frozenset[date] = field(default=frozenset(), repr=False)
    _work: frozenset[date] = field(default=frozenset(), repr=False)

    def works(self, day: date, *, provisional: bool = False) -> bool:
        """Is it a working day? Refuses a year that is not known or not official, unless `provisional` says it will do.

        Of a year that is not known at all nothing but Monday to Friday is known.
        """
        year = self.years.get(day.year)
        if not provisional and (year is None or not year.official):
            raise Refused(
                "calendar_not_out", _("The official calendar of %(year)s is not out yet.", year=day.year),
                mend=_("Reckon with it provisionally, or wait for the yearly notice."),
            )  # fmt: skip
        return day in self._work or (day.weekday() < 5 and day not in self._off)

    def require_known(self, begin: date, end: date, *, provisional: bool = False) -> None:
        """Refuse days of a year that `works` would refuse."""
        for year in range(begin.year, end.year + 1):
            self.works(date(year, 1, 1), provisional=provisional)

    def hours_on(self, day: date) -> Spans:
        """When the office is open on a working day, in their order."""
        return next((one.open for one in reversed(self.hours) if one.hold_on(day)), HOURS)

    def is_provisional(self, day: date) -> bool:
        """Does the day lie in a year whose notice is not out?"""
        year = self.years.get(day.year)
        return year is None or not year.official


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due, by which calendar and on what ground. `due` of days is the last day, of hours the minute."""

    start: datetime | date
    unit: Unit
    length: int
    calendar_version: str
    due: datetime | date
    basis: str = ""
    provisional: bool = False


def make_calendar(years: Iterable[Year], hours: tuple[OfficeHours, ...] = ()) -> Calendar:
    """A calendar of these years."""
    known = {year.year: year for year in sorted(years, key=lambda one: one.year)}
    off = frozenset(day for year in known.values() for run in year.off for day in _days(run.begin, run.end))
    work = frozenset(day for year in known.values() for day in year.work)
    told = repr([(y.year, y.official, sorted(off), sorted(work)) for y in known.values()])
    span = f"{min(known)}-{max(known)}" if known else "none"
    version = f"{span}.{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return Calendar(known, version, hours, off - work, work)


@cache
def load_calendar(folder: Path = FOLDER) -> Calendar:
    """The calendar of content/calendar; read once."""
    return make_calendar(
        _year(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.yaml"))
    )


def add_workdays(calendar: Calendar, start: date, count: int, *, provisional: bool = False) -> date:
    """The last of `count` working days after `start`, which is not counted; `start` itself for none.

    Refuses less than none, more than ten years, and a way through a year that is not official, unless `provisional`.
    """
    if not 0 <= count <= LONGEST:
        raise Refused(
            "strange_length", _("A deadline has 0 to %(most)s days.", most=LONGEST), mend=_("Check the number.")
        )
    day = start
    while count:
        day += ONE_DAY
        count -= calendar.works(day, provisional=provisional)
    return day


def count_workdays(calendar: Calendar, start: date, end: date, *, provisional: bool = False) -> int:
    """The working days after `start` up to `end`; none when `end` is not later. Any span costs the same."""
    if end <= start:
        return 0
    calendar.require_known(start + ONE_DAY, end, provisional=provisional)
    return (
        _workdays_until(calendar, end)
        - _workdays_until(calendar, start)
        + sum(_sums(calendar, year).workdays[-1] for year in range(start.year, end.year))
    )


def reckon(
    calendar: Calendar, start: datetime, unit: Unit, length: int, *, basis: str = "", provisional: bool = False
) -> Deadline:
    """The deadline of a length from an instant of local time: working days, calendar days, working hours, hours, seconds.

    A limit of calendar days that would end on a day off ends on the first working day after it (Civil Code, article
    203). Working hours run only while the office is open; hours and seconds always. Refuses as `add_workdays` does.
    """
    due: datetime | date
    if unit == "wd":
        due = add_workdays(calendar, start.date(), length, provisional=provisional)
    elif unit == "cd":
        due = start.date() + timedelta(days=length)
        while not calendar.works(due, provisional=provisional):
            due += ONE_DAY
    elif unit in ELAPSED:
        due = start + ELAPSED[unit] * length
    else:
        due = add_open_time(calendar, start, timedelta(hours=length), provisional=provisional)
    last = due.date() if isinstance(due, datetime) else due
    return Deadline(
        start=start, unit=unit, length=length, calendar_version=calendar.version, due=due, basis=basis,
        provisional=unit not in ELAPSED and any(calendar.is_provisional(day) for day in (start.date(), last)),
    )  # fmt: skip


def add_open_time(calendar: Calendar, start: datetime, left: timedelta, *, provisional: bool = False) -> datetime:
    """The instant at which the office has been open for so long since `start`. Refuses as `add_workdays` does."""
    for begin, end in _open_stretches(calendar, start, provisional):
        if begin + left <= end:
            return begin + left
        left -= end - begin
    raise Refused("strange_length", _("A deadline has 0 to %(most)s days.", most=LONGEST), mend=_("Check the number."))


def next_opening(calendar: Calendar, at: datetime, *, provisional: bool = False) -> datetime:
    """The instant itself while the office is open, else when it opens next. Refuses as `add_workdays` does."""
    return next(_open_stretches(calendar, at, provisional))[0]


def open_time(calendar: Calendar, start: datetime, end: datetime, *, provisional: bool = False) -> timedelta:
    """How long the office was open between two instants; nothing when `end` is not later.

    Any span costs the same: the sums of whole days are kept. Refuses as `add_workdays` does.
    """
    if end <= start:
        return NOTHING
    end = end.astimezone(start.tzinfo) if start.tzinfo else end
    calendar.require_known(start.date(), end.date(), provisional=provisional)
    years = (_sums(calendar, year).open[-1] for year in range(start.year, end.year))
    return sum(years, NOTHING) + _open_until(calendar, end) - _open_until(calendar, start)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of one year, for each of its days and at last for the whole: what came before that day."""

    workdays: tuple[int, ...]
    open: tuple[timedelta, ...]


def _sums(calendar: Calendar, year: int) -> _Sums:
    return _sums_of(calendar._off, calendar._work, calendar.hours, year)


# Calendars are made anew for each place: their days and hours are what makes two of them alike.
@lru_cache(maxsize=512)
def _sums_of(off: frozenset[date], work: frozenset[date], hours: tuple[OfficeHours, ...], year: int) -> _Sums:
    calendar, workdays, opened = Calendar({}, "", hours, off, work), [0], [NOTHING]
    for day in _days(date(year, 1, 1), date(year, 12, 31)):
        works = calendar.works(day, provisional=True)
        spent = (datetime.combine(day, end) - datetime.combine(day, begin) for begin, end in calendar.hours_on(day))
        workdays.append(workdays[-1] + works)
        opened.append(opened[-1] + (sum(spent, NOTHING) if works else NOTHING))
    return _Sums(tuple(workdays), tuple(opened))


def _workdays_until(calendar: Calendar, day: date) -> int:
    """The working days of its year up to a day, which is counted."""
    return _sums(calendar, day.year).workdays[day.timetuple().tm_yday]


def _open_until(calendar: Calendar, until: datetime) -> timedelta:
    """How long the office was open in its year up to an instant."""
    day = until.date()
    whole = _sums(calendar, day.year).open[day.timetuple().tm_yday - 1]
    if not calendar.works(day, provisional=True):
        return whole
    wall = until.replace(tzinfo=None)
    stretches = (
        (datetime.combine(day, opens), min(datetime.combine(day, closes), wall))
        for opens, closes in calendar.hours_on(day)
    )
    return whole + sum((end - begin for begin, end in stretches if begin < end), NOTHING)


def is_open(calendar: Calendar, start: datetime) -> bool:
    """Is the office open at this instant of local time? A year whose notice is not out counts Monday to Friday."""
    return calendar.works(start.date(), provisional=True) and any(
        begin <= start.time() < end for begin, end in calendar.hours_on(start.date())
    )


def _open_stretches(calendar: Calendar, start: datetime, provisional: bool) -> Iterator[tuple[datetime, datetime]]:
    day = start.date()
    for _turn in range(LONGEST):
        if calendar.works(day, provisional=provisional):
            for opens, closes in calendar.hours_on(day):
                begin = max(start, datetime.combine(day, opens, start.tzinfo))
                end = datetime.combine(day, closes, start.tzinfo)
                if begin < end:
                    yield begin, end
        day += ONE_DAY


def last_instant(calendar: Calendar, deadline: Deadline) -> datetime:
    """Until when it can be met: the close of business of a last working day, the midnight that ends a calendar day,
    the minute of hours (Civil Code, articles 201 and 203)."""
    if isinstance(deadline.due, datetime):
        return deadline.due
    zone = deadline.start.tzinfo if isinstance(deadline.start, datetime) else None
    if deadline.unit == "wd":
        return datetime.combine(deadline.due, calendar.hours_on(deadline.due)[-1][1], zone)
    return datetime.combine(deadline.due + ONE_DAY, time(0), zone)


def _days(begin: date, end: date) -> Iterator[date]:
    while begin <= end:
        yield begin
        begin += ONE_DAY


def _year(said: Mapping[str, Any]) -> Year:
    off = tuple(DayOff(run["from"], run["to"], tuple(run["names"])) for run in said["holidays"])
    return Year(said["year"], said["status"] == "official", off, frozenset(said["makeup_workdays"]))
