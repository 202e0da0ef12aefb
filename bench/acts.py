"""How many statements each deed on a case asks of the database (performance target P4: 12 at most).

    DATABASE_URL=... .venv/bin/python bench/acts.py [--json]

The deeds are those of mashang/cases/tests/deeds.py, each done once on a case made ready for it, savepoints left out; the
milliseconds are those of the one time. Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.running import run  # noqa: E402 - the checkout must be on the path first

MOST = 12
NOT_ASKED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def measure() -> dict[str, Any]:
    """Statements and milliseconds by the name of the deed."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from mashang.cases.tests.deeds import Story
    from mashang.cases.tests.make import own_firm
    from tests.cast import make_cast

    cast, found = make_cast(), dict[str, Any]()
    for name, ready in Story(cast, own_firm(cast)).deeds().items():
        deed = ready()
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            deed()
        ms = (time.perf_counter() - begun) * 1000
        count = sum(not one["sql"].startswith(NOT_ASKED) for one in asked.captured_queries)
        found[name] = {"statements": count, "ms": round(ms, 1)}
    return found


def report(found: dict[str, Any]) -> None:
    """A line for each, with a mark at those above the bar."""
    for name, one in sorted(found.items(), key=lambda pair: pair[1]["statements"]):
        print(
            f"{'✓' if one['statements'] <= MOST else '✗'} {name:24}{one['statements']:4} statements{one['ms']:8.1f} ms"
        )


def main() -> int:
    """Measure and print; 1 when any takes more than the bar."""
    found = run(__doc__, {}, measure, report)
    return 0 if all(one["statements"] <= MOST for one in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
