"""The list of firms, and the head of one firm's file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Firm, FirmName, Occupancy
from mashang.register.reads.descriptions import area_then, descriptions_on
from mashang.register.reads.firms_then import firm_then
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.register.reads.searching import named
from mashang.register.reads.spans import last_day
from mashang.register.rules.industry import SECTION_NAMES, divisions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a firm is on the day: one room of one tower."""

    tower_id: int
    tower: str
    unit_id: int
    floor_no: int | None
    room: str
    area_sqm: Decimal | None
    ends_on: date | None
    registered_here: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRow:
    """A firm as the list shows it."""

    id: int
    name: str
    uscc: str
    kind: str
    industry: str
    standing: str
    home: str
    sample: bool
    places: tuple[Place, ...] = ()

    @property
    def area_sqm(self) -> Decimal | None:
        """Its known area on the day; None when one of its rooms has none."""
        areas = [place.area_sqm for place in self.places]
        return sum((a for a in areas if a is not None), Decimal(0)) if areas and None not in areas else None

    @property
    def ends_on(self) -> date | None:
        """The first of its lease ends."""
        return min((place.ends_on for place in self.places if place.ends_on is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmsWanted:
    """Filters of the list. `here` keeps those with a room on the day, `registered` the answer to "registered here"."""

    q: str = ""
    industry: str = ""
    standing: str = ""
    tower_id: int | None = None
    here: bool = False
    registered: bool | None = None
    sort: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmsFound:
    """One page of the list."""

    rows: tuple[FirmRow, ...]
    total: int


SORTS = {"name": "name_pinyin", "uscc": "uscc", "industry": "industry", "standing": "standing"}


def list_firms(
    actor: Actor, as_of: date, wanted: FirmsWanted, *, start: int = 0, size: int | None = None
) -> FirmsFound:
    """Firms the actor may see, filtered and sorted, with their rooms on the day; four queries for any number."""
    found = _filtered(actor, as_of, wanted)
    descending = wanted.sort.startswith("-")
    field = F(SORTS.get(wanted.sort.removeprefix("-"), "name_pinyin"))
    ordered = found.order_by(
        field.desc(nulls_last=True) if descending else field.asc(nulls_last=True), "name_pinyin", "pk"
    ).select_related("home_area")
    rows = list(ordered[start : None if size is None else start + size])
    places = _places(actor, [row.pk for row in rows], as_of)
    return FirmsFound(
        rows=tuple(_row(actor, row, tuple(places[row.pk])) for row in rows),
        total=found.count() if size is not None else len(rows),
    )


def get_firm_rows(actor: Actor, firm_ids: Collection[int], as_of: date) -> dict[int, FirmRow]:
    """Those of these firms that the actor may see, with their rooms on the day; three queries for any number."""
    rows: QuerySet[Any] = firms_seen_by(actor).filter(pk__in=firm_ids).annotate(**firm_then(as_of))
    firms = {row.pk: row for row in rows.select_related("home_area")}
    places = _places(actor, list(firms), as_of) if firms else {}
    return {pk: _row(actor, firm, tuple(places.get(pk, ()))) for pk, firm in firms.items()}


def _filtered(actor: Actor, as_of: date, wanted: FirmsWanted) -> QuerySet[Firm]:
    firms: QuerySet[Any] = firms_seen_by(actor).annotate(**firm_then(as_of))
    if wanted.industry in SECTION_NAMES:
        codes = Q(industry_then__startswith=wanted.industry)
        for division in divisions_of(wanted.industry):
            codes |= Q(industry_then__startswith=f"{division:02d}")
        firms = firms.filter(codes)
    if wanted.standing:
        firms = firms.filter(standing_then=wanted.standing)
    if wanted.tower_id is not None or wanted.here or wanted.registered is not None:
        stays = Occupancy.objects.filter(
            firm=OuterRef("pk"), retracted_at=None, span__contains=as_of, tower__in=towers_seen_by(actor).values("pk")
        )
        if wanted.tower_id is not None:
            stays = stays.filter(tower=wanted.tower_id)
        if wanted.registered is not None:
            stays = stays.filter(tenancy__registered_here=wanted.registered)
        firms = firms.filter(Exists(stays))
    return firms.filter(named(wanted.q)) if wanted.q.strip() else firms


def _places(actor: Actor, firm_ids: list[int], as_of: date) -> dict[int, list[Place]]:
    rows = Occupancy.objects.filter(
        firm__in=firm_ids, retracted_at=None, span__contains=as_of, tower__in=towers_seen_by(actor).values("pk")
    ).select_related("tower", "unit", "tenancy")
    were = descriptions_on(Q(unit__in=rows.values("unit")), as_of)
    places: dict[int, list[Place]] = defaultdict(list)
    for row in rows.order_by("tower__name_pinyin", "unit__floor_no", "unit__room", "pk"):
        places[row.firm_id].append(
            Place(
                tower_id=row.tower_id,
                tower=name_in(actor.locale, row.tower),
                unit_id=row.unit_id,
                floor_no=row.unit.floor_no,
                room=row.unit.room,
                area_sqm=row.area_sqm if row.area_sqm is not None else area_then(were, row.unit),
                ends_on=last_day(row.span) or row.tenancy.lease_ends_on,
                registered_here=row.tenancy.registered_here,
            )
        )
    return places


def _row(actor: Actor, firm: Any, places: tuple[Place, ...]) -> FirmRow:
    return FirmRow(
        id=firm.pk,
        name=firm.name_then,
        uscc=firm.uscc or "",
        kind=firm.kind,
        industry=firm.industry_then,
        standing=firm.standing_then,
        home=name_in(actor.locale, firm.home_area),
        sample=firm.sample,
        places=places,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmHead:
    """The head of a firm's file. `names` are the other names it bears or bore, with their kind."""

    row: FirmRow
    parent_id: int | None
    parent: str
    names: tuple[tuple[str, str], ...]


def get_firm(actor: Actor, firm_id: int, as_of: date | None = None, known_at: datetime | None = None) -> FirmHead:
    """The head of a firm's file as it was on a day (None: today); refuses what the actor may not see as not there. Two queries."""
    seen = firms_seen_by(actor).annotate(**firm_then(as_of or timezone.localdate(), known_at))
    firm: Any = seen.filter(pk=firm_id).select_related("home_area", "parent").first()
    if firm is None:
        raise NotThere(
            "firm_not_there",
            _("There is no such firm, or it lies outside your area."),
            mend=_("Look for it in the list of firms."),
        )
    names = FirmName.objects.filter(firm=firm, superseded_at=None).exclude(name=firm.name_then).order_by("-id")
    return FirmHead(
        row=_row(actor, firm, ()),
        parent_id=firm.parent_id,
        parent=firm.parent.name if firm.parent else "",
        names=tuple(names.values_list("name", "kind")),
    )
