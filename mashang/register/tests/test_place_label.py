"""A room is named so that two floors with the same number are told apart."""

from __future__ import annotations

import pytest

from mashang.register.reads.drawn import place_label


@pytest.mark.parametrize(
    ("floor", "room", "label"),
    [
        (18, "1801", "1801"),
        (18, "05", "18F-05"),
        (8, "0801", "0801"),
        (1, "1", "1F-1"),
        (-1, "B101", "B101"),
        (-1, "07", "B1-07"),
        (None, "05", "05"),
        (12, "", "12"),
        (None, "", "?"),
        (26, "L", "26F-L"),
    ],
)
def test_a_room_is_named_with_its_floor_where_the_number_does_not_tell(
    floor: int | None, room: str, label: str
) -> None:
    assert place_label(floor, room) == label
