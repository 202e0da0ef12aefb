"""The map as GeoJSON (RFC 7946), and its figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.kernel.coordinates import Position
from mashang.register.reads.mapping import DistrictMap, MapPlace, MapTower, Walk
from mashang.register.rules.mapping import BOUNDS
from mashang.ui.page import Text

NAMES: dict[str, Text] = {
    "vacancy": gettext_lazy("Vacancy rate"),
    "occupancy": gettext_lazy("Occupancy rate"),
    "ending": gettext_lazy("Leases that end"),
    "fresh": gettext_lazy("Freshness"),
}
FORMULAS: dict[str, Text] = {
    "vacancy": gettext_lazy("Vacant area ÷ lettable area"),
    "occupancy": gettext_lazy("Occupied area ÷ lettable area"),
    "ending": gettext_lazy("Area of leases that end within 90 days ÷ lettable area"),
    "fresh": gettext_lazy("Area that a source of the last 90 days spoke of ÷ known area"),
}
HALF_SIDE_M, DEGREE_M = 16, 111_320


def class_labels(figure: str) -> list[str]:
    """What the five classes hold, from small to large."""
    bounds = BOUNDS[figure]
    between = [f"{low}–{high}%" for low, high in pairwise(bounds)]
    return [
        _("less than %(bound)s%%") % {"bound": bounds[0]}, *between, _("%(bound)s%% or more") % {"bound": bounds[-1]},
    ]  # fmt: skip


def percent_text(percent: Decimal | None) -> str:
    """A figure as the list shows it; a dash for what is not known."""
    return "—" if percent is None else f"{percent:.1f}%"


def walk_text(walk: Walk) -> str:
    """Minutes on foot, and whether they are estimated."""
    if walk.stated:
        return _("%(minutes)s min") % {"minutes": walk.minutes}
    return _("about %(minutes)s min") % {"minutes": walk.minutes}


def picture(found: DistrictMap) -> dict[str, Any]:
    """What the page draws: ground, towers with height and class, places; the order in which they lie on each other."""
    return _collection(
        *(_drawn(place, place.kind) for place in found.ground),
        *(_drawn(place, "place", label=place.name) for place in found.places),
        *(_raised(tower) for tower in found.towers if tower.position),
    )


def download(found: DistrictMap) -> dict[str, Any]:
    """The same to take away: towers with their figure and code, places with what is known of them."""
    return _collection(
        *(_told(tower, found.figure) for tower in found.towers if tower.position),
        *(
            _drawn(place, "", name=place.name, note=place.note, hours=place.hours, accessible=place.accessible)
            for place in (*found.places, *found.ground)
        ),
    )


def _collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(geometry: Mapping[str, Any], **says: object) -> dict[str, Any]:
    told = {name: value for name, value in says.items() if value not in ("", None)}
    return {"type": "Feature", "properties": told, "geometry": geometry}


def _drawn(place: MapPlace, layer: str, **says: object) -> dict[str, Any]:
    return _feature(place.shape, layer=layer, kind=place.kind, **says)


def _raised(tower: MapTower) -> dict[str, Any]:
    assert tower.position is not None
    outline = tower.outline or _square(tower.position)
    return _feature(
        {"type": "Polygon", "coordinates": outline}, layer="tower", id=tower.row.id, label=tower.row.name,
        height=tower.height_m, **{"class": tower.class_no},
    )  # fmt: skip


def _told(tower: MapTower, figure: str) -> dict[str, Any]:
    assert tower.position is not None
    shape = (
        {"type": "Polygon", "coordinates": tower.outline}
        if tower.outline
        else {"type": "Point", "coordinates": list(tower.position)}
    )
    share = None if tower.percent is None else round(float(tower.percent), 2)
    return _feature(
        shape, kind="tower", tower=tower.row.code, name=tower.row.name, floors=tower.row.floors_above,
        metro_minutes=tower.metro.minutes if tower.metro else None, **{figure: share},
    )  # fmt: skip


def _square(position: Position) -> list[list[list[float]]]:
    """Where a tower's outline is not known: a plain square about its position."""
    lon, lat = position
    north = HALF_SIDE_M / DEGREE_M
    east = north / cos(radians(lat))
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[[round(lon + x * east, 6), round(lat + y * north, 6)] for x, y in corners]]
