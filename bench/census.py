"""P7: what reading, comparing and applying a tenant sheet costs, against the bare floor of the same run.

    DATABASE_URL=... .venv/bin/python bench/census.py [--rows 100000] [--profile read|apply] [--json]

The workbook is invented: firms with right codes of the unassigned region 000000, 8 columns, about 400
rows a tower. The floor of reading and comparing is opening the workbook with calamine and one COPY of its
rows into an ordinary logged table with a primary key; the floor of applying is that COPY alone. Both are measured
before the first job and after each one; the median counts. Beside them stands what the guarded tables themselves
cost: the rows that the import wrote, ready made, by bare COPYs into the same tables (no bar; docs/why/0013). Bars:
5 and 15; peak memory 400 MB (of a process of its own: workbook and floors are made in others). Each job is given in seconds by
the clock, and in seconds of processor of this process and its database connection together: on a machine that
others use only the second can be compared. Works in a database `<name>_bench` beside the one of DATABASE_URL,
which is made and dropped.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.running import with_database  # noqa: E402 - the checkout must be on the path first

READ_BAR, APPLY_BAR, MEMORY_BAR_MB = 5.0, 15.0, 400.0
HEAD = ("企业名称", "统一社会信用代码", "楼宇", "楼层", "房号", "面积（㎡）", "租赁起", "租赁止")
WORDS = "恒信 云帆 海润 晨星 启明 瑞丰 博远 中和 星河 远航 华瑞 安达 金穗 宏图 新锐 德馨 永盛 嘉禾 万象 蓝海 致远 鼎新 同创 正大 长风 乐享 天行 厚德 行健 重山".split()
TRADES = "贸易 科技 信息技术 商务咨询 企业管理 供应链管理 文化传媒 建筑工程 物流 投资 会计服务 教育咨询 网络科技 生物医药 环保工程".split()
Rows = list[list[object]]


def make_rows(count: int) -> Rows:
    """Rows of invented tenants, one room each, the same in each run."""
    from mashang.kernel import uscc

    rows: Rows = []
    for n in range(count):
        body = f"91000000{n:08d}" + uscc.organisation_check_character(f"{n:08d}")
        words = "".join(WORDS[n // 30**place % 30] for place in range(3))
        name = f"海屿市{words}{TRADES[n // 30**3 % 15]}有限公司"
        tower, room = divmod(n, 400)
        floor = room // 16 + 3
        code = body + uscc.check_character(body)
        until = f"{2027 + n % 5}-{n % 12 + 1:02d}-28"
        rows.append(
            [name, code, f"{WORDS[tower % 30]}{WORDS[tower // 30 % 30]}大厦", floor, f"{floor}{room % 16 + 1:02d}",
             60 + n % 300, f"{2019 + n % 7}-{n % 12 + 1:02d}-01", until]
        )  # fmt: skip
    return rows


def make_book(rows: Rows) -> bytes:
    """The rows as an xlsx."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False}) as book:
        page = book.add_worksheet("租户")
        for at, row in enumerate([HEAD, *rows]):
            page.write_row(at, 0, row)
    return out.getvalue()


def read_floor(data: bytes) -> None:
    """The least that reading can be: the workbook as values."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    book.get_sheet_by_index(0).to_python()


def copy_floor(rows: Rows) -> None:
    """The least that writing can be: one COPY of the rows into an ordinary logged table with a primary key."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "create table bench_floor (id bigint generated always as identity primary key,"
            " a text, b text, c text, d int, e text, f numeric, g date, h date)"
        )
        with cursor.copy("copy bench_floor (a, b, c, d, e, f, g, h) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
    with connection.cursor() as cursor:
        cursor.execute("drop table bench_floor")


REGISTER = (
    "importbatch",
    "source",
    "tower",
    "towername",
    "floor",
    "firm",
    "firmname",
    "unit",
    "tenancy",
    "occupancy",
    "tenancyevent",
)


def keep_register(folder: Path) -> None:
    """What the import wrote, as COPY gives it, for `register_floor`."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in REGISTER:
            with (folder / table).open("wb") as file, cursor.copy(f"copy register_{table} to stdout") as copy:
                for piece in copy:
                    file.write(piece)


def register_floor(folder: Path) -> Spent:
    """The least that applying can be: the same rows, ready made, by bare COPYs into the same guarded tables."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where tablename ~ '^(register|trail|insight)'")
        guarded = [row[0] for row in cursor.fetchall()]
        for table in guarded:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(f"truncate {', '.join(f'register_{table}' for table in REGISTER)} cascade")
        for table in guarded:
            cursor.execute(f"alter table {table} enable trigger user")

    def load() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in REGISTER:
                with (folder / table).open("rb") as file, cursor.copy(f"copy register_{table} from stdin") as copy:
                    while piece := file.read(1 << 20):
                        copy.write(piece)
            cursor.execute("analyze register_occupancy, register_tenancy, register_unit")

    return clock(load)


