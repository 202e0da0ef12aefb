"""Freezing the figures of one day over 100,000 units: time and memory, beside a bare COPY of the rows it reads.

    DATABASE_URL=... .venv/bin/python bench/snapshot.py [--towers 250] [--units 100000] [--rounds 3] [--json]

A district of even make (district.py) with two leases a unit. In turns: the bare COPY of every row of the tables that figures
are counted from, to nowhere; and freezing one day, all figures of all areas and towers, with the audit of what is
withheld, each in a process of its own, whose peak memory is told (without the database's). The parts of a freeze are
told as well: making the sources, counting, and what is left. Works in a database `<name>_bench` beside that of
DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.district import READ, TODAY, fill  # noqa: E402 - the checkout must be on the path first
from bench.running import run  # noqa: E402


def apart(job: Callable[[int], dict[str, float]], turn: int) -> dict[str, float]:
    """Run a job in a process of its own: what it tells, its seconds, processor seconds and peak memory in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (job, turn))


def _measured(job: Callable[[int], dict[str, float]], turn: int) -> dict[str, float]:
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, worked = time.perf_counter(), time.process_time()
    told = job(turn)
    took = {"s": time.perf_counter() - start, "cpu": time.process_time() - worked}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**took, "peak": peak / 1024, "more": (peak - idle) / 1024, **told}


def copy_rows(_turn: int) -> dict[str, float]:
    """The floor: every row of the tables that are read, by COPY, and dropped."""
    from django.db import connection

    size = 0
    with connection.cursor() as cursor:
        for table in READ:
            with cursor.copy(f"copy {table} to stdout") as copy:  # type: ignore[attr-defined]
                for block in copy:
                    size += len(block)
    return {"copied": size / 1024 / 1024}


def freeze(turn: int) -> dict[str, float]:
    """One day's figures, a day earlier in each turn, so that no run has been made yet."""
    from mashang.insight.acts import counting
    from mashang.insight.acts.freezing import freeze_figures
    from mashang.kernel.actor import Actor

    told = {"sources": 0.0, "audit": 0.0}

    def timed(name: str, job: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **more: Any) -> Any:
            start = time.perf_counter()
            try:
                return job(*given, **more)
            finally:
                told[name] += time.perf_counter() - start

        return run

    counting.make_sources = timed("sources", counting.make_sources)
    counting.protect = timed("audit", counting.protect)
    run = freeze_figures(actor=Actor.system("bench"), valid_on=TODAY - timedelta(turn), kind="on_demand")
    return {**told, "cells": run.cells.count()}


def measure(towers: int, units: int, rounds: int) -> dict[str, Any]:
    """Medians of both, in turns."""
    from django.db import connections

    rows = fill(towers=towers, units=units, leases=2, months=100)
    connections["default"].close()
    found: dict[str, list[dict[str, float]]] = {"floor: bare COPY of the rows": [], "freezing one day": []}
    for turn in reversed(range(rounds)):
        for name, job in zip(found, (copy_rows, freeze), strict=True):
            found[name].append(apart(job, turn))
    medians = {
        name: {said: statistics.median(one[said] for one in turns) for said in turns[0]}
        for name, turns in found.items()
    }
    return {"rows": rows, "rounds": rounds, "medians": medians}


def report(found: dict[str, Any]) -> None:
    """The table."""
    print(", ".join(f"{count:,} {table}" for table, count in found["rows"].items()))
    (_, floor), (_, one) = found["medians"].items()
    print(f"{'':32}{'s':>9}{'own cpu s':>11}{'peak MB':>9}{'above idle':>12}{'x floor':>9}")
    for name, told in found["medians"].items():
        ratio = told["s"] / floor["s"]
        print(f"{name:32}{told['s']:9.2f}{told['cpu']:11.2f}{told['peak']:9.0f}{told['more']:12.0f}{ratio:9.1f}")
    rest = one["s"] - one["sources"] - one["audit"]
    print(
        f"of it: sources {one['sources']:.2f} s, withholding {one['audit']:.2f} s, counting and keeping {rest:.2f} s;",
        end=" ",
    )
    print(f"{one['cells']:,.0f} cells; {floor['copied']:.0f} MB copied")


def main() -> int:
    """Measure and print."""
    run(__doc__, {"towers": 250, "units": 100_000, "rounds": 3}, measure, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
