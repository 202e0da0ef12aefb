"""The inbox and the search at a million cases, beside a tenth of them (performance targets P2 and P3).

    DATABASE_URL=... .venv/bin/python bench/cases.py [--small 100000] [--cases 1000000] [--rounds 30] [--json]

Invented cases with their moves and clocks are written by SQL, first the smaller number, of which a copy is kept, then up to
the larger: one in twenty is open, in 20 sub-districts of one district, opened within 30 days at either size. Each question is
asked by the reads that the pages use, with another area, officer or day each time, in turns of both sizes and of a floor (one
case by its key), so that whatever else the machine does falls on all of them alike. Given are the statements, the median and the
99th part in milliseconds at both sizes, the ratio of the medians, and how many plans read all of `cases_case`, which none may.
Works in databases `<name>_bench` and `<name>_bench_small` beside that of DATABASE_URL, made and dropped.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.running import run  # noqa: E402 - the checkout must be on the path first

AREAS, FIRMS = 20, 5000
MOST_QUERIES, MOST_RATIO = 8, 1.5
TITLES = (
    "电梯停了",
    "空调漏水",
    "发票开具",
    "车位紧张",
    "招聘会计",
    "政策咨询",
    "门禁失灵",
    "噪音扰民",
    "续租谈判",
    "网络中断",
)

CASES = """
    insert into cases_case (id, ref, district_id, area_path, area_id, number, kind, item, channel, firm_id, place, title, state,
        hands, officer_id, first_receiver_id, priority, opened_at, due_at, next_due_at, next_clock, closed_at, outcome, round,
        routed_by, external_source, external_no, sample)
    select n, gen_random_uuid(), %(district)s, a.path, a.id, 'Q-2026-' || lpad(n::text, 7, '0'), 'request',
        (array['property', 'tax', 'staff', 'licence', 'other'])[n %% 5 + 1], (array['portal', 'window', 'phone'])[n %% 3 + 1],
        (n %% 5000) + 1, '', (%(titles)s::text[])[n %% 10 + 1] || case when n %% 99991 = 0 then '潮声望海' else '' end,
        case when n %% 20 = 0 then 'in_hand' else 'closed' end, case when n %% 20 = 0 then 'office' else 'nobody' end,
        a.officer, a.officer, case when n %% 40 = 0 then 'urgent' else 'normal' end, at,
        at + interval '9 days', case when n %% 20 = 0 then at + interval '9 days' end,
        case when n %% 20 = 0 then 'case_solve' else '' end, case when n %% 20 = 0 then null else at + interval '3 days' end,
        case when n %% 20 = 0 then '' else 'solved' end, 1, 'general', '', '', false
    from generate_series(%(from)s::bigint, %(to)s::bigint) n
    join lateral (select now() - (%(span)s - n) * (interval '30 days' / %(span)s) as at) t on true
    join unnest(%(areas)s::bigint[], %(paths)s::text[], %(officers)s::bigint[]) with ordinality a(id, path, officer, place)
        on a.place = n %% %(count)s + 1
"""
MOVES = """
    insert into cases_casemove (case_id, act, from_state, to_state, hands, at, by_role, reason, shown)
    select c.id, s.act, s.a, s.b, s.h, c.opened_at + s.n * interval '1 hour', 'service_officer', '', false from cases_case c
    join (values (0, 'open', '', 'received', 'office'), (1, 'take', 'received', 'in_hand', 'office'),
        (2, 'answer', 'in_hand', 'done_waiting', 'firm'), (3, 'confirm', 'done_waiting', 'closed', 'nobody')) s(n, act, a, b, h)
        on s.n < 2 or c.closed_at is not null
    where c.id between %(from)s and %(to)s order by c.id, s.n
"""
CLOCKS = """
    insert into clocks_deadline (district_id, area_path, subject_kind, subject_id, clock, start_at, unit, length,
        calendar_version, due_at, warn_at, basis, state, stopped_at, provisional)
    select district_id, area_path, 'case', id, 'case_solve', opened_at, 'wd', 7, 'bench', due_at, due_at - interval '2 days', '',
        case when closed_at is null then 'running' else 'met' end, closed_at, false
    from cases_case where id between %(from)s and %(to)s
