"""What a map shows is loaded from GeoJSON: checked, placed, replaced by a newer collection, and on record."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import convert_shape
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.mapping import load_map_features
from mashang.register.models import MapFeature
from mashang.register.rules.mapping import BOUNDS, class_of, height_m, read_features, walk_minutes
from mashang.register.tests.make import make_actor, make_area, make_tower
from mashang.register.tests.tenant_sheets import steward
from mashang.trail.models import Entry
from tests.real_data import REAL_DATA

RING = [[119.34, 26.05], [119.341, 26.05], [119.341, 26.051], [119.34, 26.05]]
OUTLINES = REAL_DATA / "geo/lucheng_office_towers_floors.geojson"


def feature(kind: str, shape: str, coordinates: Any, **says: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **says},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def document(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


STATION = feature("metro", "Point", [119.344, 26.053], name="望江站", name_en="Wangjiang", note="4", accessible=True)


@pytest.mark.django_db
def test_a_collection_is_drawn_and_a_newer_one_takes_its_place() -> None:
    area = make_area()
    tower = make_tower(area, lon=Decimal("119.34"), lat=Decimal("26.05"))
    outline = feature("", "Polygon", [RING], tower=tower.code)
    actor = steward(area)
    first = document(STATION, feature("water", "Polygon", [RING]), outline)
    assert load_map_features(actor=actor, area_path=area.path, document=first, crs="wgs84", label="图") == 3
    row = MapFeature.objects.get(kind="metro")
    assert (row.name_zh, row.name_en, row.note, row.accessible, row.crs) == ("望江站", "Wangjiang", "4", True, "wgs84")
    tower.refresh_from_db()
    assert tower.footprint == convert_shape([RING], "wgs84", "gcj02"), "the outline is kept in the tower's own system"
    load_map_features(actor=actor, area_path=area.path, document=document(STATION), crs="gcj02", label="另一")
    load_map_features(actor=actor, area_path=area.path, document=document(STATION), crs="gcj02", label="图")
    live = MapFeature.objects.filter(retracted_at=None).values_list("label", "crs", "kind")
    assert sorted(live) == [("另一", "gcj02", "metro"), ("图", "gcj02", "metro")]
    assert MapFeature.objects.count() == 4
    last = Entry.objects.filter(act="map.load").latest("id")
    assert (last.subject_id, last.diff) == (area.pk, {"label": "图", "rows": 1, "gone": 2})


@pytest.mark.django_db
def test_nobody_draws_into_another_area_nor_outlines_its_towers() -> None:
    here, there = make_area(), make_area("乙街道")
    foreign = feature("", "Polygon", [RING], tower=make_tower(there).code)
    says: dict[str, Any] = {"crs": "gcj02", "label": "图"}
    with pytest.raises(NotThere):
        load_map_features(actor=steward(here), area_path=there.path, document=document(STATION), **says)
    with pytest.raises(NotAllowed):
        load_map_features(actor=make_actor(here), area_path=here.path, document=document(STATION), **says)
    with pytest.raises(Refused, match="code"):
        load_map_features(actor=steward(here), area_path=here.path, document=document(STATION, foreign), **says)
    with pytest.raises(Refused, match="coordinate system"):
        load_map_features(
            actor=Actor.system("test"), area_path=here.path, document=document(STATION), crs="bd09", label="图"
        )
    assert not MapFeature.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        feature("metro", "Polygon", [RING]),
        feature("volcano", "Point", [119.3, 26.0]),
        feature("metro", "Point", [119.3, 96.0]),
        feature("metro", "Point", ["119.3", "26.0"]),
        feature("metro", "Point", [float("nan"), 26.0]),
        feature("metro", "Point", None),
        feature("water", "Polygon", [RING[:3]]),
        feature("water", "Polygon", []),
        feature("road", "LineString", [[119.3, 26.0]]),
        {"type": "Feature", "properties": None, "geometry": None},
        "feature",
    ],
)
def test_what_cannot_be_drawn_is_refused_by_its_number(bad: Any) -> None:
    with pytest.raises(Refused, match="Feature 2"):
        read_features(document(STATION, bad))


@pytest.mark.parametrize("empty", [None, [], {}, {"features": []}, {"features": "x"}])
def test_a_document_without_features_is_refused(empty: Any) -> None:
    with pytest.raises(Refused, match="no features"):
        read_features(empty)


def test_a_value_on_a_bound_belongs_to_the_class_above() -> None:
    assert [class_of("vacancy", Decimal(v)) for v in ("0", "4.99", "5", "10", "19.9", "20", "100")] == [
        0,
        0,
        1,
        2,
        3,
        4,
        4,
    ]
    assert class_of("fresh", None) is None
    assert all(sorted(bounds) == list(bounds) and len(bounds) == 4 for bounds in BOUNDS.values())


def test_heights_and_walks_are_plausible() -> None:
    assert height_m(40) == pytest.approx(156)
    assert height_m(None) == height_m(0) == height_m(1)
    start = (119.344, 26.053)
    assert walk_minutes(start, start) == 1
    assert walk_minutes(start, (119.344, 26.0575)) == 9  # 500 m as the crow flies


@pytest.mark.skipif(not OUTLINES.exists(), reason="the real outlines do not lie here")
def test_real_outlines_of_towers_can_be_drawn() -> None:
    shapes = [one["geometry"] for one in json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]]
    drawn = read_features(document(*(feature("", s["type"], s["coordinates"], tower="T1") for s in shapes)))
    assert len(drawn) == len(shapes) > 200