class Spent(NamedTuple):
    """Seconds by the clock, and of processor (this process and its connection's)."""

    wall: float
    cpu: float


def backend_cpu() -> float:
    """Processor seconds of the database process that serves this connection; 0 for a server elsewhere."""
    from django.db import connection

    connection.ensure_connection()
    try:
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    user, system = stat.rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Watch(threading.Thread):
    """Prints the progress that a page would show, while the act runs."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(daemon=True)
        self.batch_id, self.over, self.seen = batch_id, threading.Event(), list[str]()

    def run(self) -> None:
        from django.db import connection

        from mashang.register.models import ImportBatch
        from mashang.register.reads.import_progress import get_progress

        while not self.over.wait(0.25):
            now = json.dumps(get_progress(ImportBatch.objects.only("pk", "progress").get(pk=self.batch_id)))
            if not self.seen or self.seen[-1] != now:
                self.seen.append(now)
        connection.close()


def clock(job: Callable[[], object], profiled: bool = False) -> Spent:
    """What a job costs; profiled, its costliest functions are printed."""
    profile = cProfile.Profile()
    began, cpu = time.perf_counter(), time.thread_time() + backend_cpu()
    with profile if profiled else nullcontext():
        job()
    spent = Spent(time.perf_counter() - began, time.thread_time() + backend_cpu() - cpu)
    if profiled:
        pstats.Stats(profile).sort_stats("tottime").print_stats(28)
    return spent


def memory_mb() -> float:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def in_another_process(*words: str) -> str:
    """This script again, so that what it holds does not count as memory of the import."""
    done = subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def measure(count: int, profile: str) -> dict[str, Any]:
    """Hand in, compare, accept everything, apply, compare again, take back; each against its floor."""
    from mashang.accounts.models import Area
    from mashang.cli.content import load_content
    from mashang.kernel.actor import Actor
    from mashang.register.acts import importing
    from mashang.register.acts.importing import uploading
    from mashang.register.models import ImportBatch

    load_content()
    folder = Path(tempfile.mkdtemp(prefix="mashang-bench-"))
    in_another_process("--rows", str(count), "--make", str(folder / "book.xlsx"))
    data = (folder / "book.xlsx").read_bytes()
    area = Area.objects.create(kind="subdistrict", name_zh="试区", path="Z9")
    actor = Actor.system("bench").within(area_id=area.pk)
    found: dict[str, Any] = {"rows": count, "workbook_mb": round(len(data) / 1e6, 1)}
    floors: list[dict[str, list[float]]] = []

    def floor() -> None:
        floors.append(json.loads(in_another_process("--rows", str(count), "--floor", str(folder / "book.xlsx"))))

    def take(name: str, job: Callable[[], object]) -> None:
        found[name] = clock(job, profile == name)
        found[f"{name}_mb"] = memory_mb()
        floor()

    floor()
    uploading.INLINE_BYTES = 0  # compared by hand below, not while uploading
    uploading.defer_after_commit = lambda *_a, **_k: None  # type: ignore[attr-defined]
    found["base_mb"] = memory_mb()
    batch = importing.upload_sheet(actor=actor, data=data, name="bench.xlsx", as_of_on=date(2026, 11, 18))
    take("compare", lambda: importing.compare_batch(actor=actor, batch_id=batch.pk))
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    importing.accept_proposals(actor=actor, batch_id=batch.pk)
    watch = Watch(batch.pk)
    watch.start()
    try:
        take("apply", lambda: importing.apply_batch(actor=actor, batch_id=batch.pk))
    finally:
        watch.over.set()
        watch.join()
    found["progress"] = watch.seen
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.state == ImportBatch.State.APPLIED, batch.progress
    found["applied"] = batch.counts["applied"]
    again = importing.upload_sheet(actor=actor, data=data, name="again.xlsx", as_of_on=date(2026, 11, 18))
    take("again", lambda: importing.compare_batch(actor=actor, batch_id=again.pk))
    again.refresh_from_db()
    found["again_says"] = {k: v for k, v in again.counts["verdicts"].items() if k != "skipped"}
    keep_register(folder)
    take("undo", lambda: importing.undo_batch(actor=actor, batch_id=batch.pk))
    for name in ("read_floor", "copy_floor"):
        found[name] = Spent(*(sorted(f[name][i] for f in floors)[len(floors) // 2] for i in (0, 1)))
    found["register_floor"] = sorted(register_floor(folder) for _n in range(3))[1]
    shutil.rmtree(folder)
    return found


def floors_of(path: Path, count: int) -> dict[str, Any]:
    """Both floors, each in this process alone."""
    import django

    django.setup()
    data, rows = path.read_bytes(), make_rows(count)
    copy_floor(rows[:10])  # the connection is open
    return {"read_floor": clock(lambda: read_floor(data)), "copy_floor": clock(lambda: copy_floor(rows))}


def report(found: dict[str, Any]) -> bool:
    """Print the table; are all bars kept?"""
    read, copy = found["read_floor"], found["copy_floor"]
    both = Spent(read.wall + copy.wall, read.cpu + copy.cpu)
    print(f"{found['rows']} rows, {found['workbook_mb']} MB; applied {found['applied']}; again {found['again_says']}")
    print(f"{'':<26}{'clock':>10}{'':>9}{'processor':>11}{'':>9}{'peak MB':>9}")
    register = found["register_floor"]
    for name, spent in (("floor: calamine", read), ("floor: one COPY", copy), ("same tables, bare COPYs", register)):
        print(f"{name:<26}{spent.wall:>8.2f} s{'':>9}{spent.cpu:>9.2f} s")
    kept = max(found[f"{name}_mb"] for name in ("compare", "apply", "again")) <= MEMORY_BAR_MB
    for title, name, floor, bar in (
        ("read and compare, new", "compare", both, READ_BAR),
        ("apply", "apply", copy, APPLY_BAR),
        ("read and compare, same", "again", both, READ_BAR),
        ("take back (no bar)", "undo", copy, 0.0),
    ):
        spent = found[name]
        ratios = spent.wall / floor.wall, spent.cpu / floor.cpu
        print(
            f"{title:<26}{spent.wall:>8.2f} s{ratios[0]:>7.1f} x{spent.cpu:>9.2f} s{ratios[1]:>7.1f} x"
            f"{found[name + '_mb']:>9.0f}" + (f"   bar {bar:.0f} x" if bar else "")
        )
        kept = kept and (not bar or ratios[1] <= bar)
    print(
        f"apply is {found['apply'].wall / register.wall:.1f} x by the clock and"
        f" {found['apply'].cpu / register.cpu:.1f} x by processor of the bare COPYs into the same tables"
    )
    print(f"memory before: {found['base_mb']:.0f} MB, bar {MEMORY_BAR_MB:.0f} MB")
    seen = found["progress"]
    print("progress seen while applying:", *seen[:3], f"... {len(seen)} in all ...", *seen[-2:])
    return bool(kept)


def main() -> int:
    """Measure and print; the exit status is 0 when all bars are kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profile", choices=["compare", "apply", "again", "undo", ""], default="")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.make:
        options.make.write_bytes(make_book(make_rows(options.rows)))
        return 0
    if options.floor:
        print(json.dumps(floors_of(options.floor, options.rows)))
        return 0
    found = with_database(lambda: measure(options.rows, options.profile))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    return 0 if report(found) else 1


if __name__ == "__main__":
    sys.exit(main())
