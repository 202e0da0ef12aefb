"""The list of towers with their figures, and the head of one tower's file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.names import fold, initials, pinyin
from mashang.kernel.text import _
from mashang.register.models import GradeResult, Tower, TowerKeeper, TowerName
from mashang.register.reads.figures import get_figures
from mashang.register.reads.grades import GRADE_JSON, GradeInForce, grade_in_force, in_force
from mashang.register.reads.keepers import role_held_on
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by
from mashang.register.rules.occupancy import ZERO, Figures
from mashang.register.rules.unit_status import UnitStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Someone who keeps a tower: a district or local steward, or a property manager."""

    user_id: int
    name: str
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerRow:
    """A tower as lists show it and the head of its file."""

    id: int
    code: str
    name: str
    name_zh: str
    pinyin: str
    other_names: tuple[str, ...]
    kind: str
    address: str
    area_id: int
    area: str
    area_path: str
    district_id: int
    park_id: int | None
    park: str
    floors_above: int | None
    floors_below: int | None
    gross_sqm: Decimal | None
    lettable_sqm: Decimal | None
    lon: Decimal | None
    lat: Decimal | None
    verified_on: date | None
    sample: bool
    keepers: tuple[Keeper, ...]
    grades: tuple[GradeInForce, ...] = ()
    figures: Figures = field(default_factory=Figures)

    @property
    def stewards(self) -> tuple[Keeper, ...]:
        """The officials who keep it, the district's first."""
        return tuple(k for duty in ("district", "local") for k in self.keepers if k.duty == duty)

    def kept_by(self, user_id: int | None) -> bool:
        """Is it one of this person's towers?"""
        return any(k.user_id == user_id for k in self.keepers)


@dataclass(frozen=True, slots=True, kw_only=True)
class TowersWanted:
    """Filters of the list. `grade` is a grade in force on the day, by its code; `vacant_sqm` is the least vacant area; `sort` a key, with `-` from large to small."""

    q: str = ""
    steward_id: int | None = None
    kind: str = ""
    grade: str = ""
    park_id: int | None = None
    vacant_sqm: Decimal | None = None
    sort: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class TowersFound:
    """One page of the list; `mine` are the actor's own towers, whatever the filters."""

    rows: tuple[TowerRow, ...]
    total: int
    seen: int
    sums: Figures
    mine: tuple[TowerRow, ...]
    stewards: tuple[Keeper, ...]
    parks: tuple[tuple[int, str], ...]


FIGURE_SORTS: dict[str, Callable[[TowerRow], Any]] = {
    "occupancy": lambda row: row.figures.occupancy_rate,
    "vacant": lambda row: row.figures.vacant_sqm,
    "ending": lambda row: row.figures.ending_leases,
    "firms": lambda row: row.figures.firms,
    "lettable": lambda row: row.figures.lettable_sqm,
    "fresh": lambda row: row.figures.fresh_rate,
}
PLAIN_SORTS: dict[str, Callable[[TowerRow], Any]] = {
    "name": lambda row: row.pinyin,
    "verified": lambda row: row.verified_on,
    "gross": lambda row: row.gross_sqm,
}


def list_towers(
    actor: Actor, as_of: date, wanted: TowersWanted, *, start: int = 0, size: int | None = None
) -> TowersFound:
    """Towers the actor may see, filtered and sorted, with figures of the page and sums of all that were found.

    Three queries for any number of towers: the towers, their units by status, their firms. What is not known
    sorts last in both directions.
    """
    seen = [_row(actor, tower) for tower in _with_names(towers_seen_by(actor), as_of)]
    found = [row for row in seen if _matches(row, wanted)]
    mine = [row for row in seen if row.kept_by(actor.user_id)] if actor.user_id is not None else []
    figures = get_figures({row.id: row.lettable_sqm for row in [*found, *mine]}, as_of)
    found = [replace(row, figures=figures[row.id]) for row in found]
    if wanted.vacant_sqm is not None:
        found = [row for row in found if row.figures.vacant_sqm >= wanted.vacant_sqm]
    found = _sorted(found, wanted.sort)
    return TowersFound(
        rows=tuple(found[start : None if size is None else start + size]),
        total=len(found),
        seen=len(seen),
        sums=sum_up(row.figures for row in found),
        mine=tuple(replace(row, figures=figures[row.id]) for row in sorted(mine, key=PLAIN_SORTS["name"])),
        stewards=_stewards(seen),
        parks=tuple(sorted({(row.park_id, row.park) for row in seen if row.park_id is not None}, key=lambda p: p[1])),
    )


