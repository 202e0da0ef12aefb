"""Time in hands adds up to the whole, whatever the turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mashang.cases.rules.hands import Turn, stays_of
from mashang.kernel.workdays import load_calendar, open_time

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 2, 10, 8, 50, tzinfo=ZONE)
HANDS = st.sampled_from(["office", "waiting", "department", "firm", "team", "outside"])


def test_stays_in_the_same_hands_are_one() -> None:
    at = [BEGIN + timedelta(hours=hour) for hour in (0, 1, 2)]
    stays = stays_of(
        load_calendar(), [Turn(at[0], "office"), Turn(at[1], "office"), Turn(at[2], "firm")], at[2] + timedelta(hours=1)
    )
    assert [(one.hands, one.worked) for one in stays] == [
        ("office", timedelta(hours=2)),
        ("firm", timedelta(minutes=70 - 0) - timedelta(minutes=10)),
    ]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 400), HANDS, st.integers(0, 2)), min_size=1, max_size=8), st.integers(0, 500))
def test_the_parts_add_up_to_the_whole(steps: list[tuple[int, str, int]], after: int) -> None:
    turns, at = [], BEGIN
    for hours, hands, department in steps:
        turns.append(Turn(at, hands, department))
        at += timedelta(hours=hours)
    until = at + timedelta(hours=after)
    stays = stays_of(load_calendar(), turns, until)
    assert sum((one.worked for one in stays), timedelta()) == open_time(load_calendar(), BEGIN, until)
