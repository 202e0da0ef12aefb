"""Figures of the promises at a million cases, against one bare aggregate of the same clocks.

    DATABASE_URL=... .venv/bin/python bench/case_figures.py [--cases 1000000] [--rounds 5] [--json]

The invented cases of bench/cases.py, spread over 360 days, with a clock of the first contact, every change of a clock, a rating
for one in three and a ruling that leaves out one in five hundred. The floor is one scan of the clocks: how many of each state,
by area. Beside it, in turns: what the figures page reads, for the district and for one street; what the worker takes to count
it; the public page; and the figures of the dictionary as a run counts them. Given are medians in milliseconds and their ratio to
the floor; bar: the figures page within 300 ms. Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench import cases as bulk  # noqa: E402 - the checkout must be on the path first
from bench.running import run  # noqa: E402

BAR_MS = 300.0
MORE = (
    """
    insert into clocks_deadline (district_id, area_path, subject_kind, subject_id, clock, start_at, unit, length,
        calendar_version, due_at, warn_at, basis, state, stopped_at, provisional)
    select district_id, area_path, 'case', id, 'case_respond', opened_at, 'wd', 1, 'bench', opened_at + interval '1 day',
        opened_at, '', case when id % 9 = 0 then 'missed' else 'met' end,
        opened_at + case when id % 9 = 0 then interval '2 days' else interval '1 hour' end, false
    from cases_case""",
    """
    insert into clocks_deadlinechange (deadline_id, kind, at, due_after, calendar_version, reason, shown)
    select id, k, case k when 'start' then start_at else stopped_at end, due_at, 'bench', '', false
    from clocks_deadline, unnest(array['start', 'stop']) k where k = 'start' or stopped_at is not null order by id""",
    """
    insert into cases_rating (case_id, round, side, level, words, at)
    select id, 1, 'firm', id % 5 + 1, '', closed_at from cases_case where id % 3 = 0 and closed_at is not null""",
    """
    insert into cases_ruling (district_id, area_path, case_id, kind, state, rate, basis, reason, asked_at, ruled_at)
    select district_id, area_path, id, 'exclusion', 'granted', 'on_time', 'bench', 'bench', closed_at, closed_at
    from cases_case where id % 500 = 1 and closed_at is not null""",
)
BARE = """select area_path, clock, state, count(*) from clocks_deadline
where stopped_at >= now() - interval '360 days' group by 1, 2, 3"""


def fill(count: int) -> bulk.World:
    """The world of bench/cases.py, a year long, with what figures read besides."""
    from django.db import connection

    bulk.CASES = bulk.CASES.replace("interval '30 days'", "interval '360 days'")
    world = bulk.World()
    world.grow(count)
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for sql in MORE:
            cursor.execute(sql)
        cursor.execute("set session_replication_role = origin")
        for table in ("clocks_deadline", "clocks_deadlinechange", "cases_rating", "cases_ruling"):
            cursor.execute(f"vacuum analyze {table}")
    return world


def jobs(world: bulk.World) -> dict[str, Callable[[], Any]]:
    """What is measured in turns, by name."""
    from django.db import connection, transaction
    from django.utils import timezone

    from mashang.cases.acts.counting import recount_rates
    from mashang.cases.reads.durations import how_long
    from mashang.cases.reads.rates import get_rates
    from mashang.insight.acts.counting import count_kpi, make_sources
    from mashang.insight.kpis.promises import KPIS
    from mashang.kernel.actor import Actor

    system = Actor.system("bench")
    recount_rates(actor=system)

    def bare() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(BARE)
            return cursor.fetchall()

    def frozen() -> Any:
        now, areas = timezone.now(), [world.district.path, *(one.path for one in world.areas)]
        with transaction.atomic(), connection.cursor() as cursor:
            make_sources(cursor, KPIS, top=world.district.path, on=timezone.localdate(), at=now)
            return [list(count_kpi(cursor, kpi, areas, on=timezone.localdate(), at=now)) for kpi in KPIS]

    return {
        "floor: one bare aggregate": bare,
        "figures page, the district": lambda: get_rates(world.actor),
        "figures page, one street": lambda: get_rates(world.actor, world.areas[3].path),
        "recounting two months": lambda: recount_rates(actor=system, months=2),
        "recounting thirteen months": lambda: recount_rates(actor=system),
        "how long it takes": lambda: how_long("zh-hans"),
        "a run, all figures of promises": frozen,
    }


def measure(cases: int, rounds: int) -> dict[str, Any]:
    """Each job once unmeasured, then in turns."""
    work = jobs(fill(cases))
    took: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, job in work.items():
            begun = time.perf_counter()
            job()
            if turn:
                took[name].append((time.perf_counter() - begun) * 1000)
    return {"cases": cases, "ms": {name: statistics.median(ms) for name, ms in took.items()}}


def report(found: dict[str, Any]) -> None:
    """The table, with a mark at the bar that is missed."""
    floor = next(iter(found["ms"].values()))
    print(f"{found['cases']:,} cases{'':24}{'ms':>10}{'ratio':>8}")
    for name, ms in found["ms"].items():
        mark = " " if not name.startswith("figures page") else "✓" if ms <= BAR_MS else "✗"
        print(f"{mark} {name:34}{ms:10.1f}{ms / floor:8.2f}")


def main() -> int:
    """Measure and print."""
    run(__doc__, {"cases": 1_000_000, "rounds": 5}, measure, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
