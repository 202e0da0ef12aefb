"""The stacking plan of a large tower, against the bare queries of the same run.

    DATABASE_URL=... .venv/bin/python bench/stacking.py [--floors 100] [--units 40] [--rounds 15] [--json]

The floor is one query of the tower's bare units, fetched as tuples; the bare plan is one query of units joined
to occupancies on tower and unit. Against them: the read `get_stacking` (three queries, all tenants, figures), the
figures of the tower list (SQL), and the whole page of the tower's file, drawn and served by Django's test client,
today and three years ago. All jobs take turns in each round, so that a busy machine troubles all alike; medians are
given, ratios to the floor, and the processor time of this process alone (without the database), which a busy
machine troubles least. Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.running import run, sign_in  # noqa: E402 - the checkout must be on the path first

NEW, OLD = date(2026, 11, 20), date(2023, 11, 20)
OTHERS = 30  # towers of ordinary size beside it, so that the tables are not this tower alone

UNITS = """select id, floor_no, room, area_sqm from register_unit
where tower_id = %s and retracted_at is null and life @> %s::date order by floor_no, room"""
PLAN = """select u.id, u.floor_no, u.room, u.area_sqm, o.firm_id, f.name, t.lease_ends_on
from register_unit u
left join register_occupancy o on o.tower_id = u.tower_id and o.unit_id = u.id
    and o.retracted_at is null and o.span @> %s::date
