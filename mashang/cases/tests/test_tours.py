"""The tour over the towers of a batch: what every plan keeps, whatever it is asked."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from mashang.cases.rules.tours import Plan, Shift, Span, Visit, plan_tour, split_visit, walking_minutes

DAYS = [date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)]
OFFICE = ((time(8, 30), time(12)), (time(14), time(17, 30)))
PLACES = {no: (119.33 + no * 0.004, 26.05 + (no % 3) * 0.003) for no in range(1, 7)}
WALK = walking_minutes(PLACES)


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


def shift(day: date, team: int = 1) -> Shift:
    return Shift(team=team, day=day, spans=tuple((at(day, opens), at(day, closes)) for opens, closes in OFFICE))


def window(day: date, begin: int, end: int) -> Span:
    return at(day, time(begin)), at(day, time(end))


windows = st.lists(
    st.builds(
        lambda day, begin, length: (at(DAYS[day], time(begin)), at(DAYS[day], time(begin)) + timedelta(hours=length)),
        st.integers(0, 2), st.integers(8, 16), st.integers(1, 4),
    ),
    max_size=3,
).map(tuple)  # fmt: skip


@st.composite
def visits(draw: st.DrawFn) -> list[Visit]:
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=6))
    out, first = [], 0
    for no, size in enumerate(sizes):
        items = tuple(range(first, first + size))
        first += size
        out.append(
            Visit(tower=no % 6 + 1, items=items, each=draw(st.sampled_from([15, 25, 40])), windows=draw(windows))
        )
    return out


def assert_kept(plan: Plan, asked: list[Visit], shifts: list[Shift]) -> None:
    """What every plan keeps."""
    planned = Counter(item for stop in plan.stops for item in stop.visit.items)
    left = Counter(item for one in plan.left_out for item in one.visit.items)
    assert planned + left == Counter(item for visit in asked for item in visit.items)
    spans = {(one.day, one.team): one.spans for one in shifts}
    for stop in plan.stops:
        held = [span for span in spans[stop.day, stop.team] if span[0] <= stop.begin and stop.end <= span[1]]
        assert held, "outside office hours, or over lunch"
        if stop.visit.windows:
            assert any(begin <= stop.begin and stop.end <= end for begin, end in stop.visit.windows)
    for (day, team), _spans in spans.items():
        row = [stop for stop in plan.stops if (stop.day, stop.team) == (day, team)]
        for one, after in pairwise(row):
            assert one.end + timedelta(minutes=WALK(one.visit.tower, after.visit.tower)) <= after.begin


@settings(max_examples=60, deadline=None)
@given(asked=visits(), teams=st.integers(1, 2), count=st.integers(1, 3))
def test_every_item_is_called_on_once_without_overlap_within_hours_and_windows(
    asked: list[Visit], teams: int, count: int
) -> None:
    shifts = [shift(day, team) for day in DAYS[:count] for team in range(1, teams + 1)]
    assert_kept(plan_tour(asked, shifts, WALK), asked, shifts)


@settings(max_examples=20, deadline=None)
@given(asked=visits())
def test_the_same_question_gets_the_same_tour(asked: list[Visit]) -> None:
    shifts = [shift(day) for day in DAYS]
    assert plan_tour(asked, shifts, WALK) == plan_tour(asked, shifts, WALK)


def test_two_windows_that_exclude_each_other_order_the_day() -> None:
    asked = [
        Visit(tower=1, items=(1, 2), each=25, windows=(window(DAYS[0], 14, 17),)),
        Visit(tower=2, items=(3, 4), each=25, windows=(window(DAYS[0], 9, 12),)),
    ]
    plan = plan_tour(asked, [shift(DAYS[0])], WALK)
    assert [(stop.visit.tower, stop.begin.time()) for stop in plan.stops] == [(2, time(9)), (1, time(14))]
    assert not plan.left_out


def test_a_tower_too_full_for_one_half_day_is_called_on_twice() -> None:
    plan = plan_tour([Visit(tower=1, items=tuple(range(12)), each=25)], [shift(DAYS[0])], WALK)
    assert [len(stop.visit.items) for stop in plan.stops] == [6, 6]
    assert not plan.left_out


def test_what_does_not_fit_says_why() -> None:
    one_day = [shift(DAYS[0])]
    night = Visit(tower=1, items=(1,), each=25, windows=((at(DAYS[0], time(18)), at(DAYS[0], time(20))),))
    assert [one.why for one in plan_tour([night], one_day, WALK).left_out] == ["hours"]
    brief = Visit(tower=1, items=(1,), each=90, windows=(window(DAYS[0], 9, 10),))
    assert [one.why for one in plan_tour([brief], one_day, WALK).left_out] == ["short"]
    many = Visit(tower=1, items=tuple(range(20)), each=40)
    plan = plan_tour([many], one_day, WALK)
    assert {one.why for one in plan.left_out} == {"full"}
    assert sum(len(stop.visit.items) for stop in plan.stops) == 10
    assert [one.why for one in plan_tour([many], [], WALK).left_out] == ["no_shift"] * 20


def test_two_teams_do_on_one_day_what_one_team_needs_two_for() -> None:
    asked = [Visit(tower=no, items=tuple(range(no * 10, no * 10 + 6)), each=30) for no in (1, 2, 3, 4)]
    alone = plan_tour(asked, [shift(day) for day in DAYS], WALK)
    both = plan_tour(asked, [shift(day, team) for day in DAYS for team in (1, 2)], WALK)
    assert {stop.day for stop in alone.stops} == set(DAYS[:2])
    assert {stop.day for stop in both.stops} == {DAYS[0]}


def test_walking_is_the_straight_line_times_one_and_a_third_or_a_quarter_of_an_hour_where_unknown() -> None:
    walk = walking_minutes({1: (119.33, 26.05), 2: (119.34, 26.05), 3: None})
    assert walk(1, 2) == 17  # 1,000 m of straight line
    assert (walk(1, 1), walk(1, 3)) == (0, 15)


def test_no_single_item_is_cut() -> None:
    visit = Visit(tower=1, items=(1, 2, 3), each=90)
    assert [len(one.items) for one in split_visit(visit, timedelta(minutes=10))] == [1, 1, 1]
