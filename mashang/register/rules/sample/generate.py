"""The whole sample district from its parameters, a seed and a day."""

from __future__ import annotations

from datetime import date
from random import Random

from mashang.register.rules.sample.building import build_tower
from mashang.register.rules.sample.contracts import write_contracts
from mashang.register.rules.sample.demo import Demo
from mashang.register.rules.sample.firm_facts import write_firm_facts
from mashang.register.rules.sample.letting import Slot, let_tower
from mashang.register.rules.sample.place_facts import write_tower_facts, write_unit_facts
from mashang.register.rules.sample.rows import Plan
from mashang.register.rules.sample.tenants import Tenants

SAMPLE_DAY = date(2026, 11, 20)
SEED = 350103011


def generate(demo: Demo, *, home: str, day: date = SAMPLE_DAY, seed: int = SEED) -> Plan:
    """The rows of the sample district as they stand on `day`. `home` is the path of the sub-district.

    The same parameters, day and seed give the same rows on every machine.
    """
    rng = Random(seed)  # noqa: S311 - a sample is drawn, not a secret
    plan = Plan(day)
    slots: list[Slot] = []
    for spec in demo.towers:
        bays = build_tower(plan, spec, home + spec.park, demo.guest, rng)
        slots += let_tower(plan, spec, bays, rng)
    Tenants(plan, demo, rng).settle(slots)
    write_contracts(plan, demo, slots, rng)
    write_tower_facts(plan, demo, rng)
    write_unit_facts(plan, demo, rng)
    write_firm_facts(plan, demo, slots, rng)
    return plan
