"""When a clock is due that stood still: worked by hand on the calendar of 2026, and properties that always hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashang.clocks.rules.definitions import find_clock, load_clocks, read_clocks
from mashang.clocks.rules.running import Stretch, reckon_due
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.workdays import Unit, load_calendar

CALENDAR = load_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def due(unit: Unit, length: int, *moments: str, share: int = 10_000) -> tuple[str, str]:
    """Moments in turn: begins, stands still, goes on, stands still, goes on."""
    begins, ends = moments[::2], [*moments[1::2], None]
    stretches = [Stretch(at(b), at(e) if e else None) for b, e in zip(begins, ends, strict=False)]
    found = reckon_due(CALENDAR, unit, length, stretches, warn_share=share)
    return f"{found.at:%Y-%m-%d %H:%M}", f"{found.warn_at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("unit", "length", "moments", "expected"),
    [
        ("wd", 7, ["2026-02-12 10:00"], "2026-02-28 17:30"),  # the make-up Saturday
        # Two days used (13th, 14th), stands still over Spring Festival, five left from the 24th.
        ("wd", 7, ["2026-02-12 10:00", "2026-02-14 16:00", "2026-02-24 09:00"], "2026-03-02 17:30"),
        ("wd", 7, ["2026-07-06 10:00", "2026-07-08 09:00", "2026-07-08 15:00"], "2026-07-15 17:30"),  # within a day
        ("cd", 10, ["2026-03-02 10:00"], "2026-03-13 00:00"),
        ("cd", 10, ["2026-03-02 10:00", "2026-03-05 10:00", "2026-03-09 10:00"], "2026-03-17 00:00"),
        ("h", 24, ["2026-03-02 10:00", "2026-03-02 16:00", "2026-03-03 08:00"], "2026-03-04 02:00"),
        # Eight open hours: 1.5 used by noon, and 6.5 left from Tuesday 14:00: 3.5 that day, 3 on Wednesday.
        ("wh", 8, ["2026-03-02 10:30", "2026-03-02 12:30", "2026-03-03 14:00"], "2026-03-04 11:30"),
    ],
)
def test_a_clock_that_stood_still_is_due_when_the_rest_has_passed(
    unit: Unit, length: int, moments: list[str], expected: str
) -> None:
    assert due(unit, length, *moments)[0] == expected


def test_it_runs_short_after_its_share() -> None:
    assert due("wd", 5, "2026-07-06 10:00", share=6000) == ("2026-07-13 17:30", "2026-07-09 17:30")
    assert due("h", 10, "2026-07-06 10:00", share=8000) == ("2026-07-06 20:00", "2026-07-06 18:00")


def test_nothing_is_left_of_a_length_that_has_passed() -> None:
    with pytest.raises(Refused) as refused:
        due("wd", 2, "2026-07-06 10:00", "2026-07-09 10:00", "2026-07-10 10:00")
    assert refused.value.code == "used_up"


@settings(deadline=None, max_examples=200)
@given(
    begin=st.integers(0, 200), length=st.integers(2, 40), run=st.integers(0, 30), gap=st.integers(0, 30),
    unit=st.sampled_from(["wd", "cd"]),
)  # fmt: skip
def test_standing_still_never_brings_the_due_date_forward(
    begin: int, length: int, run: int, gap: int, unit: Unit
) -> None:
    start = datetime(2026, 1, 1, 10, tzinfo=UTC) + timedelta(days=begin)
    hold, on = start + timedelta(days=run), start + timedelta(days=run + gap)
    plain = reckon_due(CALENDAR, unit, length, [Stretch(start)], provisional=True)
    try:
        held = reckon_due(CALENDAR, unit, length, [Stretch(start, hold), Stretch(on)], provisional=True)
    except Refused:
        assert hold.date() >= plain.at.date() - timedelta(days=10)  # nothing was left
        return
    assert held.at >= plain.at
    assert held.warn_at <= held.at
    if gap == 0:
        assert held.at == plain.at


def test_every_clock_of_the_content_is_sound_and_found_by_its_day() -> None:
    assert {clock.code for clock in load_clocks()} >= {"census_sheet", "census_collect", "census_approve"}
    with pytest.raises(NotThere):
        find_clock("census_sheet", date(2023, 12, 31))
    entry = {"code": "a", "names": ["甲", "甲", "a"], "unit": "wd", "basis": "x"}
    clocks = read_clocks(
        [{**entry, "length": 5, "since": date(2024, 1, 1)}, {**entry, "length": 3, "since": date(2026, 7, 1)}]
    )
    assert [find_clock("a", day, clocks).length for day in (date(2026, 6, 30), date(2026, 7, 1))] == [5, 3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "weeks"},
        {"length": 0, "unit": "wh"},
        {"length": -1},
        {"warn_share": 20_000},
        {"names": ["甲"]},
        {"length": 99_999},
    ],
)
def test_an_unsound_clock_is_named(wrong: dict[str, object]) -> None:
    entry = {
        "code": "a",
        "names": ["甲", "甲", "a"],
        "unit": "wd",
        "length": 5,
        "since": date(2024, 1, 1),
        "basis": "x",
    }
    with pytest.raises(ValueError, match="a:"):
        read_clocks([{**entry, **wrong}])
