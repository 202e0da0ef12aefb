"""What the register holds, as plain values, for comparing a sheet with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

Key = TypeVar("Key")
One = TypeVar("One")


@dataclass(slots=True)
class HeldValue:
    """A value with the source and the day it was stated for."""

    value: str
    source: str = ""
    as_of: date | None = None
    fact_id: int | None = None


@dataclass(slots=True)
class HeldFirm:
    """A firm and what is believed about it. `facts` by key; `rivals` are (key, value) that are kept beside, not believed.

    Of a firm `elsewhere` (of another area than the sheet's) nothing is held here but that it is: no facts,
    and its name and code only for finding it, never for showing.
    """

    id: int
    uscc: str | None
    name: str
    folded: str
    facts: dict[str, HeldValue] = field(default_factory=dict)
    rivals: set[tuple[str, str]] = field(default_factory=set)
    elsewhere: bool = False


@dataclass(slots=True)
class HeldUnit:
    """A unit alive on the day of the sheet."""

    id: int
    tower_id: int
    floor: int | None
    room: str
    area_sqm: Decimal | None


@dataclass(slots=True)
class HeldSpace:
    """One occupancy: a unit with its span `[from, to)`; `to` None is open."""

    unit: HeldUnit
    span_from: date
    span_to: date | None
    area_sqm: Decimal | None
    exclusive: bool


@dataclass(slots=True)
class HeldTenancy:
    """The live version of a tenancy in one tower."""

    id: int
    line: int
    firm_id: int
    firm_name: str
    tower_id: int
    span_from: date
    span_to: date | None
    start_known: bool
    lease_ends_on: date | None
    area_sqm: Decimal | None
    rent_fen: int | None
    rent_per: str
    source: str
    as_of: date | None
    spaces: list[HeldSpace] = field(default_factory=list)
    flags: dict[str, bool | None] = field(default_factory=dict)

    def stands_on(self, day: date) -> bool:
        """Is it running on that day?"""
        return self.span_from <= day and (self.span_to is None or day < self.span_to)


@dataclass(slots=True)
class HeldTower:
    """A tower, its names folded, and the stated area of its floors."""

    id: int
    name: str
    names: set[str] = field(default_factory=set)
    floor_areas: dict[int, Decimal] = field(default_factory=dict)


class Held:
    """The part of the register that a sheet may touch, indexed for comparing."""

    def __init__(
        self, *, towers: list[HeldTower], units: list[HeldUnit], firms: list[HeldFirm], tenancies: list[HeldTenancy]
    ) -> None:
        self.towers = {tower.id: tower for tower in towers}
        self.tower_by_name = {name: tower for tower in towers for name in tower.names}
        self.unit_by_place = {(unit.tower_id, unit.floor, unit.room): unit for unit in units}
        self.firms = {firm.id: firm for firm in firms}
        self.firm_by_code = {firm.uscc: firm for firm in firms if firm.uscc}
        self.firms_by_name = grouped((firm.folded, firm) for firm in firms)
        self.tenancies = {tenancy.line: tenancy for tenancy in tenancies}
        self.by_firm_and_tower = grouped(((tenancy.firm_id, tenancy.tower_id), tenancy) for tenancy in tenancies)
        self.by_unit = grouped((space.unit.id, (tenancy, space)) for tenancy in tenancies for space in tenancy.spaces)


def grouped(pairs: Iterable[tuple[Key, One]]) -> Mapping[Key, Sequence[One]]:
    """What bears the same key. Tuples where one does, as most do: lists would be half as large again."""
    found: dict[Key, tuple[One, ...] | list[One]] = {}
    for key, one in pairs:
        known = found.get(key)
        if known is None:
            found[key] = (one,)
        elif isinstance(known, list):
            known.append(one)
        else:
            found[key] = [*known, one]
    return found