def list_tower_rows(actor: Actor, as_of: date) -> tuple[TowerRow, ...]:
    """Every tower the actor may see, with its names and keepers of the day, without figures; one query."""
    return tuple(_row(actor, tower) for tower in _with_names(towers_seen_by(actor), as_of))


def get_tower(actor: Actor, tower_id: int, as_of: date) -> TowerRow:
    """The head of a tower's file, without figures; refuses what the actor may not see as not there. One query."""
    tower = _with_names(towers_seen_by(actor).filter(pk=tower_id), as_of).first()
    if tower is None:
        raise NotThere(
            "tower_not_there",
            _("There is no such tower, or it lies outside your area."),
            mend=_("Look for it in the list of towers."),
        )
    return _row(actor, tower)


def sum_up(figures: Iterable[Figures]) -> Figures:
    """The sum over towers. Firms in several towers count in each; rates follow from the summed areas."""
    listed = list(figures)
    by_status: dict[UnitStatus, tuple[int, Decimal]] = {}
    for one in listed:
        for status, (units, sqm) in one.by_status.items():
            had = by_status.get(status, (0, ZERO))
            by_status[status] = (had[0] + units, had[1] + sqm)
    return Figures(
        units=sum(one.units for one in listed),
        unknown_units=sum(one.unknown_units for one in listed),
        lettable_sqm=sum((one.lettable_sqm for one in listed), ZERO),
        by_status=by_status,
        firms=sum(one.firms for one in listed),
        registered=sum(one.registered for one in listed),
        registration_asked=sum(one.registration_asked for one in listed),
        ending_sqm=sum((one.ending_sqm for one in listed), ZERO),
        ending_leases=sum(one.ending_leases for one in listed),
        overrun_leases=sum(one.overrun_leases for one in listed),
        fresh_sqm=sum((one.fresh_sqm for one in listed), ZERO),
        known_sqm=sum((one.known_sqm for one in listed), ZERO),
    )


def _with_names(towers: QuerySet[Tower], as_of: date) -> QuerySet[Tower]:
    names = TowerName.objects.filter(tower=OuterRef("pk"), superseded_at=None).exclude(kind="current")
    borne = TowerName.objects.filter(
        Q(since=None) | Q(since__lte=as_of), tower=OuterRef("pk"), superseded_at=None, kind__in=["current", "former"]
    ).order_by(F("since").desc(nulls_last=True), "kind")
    keepers = TowerKeeper.objects.filter(role_held_on(as_of), tower=OuterRef("pk"), span__contains=as_of).order_by("pk")
    keeper = JSONObject(user_id="membership__user_id", name="membership__user__name", duty="duty")
    grades = GradeResult.objects.filter(in_force(as_of), tower=OuterRef("pk")).order_by("scheme")
    return towers.select_related("area", "park").annotate(
        name_then=Coalesce(Subquery(borne.values("name")[:1]), F("name_zh")),
        other_names=ArraySubquery(names.order_by("pk").values("name")),
        kept=ArraySubquery(keepers.values(one=keeper)),
        graded=ArraySubquery(grades.values(one=GRADE_JSON)),
    )


