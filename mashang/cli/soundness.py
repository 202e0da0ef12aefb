"""What makes a deployment sound: one small function a question, each with its answer and how to mend it."""

from __future__ import annotations

import os
import smtplib
import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

OK, WARN, FAIL = "ok", "warn", "fail"
EXTENSIONS = ("btree_gist", "pg_trgm")
OLDEST = 15
HEARTBEAT_SECONDS = 90
SEAL_LAG_SECONDS = 600
WAITING_SECONDS = 600
IDLE_SECONDS = 300
CLOCK_SECONDS = 5
FREE_BYTES = 1024**3
KEY_CHARACTERS = 50


@dataclass(frozen=True, slots=True)
class Check:
    """An answer: `level` is ok, warn or fail; `says` is what was found; `mend` is what to do, empty when ok."""

    name: str
    level: str
    says: str
    mend: str = ""


def check_version() -> Check:
    """PostgreSQL from 15 on."""
    major = connection.cursor().connection.info.server_version // 10000
    says = _("PostgreSQL %(major)s answers.") % {"major": major}
    if major < OLDEST:
        return Check("database", FAIL, says, _("Upgrade the server to PostgreSQL 15 or newer."))
    return Check("database", OK, says)


def check_locale() -> Check:
    """Trigrams keep Chinese; under `C` or `PG_UNICODE_FAST` they are silently empty."""
    if not _has_extension("pg_trgm"):
        return Check("locale", FAIL, _("The extension pg_trgm is missing."), _("Run the migrations as database owner."))
    if not _ask("select cardinality(show_trgm('福州市')) > 0"):  # zh: the probe itself
        mend = _("Create the database again with --locale=C.UTF-8 and restore a backup into it.")
        return Check("locale", FAIL, _("The locale of the database cannot index Chinese; search would lose it."), mend)
    return Check("locale", OK, _("The locale of the database can index Chinese."))


def check_extensions() -> Check:
    """The extensions that constraints and indexes need."""
    missing = [name for name in EXTENSIONS if not _has_extension(name)]
    if missing:
        says = _("Extensions are missing: %(names)s.") % {"names": ", ".join(missing)}
        mend = _("Have an administrator run: create extension %(name)s") % {"name": missing[0]}
        return Check("extensions", FAIL, says, mend)
    return Check("extensions", OK, _("All extensions are there."))


