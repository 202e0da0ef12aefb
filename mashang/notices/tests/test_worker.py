"""The worker as it runs in production, killed without warning, and jobs that begin after their act."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction

from mashang.gateways.mail.tests.server import MailServer
from mashang.kernel.actor import Actor
from mashang.notices.acts import queue
from mashang.notices.deferring import defer_after_commit
from mashang.notices.jobs import sweep_old_notices
from mashang.notices.models import Notice
from mashang.notices.tests.make import make_user
from mashang.trail.acts import record
from mashang.trail.models import Entry, Seal
from mashang.trail.reads.verify import verify

SYSTEM = Actor.system()
real = pytest.mark.django_db(transaction=True)


@contextmanager
def worker(mail_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process on the test database."""
    held = connection.settings_dict
    secret = f":{held['PASSWORD']}" if held["PASSWORD"] else ""
    host = held["HOST"] or "localhost"
    port = f":{held['PORT']}" if held["PORT"] else ""
    if host.startswith("/"):
        url = f"postgresql://{held['USER']}{secret}@{port}/{held['NAME']}?host={host}"
    else:
        url = f"postgresql://{held['USER']}{secret}@{host}{port}/{held['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "MASHANG_MAIL_URL": mail_url,
        "MASHANG_DEMO": "1",
        "MASHANG_SECRET_KEY": settings.SECRET_KEY,
        "MASHANG_TRAIL_KEY": settings.TRAIL_KEY,
        "MASHANG_SEAL_KEY": settings.SEAL_KEY,
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"], cwd=settings.ROOT, env=environment
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Ask again until it is so, or time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.2)
    return true()


@real
@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_the_next_one_goes_on() -> None:
    server = MailServer()
    server.start()
    people = [make_user(f"u{i}", email=f"u{i}@example.org") for i in range(30)]
    try:
        with worker(server.url) as first:
            with transaction.atomic():
                queue(
                    actor=SYSTEM, topic="system.trial", key="one", recipients=[p.pk for p in people], template="trial"
                )
                record(actor=SYSTEM, act="trail.export", subject_kind="trail", subject_id=0)
            assert wait_for(lambda: len(server.letters) > 0)
            first.kill()
        Notice.objects.filter(state="sending").update(next_at="2000-01-01T00:00Z")  # the lease of a minute is over
        with transaction.atomic():
            queue(actor=SYSTEM, topic="system.trial", key="two", recipients=[people[0].pk], template="trial")
        with worker(server.url):
            assert wait_for(lambda: not Notice.objects.filter(channel="mail").exclude(state="sent").exists())
            assert wait_for(Seal.objects.exists)
    finally:
        server.stop()
    by_id = {letter["Message-ID"]: letter["To"] for letter in server.letters}
    assert len(by_id) == 31, "each letter once or more, a repetition under the same id"
    assert verify().sound
    assert Entry.objects.count() == 1


@pytest.fixture
def _no_jobs() -> None:
    """The queue's tables belong to no model, so nothing empties them between tests."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name = 'notices.sweep'")


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'notices.sweep' and status = 'todo'")
        return int(cursor.fetchone()[0])


@real
@pytest.mark.usefixtures("_no_jobs")
def test_a_job_begins_after_the_commit_of_its_act() -> None:
    with transaction.atomic():
        defer_after_commit(sweep_old_notices, timestamp=0)
        defer_after_commit(sweep_old_notices, queueing_lock="notices.sweep", timestamp=0)
        assert jobs() == 0
    assert jobs() == 1


@real
@pytest.mark.usefixtures("_no_jobs")
def test_a_job_of_an_act_that_was_rolled_back_never_begins() -> None:
    with transaction.atomic():
        defer_after_commit(sweep_old_notices, timestamp=0)
        transaction.set_rollback(True)
    assert jobs() == 0
