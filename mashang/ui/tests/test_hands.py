"""Time in hands: the bar fills its width, the table adds up, and the words say both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mashang.ui.durations import hours_and_minutes
from mashang.ui.hands import KINDS, Hand, Hands, whole_percents


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def hand(minutes: int, kind: str = "office", label: str = "A", **more: int | str) -> Hand:
    return Hand(label=label, letter="A", kind=kind, minutes=minutes, **more)  # type: ignore[arg-type]


def table(hands: Hands) -> str:
    return Template('{% load ui %}{% component "hands_table" hands=hands %}').render(Context({"hands": hands}))


def bar(hands: Hands) -> str:
    return Template('{% load ui %}{% component "hands_bar" hands=hands %}').render(Context({"hands": hands}))


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (200, "3 h 20 min"), (1940, "32 h 20 min")]
)
def test_time_is_written_in_hours_and_minutes(minutes: int, words: str) -> None:
    assert hours_and_minutes(minutes) == words


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
def test_percentages_add_up(amounts: list[int]) -> None:
    assert sum(whole_percents(amounts)) == (100 if sum(amounts) else 0)
    assert all(percent >= 0 for percent in whole_percents(amounts))


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from("AB"), st.integers(0, 5_000)), max_size=9))
def test_the_rows_hold_all_the_time_of_the_spans(spans: list[tuple[str, str, int]]) -> None:
    hands = Hands(spans=[hand(minutes, kind, label) for kind, label, minutes in spans])
    assert sum(row.minutes for row in hands.rows()) == hands.minutes == sum(minutes for _, _, minutes in spans)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=9))
def test_the_bar_runs_from_one_end_to_the_other(minutes: list[int]) -> None:
    drawn = Hands(spans=[hand(one) for one in minutes]).drawn()
    assert drawn[0].x == "0.00%"
    assert sum(float(one.width[:-1]) for one in drawn) == pytest.approx(100, abs=0.1)


def test_one_holder_who_held_it_twice_is_one_row_with_both_spans() -> None:
    hands = Hands(
        spans=[
            hand(50, label="Office", when="Monday"),
            hand(60, "firm", label="Firm"),
            hand(10, label="Office", when="Friday", late_minutes=4),
        ]
    )
    office, firm = hands.rows()
    assert (office.minutes, office.when, office.late, office.percent) == (60, "Monday, Friday", "4 min", 50)
    assert (firm.percent, firm.late) == (50, "")


def test_the_late_part_is_drawn_at_the_end_of_its_span_and_said() -> None:
    hands = Hands(spans=[hand(50), hand(50, "department", label="B", late_minutes=10)])
    assert (hands.drawn()[1].late_x, hands.drawn()[1].late_width) == ("90.00%", "10.00%")
    assert hands.says == "A: 50 min; B: 50 min, of it late 10 min; total 1 h 40 min"
    assert 'class="late" x="90.00%"' in bar(hands)


def test_a_paused_span_is_hatched_and_said_to_be_paused() -> None:
    html = bar(Hands(spans=[hand(50), hand(50, "firm", label="B")], key="case"))
    assert html.count('fill="url(#case-paused)"') == 1
    assert "clock paused" in html


def test_the_table_ends_with_the_sum() -> None:
    html = table(Hands(spans=[hand(50), hand(151, "waiting", label="B")]))
    assert html.index("3 h 21 min") > html.index("<tfoot>")
    assert "No working time" not in html


def test_a_case_that_has_just_begun_says_so() -> None:
    assert "No working time has passed yet." in table(Hands(spans=()))
    assert Hands(spans=[hand(0)]).drawn() == []


@pytest.mark.parametrize("wrong", [{"kind": "nobody"}, {"late_minutes": 51}, {"minutes": -1}])
def test_a_span_that_cannot_be_is_refused(wrong: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match=r"cannot be|No such kind"):
        Hand(**{"label": "A", "letter": "A", "kind": "office", "minutes": 50} | wrong)  # type: ignore[arg-type]
