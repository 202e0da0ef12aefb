"""The address reader never crashes, never hangs, and reads alike by its short and its long way."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashang.register.rules.addresses import ParsedAddress, parse_address, reading
from mashang.register.rules.diffing.stating import floor_of

PIECES = st.sampled_from(
    "福州市 某区 长风路 8号 弄 云帆大厦 广场 中心 A座 2#楼 3号楼 一期 ( ) （ ） 12层 负一层 1203室 01-09 、 - 至 # 单元 "
    "自编 内 之一 整层 东侧 第 号 楼 层 F B1 连接体 9999999999 一二三 ⟦ ⟧ \n 　 𠮷 \x00 é".split(" ")
)


@settings(max_examples=400, deadline=500)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    place = parse_address(text)
    assert isinstance(place.building, str)
    assert all(isinstance(unit, str) and unit for space in place.spaces for unit in space.units)


@settings(max_examples=300, deadline=500)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_short_way_and_the_long_way_agree(text: str) -> None:
    normal = reading.normalise("长风路8号云帆大厦" + text)
    assert parse_address(normal) == reading.parse_fully(normal)


@pytest.mark.parametrize(
    ("text", "floor", "counts_as", "units"),
    [
        ("云帆大厦3A层301室", "3A", 4, ("301",)),
        ("云帆大厦12A层", "12A", 13, ()),
        ("鳌江路8号云帆大厦A座13A层1301", "13A", 14, ("1301",)),
    ],
)
def test_a_floor_called_by_the_one_below_it_is_a_floor_of_its_own(
    text: str, floor: str, counts_as: int, units: tuple[str, ...]
) -> None:
    (space,) = parse_address(text).spaces
    assert (space.floor, space.units) == (floor, units)
    assert floor_of(space.floor) == counts_as


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "路" * 100_000, "(" * 50_000, "1、" * 50_000, "第一层" * 30_000, "A-" * 50_000, "号" * 100_000],
)
def test_a_very_long_text_is_read_at_once(text: str) -> None:
    start = time.process_time()
    parse_address(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("text", ["", " ", "191 N Wacker Dr 18 1800", "The Center, 989 Changle Road, 18F", "Ll-3"])
def test_a_text_without_chinese_gives_nothing(text: str) -> None:
    assert parse_address(text) == ParsedAddress()
