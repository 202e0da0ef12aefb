"""Labels are cut to the room there is, and stay a part of the whole name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mashang.ui.stacking.lettering import cut, text_width


def test_a_chinese_sign_is_wider_than_a_digit() -> None:
    assert text_width("银行") == 22
    assert text_width("12") < 14


def test_a_label_that_fits_is_not_cut() -> None:
    assert cut("榕海数科", 44) == "榕海数科"


def test_a_label_is_cut_without_dots() -> None:
    assert cut("榕海数科", 43) == "榕海数"


def test_where_two_signs_do_not_fit_nothing_is_written() -> None:
    assert cut("榕海数科", 21) == ""


@given(st.text(max_size=20), st.floats(0, 200))
def test_what_is_drawn_fits_and_begins_the_name(text: str, room: float) -> None:
    drawn = cut(text, room)
    assert text.startswith(drawn)
    assert text_width(drawn) <= room or drawn == ""
