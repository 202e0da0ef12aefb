"""Coordinate systems of positions: the national one with its offset (GCJ-02), and those of surveys and satellites.

Maps published in China bear GCJ-02. Surveys give CGCS2000 (GB 22021), satellite receivers WGS-84; the two lie within
centimetres of each other, so they count as one here. The offset is the widely published approximation of GCJ-02, good
to about a metre; its inverse is found by iteration. Outside China there is no offset.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, pi, radians, sin, sqrt
from typing import Any

GCJ02, WGS84, CGCS2000 = "gcj02", "wgs84", "cgcs2000"
SYSTEMS = (GCJ02, WGS84, CGCS2000)
Position = tuple[float, float]  # longitude, latitude in degrees

_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943  # the ellipsoid of Krasovsky, as GCJ-02 has it
_EARTH_M = 6_371_008.8  # mean radius
_STEPS, _CLOSE = 12, 1e-9


def convert(position: Position, source: str, target: str) -> Position:
    """The same place in another system, in degrees; KeyError for a system that is none of SYSTEMS."""
    shifted = {GCJ02: True, WGS84: False, CGCS2000: False}
    if shifted[source] == shifted[target]:
        return position
    return _to_gcj02(position) if shifted[target] else _from_gcj02(position)


def convert_shape(coordinates: Any, source: str, target: str, *, digits: int = 6) -> Any:
    """The coordinates of a GeoJSON geometry in another system: a position, or lists of such to any depth."""
    if coordinates and isinstance(coordinates[0], Sequence):
        return [convert_shape(part, source, target, digits=digits) for part in coordinates]
    lon, lat = convert((float(coordinates[0]), float(coordinates[1])), source, target)
    return [round(lon, digits), round(lat, digits)]


def distance_m(one: Position, other: Position) -> float:
    """Metres between two places of one system, on a sphere: within half a percent."""
    lon1, lat1, lon2, lat2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(half))


def _to_gcj02(position: Position) -> Position:
    lon, lat = position
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return position
    east, north = _offset(lon - 105.0, lat - 35.0)
    curve = 1 - _ECCENTRICITY * sin(radians(lat)) ** 2
    north = north * 180 / (_AXIS * (1 - _ECCENTRICITY) / (curve * sqrt(curve)) * pi)
    east = east * 180 / (_AXIS / sqrt(curve) * cos(radians(lat)) * pi)
    return lon + east, lat + north


def _from_gcj02(position: Position) -> Position:
    lon, lat = position
    for _step in range(_STEPS):
        there = _to_gcj02((lon, lat))
        east, north = position[0] - there[0], position[1] - there[1]
        lon, lat = lon + east, lat + north
        if abs(east) < _CLOSE and abs(north) < _CLOSE:
            break
    return lon, lat


def _offset(x: float, y: float) -> Position:
    """Metres to the east and north, of degrees from the middle of the country."""
    both = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return east, north
