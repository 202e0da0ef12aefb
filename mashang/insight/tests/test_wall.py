"""The wall screen: which figures stand on it, and what a wrong list is told."""

from __future__ import annotations

import pytest

from mashang.insight.reads.wall import MOST, find_wall, read_walls, walls

ALL = {"area": "", "first": ["firms"], "second": []}


def test_the_nearest_area_above_with_a_screen_of_its_own_counts() -> None:
    found = read_walls([ALL, {"area": "AABB", "first": ["vacant_area"], "second": ["firms"]}])
    assert [wall.keys for wall in found] == [("firms",), ("vacant_area", "firms")]
    assert all(1 <= len(wall.keys) <= MOST for wall in walls())
    assert find_wall("AABBCC") == find_wall("")


@pytest.mark.parametrize(
    "said",
    [
        [],
        [{**ALL, "area": "AA"}],
        [ALL, ALL],
        [{**ALL, "first": ["no_such_figure"]}],
        [{**ALL, "second": ["firms"]}],
        [{**ALL, "first": []}],
    ],
)
def test_a_list_that_cannot_be_shown_is_refused(said: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError, match=r"wall\.yaml"):
        read_walls(said)
