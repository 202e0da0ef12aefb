"""Leases that end within some days, and those that are over while the tenant is still there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Coalesce

from mashang.kernel.actor import Actor
from mashang.kernel.names import pinyin
from mashang.register.models import Occupancy
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import known, towers_seen_by
from mashang.register.reads.spans import last_day
from mashang.register.rules.unit_status import Expiry, expiry_of

WITHIN_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseRow:
    """A tenancy that ends, with its rooms in one tower. `settled` means that moving out is agreed, not only the contract's end."""

    line: int
    firm_id: int
    firm: str
    industry: str
    tower_id: int
    tower: str
    unit_id: int
    rooms: tuple[str, ...]
    floors: tuple[int, ...]
    area_sqm: Decimal | None
    kind: str
    since: date
    ends_on: date
    settled: bool
    expiry: Expiry
    renewal_wish: str
    source_kind: str
    source_label: str
    source_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasesWanted:
    """Ends within `days` days; `overrun` adds those already over. `mine` keeps the towers of these ids."""

    days: int = WITHIN_DAYS
    overrun: bool = True
    tower_id: int | None = None
    tower_ids: frozenset[int] | None = None
    sort: str = "ends"


SORTS: dict[str, Callable[[LeaseRow], Any]] = {
    "ends": lambda row: row.ends_on,
    "firm": lambda row: pinyin(row.firm),
    "tower": lambda row: pinyin(row.tower),
    "area": lambda row: row.area_sqm,
}


def list_lease_ends(actor: Actor, as_of: date, wanted: LeasesWanted) -> tuple[LeaseRow, ...]:
    """Leases in force on a day whose last day is one of the next `days` days, that day included; one query.

    The last day is the one agreed for moving out, else the contract's. Leases of which neither is known are not
    in the list.
    """
    upper = ExpressionWrapper(F("span__endswith") - Value(1), output_field=DateField())
    until = date.fromordinal(as_of.toordinal() + wanted.days)
    rows = (
        Occupancy.objects.filter(known(None), span__contains=as_of, tower__in=towers_seen_by(actor).values("pk"))
        .annotate(ends_on=Coalesce(upper, F("tenancy__lease_ends_on")))
        .filter(Q(ends_on__lte=until), Q() if wanted.overrun else Q(ends_on__gte=as_of))
        .select_related("tenancy__source", "firm", "unit", "tower")
        .order_by("ends_on", "tenancy_id", "unit__floor_no", "unit__room")
    )
    if wanted.tower_id is not None:
        rows = rows.filter(tower=wanted.tower_id)
    if wanted.tower_ids is not None:
        rows = rows.filter(tower__in=wanted.tower_ids)
    grouped: dict[tuple[int, int], list[Occupancy]] = defaultdict(list)
    for row in rows:
        grouped[row.tenancy_id, row.tower_id].append(row)
    return _sorted([_lease(actor, here, as_of) for here in grouped.values()], wanted.sort)


def _lease(actor: Actor, rooms: list[Occupancy], as_of: date) -> LeaseRow:
    first, tenancy = rooms[0], rooms[0].tenancy
    agreed = last_day(first.span)
    ends_on = agreed or tenancy.lease_ends_on or as_of
    areas = [row.area_sqm if row.area_sqm is not None else row.unit.area_sqm for row in rooms]
    known_areas = [area for area in areas if area is not None]
    whole = sum(known_areas, Decimal(0)) if len(known_areas) == len(areas) else None
    return LeaseRow(
        line=tenancy.line,
        firm_id=first.firm_id,
        firm=first.firm.name,
        industry=first.firm.industry,
        tower_id=first.tower_id,
        tower=name_in(actor.locale, first.tower),
        unit_id=first.unit_id,
        rooms=tuple(row.unit.room for row in rooms if row.unit.room),
        floors=tuple(sorted({row.unit.floor_no for row in rooms if row.unit.floor_no is not None})),
        area_sqm=tenancy.area_sqm if tenancy.area_sqm is not None else whole,
        kind=tenancy.kind,
        since=min(row.span.lower for row in rooms),
        ends_on=ends_on,
        settled=agreed is not None and agreed != tenancy.lease_ends_on,
        expiry=expiry_of(occupied=True, own_use=False, ends_on=ends_on, on=as_of),
        renewal_wish=tenancy.renewal_wish,
        source_kind=tenancy.source.kind,
        source_label=tenancy.source.label,
        source_on=tenancy.source.as_of_on,
    )


def _sorted(rows: list[LeaseRow], sort: str) -> tuple[LeaseRow, ...]:
    key = SORTS.get(sort.removeprefix("-"), SORTS["ends"])
    told = sorted((row for row in rows if key(row) is not None), key=lambda row: (row.ends_on, pinyin(row.firm)))
    told.sort(key=key, reverse=sort.startswith("-"))
    return (*told, *(row for row in rows if key(row) is None))
