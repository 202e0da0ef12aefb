"""The rules of the map: what a GeoJSON file may hold, into which class a figure falls, how long a walk takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, isfinite
from typing import Any

from mashang.kernel.coordinates import Position, distance_m
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

STOPS = ("metro", "bus", "rail")
SERVICES = (
    "parking", "charging", "childcare", "school", "hospital", "food", "mall", "hotel", "bank", "kiosk", "agency",
)  # fmt: skip
GROUND = {"water": "Polygon", "green": "Polygon", "road": "LineString", "metro_line": "LineString"}
PLACES = (*STOPS, *SERVICES)
TOWER = "tower"

# The bounds between five classes of each figure, in percent: a value on a bound belongs to the class above it.
BOUNDS: dict[str, tuple[int, ...]] = {
    "occupancy": (65, 75, 80, 86),
    "vacancy": (5, 10, 15, 20),
    "ending": (2, 5, 10, 20),
    "fresh": (60, 70, 80, 90),
}
STOREY_M = Decimal("3.9")  # a storey of an office tower, where nothing else is known
DETOUR, METRES_A_MINUTE = 1.3, 75  # streets are longer than the straight line; a walk with crossings
NEAR_MINUTES = 15
DEEPEST = {"Point": 0, "LineString": 1, "Polygon": 2}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A feature of a file: a tower's outline (`tower` is its code) or a place or line of the map."""

    kind: str
    shape: dict[str, Any]
    names: tuple[str, str, str] = ("", "", "")
    note: str = ""
    hours: str = ""
    accessible: bool | None = None
    tower: str = ""


def read_features(document: Any) -> list[Drawn]:
    """The features of a GeoJSON FeatureCollection (RFC 7946).

    Refuses, naming the feature by its number, a kind that is not known, a geometry that does not belong to the
    kind, an outline that is not closed, and numbers that are no degrees.
    """
    features = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(features, list) or not features:
        raise Refused(
            "no_features", _("This file holds no features of a map."), mend=_("Send a GeoJSON FeatureCollection.")
        )
    return [_read(no, feature) for no, feature in enumerate(features, start=1)]


def _read(no: int, feature: Any) -> Drawn:
    says = feature.get("properties") if isinstance(feature, Mapping) else None
    shape = feature.get("geometry") if isinstance(feature, Mapping) else None
    says, shape = says if isinstance(says, Mapping) else {}, shape if isinstance(shape, Mapping) else {}
    kind, tower = str(says.get("kind", "")), str(says.get(TOWER, ""))
    kind = TOWER if tower else kind
    wanted = "Polygon" if kind == TOWER else "Point" if kind in PLACES else GROUND.get(kind)
    if wanted is None:
        raise _refused(no, _("Its kind is not known."))
    coordinates = shape.get("coordinates")
    if shape.get("type") != wanted or not _sound(coordinates, DEEPEST[wanted]):
        raise _refused(no, _("Its geometry does not fit its kind, or is not closed, or holds what are no degrees."))
    accessible = says.get("accessible")
    return Drawn(
        kind=kind,
        shape={"type": wanted, "coordinates": coordinates},
        names=(
            str(says.get("name", ""))[:120],
            str(says.get("name_hant", ""))[:120],
            str(says.get("name_en", ""))[:160],
        ),
        note=str(says.get("note", ""))[:200],
        hours=str(says.get("hours", ""))[:80],
        accessible=accessible if isinstance(accessible, bool) else None,
        tower=tower,
    )


def _refused(no: int, why: str) -> Refused:
    return Refused(
        "bad_feature", _("Feature %(no)s cannot be drawn: %(why)s", no=no, why=why), mend=_("Mend the file.")
    )


def _sound(coordinates: Any, depth: int) -> bool:
    if not isinstance(coordinates, Sequence) or isinstance(coordinates, str):
        return False
    if depth == 0:
        return len(coordinates) >= 2 and all(map(_is_degree, coordinates[:2], (180, 90)))
    if depth == 2:
        return bool(coordinates) and all(
            _sound(ring, 1) and len(ring) > 3 and ring[0] == ring[-1] for ring in coordinates
        )
    return len(coordinates) >= 2 and all(_sound(place, 0) for place in coordinates)


def _is_degree(number: Any, most: int) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and isfinite(number) and abs(number) <= most


def class_of(figure: str, percent: Decimal | None) -> int | None:
    """The class of a value, 0 to 4 from small to large; None when the value is not known."""
    return None if percent is None else sum(percent >= bound for bound in BOUNDS[figure])


def height_m(floors_above: int | None) -> float:
    """How high a tower is drawn; one storey where its floors are not known."""
    return float(STOREY_M * max(floors_above or 1, 1))


def walk_minutes(start: Position, end: Position) -> int:
    """Minutes on foot between two places of one system, estimated from the straight line; at least one."""
    return max(1, ceil(distance_m(start, end) * DETOUR / METRES_A_MINUTE))
