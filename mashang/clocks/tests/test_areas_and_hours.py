"""What an area says of its clocks and office hours holds there and below, from its day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from mashang.accounts.models import Area
from mashang.clocks.acts.following import follow_calendar
from mashang.clocks.acts.running import start_deadlines
from mashang.clocks.models import Deadline
from mashang.clocks.reads import grounds
from mashang.clocks.rules.definitions import Clock, find_clock, read_clocks
from mashang.clocks.rules.opening import AreaHours, hours_in, hours_mark, load_hours, read_hours
from mashang.clocks.tests.make import ACTOR, CLOCK, at, begin
from mashang.kernel.workdays import HOURS, load_calendar, make_calendar, next_opening, reckon

HOURS_SAID = [
    {"area": "*", "since": "2024-01-01", "open": [["08:30", "12:00"], ["14:00", "17:30"]]},
    {"area": "350102", "since": "2026-05-01", "from": "06-01", "to": "09-30", "open": [["08:30", "12:00"], ["15:00", "18:00"]]},
    {"area": "350102", "since": "2026-05-01", "from": "12-01", "to": "02-28", "open": [["09:00", "12:00"], ["13:30", "17:00"]]},
]  # fmt: skip
VECTORS = """
2026-02-12 02-24 02-26 02-28
2026-02-13 02-25 02-27 03-02
2026-02-15 02-26 02-28 03-03
2026-04-29 05-07 05-09 05-12
2026-09-18 09-22 09-24 09-29
2026-09-24 09-30 10-09 10-12
2026-09-30 10-10 10-13 10-15
2026-07-06 07-09 07-13 07-15
"""


@pytest.fixture
def district(db: None) -> Area:
    city = Area.objects.create(kind="city", name_zh="甲市", path="AA", code="350100")
    district = Area.objects.create(kind="district", name_zh="甲区", path="AAAA", code="350102", parent=city)
    return Area.objects.create(kind="subdistrict", name_zh="甲街道", path="AAAAAA", parent=district)


@pytest.fixture
def content(monkeypatch: pytest.MonkeyPatch) -> None:
    general = replace(CLOCK, length=7)
    own = replace(CLOCK, length=5, area="350102", since=date(2026, 7, 1))
    monkeypatch.setattr(grounds, "load_clocks", lambda: (general, own))
    monkeypatch.setattr(grounds, "load_hours", lambda: read_hours(HOURS_SAID))


def due(path: str, text: str) -> str:
    (one,) = start_deadlines(actor=ACTOR, begins=[replace(begin(7, text), area_path=path)])
    Deadline.objects.all().update(state="void", stopped_at=timezone.now())
    return f"{timezone.localtime(one.due_at):%m-%d %H:%M}"


@pytest.mark.usefixtures("content", "district")
def test_the_nearest_areas_length_and_hours_hold_from_their_day_on() -> None:
    assert due("AA", "2026-07-06 10:00") == "07-15 17:30"
    assert due("AAAA", "2026-07-06 10:00") == "07-13 18:00"
    assert due("AAAAAA", "2026-07-06 10:00") == "07-13 18:00"
    assert due("AAAA", "2026-06-29 10:00") == "07-08 18:00"  # seven days, before its own length was in force
    assert due("AAAA", "2026-04-13 10:00") == "04-22 17:30"  # before its own hours were
    assert due("AAAA", "2026-12-01 10:00") == "12-08 17:00"  # winter


@pytest.mark.usefixtures("content", "district")
def test_areas_cost_one_question_however_many_clocks(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    paths = ["AA", "AAAA", "AAAAAA"] * 5
    begins = [replace(begin(n), area_path=path) for n, path in enumerate(paths)]
    with django_assert_num_queries(3):
        start_deadlines(actor=ACTOR, begins=begins, are_new=True)


@pytest.mark.usefixtures("content", "district")
def test_new_hours_let_open_clocks_be_reckoned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    start_deadlines(actor=ACTOR, begins=[replace(begin(), area_path="AAAAAA"), replace(begin(8), area_path="AA")])
    assert follow_calendar(actor=ACTOR) == 0
    later = [*HOURS_SAID, {"area": "350102", "since": "2026-07-10", "open": [["09:00", "16:00"]]}]
    monkeypatch.setattr(grounds, "load_hours", lambda: read_hours(later))
    assert follow_calendar(actor=ACTOR) == 2
    ends = [timezone.localtime(one.due_at) for one in Deadline.objects.order_by("subject_id")]
    assert ends == [at("2026-07-13 16:00"), at("2026-07-15 17:30")]


@pytest.mark.usefixtures("content", "district")
def test_what_comes_in_after_hours_is_received_at_the_next_opening_and_keeps_its_stamp(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    online = replace(CLOCK, after_hours=True, length=1)
    monkeypatch.setattr(grounds, "load_clocks", lambda: (online,))
    for subject, (stamp, counted, last) in enumerate(
        [
            ("2026-07-10 17:29", "2026-07-10 17:29", "2026-07-13 17:30"),
            ("2026-07-10 17:30", "2026-07-13 08:30", "2026-07-14 17:30"),
            ("2026-07-11 10:00", "2026-07-13 08:30", "2026-07-14 17:30"),
            ("2026-07-13 07:00", "2026-07-13 08:30", "2026-07-14 17:30"),
        ]
    ):
        (one,) = start_deadlines(actor=ACTOR, begins=[begin(subject, stamp)])
        one.refresh_from_db()
        assert (one.start_at, one.stamped_at or one.start_at, one.due_at) == (at(counted), at(stamp), at(last))
        assert one.changes.get().at == at(stamp)


@settings(deadline=None, max_examples=150)
@given(hours=st.integers(0, 24 * 60), more=st.integers(0, 200), length=st.integers(1, 20))
def test_what_is_received_later_at_the_next_opening_is_never_due_earlier(hours: int, more: int, length: int) -> None:
    calendar, start = load_calendar(), int(at("2026-01-05 00:00").timestamp())
    first, second = (datetime.fromtimestamp(start + 3600 * n, at("2026-01-05").tzinfo) for n in (hours, hours + more))
    ends = [reckon(calendar, next_opening(calendar, one), "wd", length).due for one in (first, second)]
    assert ends == sorted(ends, key=str)


@pytest.mark.django_db
@pytest.mark.parametrize("hour", ["00:00", "10:00", "20:00"])
@pytest.mark.parametrize("line", VECTORS.split("\n")[1:-1])
def test_the_days_of_the_handbook_hold_for_clocks_that_count_from_their_stamp(
    line: str, hour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, *ends = line.split()
    clocks = tuple(replace(CLOCK, code=f"wd{length}", length=length) for length in (3, 5, 7))
    monkeypatch.setattr(grounds, "load_clocks", lambda: clocks)
    begins = [begin(1, f"{day} {hour}", clock=clock.code) for clock in clocks]
    deadlines = start_deadlines(actor=ACTOR, begins=begins, are_new=True)
    assert [f"{timezone.localtime(one.due_at):%m-%d}" for one in deadlines] == ends


def test_the_nearest_area_that_says_something_stands() -> None:
    clocks = (CLOCK, replace(CLOCK, area="350100", length=6), replace(CLOCK, area="350102", since=date(2027, 1, 1)))

    def found(*areas: str) -> Clock:
        return find_clock("sample", date(2026, 7, 1), clocks, areas=areas)

    assert [found().length, found("350100").length, found("350102", "350100").length] == [7, 6, 6]


def test_without_areas_every_area_has_the_general_hours() -> None:
    stated = load_hours()
    assert hours_in((), stated) == hours_in(("350102",), stated)
    assert make_calendar([]).hours_on(date(2026, 7, 1)) == HOURS
    assert len({hours_mark(stated), hours_mark(read_hours(HOURS_SAID)), hours_mark(())}) == 3


def test_a_season_may_run_over_the_turn_of_the_year() -> None:
    winter: AreaHours = read_hours(HOURS_SAID)[2]
    assert [winter.hours.hold_on(date(2026 + year, month, 15)) for year, month in ((0, 12), (1, 2), (1, 3), (0, 1))] == [
        True, True, False, False,
    ]  # fmt: skip
    assert winter.hours.open[0] == (time(9), time(12))


@pytest.mark.parametrize(
    "wrong",
    [{"open": []}, {"open": [["12:00", "08:30"]]}, {"open": [["08:30", "12:00"], ["11:00", "14:00"]]}, {"from": "13-01"}, {"since": "x"}],
)  # fmt: skip
def test_unsound_hours_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="hours of 350102"):
        read_hours([{**HOURS_SAID[1], **wrong}])
    with pytest.raises(ValueError, match="twice"):
        read_hours([HOURS_SAID[1], HOURS_SAID[1]])


def test_a_clock_of_an_area_is_read_from_the_content() -> None:
    entry = {
        "code": "a",
        "names": ["甲", "甲", "a"],
        "unit": "wd",
        "length": 5,
        "basis": "x",
        "since": date(2024, 1, 1),
    }
    general, own = read_clocks([entry, {**entry, "area": 350102, "after_hours": True}])
    assert (general.area, general.after_hours, own.area, own.after_hours) == ("*", False, "350102", True)
    with pytest.raises(ValueError, match="twice"):
        read_clocks([{**entry, "area": "350102"}, {**entry, "area": "350102"}])
