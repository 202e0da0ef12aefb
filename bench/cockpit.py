"""The figures of the cockpit over 13 quarter ends, against one bare aggregate of the tenancies they were counted from.

    DATABASE_URL=... .venv/bin/python bench/cockpit.py [--towers 100] [--units 40000] [--rounds 15] [--json]

40,000 units are let over 250 months by five leases each: ten million tenancy-months in 200,000 occupancies (district.py).
The bare aggregate is one scan of these: how many firms and how much area on one day, by place. Against it, in turns: what
the cockpit reads of frozen cells (all figures of an area, and their 13 points), for the city, a street and a park; and the
rows of one page behind a figure. Bar: at most 3 x the bare aggregate, and 300 ms for the whole page. Beside it, as often as
it was done: freezing the figures of one day, all of them, of all areas and towers, with the audit of what is withheld.
Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.district import TODAY, fill  # noqa: E402 - the checkout must be on the path first
from bench.running import run, sign_in  # noqa: E402

LEASES, MONTHS, BAR, PAGE_BAR_MS = 5, 50, 3.0, 300.0
ENDS = [date(2023 + no // 4, *((3, 31), (6, 30), (9, 30), (12, 31))[no % 4]) for no in range(3, 15)]
BARE = """select o.area_path, count(distinct o.firm_id), sum(o.area_sqm) from register_occupancy o
where o.retracted_at is null and o.span @> %s::date group by o.area_path"""


def took(job: Callable[[], Any]) -> float:
    """Milliseconds of one go."""
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def bare() -> list[Any]:
    """The floor: one aggregate of the same rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE, [TODAY])
        return list(cursor.fetchall())


def jobs() -> dict[str, Callable[[], Any]]:
    """What is measured in turns, by name."""
    from mashang.insight.reads.figures import get_trends, list_figures, list_kpis, list_parts
    from mashang.insight.reads.rows import list_rows
    from mashang.kernel.actor import Actor

    keys = [kpi.key for kpi in list_kpis()]
    asked = frozenset({"figures.read", "register.read"})

    def cockpit(path: str) -> None:
        actor = Actor(user_id=None, name="bench", role="leader", area_path=path, permissions=asked)
        list_figures(actor)
        get_trends(actor, keys)

    city = Actor(user_id=None, name="bench", role="leader", area_path="AA", permissions=asked)
    return {
        "floor: one bare aggregate": bare,
        "cockpit of the city": lambda: cockpit("AA"),
        "cockpit of a street": lambda: cockpit("AA00"),
        "cockpit of a park": lambda: cockpit("AA0000"),
        "page of the cockpit, the city": page_of_the_city(),
        "one figure by its towers": lambda: list_parts(city, "vacancy_rate", by="tower"),
        "50 rows behind a figure, a park": lambda: list_rows(city, "vacant_area", "AA0000"),
        "50 rows behind a figure, the city": lambda: list_rows(city, "vacant_area"),
    }


def page_of_the_city() -> Callable[[], object]:
    """The whole page as a leader gets it, without the network."""
    from django.db.backends.postgresql.psycopg_any import DateRange
    from django.urls import reverse

    from mashang.accounts.models import Area, Membership, User

    user = User.objects.create(login="bench", name="bench")
    Membership.objects.create(
        user=user, role="leader", area=Area.objects.get(path="AA"), span=DateRange(date(2020, 1, 1))
    )
    client = sign_in(user)

    def page() -> None:
        answer = client.get(reverse("cockpit"))
        if answer.status_code != 200:
            raise RuntimeError(answer.status_code)

    return page


def measure(towers: int, units: int, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds, interleaved; the freezes with a bare aggregate beside each."""
    from mashang.insight.acts.freezing import freeze_figures
    from mashang.insight.models import Cell
    from mashang.kernel.actor import Actor

    rows = fill(towers=towers, units=units, leases=LEASES, months=MONTHS)
    beside: list[tuple[float, float]] = []
    for day in [*ENDS, TODAY]:
        freeze = took(lambda day=day: freeze_figures(actor=Actor.system("bench"), valid_on=day, kind="on_demand"))
        beside.append((freeze, took(bare)))
    work = jobs()
    found: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, job in work.items():
            ms = took(job)
            if turn:  # the first turn warms up
                found[name].append(ms)
    return {
        "rows": rows, "tenancy_months": units * LEASES * MONTHS, "runs": len(beside), "cells": Cell.objects.count(),
        "ms": {name: (statistics.median(ms), max(ms)) for name, ms in found.items()},
        "freeze": {
            "ms": statistics.median(ms for ms, _bare in beside), "worst": max(ms for ms, _bare in beside),
            "ratio": statistics.median(ms / floor for ms, floor in beside),
        },
    }  # fmt: skip


def report(found: dict[str, Any]) -> None:
    """The table."""
    floor = next(iter(found["ms"].values()))[0]
    print(f"{found['tenancy_months']:,} tenancy-months; {found['runs']} runs, {found['cells']:,} cells")
    print(", ".join(f"{count:,} {table}" for table, count in found["rows"].items()))
    print(f"{'':40}{'median ms':>11}{'worst ms':>10}{'x floor':>9}")
    for name, (median, worst) in found["ms"].items():
        print(f"{name:40}{median:11.1f}{worst:10.1f}{median / floor:9.2f}")
    one = found["freeze"]
    print(f"{'freezing one day, all figures':40}{one['ms']:11.1f}{one['worst']:10.1f}{one['ratio']:9.1f}")


def main() -> int:
    """Measure and print; 1 where reading the cockpit is over the bar."""
    found = run(__doc__, {"towers": 100, "units": 40_000, "rounds": 15}, measure, report)
    floor = next(iter(found["ms"].values()))[0]
    read = [ms for name, (ms, _worst) in found["ms"].items() if name.startswith("cockpit")]
    page = next(ms for name, (ms, _worst) in found["ms"].items() if name.startswith("page"))
    return 0 if max(read) <= BAR * floor and page <= PAGE_BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
