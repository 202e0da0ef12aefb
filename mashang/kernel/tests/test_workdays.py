"""Working days against the vectors of the design, an independent library, and what must be refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashang.kernel.errors import Refused
from mashang.kernel.workdays import (
    HOURS,
    Calendar,
    OfficeHours,
    add_workdays,
    count_workdays,
    is_open,
    load_calendar,
    make_calendar,
    open_time,
    reckon,
)
from tests.real_data import REAL_DATA

CALENDAR = load_calendar()
CASES = REAL_DATA / "calendar" / "add_workdays_cases.csv"
VECTORS = (
    ("2026-02-12", "2026-02-24", "2026-02-26", "2026-02-28"),
    ("2026-02-13", "2026-02-25", "2026-02-27", "2026-03-02"),
    ("2026-02-15", "2026-02-26", "2026-02-28", "2026-03-03"),
    ("2026-04-29", "2026-05-07", "2026-05-09", "2026-05-12"),
    ("2026-09-18", "2026-09-22", "2026-09-24", "2026-09-29"),
    ("2026-09-24", "2026-09-30", "2026-10-09", "2026-10-12"),
    ("2026-09-30", "2026-10-10", "2026-10-13", "2026-10-15"),
    ("2026-07-06", "2026-07-09", "2026-07-13", "2026-07-15"),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days_of(first: int, last: int) -> list[date]:
    begin = date(first, 1, 1)
    return [begin + timedelta(days=n) for n in range((date(last, 12, 31) - begin).days + 1)]


@pytest.mark.parametrize(("start", "three", "five", "seven"), VECTORS)
def test_the_vectors_of_the_design_hold(start: str, three: str, five: str, seven: str) -> None:
    found = [str(add_workdays(CALENDAR, day(start), n)) for n in (3, 5, 7)]
    assert found == [three, five, seven]


def test_every_start_of_three_years_agrees_with_an_independent_calendar() -> None:
    working = [d for d in days_of(2024, 2026) if chinese_calendar.is_workday(d)]
    assert [d for d in days_of(2024, 2026) if CALENDAR.works(d)] == working
    after = 0
    for start in days_of(2024, 2026):
        while after < len(working) and working[after] <= start:
            after += 1
        for n in range(1, 61):
            if after + n > len(working):
                with pytest.raises(Refused):
                    add_workdays(CALENDAR, start, n)
                break
            assert add_workdays(CALENDAR, start, n) == working[after + n - 1]


@pytest.mark.skipif(not CASES.exists(), reason="the real lists are not beside the checkout")
def test_the_cases_of_the_library_hold() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    assert len(cases) == 15
    for case in cases:
        if case["due"].startswith("unknown"):
            with pytest.raises(Refused) as refused:
                add_workdays(CALENDAR, day(case["start"]), int(case["n_workdays"]))
            assert refused.value.code == "calendar_not_out"
        else:
            assert str(add_workdays(CALENDAR, day(case["start"]), int(case["n_workdays"]))) == case["due"]


def test_a_year_has_as_many_working_days_as_the_notices_say() -> None:
    years = [count_workdays(CALENDAR, date(y - 1, 12, 31), date(y, 12, 31)) for y in (2024, 2025, 2026)]
    assert years == [251, 248, 248]


def test_a_year_without_its_notice_is_reckoned_with_only_provisionally() -> None:
    with pytest.raises(Refused) as refused:
        add_workdays(CALENDAR, date(2026, 12, 30), 2)
    assert refused.value.code == "calendar_not_out"
    assert "2027" in str(refused.value)
    assert add_workdays(CALENDAR, date(2026, 12, 30), 2, provisional=True) == date(2027, 1, 4)
    assert add_workdays(CALENDAR, date(2026, 12, 30), 1) == date(2026, 12, 31)


@pytest.mark.parametrize("count", [-1, 3661])
def test_a_strange_length_is_refused(count: int) -> None:
    with pytest.raises(Refused) as refused:
        add_workdays(CALENDAR, date(2026, 3, 2), count)
    assert refused.value.code == "strange_length"


@pytest.mark.parametrize(
    ("start", "unit", "length", "due"),
    [
        ("2026-02-12 10:00", "wd", 3, "2026-02-24"),
        ("2026-02-10 10:00", "cd", 7, "2026-02-24"),  # the 17th lies in the days off
        ("2026-03-02 10:00", "cd", 7, "2026-03-09"),
        ("2026-02-14 16:30", "wh", 2, "2026-02-24 09:30"),  # a make-up Saturday, then nine days off
        ("2026-03-02 11:00", "wh", 2, "2026-03-02 15:00"),
        ("2026-03-01 23:00", "wh", 1, "2026-03-02 09:30"),
        ("2026-02-15 23:30", "h", 2, "2026-02-16 01:30"),
    ],
)
def test_deadlines_of_each_unit(start: str, unit: str, length: int, due: str) -> None:
    found = reckon(CALENDAR, datetime.fromisoformat(start), unit, length, basis="民法典 203")  # type: ignore[arg-type]
    assert str(found.due)[: len(due)] == due
    assert (found.calendar_version, found.basis, found.provisional) == (CALENDAR.version, "民法典 203", False)


def test_a_provisional_deadline_says_so() -> None:
    start = datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert reckon(CALENDAR, start, "wd", 1, provisional=True).provisional


def test_the_version_changes_with_any_day() -> None:
    years = list(CALENDAR.years.values())
    assert make_calendar(years).version == CALENDAR.version
    changed = [years[0].__class__(y.year, y.official, y.off, y.work | {date(2024, 5, 4)}) for y in years]
    assert make_calendar(changed).version != CALENDAR.version


def test_an_office_is_open_in_its_hours_of_a_working_day_also_of_a_year_that_is_not_known() -> None:
    opened = {text: is_open(CALENDAR, datetime.fromisoformat(text)) for text in (
        "2026-03-02 09:00", "2026-03-02 12:30", "2026-03-01 09:00", "2015-03-02 09:00", "2015-03-01 09:00",
    )}  # fmt: skip
    assert list(opened.values()) == [True, False, False, True, False]


def test_seconds_run_by_the_wall_clock_through_any_year() -> None:
    due = reckon(CALENDAR, datetime(2015, 1, 3, 23, 59, 59, tzinfo=UTC), "s", 90_061)
    assert (due.due, due.provisional) == (datetime(2015, 1, 5, 1, 1, 0, tzinfo=UTC), False)


SUMMER = OfficeHours(date(2024, 3, 1), ((time(8), time(12)), (time(15), time(18))), (5, 15), (9, 30))
LATE = OfficeHours(date(2025, 11, 3), ((time(9, 30), time(20, 15)),))
NEW_YEARS = OfficeHours(date(2023, 1, 1), ((time(10), time(11)),), (12, 20), (1, 10))
MINUTES = st.integers(0, 4 * 366 * 24 * 60)


def walked(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """What the sums must agree with: day by day and span by span."""
    spent, day = timedelta(), begin.date()
    while day <= end.date():
        for opens, closes in calendar.hours_on(day) if calendar.works(day, provisional=True) else ():
            first, last = (datetime.combine(day, one) for one in (opens, closes))
            spent += max(min(last, end) - max(first, begin), timedelta())
        day += timedelta(days=1)
    return spent


@settings(max_examples=60, deadline=None)
@given(MINUTES, MINUTES, st.lists(st.sampled_from([SUMMER, LATE, NEW_YEARS]), unique=True))
def test_the_sums_of_days_agree_with_a_walk_through_them(first: int, second: int, hours: list[OfficeHours]) -> None:
    calendar = replace(CALENDAR, hours=tuple(hours))
    begin, end = (datetime.fromisoformat("2023-06-01") + timedelta(minutes=n) for n in sorted((first, second)))
    assert open_time(calendar, begin, end, provisional=True) == walked(calendar, begin, end)
    assert open_time(calendar, end, begin, provisional=True) == timedelta()
    walk = sum(
        calendar.works(begin.date() + timedelta(days=n + 1), provisional=True) for n in range((end - begin).days)
    )
    left = begin.date() + timedelta(days=(end - begin).days)
    counted = count_workdays(calendar, begin.date(), left, provisional=True)
    assert (counted, count_workdays(calendar, left, begin.date(), provisional=True)) == (walk, 0)


def test_open_time_of_another_zone_is_the_same_and_of_an_unknown_year_refused() -> None:
    begin, end = datetime.fromisoformat("2026-03-02 09:00+08:00"), datetime.fromisoformat("2026-03-04 11:00+08:00")
    whole = 2 * sum((datetime.combine(begin, b) - datetime.combine(begin, a) for a, b in HOURS), timedelta())
    assert (
        open_time(CALENDAR, begin, end) == open_time(CALENDAR, begin, end.astimezone(UTC)) == whole + timedelta(hours=2)
    )
    for count in (
        lambda: open_time(CALENDAR, begin, end.replace(year=2031)),
        lambda: count_workdays(CALENDAR, begin.date(), date(2031, 1, 1)),
    ):
        with pytest.raises(Refused) as refused:
            count()
        assert refused.value.code == "calendar_not_out"
