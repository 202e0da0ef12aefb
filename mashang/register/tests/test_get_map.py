"""The map: a figure of a day for each tower, in the system that is asked for, with what lies round it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mashang.accounts.models import Area
from mashang.kernel.coordinates import convert
from mashang.register.models import MapFeature, Tower
from mashang.register.reads.mapping import FIGURES, DistrictMap, counts_of, get_map
from mashang.register.rules.mapping import BOUNDS
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY, BEFORE = date(2026, 11, 20), date(2019, 1, 1)
HERE = (Decimal("119.344000"), Decimal("26.053000"))


def tower_at(area: Area, name: str, **more: Any) -> Tower:
    return make.make_tower(area, name, lon=HERE[0], lat=HERE[1], floors_above=30, **more)


def place(area: Area, kind: str, lon: float, lat: float, name: str = "某处", **more: Any) -> MapFeature:
    shape = {"type": "Point", "coordinates": [lon, lat]}
    values: dict[str, Any] = {"crs": "gcj02", "label": "图", "source": make.make_source()}
    return MapFeature.objects.create(area_path=area.path, kind=kind, name_zh=name, shape=shape, **(values | more))


def drawn(area: Area, figure: str = "vacancy", as_of: date = TODAY, **more: Any) -> DistrictMap:
    return get_map(make.make_actor(area), as_of, figure, **more)


def test_towers_bear_the_figure_of_the_day_and_its_class() -> None:
    area = make.make_area()
    half, full = tower_at(area, "半空楼"), tower_at(area, "满楼")
    nothing = tower_at(area, "无房楼")
    make.make_unit(half, sqm=100)
    make.make_tenancy(make.make_firm(area=area), make.make_unit(half, sqm=100), start=date(2020, 1, 1))
    make.make_tenancy(make.make_firm(area=area), make.make_unit(full, sqm=100), start=date(2020, 1, 1))
    found = drawn(area)
    assert [(t.row.id, t.percent, t.class_no) for t in found.towers] == [
        (half.pk, 50, 4), (full.pk, 0, 0), (nothing.pk, None, None),
    ]  # fmt: skip
    assert counts_of(found.towers) == {0: 1, 1: 0, 2: 0, 3: 0, 4: 1, None: 1}
    assert [t.percent for t in drawn(area, as_of=BEFORE).towers] == [100, 100, None]
    assert [t.percent for t in drawn(area, "occupancy").towers] == [100, 50, None]
    assert set(FIGURES) == set(BOUNDS)


def test_positions_and_outlines_come_in_the_system_that_is_asked_for() -> None:
    area = make.make_area()
    ring = [[119.344, 26.053], [119.345, 26.053], [119.345, 26.054], [119.344, 26.053]]
    tower_at(area, "甲楼", footprint=[ring], crs="wgs84")
    place(area, "bus", 119.344, 26.053)
    for crs in ("gcj02", "wgs84"):
        found = drawn(area, crs=crs)
        there = convert((119.344, 26.053), "wgs84", crs)
        assert found.towers[0].position == pytest.approx(there)
        assert found.towers[0].outline is not None
        assert found.towers[0].outline[0][0] == pytest.approx(there, abs=1e-6)
        stop = convert((119.344, 26.053), "gcj02", crs)
        assert found.places[0].shape["coordinates"] == pytest.approx(stop, abs=1e-6)
    assert found.towers[0].height_m == pytest.approx(117)


def test_a_walk_is_estimated_unless_the_register_states_it() -> None:
    area = make.make_area()
    near, far = tower_at(area, "甲楼"), tower_at(area, "乙楼")
    place(area, "metro", 119.344, 26.0575, "望江站")
    place(area, "metro", 119.344, 26.0800, "远站")
    place(area, "school", 119.344, 26.0800, "远校")
    place(area, "bus", 119.344, 26.0531, "楼前站")
    make.make_fact(far, make.make_fact_key("metro_minutes", "tower", type="int"), num=12)
    towers = {t.row.id: t for t in drawn(area).towers}
    assert [(w.kind, w.name, w.minutes, w.stated) for w in towers[near.pk].walks] == [
        ("metro", "望江站", 9, False), ("bus", "楼前站", 1, False),
    ]  # fmt: skip
    metro = towers[far.pk].metro
    assert metro is not None
    assert (metro.name, metro.minutes, metro.stated) == ("望江站", 12, True)


def test_the_map_shows_what_is_live_in_reach_and_asked_for() -> None:
    city = make.make_area("市", kind="city")
    here, there = make.make_area("甲街道", parent=city), make.make_area("乙街道", parent=city)
    tower_at(here, "甲楼")
    tower_at(there, "乙楼")
    place(here, "bus", 119.3, 26.0, "本地站")
    place(there, "bus", 119.3, 26.0, "外地站")
    place(city, "metro", 119.3, 26.0, "全市站")
    place(here, "bus", 119.3, 26.0, "旧站", retracted_at=make.make_source().recorded_at)
    MapFeature.objects.create(
        area_path=city.path, kind="road", label="图", crs="gcj02", source=make.make_source(),
        shape={"type": "LineString", "coordinates": [[119.3, 26.0], [119.4, 26.0]]},
    )  # fmt: skip
    found = drawn(here)
    assert [t.row.name for t in found.towers] == ["甲楼"]
    assert [p.name for p in found.places] == ["本地站", "全市站"]
    assert [p.kind for p in found.ground] == ["road"]
    assert [p.name for p in drawn(here, kinds=("metro",)).places] == ["全市站"]


def test_a_tower_without_a_position_is_listed_all_the_same() -> None:
    area = make.make_area()
    make.make_tower(area, "无址楼")
    assert (drawn(area).towers[0].position, drawn(area).towers[0].walks) == (None, ())


def test_the_map_takes_six_queries_for_any_number(django_assert_num_queries: Callable[[int], Any]) -> None:
    area = make.make_area()
    for size in (1, 9):
        for n in range(size):
            make.make_unit(tower_at(area, f"楼{size}{n}"))
            place(area, "bus", 119.344, 26.053 + n / 1000)
        with django_assert_num_queries(6):
            drawn(area)
