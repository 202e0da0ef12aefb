"""The stacking plan: every unit of a tower on a day, as known now or at an instant, with who is in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from mashang.kernel.actor import Actor
from mashang.register.models import Floor, Occupancy, Unit, UnitHold, UnitLineage
from mashang.register.reads.descriptions import SOURCED, descriptions_on
from mashang.register.reads.firms_then import firm_then
from mashang.register.reads.scope import known, towers_seen_by
from mashang.register.reads.spans import later_of
from mashang.register.rules.occupancy import CountedTenant, CountedUnit, Figures, area_of_unit, figures_of
from mashang.register.rules.unit_status import OCCUPIED, Expiry, UnitStatus, expiry_of, status_of


class TenantOnPlan(NamedTuple):
    """A firm in a unit on the day. `ends_on` is its last day: the one that is settled, else the contract's."""

    occupancy_id: int
    tenancy_id: int
    line: int
    firm_id: int
    firm: str
    code: str | None
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

    @property
    def uscc(self) -> str:
        """The credit code; empty when it is not known."""
        return self.code or ""


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
    """The plan of one tower in four queries: floors, units with holds, what they were, occupancies with firms.

    Empty for a tower that the actor may not see. `stated_sqm` is the lettable area by the tower's papers.
    Occupancies are found by tower and joined to its units here, so both keys hold.
    """
    seen = towers_seen_by(actor).filter(pk=tower_id).values("pk")
    tenants = _tenants_by_unit(Occupancy.objects.filter(tower__in=seen), as_of, known_at)
    rows = units_alive(as_of, known_at).filter(tower__in=seen)
    rooms = Counter(tenant.tenancy_id for here in tenants.values() for tenant in here)
    were = descriptions_on(Q(unit__tower__in=seen), as_of, known_at)
    units = [
        _unit(row | were.get(row["id"], {}), tenants.get(row["id"], ()), rooms)
        for row in _with_holds(rows, as_of, known_at)
    ]
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
    "id", "floor_no", "room", "area_sqm", "own_use", "divisible", "joinable", "since",
    *SOURCED, "hold_kinds",
)  # fmt: skip

# In the order of the fields of TenantOnPlan. Plain values, not model objects: a tower may hold thousands of tenants.
TENANT_FIELDS = (
    "id", "tenancy_id", "tenancy__line", "firm_id", "name_then", "firm__uscc", "industry_then", "tenancy__kind",
    "area_sqm", "tenancy__area_sqm", "exclusive", "since", "tenancy__start_known", "ends_on", "tenancy__lease_ends_on",
    "tenancy__registered_here", "tenancy__taxed_here", "tenancy__operates_here", "tenancy__renewal_wish",
    "tenancy__source__kind", "tenancy__source__label", "tenancy__source__as_of_on",
)  # fmt: skip


def _with_holds(rows: QuerySet[Unit], as_of: date, known_at: datetime | None) -> list[dict[str, Any]]:
    holds = UnitHold.objects.filter(hold_stands(as_of, known_at), unit=OuterRef("pk"))
    found = rows.annotate(since=F("life__startswith"), hold_kinds=ArraySubquery(holds.values("kind")))
    return list(found.order_by("floor_no", "room", "id").values(*UNIT_FIELDS))


def _tenants_by_unit(
    occupancies: QuerySet[Occupancy], as_of: date, known_at: datetime | None
) -> dict[int, tuple[TenantOnPlan, ...]]:
    found: dict[int, list[TenantOnPlan]] = defaultdict(list)
    here = occupancies.filter(known(known_at), span__contains=as_of)
    last = ExpressionWrapper(F("span__endswith") - Value(1), output_field=DateField())
    then = firm_then(as_of, known_at, firm="firm")
    del then["standing_then"]
    bounds = here.annotate(**then, since=F("span__startswith"), ends_on=Coalesce(last, F("tenancy__lease_ends_on")))
    for unit_id, *values in bounds.order_by("unit_id", "id").values_list("unit_id", *TENANT_FIELDS):
        tenant = TenantOnPlan(*values)
        found[unit_id].append(tenant)
    return {unit_id: tuple(tenants) for unit_id, tenants in found.items()}


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
        since=row["since"],
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
