"""One spelling for comparing names; pinyin for finding them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashang.kernel import names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("利农农业技术（福建）有限公司", "利农农业技术(福建)有限公司"),
        ("Evening Star Trading Co., Ltd.", "ＥＶＥＮＩＮＧ  STAR TRADING CO LTD"),
        ("雲帆貿易有限公司", "云帆贸易 有限公司"),
    ],
)
def test_two_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert names.fold(one) == names.fold(other)


def test_two_names_stay_two() -> None:
    assert names.fold("云帆贸易有限公司") != names.fold("云帆贸易有限公司福州分公司")


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("云帆大厦", "yunfandasha", "yfds"),
        ("长乐银行", "changleyinhang", "clyh"),
        ("云帆A2#", "yunfana2", "yfa2"),
        ("曾记茶行", "zengjichaxing", "zjcx"),
    ],
)
def test_a_name_is_found_by_its_pinyin(name: str, pinyin: str, initials: str) -> None:
    assert names.pinyin(name).startswith(pinyin[:8])
    assert names.initials(name)[:2] == initials[:2]


@pytest.mark.parametrize(
    ("name", "pinyin"), [("单某", "shanmou"), ("曾某", "zengmou"), ("尉迟某", "yuchimou"), ("王某", "wangmou")]
)
def test_a_surname_is_read_as_a_surname(name: str, pinyin: str) -> None:
    assert names.pinyin_of_person(name) == pinyin


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_and_nothing_crashes(text: str) -> None:
    folded = names.fold(text)
    assert names.fold(folded) == folded or not folded.isascii()
    assert isinstance(names.pinyin(text), str)
    assert isinstance(names.initials(text), str)
