"""Real requests of a real city opened and closed by the acts, and their lateness held against the city's own word.

    DATABASE_URL=... MASHANG_REAL_DATA=... .venv/bin/python bench/replay.py [--rows 32000] [--hands 6] [--json]

Each row of requests/boston_311_2015.csv (times in America/New_York) is opened by `open_case` at its time, with the time
limit that the city promised it (target less opening), and closed by `answer_case` and `confirm_closure` at its time, in
one transaction. A row that closes before it opens is refused by the act and listed. Whether it was late is what our own
clock says: met or missed for those closed, past due on 2016-01-18 for those still open. Compared are the rows that were
taken and had a target. Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.running import run  # noqa: E402 - the checkout must be on the path first
from tests.real_data import REAL_DATA  # noqa: E402

ZONE = ZoneInfo("America/New_York")
JUDGED_AT = datetime(2016, 1, 18, tzinfo=ZONE)
FILE = REAL_DATA / "requests" / "boston_311_2015.csv"
BAR = 0.995
AREAS = 20


def instant(text: str) -> datetime | None:
    """A time of the city's file; nothing for an empty one."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE) if text else None


def take(row: dict[str, str], area_id: int) -> int:
    """Open one row, close it if it was closed; the case's id. Refused as the acts do."""
    from datetime import UTC

    from django.db import transaction

    from mashang.cases.acts.closing import confirm_closure
    from mashang.cases.acts.handling import answer_case
    from mashang.cases.acts.opening import Asking, open_case
    from mashang.kernel.actor import Actor

    actor = Actor.system("replay")
    opened, target, closed = (instant(row[name]) for name in ("opened_at", "target_at", "closed_at"))
    assert opened is not None
    # Across a change of summer time the wall clock lies: what was promised is the time that passes.
    promised = target.astimezone(UTC) - opened.astimezone(UTC) if target else None
    asking = Asking(
        item="environment", kind="hotline", title=row["type"][:120], text=f"{row['subject']} / {row['reason']}",
        area_id=area_id, external_source="city", external_no=row["case_id"], promised=promised,
    )  # fmt: skip
    with transaction.atomic():
        case = open_case(actor=actor, channel="hotline", asking=asking, at=opened)
        if closed is not None:
            answer_case(actor=actor, case_id=case.pk, outcome="solved", words=row["status"], at=closed)
            confirm_closure(actor=actor, case_id=case.pk, at=closed)
    return case.pk


def lateness() -> dict[int, str]:
    """What our clocks say of each case that has one: ONTIME or OVERDUE."""
    from mashang.clocks.models import Deadline

    rows = Deadline.objects.filter(subject_kind="case", clock="case_solve").values_list("subject_id", "state", "due_at")
    said = {}
    for case, state, due in rows.iterator():
        late = state == Deadline.State.MISSED or (state == Deadline.State.RUNNING and due < JUDGED_AT)
        said[case] = "OVERDUE" if late else "ONTIME"
    return said


def measure(rows: int, hands: int) -> dict[str, Any]:
    """Replay, then compare."""
    from mashang.kernel.errors import Refused
    from tests.cast import grant, make_area, make_cast, make_user

    cast, taken, refused = make_cast(), dict[int, tuple[str, str]](), Counter[str]()
    # Numbers of one area wait for each other: the city's wards stand for that many areas, each with its officer.
    areas = [
        make_area(cast.taijiang, "subdistrict", f"街道{n}", f"B{chr(65 + n)}", district_id=cast.taijiang.pk)
        for n in range(AREAS)
    ]
    for area in areas:
        grant(make_user(f"officer{area.pk}"), "service_officer", area)
    listed: list[str] = []
    begun = time.perf_counter()

    def one(numbered: tuple[int, dict[str, str]]) -> None:
        n, row = numbered
        try:
            case = take(row, areas[n % AREAS].pk)
            taken[case] = (row["case_id"], row["on_time_flag"] if row["target_at"] else "")
        except Refused as why:
            refused[why.code] += 1
            listed.append(f"{row['case_id']} {why.code}")
        if n % 1000 == 999:
            print(f"{n + 1} rows, {n / (time.perf_counter() - begun):.0f} a second", file=sys.stderr, flush=True)

    with FILE.open(encoding="utf-8", newline="") as file, ThreadPoolExecutor(hands) as pool:
        for _done in pool.map(one, enumerate(islice(csv.DictReader(file), rows))):
            pass
    seconds, ours = time.perf_counter() - begun, lateness()
    compared = {case: (number, city) for case, (number, city) in taken.items() if city}
    differ = [number for case, (number, city) in compared.items() if ours.get(case) != city]
    share = 1 - len(differ) / max(len(compared), 1)
    return {
        "rows": len(taken) + len(listed), "taken": len(taken), "refused": dict(refused), "listed": listed,
        "compared": len(compared), "agreement": round(share, 5), "differ": differ, "good": share >= BAR,
        "rows a second": round((len(taken) + len(listed)) / seconds, 1), "seconds": round(seconds),
    }  # fmt: skip


def report(found: dict[str, Any]) -> None:
    """What was found, the first of the lists."""
    for name, value in found.items():
        shown = f"{len(value)}: {', '.join(value[:12])}" if isinstance(value, list) else value
        print(f"{name:16} {shown}")


def main() -> int:
    """Measure and print; 1 when the clocks and the city agree on too few."""
    if not FILE.exists():
        print(f"{FILE} is not there: name the folder of real data in MASHANG_REAL_DATA.")
        return 1
    return 0 if run(__doc__, {"rows": 32_000, "hands": 6}, measure, report)["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
