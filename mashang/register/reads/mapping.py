"""The map: towers with a figure of a day, their outlines and heights, and what lies round them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import GCJ02, Position, convert, convert_shape
from mashang.register.models import MapFeature, Tower, TowerFact
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area
from mashang.register.reads.towers import TowerRow, TowersWanted, list_towers
from mashang.register.rules.mapping import GROUND, NEAR_MINUTES, PLACES, class_of, height_m, walk_minutes
from mashang.register.rules.occupancy import Figures

FIGURES = ("occupancy", "vacancy", "ending", "fresh")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """A place or a line of the map, in the system that was asked for."""

    id: int
    kind: str
    name: str
    shape: dict[str, Any]
    note: str
    hours: str
    accessible: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The way to the nearest place of a kind; `stated` when the register says the minutes, else they are estimated."""

    kind: str
    name: str
    minutes: int
    stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTower:
    """A tower of the map. `percent` is the figure, None when it cannot be told; `position` None where it stands nowhere."""

    row: TowerRow
    percent: Decimal | None
    class_no: int | None
    position: Position | None
    outline: list[Any] | None
    height_m: float
    walks: tuple[Walk, ...]

    @property
    def metro(self) -> Walk | None:
        """The way to the metro."""
        return next((walk for walk in self.walks if walk.kind == "metro"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictMap:
    """Towers from the largest value to the smallest, those without one last; places and ground of the area."""

    figure: str
    crs: str
    towers: tuple[MapTower, ...]
    places: tuple[MapPlace, ...]
    ground: tuple[MapPlace, ...]


def get_map(
    actor: Actor, as_of: date, figure: str, *, kinds: Iterable[str] = PLACES, crs: str = GCJ02
) -> DistrictMap:  # fmt: skip
    """The towers that the actor may see, with a figure (one of FIGURES) of a day, and places of these kinds.

    Outlines, places and ground are those known now: of them no history is asked. Six queries for any number.
    """
    rows = list_towers(actor, as_of, TowersWanted()).rows
    features = [_place(actor, row, crs) for row in _features(actor)]
    places = [one for one in features if one.kind in PLACES]
    stated = _stated_minutes([row.id for row in rows], as_of)
    drawn = Tower.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", "footprint", "crs")
    outlines = {pk: (outline, system) for pk, outline, system in drawn}
    towers = [_tower(row, figure, places, *outlines[row.id], crs, stated.get(row.id)) for row in rows]
    known = [one for one in towers if one.percent is not None]
    known.sort(key=lambda one: -(one.percent or 0))
    wanted = set(kinds)
    return DistrictMap(
        figure=figure,
        crs=crs,
        towers=(*known, *(one for one in towers if one.percent is None)),
        places=tuple(one for one in places if one.kind in wanted),
        ground=tuple(one for one in features if one.kind in GROUND),
    )


def percent_of(figure: str, figures: Figures) -> Decimal | None:
    """A figure of a tower in percent: of the lettable area what is occupied, vacant or ends within 90 days; of the
    known area what a source of the last 90 days spoke of."""
    share = {
        "occupancy": figures.occupancy_rate,
        "vacancy": figures.vacancy_rate,
        "ending": figures.ending_sqm / figures.lettable_sqm if figures.lettable_sqm else None,
        "fresh": figures.fresh_rate,
    }[figure]
    return None if share is None else share * 100


def _features(actor: Actor) -> Iterable[MapFeature]:
    """Of the actor's own area and all above and below it: the ground of a district lies under its streets."""
    path = actor.area_path
    above = [path[:end] for end in range(0, len(path), 2)]
    found = MapFeature.objects.filter(in_area(path), retracted_at=None) | MapFeature.objects.filter(
        area_path__in=above, retracted_at=None
    )
    return found.order_by("kind", "pk")


def _place(actor: Actor, row: MapFeature, crs: str) -> MapPlace:
    shape = {**row.shape, "coordinates": convert_shape(row.shape["coordinates"], row.crs, crs)}
    return MapPlace(
        id=row.pk, kind=row.kind, name=name_in(actor.locale, row), shape=shape, note=row.note, hours=row.hours,
        accessible=row.accessible,
    )  # fmt: skip


def _stated_minutes(tower_ids: list[int], as_of: date) -> dict[int, int]:
    facts = TowerFact.objects.filter(
        subject__in=tower_ids, key__key="metro_minutes", believed=True, superseded_at=None, valid_from__lte=as_of
    ).order_by("valid_from")
    return {tower_id: num for tower_id, num in facts.values_list("subject_id", "num") if num is not None}


def _tower(
    row: TowerRow, figure: str, places: list[MapPlace], outline: Any, system: str, crs: str, stated: int | None
) -> MapTower:
    percent = percent_of(figure, row.figures)
    position = (
        convert((float(row.lon), float(row.lat)), system, crs) if row.lon is not None and row.lat is not None else None
    )
    return MapTower(
        row=row,
        percent=percent,
        class_no=class_of(figure, percent),
        position=position,
        outline=convert_shape(outline, system, crs) if outline else None,
        height_m=height_m(row.floors_above),
        walks=tuple(_walks(position, places, stated)),
    )


def _walks(position: Position | None, places: list[MapPlace], stated: int | None) -> Iterable[Walk]:
    """The nearest place of each kind, as far as it is near; the metro however far, as the register states it."""
    nearest: dict[str, Walk] = {}
    for place in places if position else ():
        lon, lat = place.shape["coordinates"][:2]
        minutes = walk_minutes(position or (0, 0), (lon, lat))
        if place.kind not in nearest or minutes < nearest[place.kind].minutes:
            nearest[place.kind] = Walk(kind=place.kind, name=place.name, minutes=minutes)
    if stated is not None:
        name = nearest["metro"].name if "metro" in nearest else ""
        nearest["metro"] = Walk(kind="metro", name=name, minutes=stated, stated=True)
    return (
        nearest[kind]
        for kind in PLACES
        if kind in nearest and (kind == "metro" or nearest[kind].minutes <= NEAR_MINUTES)
    )


def counts_of(towers: Iterable[MapTower]) -> Mapping[int | None, int]:
    """How many towers fall into each class; None counts those whose value is not known."""
    counts: dict[int | None, int] = dict.fromkeys((*range(5), None), 0)
    for tower in towers:
        counts[tower.class_no] += 1
    return counts
