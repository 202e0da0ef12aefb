"""Brings a database and the static files up to date: named steps, each skipped when nothing it reads has changed.

Runs in a process of its own, so that the supervisor stays small; Django is loaded only when a step has work.
What was done is noted in the comment of the database itself, so the note cannot outlive what it speaks of.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mashang.project import env
from mashang.project.launch import ground
from mashang.project.launch.folder import ACCOUNTS
from mashang.project.launch.progress import step, tell
from mashang.project.launch.trouble import Trouble

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

ONE_AT_A_TIME = 7_208_421  # any fixed number: two starts on one database prepare it one after the other


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to bring up to date: `reads` is a digest of what it depends on, `run` does it."""

    name: str
    zh: str
    en: str
    reads: Callable[[], str]
    run: Callable[[], None]
    once: bool = False

    def has_work(self, done: dict[str, str]) -> bool:
        """Whether the note of what was done differs from what there is now."""
        if self.once:
            return self.name not in done
        return done.get(self.name) != self.reads()


def migrate() -> None:
    """Applies all migrations."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def load_content() -> None:
    """Loads the reviewed data of `content/`."""
    from mashang.cli import content

    content.load_content()


def rebuild_search() -> None:
    """Makes anew what the search looks at: the table is new, or names are folded and read in another way than before."""
    from mashang.kernel.actor import Actor
    from mashang.register.acts.finding import rebuild_findables

    rebuild_findables(actor=Actor.system("start"))


def load_sample() -> None:
    """Loads the sample district, and lets the planner know how many rows there are now."""
    from django.db import connection

    from mashang.cli import sample

    sample.load_sample()
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def freeze_sample() -> None:
    """Freezes today's figures of the sample district; the worker freezes a year of months before it, for the lines."""
    from mashang.insight.acts.freezing import freeze_figures
    from mashang.insight.jobs import freeze_past_months
    from mashang.kernel.actor import Actor

    freeze_figures(actor=Actor.system("start"))
    freeze_past_months.defer()


def collect_static() -> None:
    """Collects and compresses the static files."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def digest(files: Iterable[Path]) -> str:
    """A digest of file names and contents."""
    sums = hashlib.sha256()
    for file in sorted(files):
        if file.is_file():
            sums.update(f"{file.relative_to(env.ROOT)}\0".encode())
            sums.update(file.read_bytes())
    return sums.hexdigest()[:16]


def read_by_migrations() -> str:
    """Our migrations, and the requirements for those of libraries."""
    return digest([*(env.ROOT / "mashang").glob("**/migrations/*.py"), env.ROOT / "requirements.txt"])


def read_by_content() -> str:
    """Everything in content/ but the sample district, and the program that loads it."""
    folder = env.ROOT / "content"
    files = [f for f in folder.rglob("*") if "demo" not in f.relative_to(folder).parts]
    return digest([*files, env.ROOT / "mashang/cli/content.py"])


def read_by_search() -> str:
    """What decides by which words something is found."""
    return digest([env.ROOT / "mashang/kernel/names.py", env.ROOT / "mashang/register/reads/findable.py"])


def read_by_static() -> str:
    """All static files of ours, and the requirements for those of libraries."""
    return digest([*(env.ROOT / "mashang").glob("**/static/**/*"), env.ROOT / "requirements.txt"])


DATABASE_STEPS = (
    Step("migrate", "建立数据表", "Creating the tables", read_by_migrations, migrate),
    Step("content", "载入目录数据", "Loading content", read_by_content, load_content),
    Step("search", "整理搜索", "Indexing for the search", read_by_search, rebuild_search),
)
SAMPLE_STEP = Step("sample", "载入示例商务区", "Loading the sample district", lambda: "", load_sample, once=True)
FIGURES_STEP = Step(
    "sample_figures", "冻结示例数据", "Freezing the sample's figures", lambda: "", freeze_sample, once=True
)
STATIC_STEP = Step("static", "整理静态文件", "Collecting static files", read_by_static, collect_static)


def prepare(values: dict[str, str]) -> None:
    """Brings everything up to date; raises Trouble with one sentence when the database cannot be used."""
    folder = env.folder(values, "MASHANG_DATA")
    demo = env.flag(values, "MASHANG_DEMO")
    ground.require_sound(values["DATABASE_URL"])
    with ground.connect(values["DATABASE_URL"]) as connection:
        connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        done = read_note(connection)
        for one in (*DATABASE_STEPS, *([SAMPLE_STEP, FIGURES_STEP] if demo else [])):
            if one.has_work(done):
                carry_out(one)
                done[one.name] = one.reads()
                write_note(connection, done)
    made_from = folder / "static.made-from"
    collected = {"static": made_from.read_text()} if made_from.exists() and (folder / "static").is_dir() else {}
    if STATIC_STEP.has_work(collected):
        carry_out(STATIC_STEP)
        made_from.write_text(STATIC_STEP.reads())
    if demo:
        write_accounts(folder / ACCOUNTS)


def write_accounts(file: Path) -> None:
    """Hands the demo accounts to the supervisor, which knows no app; readable by the owner only."""
    from mashang.cli import sample

    accounts = [[account.role, account.login, account.password] for account in sample.demo_accounts()]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(accounts, out, ensure_ascii=False)


def carry_out(one: Step) -> None:
    """Runs one step with its line at the terminal."""
    with step(one.zh, one.en):
        set_up_django()
        one.run()


def set_up_django() -> None:
    """Loads Django once."""
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def read_note(connection: psycopg.Connection[TupleRow]) -> dict[str, str]:
    """What was done to this database, from its comment; nothing when the comment is somebody else's."""
    row = connection.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
    ).fetchone()
    try:
        note: Any = json.loads(row[0]) if row and row[0] else {}
    except ValueError:
        return {}
    done = note.get("mashang") if isinstance(note, dict) else None
    return {str(k): str(v) for k, v in done.items()} if isinstance(done, dict) else {}


def write_note(connection: psycopg.Connection[TupleRow], done: dict[str, str]) -> None:
    """Notes what was done; a server where we do not own the database just repeats the steps next time."""
    import psycopg
    from psycopg import sql

    name = sql.Identifier(connection.info.dbname)
    text = sql.Literal(json.dumps({"mashang": done}))
    try:
        connection.execute(sql.SQL("comment on database {} is {}").format(name, text))
    except psycopg.errors.InsufficientPrivilege:
        return


def main() -> int:
    """Prepares; on trouble prints one sentence and leaves the details in the log."""
    try:
        values = env.read()
        prepare(values)
    except (Trouble, env.BadEnvironment) as trouble:
        sys.stdout.write(f"{trouble}\n")
        return 1
    except Exception as error:
        log = env.folder(values, "MASHANG_DATA") / "log" / "prepare.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc())
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        tell(f"这一步没有完成（{reason}），详见 {log}。", f"This step failed ({reason}); details are in {log}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