left join register_tenancy t on t.id = o.tenancy_id
left join register_firm f on f.id = o.firm_id
where u.tower_id = %s and u.retracted_at is null and u.life @> %s::date order by u.floor_no, u.room"""


def make_towers(floors: int, units: int) -> tuple[int, Any]:
    """A tower of floors x units, nine in ten let over three tenancies in turn, and ordinary towers beside it."""
    from mashang.accounts.models import Area, Membership, User
    from mashang.register.models import Source, Tower

    area = Area.objects.create(kind="subdistrict", name_zh="测试街道", path="AA")
    source = Source.objects.create(kind="sample", as_of_on=NEW)
    user = User.objects.create(login="bench", name="bench")
    from django.db.backends.postgresql.psycopg_any import DateRange

    Membership.objects.create(user=user, role="tower_steward", area=area, span=DateRange(date(2020, 1, 1)))
    big = 0
    for no in range(OTHERS + 1):
        values = {"code": f"B{no}", "name_zh": f"塔楼{no}", "name_folded": f"塔楼{no}", "name_pinyin": f"talou{no:03d}"}
        tower = Tower.objects.create(area=area, area_path="AA", **values)
        big = big or tower.pk
        fill(tower, area, source, *((floors, units) if tower.pk == big else (30, 8)))
    return big, user


def fill(tower: Any, area: Any, source: Any, floors: int, per_floor: int) -> None:
    """Units, firms, tenancies and occupancies of one tower, written in bulk."""
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.utils import timezone

    from mashang.register.models import Firm, Occupancy, Tenancy, Unit

    now, life = timezone.now(), DateRange(date(2014, 1, 1), None)
    common = {"area_path": "AA", "district_id": 0}
    units = Unit.objects.bulk_create(
        Unit(tower=tower, floor_no=f, room=f"{f}{n:02d}", area_sqm=80 + n, life=life, source=source, **common)
        for f in range(1, floors + 1)
        for n in range(1, per_floor + 1)
    )
    firms = Firm.objects.bulk_create(
        Firm(home_area=area, name=f"陇上{i}科技有限公司", name_folded=f"{i}", industry="6513", **common)
        for i in range(max(len(units) // 3, 1))
    )
    spans = [DateRange(date(y, 1, 1), date(y + 3, 1, 1)) for y in (2018, 2021)] + [DateRange(date(2024, 1, 1), None)]
    stays = [
        (unit, firms[(i + j) % len(firms)], span)
        for i, unit in enumerate(units)
        if i % 10
        for j, span in enumerate(spans)
    ]
    first = tower.pk * 1_000_000
    tenancies = Tenancy.objects.bulk_create(
        Tenancy(
            line=first + i, firm=firm, span=span, lease_ends_on=date(2026 + i % 4, 12, 31), registered_here=i % 7 > 0,
            source=source, recorded_at=now, **common,
        )
        for i, (_unit, firm, span) in enumerate(stays)
    )  # fmt: skip
    Occupancy.objects.bulk_create(
        Occupancy(
            line=tenancy.line, tenancy=tenancy, unit=unit, tower=tower, firm=firm, span=span, area_sqm=unit.area_sqm,
            recorded_at=now, **common,
        )
        for tenancy, (unit, firm, span) in zip(tenancies, stays, strict=True)
    )  # fmt: skip


def jobs(tower_id: int, user: Any) -> tuple[dict[str, Callable[[], Any]], dict[str, bytes]]:
    """Everything that is measured, by name, and where the pages are put."""
    from django.db import connection
    from django.urls import reverse

    from mashang.kernel.actor import Actor
    from mashang.register.reads.figures import get_figures
    from mashang.register.reads.stacking import get_stacking

    actor = Actor(user_id=None, name="bench", role="tower_steward", permissions=frozenset({"register.read"}))
    client = sign_in(user)
    pages: dict[str, bytes] = {}

    def ask(sql: str, *values: object) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)  # type: ignore[arg-type]
            return list(cursor.fetchall())

    def page(name: str, **query: str) -> None:
        response = client.get(reverse("tower", args=[tower_id]), query)
        if response.status_code != 200:
            raise RuntimeError(f"{name}: {response.status_code}")
        pages[name] = response.content

    return {
        "floor: bare units, one query": lambda: ask(UNITS, tower_id, NEW),
        "bare plan: units and tenants, one query": lambda: ask(PLAN, NEW, tower_id, NEW),
        "get_stacking today": lambda: get_stacking(actor, tower_id, NEW),
        "get_stacking three years ago": lambda: get_stacking(actor, tower_id, OLD),
        "figures of the tower list, this tower": lambda: get_figures({tower_id: None}, NEW),
        "figures of the tower list, all towers": lambda: get_figures(
            dict.fromkeys(range(tower_id, tower_id + OTHERS + 1)), NEW
        ),
        "page, floors as strips": lambda: page("strips"),
        "page, one floor open": lambda: page("open", floor="50", as_of=OLD.isoformat()),
    }, pages


def measure(floors: int, units: int, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds, interleaved."""
    from django.db import connection

    tower_id, user = make_towers(floors, units)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    work, pages = jobs(tower_id, user)
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, job in work.items():
            start, worked = time.perf_counter(), time.process_time()
            job()
            if turn:  # the first turn warms up
                took[name].append(((time.perf_counter() - start) * 1000, (time.process_time() - worked) * 1000))
    medians = {
        name: tuple(statistics.median(one) for one in zip(*values, strict=True)) for name, values in took.items()
    }
    sizes = {name: [len(body), len(gzip.compress(body))] for name, body in pages.items()}
    return {"floors": floors, "units": floors * units, "ms": medians, "bytes": sizes}


def report(found: dict[str, Any]) -> None:
    """The table."""
    medians: dict[str, tuple[float, float]] = found["ms"]
    (floor, _), (plan, _) = list(medians.values())[:2]
    print(f"{found['floors']} floors, {found['units']} units")
    print(f"{'':44}{'ms':>9}{'x floor':>10}{'x bare plan':>13}{'own cpu ms':>12}")
    for name, (ms, cpu) in medians.items():
        print(f"{name:44}{ms:9.1f}{ms / floor:10.1f}{ms / plan:13.1f}{cpu:12.1f}")
    for name, (raw, packed) in found["bytes"].items():
        print(f"page {name}: {raw / 1024:.0f} KB, {packed / 1024:.0f} KB packed")


def main() -> int:
    """Measure and print."""
    run(__doc__, {"floors": 100, "units": 40, "rounds": 15}, measure, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