def check_migrations() -> Check:
    """Every migration is applied."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if count:
        says = ngettext("%(n)s migration is not applied.", "%(n)s migrations are not applied.", count) % {"n": count}
        return Check("migrations", FAIL, says, _("Make a backup, then run: python manage.py migrate"))
    return Check("migrations", OK, _("All migrations are applied."))


def check_worker() -> Check:
    """A worker gave a sign of life lately."""
    if not _has_table("procrastinate_workers"):
        return Check("worker", FAIL, _("The table of workers is missing."), _("Run: python manage.py migrate"))
    age = _ask("select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers")
    mend = _("Start one and keep it running: python manage.py procrastinate worker")
    if age is None:
        return Check("worker", FAIL, _("No worker runs: mail, imports and seals stand still."), mend)
    says = _("The last sign of life of a worker is %(n)s seconds old.") % {"n": round(float(str(age)))}
    return Check("worker", OK, says) if float(str(age)) <= HEARTBEAT_SECONDS else Check("worker", FAIL, says, mend)


def check_jobs() -> Check:
    """No job waits for long and none has failed for good in the last day."""
    if not _has_table("procrastinate_jobs"):
        return Check("jobs", FAIL, _("The table of jobs is missing."), _("Run: python manage.py migrate"))
    waiting = _ask(
        "select count(*) from procrastinate_jobs j where status = 'todo' and coalesce(scheduled_at, "
        "(select min(at) from procrastinate_events e where e.job_id = j.id)) < now() - make_interval(secs => %s)",
        [WAITING_SECONDS],
    )
    failed = _ask(
        "select count(distinct job_id) from procrastinate_events where type = 'failed' and at > now() - interval '1 day'"
    )
    says = _("Jobs waiting for more than ten minutes: %(waiting)s; failed within a day: %(failed)s.")
    mend = _("Look at the worker's log; start more workers if the queue only grows.")
    level, mend = (WARN, mend) if waiting or failed else (OK, "")
    return Check("jobs", level, says % {"waiting": waiting, "failed": failed}, mend)


def check_mail() -> Check:
    """Mail is configured and the server takes a greeting and the password. An office may do without: notices stand on the pages."""
    if not settings.MAIL_URL:
        says = _("No mail leaves: MASHANG_MAIL_URL is not set.")
        mend = _("Set MASHANG_MAIL_URL, for example smtps://user:password@mail.example.org")
        return Check("mail", WARN, says, mend)
    host = urlsplit(settings.MAIL_URL).hostname or ""
    try:
        _greet_mail_server(settings.MAIL_URL)
    except (OSError, smtplib.SMTPException) as error:
        says = _("The mail server %(host)s does not take us: %(reason)s") % {"host": host, "reason": error}
        return Check("mail", FAIL, says, _("Check address, port, user and password in MASHANG_MAIL_URL."))
    return Check("mail", OK, _("The mail server %(host)s answers.") % {"host": host})


def _greet_mail_server(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=8, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=8)
    with server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))


def check_storage() -> Check:
    """Documents can be written, read and deleted, and there is room for more."""
    place = Path(str(getattr(default_storage, "location", settings.DATA_FOLDER)))
    mend = _("Make the folder writable for this account, or choose another one with MASHANG_DATA.")
    probe = place / f"doctor-{uuid.uuid4().hex}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"mashang")
        kept = probe.read_bytes() == b"mashang"
        probe.unlink()
        status = os.statvfs(place)
    except OSError as error:
        says = _("Documents cannot be stored in %(place)s: %(reason)s") % {"place": place, "reason": error.strerror}
        return Check("storage", FAIL, says, mend)
    if not kept:
        return Check("storage", FAIL, _("What is written to %(place)s comes back altered.") % {"place": place}, mend)
    free = status.f_bavail * status.f_frsize
    says = _("%(place)s is writable, %(free)s GB are free.") % {"place": place, "free": round(free / 1024**3, 1)}
    return (
        Check("storage", OK, says) if free > FREE_BYTES else Check("storage", WARN, says, _("Make room on this disk."))
    )


def check_secrets() -> Check:
    """The keys are set, long, different from each other, and not those of the demonstration."""
    from mashang.project.env import DEMO_SECRET

    keys = {
        "MASHANG_SECRET_KEY": settings.SECRET_KEY,
        "MASHANG_TRAIL_KEY": settings.TRAIL_KEY,
        "MASHANG_SEAL_KEY": settings.SEAL_KEY,
    }
    demo = [name for name, key in keys.items() if key == DEMO_SECRET]
    if demo:
        says = _("Everyone knows the key of the demonstration, and it is in use: %(names)s.") % {
            "names": ", ".join(demo)
        }
        return Check(
            "secrets", WARN if settings.DEMO else FAIL, says, _("Set keys of your own, at least 50 characters.")
        )
    short = [name for name, key in keys.items() if len(key) < KEY_CHARACTERS]
    if short:
        says = _("Shorter than 50 characters: %(names)s.") % {"names": ", ".join(short)}
        return Check("secrets", FAIL, says, _("Set keys of your own, at least 50 characters."))
    if len(set(keys.values())) < len(keys):
        return Check(
            "secrets", FAIL, _("Two of the keys are the same."), _("Give each of the keys a value of its own.")
        )
    return Check("secrets", OK, _("The keys are set and are our own."))


def check_mode() -> Check:
    """Neither debug pages nor demo mode in production."""
    if settings.DEBUG:
        return Check("mode", FAIL, _("Debug pages show the inside to everyone."), _("Unset MASHANG_DEBUG."))
    if settings.DEMO:
        says = _("Demo mode: the passwords are known to everyone and no second factor is asked for.")
        return Check("mode", WARN, says, _("Unset MASHANG_DEMO before real data comes in."))
    return Check("mode", OK, _("Neither debug pages nor demo mode."))


def check_hosts() -> Check:
    """The host names that are served are named, and mail names one of them."""
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts:
        mend = _("Name the hosts in MASHANG_HOSTS, separated by commas.")
        return Check("hosts", WARN if settings.DEMO else FAIL, _("Every host name is served."), mend)
    ours = urlsplit(settings.BASE_URL).hostname or ""
    if ours not in {host.strip("[]") for host in hosts}:
        says = _("MASHANG_BASE_URL names %(host)s, which MASHANG_HOSTS does not serve.") % {"host": ours}
        return Check("hosts", FAIL, says, _("Make both name the address that people use."))
    if ours in {"localhost", "127.0.0.1", "::1"} and not settings.DEMO:
        says = _("Links in mail point to this machine only.")
        return Check("hosts", WARN, says, _("Set MASHANG_BASE_URL and MASHANG_HOSTS to the address that people use."))
    return Check("hosts", OK, _("Served: %(hosts)s") % {"hosts": ", ".join(hosts)})


def check_https() -> Check:
    """Cookies travel over HTTPS only."""
    if settings.SESSION_COOKIE_SECURE:
        return Check("https", OK, _("Cookies travel over HTTPS only."))
    mend = _("Put a proxy with HTTPS in front and set MASHANG_HTTPS=1 and MASHANG_TRUST_PROXY=1.")
    return Check("https", WARN if settings.DEMO else FAIL, _("Cookies may travel in the clear."), mend)


def check_clock() -> Check:
    """This machine and the database agree on the time, and the time zone of the district is known."""
    before = time.time()
    there = _ask("select clock_timestamp()")
    after = time.time()
    assert isinstance(there, datetime)
    # The answer was given at some moment between the two: only what lies outside them is a difference.
    said = there.astimezone(UTC).timestamp()
    off = max(before - said, said - after, 0.0)
    says = _("The clocks of this machine and the database are %(n)s seconds apart; time zone %(zone)s.")
    says = says % {"n": round(off, 1), "zone": settings.TIME_ZONE}
    if off > CLOCK_SECONDS:
        return Check("clock", FAIL, says, _("Let both machines set their clocks from the network."))
    if settings.TIME_ZONE != "Asia/Shanghai":
        return Check("clock", WARN, says, _("Deadlines are counted in Asia/Shanghai; use that time zone."))
    return Check("clock", OK, says)


def check_held() -> Check:
    """No overdue time limits wait for a person's word because too many of them came at once."""
    if not _has_table("clocks_deadline"):
        return Check("held", FAIL, _("The table of time limits is missing."), _("Run: python manage.py migrate"))
    held = _ask(
        "select count(*) from clocks_deadline where state = 'running' and held_at is not null and released_at is null "
        "and overdue_told_at is null"
    )
    says = _("Overdue time limits held back because too many came at once: %(n)s.") % {"n": held}
    mend = _("Check the clock of this machine; if it is right, run: mashang clocks release")
    return Check("held", WARN if held else OK, says, mend if held else "")


