"""Random tenancies, corrections and retractions in the tables and in a naive model: every read agrees."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from mashang.register.models import Firm, Tenancy, Unit
from mashang.register.reads.figures import get_figures
from mashang.register.reads.stacking import get_stacking
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)


@dataclass
class Said:
    """One version of one tenancy, as the naive model keeps it."""

    unit: int
    firm: int
    start: date
    end: date | None
    recorded: datetime
    retracted: datetime | None = None


def day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(0, 2500))


def overlaps(one: Said, start: date, end: date | None) -> bool:
    return (end is None or one.start < end) and (one.end is None or start < one.end)


def play(chance: random.Random, begun: datetime, units: list[Unit], firms: list[Firm]) -> list[Said]:
    """Sixty random statements: a new tenancy, a correction of one (new row), or a retraction."""
    told: list[Said] = []
    rows: dict[int, Tenancy] = {}
    for step in range(60):
        at = begun + timedelta(hours=step)
        live = [said for said in told if said.retracted is None]
        if live and chance.random() < 0.35:
            said = chance.choice(live)
            make.retract(rows[id(said)], at)
            said.retracted = at
            if chance.random() < 0.3:
                continue
            unit, firm = next(u for u in units if u.pk == said.unit), next(f for f in firms if f.pk == said.firm)
        else:
            unit, firm = chance.choice(units), chance.choice(firms)
        start = day(chance)
        end = None if chance.random() < 0.4 else start + timedelta(days=chance.randrange(1, 900))
        if any(s.unit == unit.pk and s.retracted is None and overlaps(s, start, end) for s in told):
            continue
        said = Said(unit.pk, firm.pk, start, end, at)
        rows[id(said)] = make.make_tenancy(
            firm, unit, start=start, end=end, recorded_at=at, source=units[0].source,
            kind=chance.choice(["lease", "own_use", "free"]), registered_here=chance.choice([True, False, None]),
            lease_ends_on=chance.choice([None, day(chance)]),
        )  # fmt: skip
        told.append(said)
    return told


def naive(told: list[Said], on: date, known_at: datetime | None) -> dict[int, int]:
    """Who is in which unit by the model."""
    return {
        said.unit: said.firm
        for said in told
        if said.start <= on
        and (said.end is None or on < said.end)
        and (
            said.retracted is None
            if known_at is None
            else said.recorded <= known_at and (said.retracted is None or said.retracted > known_at)
        )
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_plan_says_at_any_day_and_any_knowledge_what_the_model_says(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance of a test
    tower = make.make_tower()
    source = make.make_source(date(2026, 1, 1))
    units = [make.make_unit(tower, sqm=chance.choice([None, 100, "250.55"]), source=source) for _ in range(6)]
    firms = [make.make_firm() for _ in range(4)]
    for unit in chance.sample(units, 2):
        make.make_hold(unit, chance.choice(["sealed", "reserved", "fitting_out"]), date(2024, 1, 1))
    begun = timezone.now()
    told = play(chance, begun, units, firms)
    actor = make.make_actor()
    for _ in range(25):
        on = day(chance)
        known_at = chance.choice([None, begun + timedelta(minutes=chance.randrange(0, 3600))])
        plan = get_stacking(actor, tower.pk, on, known_at)
        found = {unit.id: tenant.firm_id for unit in plan.units for tenant in unit.tenants}
        assert found == naive(told, on, known_at)
        if known_at is None:
            assert get_figures({tower.pk: None}, on)[tower.pk] == plan.figures
