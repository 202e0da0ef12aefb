"""Writes towers, floors, units and firms that the register did not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from mashang.accounts.models import Area
from mashang.kernel.names import fold
from mashang.register.acts.ledger.copying import FOREVER, cell, copy_lines, copy_rows, draw_ids
from mashang.register.acts.ledger.homes import homes_of
from mashang.register.acts.ledger.names import sort_key, write_firm_names, write_tower_names
from mashang.register.models import Firm, Floor, Source, Tower, Unit


@dataclass(slots=True)
class NewTower:
    """A tower by its name; the code is made from its id."""

    name: str
    address: str = ""
    id: int = 0


@dataclass(slots=True)
class NewUnit:
    """A unit of a tower that is known to exist, since when is not."""

    tower_id: int
    floor_no: int | None
    room: str
    area_sqm: Decimal | None = None
    id: int = 0


@dataclass(slots=True)
class NewFirm:
    """A firm by its name and, where known, its credit code."""

    name: str
    uscc: str | None = None
    id: int = 0
    industry: str = ""


def write_towers(towers: Sequence[NewTower], *, area: Area, source: Source, at: datetime) -> None:
    """Write towers with their current name; fills in ids."""
    for tower, fresh in zip(towers, draw_ids(Tower, len(towers)), strict=True):
        tower.id = fresh
    columns = (
        "id", "district_id", "area_path", "area_id", "code", "name_zh", "name_hant", "name_en", "name_folded",
        "name_pinyin", "kind", "address", "crs", "sample", "recorded_at",
    )  # fmt: skip
    copy_rows(
        Tower,
        columns,
        (
            (t.id, area.district_id, area.path, area.id, f"T{t.id:05d}", t.name, "", "", fold(t.name), sort_key(t.name),
             Tower.Kind.OFFICE.value, t.address, "gcj02", False, at)
            for t in towers
        ),
    )  # fmt: skip
    write_tower_names([(t.id, t.name, "current", None) for t in towers], source=source, at=at)


def write_floors(floors: Iterable[tuple[int, int]]) -> None:
    """Write floors as (tower id, number); those held already stay."""
    fresh = list(floors)
    homes = homes_of(tower_id for tower_id, _no in fresh)
    Floor.objects.bulk_create(
        [Floor(district_id=homes[tower_id].district_id, tower_id=tower_id, no=no) for tower_id, no in fresh],
        ignore_conflicts=True,
        batch_size=2000,
    )


def write_units(units: Sequence[NewUnit], *, source: Source, at: datetime) -> None:
    """Write units whose life has no known beginning; fills in ids."""
    for unit, fresh in zip(units, draw_ids(Unit, len(units)), strict=True):
        unit.id = fresh
    homes = homes_of(unit.tower_id for unit in units)
    columns = (
        "id", "district_id", "area_path", "tower_id", "floor_no", "room", "area_sqm", "owner", "own_use", "tags", "life",
        "source_id", "recorded_at",
    )  # fmt: skip
    of_tower = {tower: f"{home.district_id}\t{home.area_path}\t{tower}" for tower, home in homes.items()}
    same = f"\tf\t{{}}\t{FOREVER}\t{source.id}\t{at}"
    copy_lines(
        Unit,
        columns,
        (
            f"{u.id}\t{of_tower[u.tower_id]}\t{cell(u.floor_no)}\t{cell(u.room)}\t{cell(u.area_sqm)}\t{same}"
            for u in units
        ),
    )


def write_firms(firms: Sequence[NewFirm], *, area: Area, source: Source, at: datetime) -> None:
    """Write firms with their current name; fills in ids."""
    for firm, fresh in zip(firms, draw_ids(Firm, len(firms)), strict=True):
        firm.id = fresh
    columns = (
        "id", "district_id", "area_path", "uscc", "name", "name_folded", "name_pinyin", "kind", "industry", "standing",
        "home_area_id", "weight", "sample", "recorded_at",
    )  # fmt: skip
    home = f"{area.district_id}\t{area.path}"
    same = f"{Firm.Standing.UNKNOWN.value}\t{area.id}\t0\tf\t{at}"
    copy_lines(
        Firm,
        columns,
        (
            f"{f.id}\t{home}\t{cell(f.uscc)}\t{cell(f.name)}\t{cell(fold(f.name))}\t{cell(sort_key(f.name)[:600])}\t"
            f"\t{cell(f.industry)}\t{same}"
            for f in firms
        ),
    )
    write_firm_names([(f.id, f.name, "current", None) for f in firms], source=source, at=at)
