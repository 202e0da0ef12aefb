"""The search over many firms, against the least that the same question can be (performance target P3).

    DATABASE_URL=... .venv/bin/python bench/search.py [--firms 200000] [--rounds 15] [--json]

The floor is one firm by its key. Beside each question stands what it would be without the table of findables: the same
word looked for in the firms' own names (a sequential scan). All take turns in each round; medians and the 99th part are
given in milliseconds, and ratios to the floor. Names are made of a few hundred trade words, so that some are in
nearly every name and some in one. Works in a database `<name>_bench` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.running import run  # noqa: E402 - the checkout must be on the path first

TODAY = date(2026, 11, 20)
SYLLABLES = (
    "云帆潮声听雨望江乌山榕海数科升龙汇金宝地晨光鳌峰白马江滨闽台福星华泰安信中正恒远天成聚源鼎新博雅思明海纳百川"
)
TRADES = ("科技", "贸易", "投资", "信息", "文化", "建设", "物流", "医药", "餐饮", "咨询")
STREETS = 60
QUESTIONS = {
    "rare word of four characters": "潮声望海",
    "two characters": "鳌峰",
    "in nearly every name": "有限公司",
    "two common words": "科技 有限",
    "initials": "fzcswh",
    "pinyin": "chaosheng",
    "last six of a code": "",
    "one character": "潮",
    "nothing like it": "不存在之名",
}


def firms(count: int) -> Iterator[tuple[int, str, str, str]]:
    """Number, name, code and area path of invented firms, the same for the same count."""
    draw = random.Random(count)  # noqa: S311 - a draw that comes out alike each time
    for n in range(1, count + 1):
        own = "".join(draw.choices(SYLLABLES, k=4))
        yield n, f"福州{own}{draw.choice(TRADES)}有限公司", f"91350103{n:010d}", f"AA{n % STREETS:02d}"


def fill(count: int) -> None:
    """Firms, and what they are found by, as the acts write it."""
    from django.db import connection

    from mashang.accounts.models import Area
    from mashang.kernel.names import fold
    from mashang.register.acts.ledger.copying import cell, copy_lines
    from mashang.register.acts.ledger.findable import find_firms_anew
    from mashang.register.models import Firm

    area = Area.objects.create(kind="subdistrict", name_zh="测试街道", path="AA")
    columns = ("id", "district_id", "area_path", "name", "name_folded", "name_pinyin", "kind", "industry", "standing",
               "home_area_id", "weight", "sample", "recorded_at")  # fmt: skip
    copy_lines(
        Firm,
        columns,
        (
            f"{n}\t0\t{path}\t{cell(name)}\t{cell(fold(name))}\t\t\t\tactive\t{area.pk}\t{n % 7}\tf\t2026-01-01"
            for n, name, _code, path in firms(count)
        ),
    )
    began = time.perf_counter()
    for at in range(1, count + 1, 50_000):
        find_firms_anew(range(at, min(at + 50_000, count + 1)))
    made = time.perf_counter() - began
    print(f"{count} firms made findable in {made:.0f} s, {made / count * 1e6:.0f} us each", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute(
            "update register_findable set code = '91350103' || lpad(ref_id::text, 10, '0') where ref_id <= 5000"
        )
        cursor.execute("vacuum analyze register_findable")
        cursor.execute("vacuum analyze register_firm")


def jobs(count: int) -> dict[str, Callable[[], Any]]:
    """Everything that is measured, by name."""
    from django.db import connection

    from mashang.kernel.actor import Actor
    from mashang.kernel.names import fold
    from mashang.register.reads.searching import find_hits

    city = Actor(user_id=None, name="bench", role="leader", permissions=frozenset({"register.read"}))
    street = city.within(area_path="AA07")
    draw = random.Random(1)  # noqa: S311

    def ask(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)  # type: ignore[arg-type]
            cursor.fetchall()

    work: dict[str, Callable[[], Any]] = {
        "floor: a firm by its key": lambda: ask("select name from register_firm where id = %s", draw.randint(1, count))
    }
    for said, question in QUESTIONS.items():
        q = question or f"{draw.randint(1, 5000):06d}"
        work[said] = lambda q=q: find_hits(city, q, TODAY)
        work[f"{said}, one street"] = lambda q=q: find_hits(street, q, TODAY)
    scan = "select id from register_firm where name_folded like %s order by weight desc, id limit 10"
    work["by a scan: two characters"] = lambda: ask(scan, f"%{fold('鳌峰')}%")
    return work


def measure(firms: int, rounds: int) -> dict[str, Any]:
    """Milliseconds of each job in each round, interleaved."""
    fill(firms)
    work = jobs(firms)
    took: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(rounds + 1):
        for name, job in work.items():
            start = time.perf_counter()
            job()
            if turn:  # the first turn warms up
                took[name].append((time.perf_counter() - start) * 1000)
    return {"firms": firms, "ms": {name: (statistics.median(ms), max(ms)) for name, ms in took.items()}}


def report(found: dict[str, Any]) -> None:
    """The table."""
    floor = next(iter(found["ms"].values()))[0]
    print(f"{found['firms']} firms")
    print(f"{'':48}{'median ms':>10}{'worst ms':>10}{'x floor':>9}")
    for name, (median, worst) in found["ms"].items():
        print(f"{name:48}{median:10.2f}{worst:10.2f}{median / floor:9.1f}")


def main() -> int:
    """Measure and print."""
    run(__doc__, {"firms": 200_000, "rounds": 15}, measure, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
