"""Numbers of small pictures."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashang.ui import drawing


@pytest.mark.parametrize(("value", "written"), [(12.0, "12"), (12.34, "12.3"), (0, "0"), (99.96, "100")])
def test_a_length_has_at_most_one_decimal(value: float, written: str) -> None:
    assert drawing.number(value) == written


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_the_parts_of_a_sum_fill_the_bar_and_touch(amounts: list[float]) -> None:
    parts = [(float(x), float(width)) for x, width in drawing.shares(amounts)]
    if sum(amounts) > 0:
        assert sum(width for _x, width in parts) == pytest.approx(100, abs=0.2)
    for (x, width), (following, _width) in itertools.pairwise(parts):
        assert following == pytest.approx(x + width, abs=0.02)


def test_a_small_part_stays_visible() -> None:
    (_x, small) = drawing.shares([1, 9999])[0]
    assert float(small) >= 0.5


def test_a_flat_trend_runs_in_the_middle() -> None:
    points, last = drawing.spark_points([5, 5, 5])
    assert points == "2,14 38,14 74,14"
    assert last == ("74", "14")


def test_the_tick_of_a_goal_never_leaves_the_bar() -> None:
    assert [drawing.tick(goal) for goal in (0, 50, 100, 140)] == ["0", "49.6", "99.2", "99.2"]
