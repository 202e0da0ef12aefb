"""Days and hours: a tour stays on its line and is said in words, bars fit their height, parts show their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mashang.ui import parts
from mashang.ui.days import Day, DueDay, DueDays, Span, Stop, Tour, TourDay
from mashang.ui.specimen_days import span
from mashang.ui.tests.test_acting import component


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def tour(*stops: Stop, now: time | None = None) -> Tour:
    return Tour(days=[TourDay(label="Friday", stops=stops, now=now)], rest=span("12:00", "14:00"))


@given(st.times(), st.times())
def test_every_time_stays_on_the_line(one: time, other: time) -> None:
    stay = Span(start=min(one, other), end=max(one, other))
    ((_day, (drawn,), _now),) = tour(Stop(place="A", stay=stay)).rows()
    assert drawn.stay is not None
    x, width = float(drawn.stay.x[:-1]), float(drawn.stay.width[:-1])
    assert 0 <= x <= 100
    assert 0 < width <= 100.1
    assert x + width <= 100.1


def test_a_stop_is_said_in_words() -> None:
    windows = [span("09:00", "11:30"), span("15:00", "17:00")]
    stops = [
        Stop(place="A", stay=span("09:10", "10:30"), windows=windows),
        Stop(place="B", stay=span("14:30", "16:00"), state="now"),
        Stop(place="C", stay=span("08:50", "11:20"), state="past"),
        Stop(place="D"),
    ]
    ((_day, drawn, _now),) = tour(*stops).rows()
    assert [one.says for one in drawn] == [
        "planned 09:10–10:30; suits them 09:00–11:30, 15:00–17:00",
        "now, 14:30–16:00",
        "was there 08:50–11:20",
        "not planned yet",
    ]


@pytest.mark.parametrize(
    ("now", "place"), [(None, ""), (time(8), ""), (time(18), ""), (time(8, 30), "0%"), (time(13), "50%")]
)
def test_the_present_time_is_a_line_within_office_hours(now: time | None, place: str) -> None:
    ((_day, _stops, drawn),) = tour(Stop(place="A"), now=now).rows()
    assert drawn == place


def test_the_tour_is_a_table_grouped_by_day() -> None:
    shown = Tour(
        days=[
            TourDay(label="Thursday", stops=[Stop(place="A", url="/a"), Stop(place="B")]),
            TourDay(label="Friday", stops=[Stop(place="C", result=parts.Due(state="done", word="5 done"))]),
            TourDay(label="Monday", stops=[]),
        ]
    )
    html = component("gantt", tour=shown)
    assert html.count("<tbody>") == 2
    assert 'scope="rowgroup" rowspan="2"><b>Thursday</b>' in html
    assert '<a href="/a">A</a>' in html
    assert "5 done" in html


def test_a_time_or_a_state_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        span("11:00", "10:00")
    with pytest.raises(ValueError, match="No such state of a day"):
        Day(when="11-20", label="Day 3", state="pink")


def test_a_row_of_days_marks_today() -> None:
    html = component(
        "day_strip", days=[Day(when="11-20", label="Day 3", state="now"), Day(when="11-21", label="Off", state="off")]
    )
    assert html.count('aria-current="date"') == 1
    assert '<li class="off">' in html


@given(st.lists(st.integers(0, 500), max_size=12))
def test_bars_stay_inside_their_picture(counts: list[int]) -> None:
    for drawn in DueDays(label="x", days=[DueDay(label="d", count=count) for count in counts]).drawn():
        assert 0 <= float(drawn.x[:-1]) <= 100
        assert 16 <= float(drawn.y[:-1]) <= 84
        assert (drawn.day.count == 0) == (drawn.height == "0%") or drawn.day.count < max(counts) / 100


def test_what_comes_due_is_told_by_a_table_too() -> None:
    html = component(
        "due_bars", chart=DueDays(label="Due", days=[DueDay(label="today", count=6, url="/today", soon=True)])
    )
    assert '<a href="/today">6</a>' in html
    assert 'class="soon"' in html


def test_parts_show_their_numbers_and_none_of_nothing() -> None:
    label = "13 done, 2 here"
    some = [parts.Part(label="done", amount=13, css="bar-ok"), parts.Part(label="out", amount=0, css="bar-out")]
    html = component("progress_parts", parts=some, label=label)
    assert 'aria-label="13 done, 2 here"' in html
    assert html.count("<text") == 1
    assert html.count("<li>") == 2


def test_a_figure_that_counts_what_is_late_wears_the_lamp() -> None:
    figure = parts.Figure(name="Late", value="4", definition="d", as_of="now", rows="4", lamp="late")
    html = component("figure", figure=figure)
    assert '<div class="k-fig late"' in html
    assert "#lamp-late" in html
