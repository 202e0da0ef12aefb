"""Positions in the system of published maps and in that of surveys: known pairs, there and back."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashang.kernel.coordinates import CGCS2000, GCJ02, SYSTEMS, WGS84, convert, convert_shape, distance_m
from tests.real_data import REAL_DATA

# Pairs that implementations in many languages are held against: Shanghai, Shenzhen, Beijing (WGS-84, GCJ-02).
KNOWN = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]
STATIONS = REAL_DATA / "geo/fuzhou_metro_stations.csv"
china = st.tuples(st.floats(74, 135), st.floats(4, 53))


@pytest.mark.parametrize(("plain", "shifted"), KNOWN)
def test_known_pairs_come_out(plain: tuple[float, float], shifted: tuple[float, float]) -> None:
    assert convert(plain, WGS84, GCJ02) == pytest.approx(shifted, abs=1e-9)
    assert distance_m(convert(shifted, GCJ02, CGCS2000), plain) < 0.01


@given(china)
def test_there_and_back_is_the_same_place(place: tuple[float, float]) -> None:
    assert distance_m(convert(convert(place, GCJ02, WGS84), WGS84, GCJ02), place) < 0.01
    assert distance_m(convert(convert(place, CGCS2000, GCJ02), GCJ02, CGCS2000), place) < 0.01


@given(china)
def test_the_offset_is_some_hundred_metres(place: tuple[float, float]) -> None:
    assert 50 < distance_m(place, convert(place, WGS84, GCJ02)) < 1_500


def test_surveys_and_satellites_agree_and_other_countries_have_no_offset() -> None:
    fuzhou, london = (119.34, 26.05), (-0.12, 51.5)
    assert convert(fuzhou, WGS84, CGCS2000) == fuzhou
    assert convert(london, WGS84, GCJ02) == london
    assert [convert(fuzhou, same, same) for same in SYSTEMS] == [fuzhou] * 3
    with pytest.raises(KeyError):
        convert(fuzhou, "bd09", WGS84)


def test_a_shape_is_converted_to_any_depth() -> None:
    ring = [[119.34, 26.05], [119.35, 26.05], [119.35, 26.06], [119.34, 26.05]]
    there = convert_shape([ring], GCJ02, WGS84)
    assert len(there[0]) == 4
    assert there[0][0] == there[0][3] != ring[0]
    for place, before in zip(convert_shape(there, WGS84, GCJ02)[0], ring, strict=True):
        assert place == pytest.approx(before, abs=2e-6)
    assert convert_shape([119.34, 26.05], GCJ02, GCJ02) == [119.34, 26.05]


def test_distances_are_right() -> None:
    assert distance_m((0, 0), (0, 1)) == pytest.approx(111_195, rel=0.005)
    assert distance_m(KNOWN[0][1], KNOWN[2][1]) == pytest.approx(1_078_164, rel=0.005)


@pytest.mark.skipif(not STATIONS.exists(), reason="the real stations do not lie here")
def test_real_stations_keep_their_distances_through_a_conversion() -> None:
    with STATIONS.open(encoding="utf-8") as file:
        places = [(float(row["lng"]), float(row["lat"])) for row in csv.DictReader(file)]
    assert len(places) > 50
    there = [convert(place, GCJ02, WGS84) for place in places]
    for before, after in zip(pairwise(places), pairwise(there), strict=True):
        assert distance_m(*after) == pytest.approx(distance_m(*before), rel=0.01, abs=2)
