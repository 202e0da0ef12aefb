"""Lines and bars drawn by the server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mashang.ui.charts import HIGH, WIDE, Line, LineChart, bars_of
from mashang.ui.drawing import spark_runs


def chart(*values: float | None) -> LineChart:
    return LineChart(label="x", labels=[str(n) for n in range(len(values))], lines=[Line(name="x", values=values)])


def test_a_missing_month_breaks_the_line_and_is_no_zero() -> None:
    (drawn,) = chart(5, 6, None, None, 7, None, 8, 9).drawn()
    assert [len(run.split()) for run in drawn.runs] == [2, 2]
    assert len(drawn.dots) == 5
    assert spark_runs([1, 2, None, 3])[0][1].split()[0] == spark_runs([1, 2, None, 3])[0][1].split()[1]
    assert len(spark_runs([1, None, None, 3])[0]) == 2


@given(st.lists(st.none() | st.integers(-(10**11), 10**11).map(lambda n: n / 100), min_size=2, max_size=13))
def test_every_point_lies_inside_the_picture(values: list[float | None]) -> None:
    drawn = chart(*values).drawn()
    for x, y in (dot for line in drawn for dot in line.dots):
        assert 0 <= float(x) <= WIDE
        assert 0 <= float(y) <= HIGH
    assert len(chart(*values).ticks()) < 12


def test_the_longest_bar_fills_the_width_and_unknown_ones_are_not_drawn() -> None:
    bars = bars_of([("a", "4", 4.0, ""), ("b", "1", 1.0, ""), ("c", "", None, ""), ("d", "-1", -1.0, "")])
    assert [bar.share for bar in bars] == [100, 25, None, 0]
