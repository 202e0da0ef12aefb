"""The stacking plan: every unit of a tower on a day, as known now or at an instant, with who is in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q, QuerySet

from mashang.kernel.actor import Actor
from mashang.register.models import Floor, Occupancy, Unit, UnitLineage
from mashang.register.reads.scope import known, towers_seen_by
from mashang.register.reads.spans import last_day, later_of
from mashang.register.rules.occupancy import CountedTenant, CountedUnit, Figures, area_of_unit, figures_of
from mashang.register.rules.unit_status import OCCUPIED, Expiry, UnitStatus, expiry_of, status_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantOnPlan:
    """A firm in a unit on the day. `ends_on` is the last day there, by the lease or because the end is settled."""

    occupancy_id: int
    tenancy_id: int
    line: int
    firm_id: int
    firm: str
    uscc: str
    industry: str
    kind: str
    own_sqm: Decimal | None
    whole_sqm: Decimal | None
    exclusive: bool
    since: date
    start_known: bool
    ends_on: date | None
    lease_ends_on: date | None
    registered_here: bool | None
    taxed_here: bool | None
    operates_here: bool | None
    renewal_wish: str
    source_kind: str
    source_label: str
    source_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOnPlan:
    """A unit on the day. `area_sqm` is the area it counts with; None is unknown, never zero."""

    id: int
    floor_no: int | None
    room: str
    status: UnitStatus
    area_sqm: Decimal | None
    area_stated: bool
    tenants: tuple[TenantOnPlan, ...]
    holds: frozenset[str]
    divisible: bool | None
    joinable: bool | None
    since: date | None
    verified_on: date | None
    source_kind: str
    source_label: str

    @property
    def first(self) -> TenantOnPlan | None:
        """The tenant whose name stands in the plan."""
        return self.tenants[0] if self.tenants else None

    @property
    def ends_on(self) -> date | None:
        """The earliest end of its tenancies."""
        return min((t.ends_on for t in self.tenants if t.ends_on is not None), default=None)

    def expiry(self, on: date) -> Expiry:
        """The band in which its lease ends, seen from a day."""
        occupied = self.status in OCCUPIED
        return expiry_of(occupied=occupied, own_use=self.status is UnitStatus.OWN_USE, ends_on=self.ends_on, on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorOnPlan:
    """A floor with its units by room; `no` None gathers what names no floor."""

    no: int | None
    label: str
    use: str
    units: tuple[UnitOnPlan, ...]

    @property
    def vacant_sqm(self) -> Decimal:
        """Vacant area of the floor."""
        vacant = (u.area_sqm for u in self.units if u.status is UnitStatus.VACANT)
        return sum((area for area in vacant if area is not None), Decimal(0))

    @property
    def known_sqm(self) -> Decimal:
        """Area of the floor's units as far as it is known."""
        return sum((u.area_sqm for u in self.units if u.area_sqm is not None), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacking:
    """A tower's floors from top to bottom on a day, and its figures."""

    tower_id: int
    as_of: date
    known_at: datetime | None
    floors: tuple[FloorOnPlan, ...]
    figures: Figures
    units: tuple[UnitOnPlan, ...] = field(repr=False)

    def find(self, unit_id: int) -> UnitOnPlan | None:
        """A unit of the plan by its id."""
        return next((unit for unit in self.units if unit.id == unit_id), None)


def get_stacking(
    actor: Actor, tower_id: int, as_of: date, known_at: datetime | None = None, *, stated_sqm: Decimal | None = None
) -> Stacking:
    """The plan of one tower in three queries: floors, units with holds, occupancies with firms.

    Empty for a tower that the actor may not see. `stated_sqm` is the lettable area by the tower's papers.
    Occupancies are found by tower and joined to its units here, so both keys hold.
    """
    seen = towers_seen_by(actor).filter(pk=tower_id).values("pk")
    tenants = _tenants_by_unit(Occupancy.objects.filter(tower__in=seen), as_of, known_at)
    rows = units_alive(as_of, known_at).filter(tower__in=seen)
    rooms = Counter(tenant.tenancy_id for here in tenants.values() for tenant in here)
    units = [_unit(row, tenants.get(row["id"], ()), rooms) for row in _with_holds(rows, as_of, known_at)]
    floors = {
        no: (label, use) for no, label, use in Floor.objects.filter(tower__in=seen).values_list("no", "label", "use")
    }
    return Stacking(
        tower_id=tower_id,
        as_of=as_of,
        known_at=known_at,
        floors=_floors(units, floors),
        figures=figures_of((counted(unit) for unit in units), on=as_of, stated_sqm=stated_sqm),
        units=tuple(units),
    )


def units_alive(as_of: date, known_at: datetime | None) -> QuerySet[Unit]:
    """Units that existed on a day. A unit that was split or merged after `known_at` was then still one."""
    alive = Q(life__contains=as_of)
    if known_at is not None:
        ended_later = UnitLineage.objects.filter(from_unit=OuterRef("pk"), change__recorded_at__gt=known_at)
        alive = Q(alive | Q(Q(life__startswith__lte=as_of), Exists(ended_later)))
    return Unit.objects.filter(alive, known(known_at))


def hold_stands(as_of: date, known_at: datetime | None, prefix: str = "") -> Q:
    """Holds in force on a day: not yet released then, as far as it was known."""
    in_force = Q(**{f"{prefix}released_at__isnull": True}) | Q(**{f"{prefix}released_at__date__gt": as_of})
    stands = Q(**{f"{prefix}span__contains": as_of})
    if known_at is None:
        return stands & in_force
    return (
        stands & Q(**{f"{prefix}recorded_at__lte": known_at}) & (in_force | Q(**{f"{prefix}released_at__gt": known_at}))
    )


UNIT_FIELDS = (
    "id", "floor_no", "room", "area_sqm", "own_use", "divisible", "joinable", "life",
    "source__kind", "source__label", "source__as_of_on", "hold_kinds",
)  # fmt: skip


def _with_holds(rows: QuerySet[Unit], as_of: date, known_at: datetime | None) -> list[dict[str, Any]]:
    kinds = ArrayAgg("holds__kind", filter=hold_stands(as_of, known_at, "holds__"), default=[])
    return list(rows.annotate(hold_kinds=kinds).order_by("floor_no", "room", "id").values(*UNIT_FIELDS))


def _tenants_by_unit(
    occupancies: QuerySet[Occupancy], as_of: date, known_at: datetime | None
) -> dict[int, tuple[TenantOnPlan, ...]]:
    found: dict[int, list[TenantOnPlan]] = defaultdict(list)
    rows = (
        occupancies.filter(known(known_at), span__contains=as_of)
        .select_related("tenancy__source", "firm")
        .order_by("unit_id", "id")
    )
    for row in rows:
        found[row.unit_id].append(_tenant(row))
    return {unit_id: tuple(tenants) for unit_id, tenants in found.items()}


def _tenant(row: Occupancy) -> TenantOnPlan:
    tenancy, source = row.tenancy, row.tenancy.source
    return TenantOnPlan(
        occupancy_id=row.pk,
        tenancy_id=tenancy.pk,
        line=tenancy.line,
        firm_id=row.firm_id,
        firm=row.firm.name,
        uscc=row.firm.uscc or "",
        industry=row.firm.industry,
        kind=tenancy.kind,
        own_sqm=row.area_sqm,
        whole_sqm=tenancy.area_sqm,
        exclusive=row.exclusive,
        since=row.span.lower,
        start_known=tenancy.start_known,
        ends_on=last_day(row.span) or tenancy.lease_ends_on,
        lease_ends_on=tenancy.lease_ends_on,
        registered_here=tenancy.registered_here,
        taxed_here=tenancy.taxed_here,
        operates_here=tenancy.operates_here,
        renewal_wish=tenancy.renewal_wish,
        source_kind=source.kind,
        source_label=source.label,
        source_on=source.as_of_on,
    )


def _unit(row: dict[str, Any], tenants: tuple[TenantOnPlan, ...], rooms: Counter[int]) -> UnitOnPlan:
    shares = [(t.own_sqm, t.whole_sqm, rooms[t.tenancy_id]) for t in tenants]
    holds = frozenset(row["hold_kinds"])
    return UnitOnPlan(
        id=row["id"],
        floor_no=row["floor_no"],
        room=row["room"],
        status=status_of(tenancies=[t.kind for t in tenants], holds=holds, own_use=row["own_use"]),
        area_sqm=area_of_unit(row["area_sqm"], shares),
        area_stated=row["area_sqm"] is not None,
        tenants=tenants,
        holds=holds,
        divisible=row["divisible"],
        joinable=row["joinable"],
        since=row["life"].lower,
        verified_on=later_of(row["source__as_of_on"], *(t.source_on for t in tenants)),
        source_kind=row["source__kind"],
        source_label=row["source__label"],
    )


def _floors(units: list[UnitOnPlan], known_floors: dict[int, tuple[str, str]]) -> tuple[FloorOnPlan, ...]:
    by_floor: dict[int | None, list[UnitOnPlan]] = {no: [] for no in known_floors}
    for unit in units:
        by_floor.setdefault(unit.floor_no, []).append(unit)
    numbered = sorted((no for no in by_floor if no is not None), reverse=True)
    order: list[int | None] = [*numbered, None] if None in by_floor else [*numbered]
    floors = []
    for no in order:
        label, use = known_floors.get(no, ("", "")) if no is not None else ("", "")
        floors.append(FloorOnPlan(no=no, label=label, use=use, units=tuple(by_floor[no])))
    return tuple(floors)


def counted(unit: UnitOnPlan) -> CountedUnit:
    """The unit as the figures count it."""
    tenants = tuple(
        CountedTenant(firm_id=t.firm_id, line=t.line, ends_on=t.ends_on, registered_here=t.registered_here)
        for t in unit.tenants
    )
    return CountedUnit(status=unit.status, area_sqm=unit.area_sqm, tenants=tenants, verified_on=unit.verified_on)
