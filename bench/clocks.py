"""Reckoning open time limits anew after a change of the calendar costs in proportion to a bare update of the same rows.

    .venv/bin/python bench/clocks.py [--open 300000] [--touched 75000] [--json]

On a database of its own that is made for the run and dropped afterwards (DATABASE_URL or the embedded server must be
there), so many open limits begin on working days of which the touched part runs over a Saturday that is made a working
day. Timed: following the calendar in batches of 10,000 to the end, and in the same run one bare UPDATE of due date,
warning and version of the touched rows together with one INSERT of as many changes. The ratio counts.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")

SATURDAY = date(2026, 7, 11)
FILL = """
    insert into clocks_deadline (district_id, area_path, subject_kind, subject_id, clock, start_at, unit, length,
        calendar_version, due_at, warn_at, basis, state, provisional)
    select 1, 'AA', 'bench', n, 'census_collect', begins, 'wd', 7, 'old',
        case when n <= %(touched)s then timestamptz '2026-07-15 17:30+08' else timestamptz '2026-06-24 17:30+08' end, begins, 'b', 'running', false
    from (select n, (case when n <= %(touched)s then date '2026-07-06' else date '2026-06-11' end + time '10:00')
        at time zone 'Asia/Shanghai' + (n %% 300) * interval '1 minute' as begins from generate_series(1, %(open)s) n) s
"""
BARE = (
    "update clocks_deadline set due_at = due_at + interval '1 minute', warn_at = warn_at, calendar_version = 'bare' where subject_id <= %s",
    "insert into clocks_deadlinechange (deadline_id, kind, at, due_before, due_after, calendar_version, reason, shown) "
    "select id, 'calendar', now(), due_at, due_at, 'bare', '', false from clocks_deadline where subject_id <= %s",
)


def measure(open_clocks: int, touched: int) -> dict[str, float]:
    from django.db import connection, transaction

    from mashang.clocks.acts.following import follow_calendar
    from mashang.clocks.models import Deadline, DeadlineChange
    from mashang.clocks.reads import grounds
    from mashang.kernel.actor import Actor
    from mashang.kernel.workdays import load_calendar, make_calendar

    known = load_calendar()
    years = [replace(y, work=y.work | {SATURDAY}) if y.year == 2026 else y for y in known.years.values()]
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"open": open_clocks, "touched": touched})
        cursor.execute("analyze clocks_deadline")
    # Before the measure each has the due date and warning of today's calendar.
    while follow_calendar(actor=Actor.system("bench")):
        continue
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze clocks_deadline")
    before = DeadlineChange.objects.count()
    changed = make_calendar(years)
    setattr(grounds, "load_calendar", lambda: changed)  # noqa: B010 - the bench stands in for a new content file
    begun = time.perf_counter()
    while follow_calendar(actor=Actor.system("bench")):
        continue
    followed = time.perf_counter() - begun
    moved = DeadlineChange.objects.count() - before
    assert moved == touched, f"{moved} moved, not {touched}"
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze clocks_deadline")
        begun = time.perf_counter()
        with transaction.atomic():
            for statement in BARE:
                cursor.execute(statement, [touched])
    bare = time.perf_counter() - begun
    return {
        "open": Deadline.objects.count(), "touched": touched, "followed_s": round(followed, 2),
        "bare_s": round(bare, 2), "ratio": round(followed / bare, 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--open", type=int, default=300_000)
    parser.add_argument("--touched", type=int, default=75_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = "bench_mashang_clocks"
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        found = measure(asked.open, asked.touched)
    finally:
        connection.creation.destroy_test_db(made, verbosity=0)
    print(json.dumps(found) if asked.json else "\n".join(f"{name:>12} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
