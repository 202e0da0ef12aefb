"""The figures of a tower, by area: what is lettable, occupied, vacant, about to end, registered here.

Formulas: occupancy rate = occupied area / lettable area, vacancy rate = vacant area / lettable area, where
vacant leaves out own use, fitting out, reserved, sealed and not handed over (reported apart). An unknown
area is never counted as zero: it stands outside the sums and is counted as a unit of unknown area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from mashang.register.rules.unit_status import OCCUPIED, SOON_DAYS, UnitStatus

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class CountedTenant:
    """One firm's place in one unit, as far as the figures need it."""

    firm_id: int
    line: int
    ends_on: date | None
    registered_here: bool | None


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """One unit alive on the day. `verified_on` is the latest day a source spoke of it."""

    status: UnitStatus
    area_sqm: Decimal | None
    tenants: tuple[CountedTenant, ...] = ()
    verified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one tower on one day. Areas in square metres; a rate is 0 to 1, None when it cannot be told."""

    units: int = 0
    unknown_units: int = 0
    lettable_sqm: Decimal = ZERO
    lettable_stated: bool = False
    by_status: dict[UnitStatus, tuple[int, Decimal]] = field(default_factory=dict)
    firms: int = 0
    registered: int = 0
    registration_asked: int = 0
    ending_sqm: Decimal = ZERO
    ending_leases: int = 0
    overrun_leases: int = 0
    fresh_sqm: Decimal = ZERO
    known_sqm: Decimal = ZERO

    @property
    def occupied_sqm(self) -> Decimal:
        """Area let or used by its owner."""
        return sum((self.by_status.get(s, (0, ZERO))[1] for s in OCCUPIED), ZERO)

    @property
    def vacant_sqm(self) -> Decimal:
        """Area that could be let today."""
        return self.by_status.get(UnitStatus.VACANT, (0, ZERO))[1]

    @property
    def vacant_units(self) -> int:
        """Units that could be let today, whatever is known of their area."""
        return self.by_status.get(UnitStatus.VACANT, (0, ZERO))[0]

    @property
    def occupancy_rate(self) -> Decimal | None:
        """Occupied over lettable area."""
        return self.occupied_sqm / self.lettable_sqm if self.lettable_sqm else None

    @property
    def vacancy_rate(self) -> Decimal | None:
        """Vacant over lettable area; not one minus the occupancy rate where units are held back."""
        return self.vacant_sqm / self.lettable_sqm if self.lettable_sqm else None

    @property
    def registration_rate(self) -> Decimal | None:
        """Firms registered here over firms whose place of registration is known."""
        return Decimal(self.registered) / self.registration_asked if self.registration_asked else None

    @property
    def fresh_rate(self) -> Decimal | None:
        """Share of the known area that a source of the last 90 days spoke of."""
        return self.fresh_sqm / self.known_sqm if self.known_sqm else None


def figures_of(units: Iterable[CountedUnit], *, on: date, stated_sqm: Decimal | None = None) -> Figures:
    """The figures of a tower from its units on a day.

    Lettable is the area that the tower's papers state, where it is known and at least the sum of its units
    (a tenant sheet does not list empty rooms); else the sum of the units. A firm counts as registered here
    when any of its places says so.
    """
    counts: Counter[UnitStatus] = Counter()
    areas: dict[UnitStatus, Decimal] = {}
    unknown, fresh = 0, ZERO
    firms: dict[int, list[bool | None]] = {}
    ending: set[int] = set()
    overrun: set[int] = set()
    ending_sqm = ZERO
    for unit in units:
        counts[unit.status] += 1
        areas[unit.status] = areas.get(unit.status, ZERO) + (unit.area_sqm or ZERO)
        unknown += unit.area_sqm is None
        if unit.verified_on is not None and (on - unit.verified_on).days <= SOON_DAYS:
            fresh += unit.area_sqm or ZERO
        soon = {t.line for t in unit.tenants if ends_within(t.ends_on, on)}
        overrun |= {t.line for t in unit.tenants if t.ends_on is not None and t.ends_on < on}
        ending |= soon
        ending_sqm += (unit.area_sqm or ZERO) if soon else ZERO
        for tenant in unit.tenants:
            firms.setdefault(tenant.firm_id, []).append(tenant.registered_here)
    known = sum(areas.values(), ZERO)
    stated = stated_sqm is not None and stated_sqm >= known
    return Figures(
        units=sum(counts.values()),
        unknown_units=unknown,
        lettable_sqm=stated_sqm if stated and stated_sqm is not None else known,
        lettable_stated=stated,
        by_status={status: (counts[status], areas[status]) for status in counts},
        firms=len(firms),
        registered=sum(True in said for said in firms.values()),
        registration_asked=sum(any(one is not None for one in said) for said in firms.values()),
        ending_sqm=ending_sqm,
        ending_leases=len(ending),
        overrun_leases=len(overrun),
        fresh_sqm=fresh,
        known_sqm=known,
    )


def ends_within(ends_on: date | None, on: date, days: int = SOON_DAYS) -> bool:
    """Does the lease end on one of the next `days` days, today included?"""
    return ends_on is not None and 0 <= (ends_on - on).days <= days


def area_of_unit(
    unit_sqm: Decimal | None, occupied: Iterable[tuple[Decimal | None, Decimal | None, int]]
) -> Decimal | None:
    """The area with which a unit counts; None when nothing tells it.

    Its own area, else the areas of its occupancies, each given as (own area, area that the lease states for all
    its rooms at once, number of those rooms): an area stated for several rooms is divided equally among them.
    One occupancy of unknown area makes the whole unknown.
    """
    if unit_sqm is not None:
        return unit_sqm
    total, told = ZERO, False
    for own, whole, rooms in occupied:
        share = own if own is not None else whole / rooms if whole is not None else None
        if share is None:
            return None
        total, told = total + share.quantize(CENT, ROUND_HALF_UP), True
    return total if told else None