"""


class World:
    """The people and areas of the measurement; `grow` writes cases up to a number."""

    def __init__(self) -> None:
        from mashang.accounts.models import Area
        from mashang.accounts.rules.roles import Role
        from mashang.doors.standing import actor_for
        from mashang.register.acts.ledger.findable import find_firms_anew
        from mashang.register.models import Firm
        from tests.cast import grant, make_area, make_user

        self.district = make_area(None, Area.Kind.DISTRICT, "试验区", "AA")
        self.areas = [
            make_area(self.district, Area.Kind.SUBDISTRICT, f"街道{n}", f"A{chr(65 + n)}", district_id=self.district.pk)
            for n in range(AREAS)
        ]
        self.officers = [make_user(f"officer{n}") for n in range(AREAS)]
        for officer, area in zip(self.officers, self.areas, strict=True):
            grant(officer, Role.SERVICE_OFFICER, area)
        self.head = make_user("head")
        grant(self.head, Role.SECTION_HEAD, self.district)
        Firm.objects.bulk_create(
            Firm(pk=n, district_id=self.district.pk, area_path=self.areas[n % AREAS].path, home_area=self.areas[n % AREAS],
                 name=f"试验{n}号有限公司", name_folded=f"试验{n}号有限公司")
            for n in range(1, FIRMS + 1)
        )  # fmt: skip
        find_firms_anew(range(1, FIRMS + 1))
        self.actor = actor_for(self.head)
        self.local = [actor_for(one) for one in self.officers]
        self.count = 0

    def grow(self, to: int) -> float:
        """Write cases, moves and clocks; seconds."""
        from django.db import connection

        begun = time.perf_counter()
        values = {
            "district": self.district.pk, "from": self.count + 1, "to": to, "count": AREAS, "titles": list(TITLES),
            "areas": [one.pk for one in self.areas], "paths": [one.path for one in self.areas],
            "officers": [one.pk for one in self.officers], "span": to,
        }  # fmt: skip
        with connection.cursor() as cursor:
            # Guards and foreign keys are held by how the rows are made here.
            cursor.execute("set session_replication_role = replica")
            for sql in (CASES, MOVES, CLOCKS):
                cursor.execute(sql, values)
            cursor.execute("set session_replication_role = origin")
            for table in ("cases_case", "cases_casemove", "clocks_deadline"):
                cursor.execute(f"vacuum analyze {table}")
        self.count = to
        return time.perf_counter() - begun


def questions(world: World) -> dict[str, Callable[[], object]]:
    """What is asked, by the reads of the pages; each time somewhat else."""
    from datetime import timedelta

    from django.utils import timezone

    from mashang.cases.models import Case
    from mashang.cases.reads.desk_queue import list_queue
    from mashang.cases.reads.finding import find_cases
    from mashang.cases.reads.queue_tabs import QueueWanted

    draw = random.Random(3)  # noqa: S311 - alike each time
    today = timezone.localdate()

    def listed(anywhere: bool = True, **wanted: Any) -> Callable[[], object]:
        return lambda: list_queue(world.actor if anywhere else draw.choice(world.local), QueueWanted(**wanted))

    def number() -> str:
        return f"Q-2026-{draw.randint(1, world.count):07d}"

    return {
        "floor: a case by its key": lambda: Case.objects.get(pk=draw.randint(1, world.count)),
        "all open": listed(tab="all"),
        "all open of one street": listed(False, tab="all"),
        "mine": listed(False, tab="mine"),
        "overdue": listed(tab="overdue"),
        "due today": listed(tab="today"),
        "by item and channel": listed(tab="all", item="tax", channel="phone"),
        "by state and priority": listed(tab="all", state="in_hand", priority="urgent"),
        "by words of the title": listed(tab="all", words="漏水"),
        "newest first": listed(tab="all", sort="-opened"),
        "closed ones": listed(tab="closed", sort="-opened"),
        "closed of ninety days, one item": listed(
            tab="closed", sort="-opened", item="staff", since=today - timedelta(days=90)
        ),
        "of one firm": lambda: list_queue(world.actor, QueueWanted(tab="every", firm_ids=(draw.randint(1, FIRMS),))),
        "one number": lambda: list_queue(world.actor, QueueWanted(tab="every", number=number())),
        "words: in one of 100,000": listed(tab="closed", sort="-opened", words="潮声望海"),
        "words: two signs, one of 100,000": listed(tab="closed", sort="-opened", words="望海"),
        "words: in one of ten": listed(tab="closed", sort="-opened", words="漏水"),
        "search: a number": lambda: find_cases(world.actor, number(), today),
        "search: one firm": lambda: find_cases(world.actor, f"试验{draw.randint(1, FIRMS)}号", today),
        "search: two signs": lambda: find_cases(world.actor, "试验", today),
        "search: in every name": lambda: find_cases(world.actor, "有限公司", today),
    }  # fmt: skip


@contextmanager
def beside() -> Iterator[Callable[[str], None]]:
    """A copy of the database as it is now, and how to ask it (`small`) or the one that grows (`large`)."""
    import psycopg
    from django.db import connections

    large = connections["default"]
    name = f"{large.settings_dict['NAME']}_small"
    large.close()
    large.close_pool()  # type: ignore[attr-defined]
    url = psycopg.conninfo.make_conninfo(os.environ["DATABASE_URL"], dbname="postgres")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template "{large.settings_dict["NAME"]}"')
        small = type(large)({**large.settings_dict, "NAME": name}, alias="small")  # type: ignore[abstract]
        connections["small"] = small
        sizes = {"small": small, "large": large}
        try:
            yield lambda size: connections.__setitem__("default", sizes[size])
        finally:
            connections["default"] = large
            small.close()
            small.close_pool()  # type: ignore[attr-defined]
            server.execute(f'drop database if exists "{name}" with (force)')


def ask(world: World, counts: dict[str, int], turn_to: Callable[[str], None], rounds: int) -> list[dict[str, Any]]:
    """Statements, plans that read all cases, median and 99th part of each question at both sizes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work, found = questions(world), {size: dict[str, dict[str, Any]]() for size in counts}
    took = {(size, name): list[float]() for size in counts for name in work}
    if not work["search: one firm"]():
        raise RuntimeError("the search finds no firm: what it would measure is nothing")
    for size, count in counts.items():
        turn_to(size)
        world.count = count
        for name, job in work.items():
            with CaptureQueriesContext(connection) as asked:
                job()
            queries = [one["sql"] for one in asked.captured_queries]
            found[size][name] = {"queries": len(queries), "scans": scans(queries)}
    for _turn in range(rounds):
        for name, job in work.items():
            for size, count in counts.items():
                turn_to(size)
                world.count = count
                begun = time.perf_counter()
                job()
                took[size, name].append((time.perf_counter() - begun) * 1000)
    for (size, name), ms in took.items():
        found[size][name] |= {"p50": statistics.median(ms), "p99": sorted(ms)[min(len(ms) - 1, int(len(ms) * 0.99))]}
    return list(found.values())


