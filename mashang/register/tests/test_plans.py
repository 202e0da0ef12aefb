"""Questions about one tower, unit or firm go by an index, however large the district around it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.models import Firm, FirmFact, Occupancy, Tenancy, Unit
from mashang.register.reads.facts import get_facts
from mashang.register.reads.figures import get_figures
from mashang.register.reads.firms import get_firm
from mashang.register.reads.histories import list_firm_happenings, list_tower_happenings, list_unit_happenings
from mashang.register.reads.stacking import get_stacking
from mashang.register.reads.tenancy_file import get_tenancy
from mashang.register.reads.units import get_unit, list_firm_stays, list_unit_stays
from mashang.register.tests.make import (
    make_area,
    make_fact,
    make_fact_key,
    make_firm,
    make_tenancy,
    make_tower,
    make_unit,
)
from mashang.register.tests.stewards import steward

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TOWERS, UNITS, FACTS = 400, 30_000, 120_000
FAR = 10_000_000  # ids above those that the makers draw
TODAY = date(2026, 3, 1)
LARGE = {model._meta.db_table for model in (Unit, Tenancy, Occupancy, Firm, FirmFact)}


def multiply(row: models.Model, count: int, **columns: str) -> None:
    """As many copies of a row, its columns as they are or by an expression over the number `n`."""
    table, names = row._meta.db_table, [str(field.column) for field in row._meta.concrete_fields]
    values = ", ".join(columns.get(name, f's."{name}"') for name in names)
    with connection.cursor() as cursor:
        # Rows are copied as they are: no trigger and no foreign key is asked a hundred thousand times.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            f"insert into {table} ({', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)})"
            f" select {values} from {table} s, generate_series(1, %s) n where s.id = %s",
            [count, row.pk],
        )
        cursor.execute(f"set local session_replication_role = origin; analyze {table}")


class District:
    """One tower, unit, firm and tenancy among tens of thousands."""

    def __init__(self) -> None:
        area = make_area()
        self.actor: Actor = steward(area)
        self.tower, self.firm = make_tower(area), make_firm(area=area)
        self.unit = make_unit(self.tower)
        self.tenancy = make_tenancy(self.firm, self.unit)
        stay = Occupancy.objects.get(tenancy=self.tenancy)
        fact = make_fact(self.firm, make_fact_key("staff", type="int"), num=3)
        tower = f"{FAR} + n %% {TOWERS} + 1"
        one = f"{FAR} + n"
        multiply(self.tower, TOWERS, id=one, code="'P' || n", name_folded="'p' || n", name_zh="'p' || n")
        multiply(self.unit, UNITS, id=one, tower_id=tower, room="n::text")
        multiply(self.firm, UNITS, id=one, name_folded="'p' || n", uscc="null")
        multiply(self.tenancy, UNITS, id=one, line=one, firm_id=one)
        multiply(stay, UNITS, id=one, line=one, tenancy_id=one, unit_id=one, firm_id=one, tower_id=tower)
        multiply(fact, FACTS, id=one, subject_id=f"{FAR} + n / 4 + 1", valid_from="s.valid_from + n %% 4")


def scanned(read: Callable[[], object]) -> set[str]:
    """The large tables that a read goes through from end to end."""
    with CaptureQueriesContext(connection) as asked:
        read()
    found: set[str] = set()
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain (format json) " + query["sql"])
            plan = cursor.fetchone()[0]
        found |= set(scans(json.loads(plan) if isinstance(plan, str) else plan))
    return found & LARGE


def scans(plan: object) -> list[str]:
    """The tables of all `Seq Scan` nodes of a plan."""
    if isinstance(plan, list):
        return [name for part in plan for name in scans(part)]
    if not isinstance(plan, dict):
        return []
    here = [plan["Relation Name"]] if plan.get("Node Type") == "Seq Scan" else []
    return here + [name for part in plan.values() for name in scans(part)]


def test_a_question_about_one_thing_reads_no_large_table_from_end_to_end() -> None:
    d = District()
    then = timezone.now()
    reads: dict[str, Callable[[], object]] = {
        "plan": lambda: get_stacking(d.actor, d.tower.pk, TODAY),
        "plan as known": lambda: get_stacking(d.actor, d.tower.pk, TODAY, then),
        "figures": lambda: get_figures({d.tower.pk: None}, TODAY),
        "facts": lambda: get_facts(d.actor, "firm", d.firm.pk, TODAY),
        "facts as known": lambda: get_facts(d.actor, "firm", d.firm.pk, TODAY, then),
        "firm": lambda: get_firm(d.actor, d.firm.pk),
        "unit": lambda: get_unit(d.actor, d.unit.pk, TODAY),
        "tenancy": lambda: get_tenancy(d.actor, d.tenancy.line, TODAY),
        "stays of a firm": lambda: list_firm_stays(d.actor, d.firm.pk),
        "stays of a unit": lambda: list_unit_stays(get_unit(d.actor, d.unit.pk, TODAY)),
        "happenings of a tower": lambda: list_tower_happenings(d.actor, d.tower.pk, TODAY),
        "happenings of a unit": lambda: list_unit_happenings(d.actor, d.unit.pk, TODAY),
        "happenings of a firm": lambda: list_firm_happenings(d.actor, d.firm.pk, TODAY),
    }
    assert {name: found for name, read in reads.items() if (found := scanned(read))} == {}
    # The measure itself: a question that no index answers is seen.
    assert scanned(lambda: list(Occupancy.objects.filter(area_sqm=7))) == {"register_occupancy"}
    assert scanned(lambda: list(Occupancy.objects.filter(unit__room="7"))) >= {"register_unit"}