def _row(actor: Actor, tower: Any) -> TowerRow:
    return TowerRow(
        id=tower.pk,
        code=tower.code,
        name=name_in(actor.locale, tower) if tower.name_then == tower.name_zh else tower.name_then,
        name_zh=tower.name_zh,
        pinyin=tower.name_pinyin or pinyin(tower.name_zh),
        other_names=tuple(tower.other_names),
        kind=tower.kind,
        address=tower.address,
        area_id=tower.area_id,
        area=name_in(actor.locale, tower.area),
        area_path=tower.area_path,
        district_id=tower.district_id,
        park_id=tower.park_id,
        park=name_in(actor.locale, tower.park) if tower.park else "",
        floors_above=tower.floors_above,
        floors_below=tower.floors_below,
        gross_sqm=tower.gross_sqm,
        lettable_sqm=tower.lettable_sqm,
        lon=tower.lon,
        lat=tower.lat,
        verified_on=tower.verified_on,
        sample=tower.sample,
        keepers=tuple(Keeper(**one) for one in tower.kept),
        grades=tuple(grade_in_force(actor.locale, one) for one in tower.graded),
    )


def _matches(row: TowerRow, wanted: TowersWanted) -> bool:
    if wanted.kind and row.kind != wanted.kind:
        return False
    if wanted.grade and not any(one.code == wanted.grade for one in row.grades):
        return False
    if wanted.park_id is not None and row.park_id != wanted.park_id:
        return False
    if wanted.steward_id is not None and not row.kept_by(wanted.steward_id):
        return False
    return not wanted.q.strip() or is_called(wanted.q, (row.name_zh, row.name, *row.other_names), row.address, row.code)


def is_called(q: str, names: Sequence[str], *texts: str) -> bool:
    """Does a query name this thing: by part of a name or text, in pinyin, or by the initials of the pinyin?"""
    word = fold(q)
    if not word:
        return False
    if any(word in fold(text) for text in (*names, *texts)):
        return True
    return word.isascii() and any(word in pinyin(name) or word in initials(name) for name in names)


def _sorted(rows: list[TowerRow], sort: str) -> list[TowerRow]:
    key = {**PLAIN_SORTS, **FIGURE_SORTS}.get(sort.removeprefix("-"), PLAIN_SORTS["name"])
    known = [row for row in rows if key(row) is not None]
    known.sort(key=lambda row: row.pinyin)
    known.sort(key=key, reverse=sort.startswith("-"))
    return [*known, *(row for row in rows if key(row) is None)]


def _stewards(rows: Iterable[TowerRow]) -> tuple[Keeper, ...]:
    found = {keeper.user_id: keeper for row in rows for keeper in row.stewards}
    return tuple(sorted(found.values(), key=lambda keeper: pinyin(keeper.name)))


def list_tower_names(actor: Actor) -> tuple[tuple[int, str], ...]:
    """The towers the actor may see as choices, by pinyin; one query."""
    rows = towers_seen_by(actor).order_by("name_pinyin", "pk").only("name_zh", "name_hant", "name_en")
    return tuple((row.pk, name_in(actor.locale, row)) for row in rows)


def list_kept_towers(actor: Actor, as_of: date) -> frozenset[int]:
    """The towers that the actor keeps on a day; one query."""
    keeps = TowerKeeper.objects.filter(role_held_on(as_of), membership__user=actor.user_id, span__contains=as_of)
    return frozenset(towers_seen_by(actor).filter(pk__in=keeps.values("tower")).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleTower:
    """A tower that nobody verified for long; `verified_on` None is never."""

    id: int
    name: str
    verified_on: date | None


def list_stale_towers(
    actor: Actor, as_of: date, *, days: int = 90, tower_ids: frozenset[int] | None = None
) -> tuple[StaleTower, ...]:
    """Towers last verified more than `days` days before a day, or never, the longest first; one query."""
    since = date.fromordinal(as_of.toordinal() - days)
    rows = towers_seen_by(actor).filter(Q(verified_on=None) | Q(verified_on__lt=since))
    if tower_ids is not None:
        rows = rows.filter(pk__in=tower_ids)
    ordered = rows.order_by(F("verified_on").asc(nulls_first=True), "name_pinyin")
    return tuple(StaleTower(id=row.pk, name=name_in(actor.locale, row), verified_on=row.verified_on) for row in ordered)


def get_tower_rows(actor: Actor, tower_ids: Collection[int], as_of: date) -> dict[int, TowerRow]:
    """Those of these towers that the actor may see, without figures; one query."""
    rows = _with_names(towers_seen_by(actor).filter(pk__in=tower_ids), as_of)
    return {row.pk: _row(actor, row) for row in rows}