def scans(asked: list[str]) -> int:
    """How many of these statements read every case."""
    from django.db import connection

    count = 0
    with connection.cursor() as cursor:
        for sql in asked:
            if sql.startswith(("SELECT", "select")):
                cursor.execute("explain " + sql.replace("%", "%%"), [])
                count += any("Seq Scan on cases_case" in line for (line,) in cursor.fetchall())
    return count


def measure(small: int, cases: int, rounds: int) -> dict[str, Any]:
    """Both sizes."""
    world = World()
    seconds = world.grow(small)
    print(f"{small} cases in {seconds:.0f} s", file=sys.stderr, flush=True)
    with beside() as turn_to:
        seconds = world.grow(cases)
        print(f"{cases} cases in {seconds:.0f} s", file=sys.stderr, flush=True)
        at = ask(world, {"small": small, "large": cases}, turn_to, rounds)
    return {"small": small, "cases": cases, "at": at}


def report(found: dict[str, Any]) -> None:
    """The table, with a mark at each bar that is missed."""
    small, large = found["at"]
    print(
        f"{'':34}{'queries':>8}{'scans':>7}{found['small']:>12} p50{'p99':>8}{found['cases']:>12} p50{'p99':>8}{'ratio':>7}"
    )
    for name, one in large.items():
        before = small[name]
        ratio = one["p50"] / before["p50"]
        good = one["queries"] <= MOST_QUERIES and not one["scans"] and ratio <= MOST_RATIO
        print(
            f"{'✓' if good else '✗'} {name:32}{one['queries']:8}{one['scans']:7}{before['p50']:16.1f}{before['p99']:8.1f}"
            f"{one['p50']:16.1f}{one['p99']:8.1f}{ratio:7.2f}"
        )


def main() -> int:
    """Measure and print."""
    run(__doc__, {"small": 100_000, "cases": 1_000_000, "rounds": 30}, measure, report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
