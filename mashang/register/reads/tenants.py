"""The tenancies of a tower on a day, one row each with all its rooms, from the stacking plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mashang.kernel.names import fold, pinyin
from mashang.register.reads.stacking import Stacking, TenantOnPlan, UnitOnPlan
from mashang.register.rules.industry import section_of
from mashang.register.rules.unit_status import Expiry, expiry_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRow:
    """A firm's tenancy in a tower. `area_sqm` is None when any of its rooms has no known area."""

    tenancy_id: int
    line: int
    firm_id: int
    firm: str
    uscc: str
    industry: str
    kind: str
    floors: tuple[int, ...]
    rooms: tuple[str, ...]
    unit_id: int
    area_sqm: Decimal | None
    since: date
    start_known: bool
    ends_on: date | None
    lease_ends_on: date | None
    expiry: Expiry
    renewal_wish: str
    registered_here: bool | None
    taxed_here: bool | None
    operates_here: bool | None
    source_kind: str
    source_label: str
    source_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantsWanted:
    """Filters of the table: part of a firm's name, a room or a code; tenancy kind, industry section, lease end."""

    q: str = ""
    kind: str = ""
    industry: str = ""
    expiry: str = ""
    sort: str = "ends"


SORTS: dict[str, Callable[[TenantRow], Any]] = {
    "firm": lambda row: pinyin(row.firm),
    "rooms": lambda row: (row.floors, row.rooms),
    "area": lambda row: row.area_sqm,
    "ends": lambda row: row.ends_on,
    "since": lambda row: row.since,
    "source": lambda row: row.source_on,
}


def list_tenants(plan: Stacking, wanted: TenantsWanted | None = None) -> tuple[TenantRow, ...]:
    """The tenancies on the plan, filtered and sorted; what is not known comes last. No query."""
    wanted = wanted or TenantsWanted()
    places: dict[int, list[tuple[UnitOnPlan, TenantOnPlan]]] = defaultdict(list)
    for unit in plan.units:
        for tenant in unit.tenants:
            places[tenant.tenancy_id].append((unit, tenant))
    rows = (_row(here, plan.as_of) for here in places.values())
    return tuple(_sorted([row for row in rows if _wanted(row, wanted)], wanted.sort))


def _row(places: list[tuple[UnitOnPlan, TenantOnPlan]], on: date) -> TenantRow:
    tenant = places[0][1]
    areas = [one.own_sqm if one.own_sqm is not None else unit.area_sqm for unit, one in places]
    known = [area for area in areas if area is not None]
    area = tenant.whole_sqm if tenant.whole_sqm is not None else sum(known, Decimal(0))
    return TenantRow(
        tenancy_id=tenant.tenancy_id,
        line=tenant.line,
        firm_id=tenant.firm_id,
        firm=tenant.firm,
        uscc=tenant.uscc,
        industry=tenant.industry,
        kind=tenant.kind,
        floors=tuple(sorted({unit.floor_no for unit, _one in places if unit.floor_no is not None})),
        rooms=tuple(unit.room for unit, _one in places if unit.room),
        unit_id=places[0][0].id,
        area_sqm=area if tenant.whole_sqm is not None or len(known) == len(areas) else None,
        since=min(one.since for _unit, one in places),
        start_known=tenant.start_known,
        ends_on=tenant.ends_on,
        lease_ends_on=tenant.lease_ends_on,
        expiry=expiry_of(occupied=True, own_use=tenant.kind == "own_use", ends_on=tenant.ends_on, on=on),
        renewal_wish=tenant.renewal_wish,
        registered_here=tenant.registered_here,
        taxed_here=tenant.taxed_here,
        operates_here=tenant.operates_here,
        source_kind=tenant.source_kind,
        source_label=tenant.source_label,
        source_on=tenant.source_on,
    )


def _wanted(row: TenantRow, wanted: TenantsWanted) -> bool:
    if wanted.kind and row.kind != wanted.kind:
        return False
    if wanted.industry and section_of(row.industry) != wanted.industry:
        return False
    if wanted.expiry and row.expiry != wanted.expiry:
        return False
    word = fold(wanted.q)
    if not word:
        return True
    texts = (fold(row.firm), row.uscc.lower(), *(fold(room) for room in row.rooms))
    return any(word in text for text in texts) or (word.isascii() and word in pinyin(row.firm))


def _sorted(rows: list[TenantRow], sort: str) -> Iterable[TenantRow]:
    key = SORTS.get(sort.removeprefix("-"), SORTS["ends"])
    known = sorted((row for row in rows if key(row) is not None), key=lambda row: pinyin(row.firm))
    known.sort(key=key, reverse=sort.startswith("-"))
    return [*known, *sorted((row for row in rows if key(row) is None), key=lambda row: pinyin(row.firm))]
