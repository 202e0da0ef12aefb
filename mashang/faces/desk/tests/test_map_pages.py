"""The page of the map without its picture, what the picture is drawn from, and the file to take away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mashang.kernel.coordinates import convert
from mashang.register.models import MapFeature, Tower
from mashang.register.tests import make
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LON, LAT = Decimal("119.344000"), Decimal("26.053000")


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def tower(cast: Cast) -> Tower:
    """A tower half let, with a metro station and a school round it; another one nowhere; one of another district."""
    tower = make.make_tower(cast.aofeng, "望江大厦", lon=LON, lat=LAT, floors_above=30)
    make.make_unit(tower, "101")
    make.make_tenancy(
        make.make_firm("榕海数科（示例）", cast.aofeng), make.make_unit(tower, "102"), start=date(2022, 1, 1)
    )
    make.make_tower(cast.aofeng, "无址大厦")
    make.make_tower(cast.hongshan, "外区大厦", lon=LON, lat=LAT)
    for kind, name in (("metro", "望江站"), ("school", "望江小学")):
        MapFeature.objects.create(
            area_path=cast.aofeng.path, kind=kind, name_zh=name, crs="gcj02", label="图", source=make.make_source(),
            shape={"type": "Point", "coordinates": [119.344, 26.0575]},
        )  # fmt: skip
    return tower


def enter(client: Client, cast: Cast, role: str = "section_head") -> Client:
    client.force_login(cast.user(role))
    return client


def test_the_page_says_without_a_picture_what_the_picture_shows(client: Client, cast: Cast, tower: Tower) -> None:
    page = enter(client, cast).get("/desk/map", {"tower": tower.pk}).content.decode()
    assert page.count("50.0%") >= 3, "list, card and table"
    assert "望江站" in page
    assert "外区大厦" not in page
    assert "无址大厦" in page
    assert f'data-tower="{tower.pk}" aria-current="true"' in page
    assert 'type="module"' in page
    before = client.get("/desk/map", {"as_of": "2020-05-01", "figure": "occupancy"}).content.decode()
    assert "0.0%" in before
    assert "2020-05-01" in before


def test_whatever_the_address_says_a_map_comes(client: Client, cast: Cast, tower: Tower) -> None:
    enter(client, cast)
    for query in ({"figure": "x", "show": "x", "tower": "x", "as_of": "x"}, {"tower": "99999999"}, {"show": "none"}):
        assert client.get("/desk/map", query).status_code == 200
        assert client.get("/desk/map.geojson", query).status_code == 200


def features(client: Client, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/desk/map.geojson", query)
    assert answer.headers["Content-Type"] == "application/geo+json"
    found: list[dict[str, Any]] = json.loads(answer.content)["features"]
    return found


def test_the_picture_is_drawn_in_the_system_of_published_maps(client: Client, cast: Cast, tower: Tower) -> None:
    enter(client, cast)
    drawn = {one["properties"].get("label"): one for one in features(client)}
    assert set(drawn) == {"望江大厦", "望江站"}
    says = drawn["望江大厦"]["properties"]
    assert (says["id"], says["class"], says["height"]) == (tower.pk, 4, pytest.approx(117))
    ring = drawn["望江大厦"]["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert min(x for x, _y in ring) < float(LON) < max(x for x, _y in ring)
    assert {one["properties"].get("label") for one in features(client, show="services")} == {"望江大厦", "望江小学"}


def test_the_file_to_take_away_is_in_degrees_of_satellites_and_on_record(
    client: Client, cast: Cast, tower: Tower
) -> None:
    enter(client, cast)
    told = features(client, download="1", figure="occupancy", show="all")
    says = next(one for one in told if one["properties"]["kind"] == "tower")
    assert says["properties"]["occupancy"] == 50.0
    assert says["geometry"]["coordinates"] == pytest.approx(convert((float(LON), float(LAT)), "gcj02", "wgs84"))
    entry = Entry.objects.get(act="list.export")
    assert (entry.subject_kind, entry.diff["form"], entry.diff["rows"]) == ("map", "geojson", 3)


def test_who_may_not_export_gets_no_file(client: Client, cast: Cast, tower: Tower) -> None:
    from mashang.accounts.rules.roles import Role, permissions_of

    role = next(
        r for r in Role if {"register.read"} <= permissions_of(r) and "register.export" not in permissions_of(r)
    )
    enter(client, cast, str(role))
    assert client.get("/desk/map.geojson", {"download": "1"}).status_code == 403
    assert "download=1" not in client.get("/desk/map").content.decode()
    assert not Entry.objects.filter(act="list.export").exists()


def test_the_page_takes_as_many_queries_for_many_towers_as_for_one(
    client: Client, cast: Cast, tower: Tower, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    enter(client, cast)
    client.get("/desk/map")
    for n in range(12):
        make.make_unit(make.make_tower(cast.aofeng, f"群楼{n}", lon=LON, lat=LAT))
    with django_assert_max_num_queries(13):
        client.get("/desk/map")
