"""Small registers drawn at random: towers, units, tenancies over two years, facts, some of it unknown or taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection

from mashang.accounts.models import Area
from mashang.insight.kpis.description import Kpi
from mashang.insight.kpis.heads import aggregate_of, rows_of
from mashang.insight.tests.make import make_tree, say
from mashang.register.models import Firm, Tower, Unit
from mashang.register.tests import make

START = date(2025, 1, 1)
Sums = tuple[int, int, int]
NOTHING: Sums = (0, 0, 0)


@dataclass
class World:
    """What was made, so that tests can change it."""

    tree: dict[str, Area]
    towers: list[Tower] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    leases: list[Any] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Every area of the tree, the top first."""
        return [area.path for area in self.tree.values()]


def make_world(seed: int, *, towers: int = 4, firms: int = 7) -> World:
    """A register of a few towers in two parks and a street; firms may be in several towers and change them."""
    rng = Random(seed)  # noqa: S311 - a drawn register, no secret
    world = World(make_tree())
    for no in range(towers):
        area = world.tree[("park", "other", "street")[no % 3]]
        kind = rng.choice(["office", "office", "mall"])
        tower = make.make_tower(area, kind=kind, lettable_sqm=rng.choice([None, 200, 900]))
        if rng.random() < 0.5:
            say(tower, "high_end", flag=True)
        say(tower, "project_kind", code=rng.choice(["commercial", "bank_head"]))
        if rng.random() < 0.6:
            first = START + timedelta(rng.randint(0, 600))
            make.make_grade(tower, since=first, until=first + timedelta(rng.randint(1, 400)))
        world.towers.append(tower)
        for _unit in range(rng.randint(2, 4)):
            born = START + timedelta(rng.randint(-200, 690))
            world.units.append(make.make_unit(tower, sqm=rng.choice([None, 50, 100, "80.55"]), born=born))
            if rng.random() < 0.2:
                make.make_hold(world.units[-1], rng.choice(["fitting_out", "sealed", "undelivered"]), born)
    for _firm in range(firms):
        world.firms.append(make_known_firm(world.tree["street"], rng))
    for unit in world.units:
        let_at_random(world, unit, rng)
    for lease in rng.sample(world.leases, len(world.leases) // 6):
        make.retract(lease)
    return world


def make_known_firm(area: Area, rng: Random) -> Firm:
    """A firm of which some things are known and others are not."""
    firm = make.make_firm(area=area)
    if rng.random() < 0.8:
        say(firm, "industry", code=rng.choice(["J6621", "6510", "L7251", "C13"]))
    if rng.random() < 0.6:
        say(firm, "institution_kind", code=rng.choice(["licensed", "quasi"]))
        say(firm, "institution_class", code=rng.choice(["bank", "insurer"]))
        say(firm, "headquarters_type", code=rng.choice(["head", "regional", "none"]))
    if rng.random() < 0.7:
        say(firm, "staff", num=rng.choice([4, 30, 150, 500]), since=date(2025, 1, 1))
    if rng.random() < 0.5:
        say(firm, "above_threshold_class", code="services")
    for year in (2024, 2025):
        if rng.random() < 0.8:
            say(firm, "tax", num=rng.randint(1, 8) * 2_000_000_000, since=date(year, 1, 1))
    return firm


def let_at_random(world: World, unit: Unit, rng: Random) -> None:
    """A few tenancies one after the other in a unit, with gaps."""
    day = max(unit.life.lower, START)
    while day < date(2026, 11, 1) and rng.random() < 0.85:
        start = day + timedelta(rng.randint(0, 120))
        end = None if rng.random() < 0.4 else start + timedelta(rng.randint(60, 400))
        world.leases.append(
            make.make_tenancy(
                rng.choice(world.firms), unit, start=start, end=end, kind=rng.choice(["lease", "lease", "own_use"]),
                registered_here=rng.choice([True, False, None]), taxed_here=rng.choice([True, False, None]),
            )
        )  # fmt: skip
        if end is None:
            return
        day = end


def sums(kpi: Kpi, world: World, on: date, at: Any) -> dict[tuple[str, int | None], Sums]:
    """The figure by its first head: (num, den, n) of every area, and of every tower where it is split so."""
    asked = {"areas": world.paths, "top": world.tree["city"].path, "on": on, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(aggregate_of(kpi), asked)
        found = {(row[0], row[1]): (row[3], row[4], row[5]) for row in cursor.fetchall() if row[2] is None}
    return {(path, None): found.pop((path, None), NOTHING) for path in world.paths} | found


def row_sums(kpi: Kpi, world: World, on: date, at: Any, path: str, tower: int | None = None) -> Sums:
    """The figure of one place by its second head: the rows, opened and added up."""
    rows = _rows(kpi, world, on, at, path, tower)
    return sum(row[4] for row in rows), sum(row[5] for row in rows), len(rows)


def row_ids(kpi: Kpi, world: World, on: date, at: Any, path: str) -> set[int]:
    """The numbers of the things that the figure of an area counts."""
    return {row[1] for row in _rows(kpi, world, on, at, path, None)}


def _rows(kpi: Kpi, world: World, on: date, at: Any, path: str, tower: int | None) -> list[tuple[Any, ...]]:
    asked = {"areas": [path], "top": world.tree["city"].path, "tower": tower, "on": on, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(rows_of(kpi, in_tower=tower is not None, paged=False), asked)
        return list(cursor.fetchall())