def check_seals() -> Check:
    """The trail is sealed without falling behind; a transaction left open holds the sealer back."""
    if not _has_table("trail_seal"):
        return Check("trail", FAIL, _("The tables of the trail are missing."), _("Run: python manage.py migrate"))
    lag = _ask(
        "select extract(epoch from now() - min(e.at)) from trail_entry e where e.era = (select max(era) from trail_era) "
        "and e.xid >= coalesce((select max(xid_to) from trail_seal s where s.stream = 'entry' and s.era = e.era), 0)"
    )
    idle = _ask(
        "select max(extract(epoch from now() - state_change)) from pg_stat_activity "
        "where state = 'idle in transaction' and backend_xid is not null and datname = current_database()"
    )
    if idle is not None and float(str(idle)) > IDLE_SECONDS:
        says = _("A transaction has stood open for %(n)s seconds and holds back the seals.")
        mend = _("Find it in pg_stat_activity and end it.")
        return Check("trail", WARN, says % {"n": round(float(str(idle)))}, mend)
    if lag is not None and float(str(lag)) > SEAL_LAG_SECONDS:
        says = _("The oldest entry without a seal is %(n)s seconds old.") % {"n": round(float(str(lag)))}
        return Check("trail", FAIL, says, _("See that a worker runs: it seals the trail."))
    return Check("trail", OK, _("The trail is sealed up to now."))


Question = Callable[[], Check]
OF_THE_DATABASE: tuple[Question, ...] = (
    check_version,
    check_locale,
    check_extensions,
    check_migrations,
    check_worker,
    check_jobs,
    check_clock,
    check_held,
    check_seals,
)
OF_THIS_MACHINE: tuple[Question, ...] = (
    check_mail,
    check_storage,
    check_secrets,
    check_mode,
    check_hosts,
    check_https,
)


def examine_database() -> Iterator[Check]:
    """Every answer in turn; a database that fails in between is one more answer and the last."""
    try:
        for question in OF_THE_DATABASE:
            yield question()
    except Error as error:
        reason = (str(error).strip().splitlines() or ["?"])[0]
        mend = _("Check that the server runs and that DATABASE_URL is right.")
        yield Check("database", FAIL, _("The database says: %(reason)s") % {"reason": reason}, mend)


def examine_machine() -> Iterator[Check]:
    """What can be asked without a database."""
    for question in OF_THIS_MACHINE:
        yield question()


def _ask(sql: str, parameters: Sequence[str | int] = ()) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _has_table(name: str) -> bool:
    return _ask("select to_regclass(%s)", [name]) is not None


def _has_extension(name: str) -> bool:
    return bool(_ask("select count(*) from pg_extension where extname = %s", [name]))
