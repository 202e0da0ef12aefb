"""`mashang doctor`: finds what is unsound and says how to mend it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.db import connection
from pytest_django import Settings

from mashang.cli import soundness
from mashang.cli.soundness import FAIL, OK, WARN
from mashang.project.env import DEMO_SECRET
from mashang.project.launch.start import free_port

ROOT = Path(__file__).resolve().parents[2]
LONG_KEY = "a-key-that-only-this-test-uses-0123456789-0123456789"
THIRD_KEY = "a-third-key-that-only-this-test-uses-0123456789-012345"
OTHER_KEY = "another-key-that-only-this-test-uses-0123456789-012"


@pytest.mark.django_db
def test_a_sound_database_passes() -> None:
    found = [soundness.check_version(), soundness.check_locale(), soundness.check_extensions()]
    found += [soundness.check_migrations(), soundness.check_clock(), soundness.check_seals(), soundness.check_jobs()]
    assert {check.level for check in found} == {OK}, found


@pytest.mark.django_db
def test_a_missing_extension_fails_with_the_command() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop extension pg_trgm cascade")
    assert soundness.check_locale().level == FAIL
    check = soundness.check_extensions()
    assert (check.level, check.says) == (FAIL, check.says)
    assert "create extension pg_trgm" in check.mend


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_fails() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'register'")
    assert soundness.check_migrations().level == FAIL


@pytest.mark.django_db
def test_a_worker_counts_only_while_its_sign_of_life_is_young() -> None:
    assert soundness.check_worker().level == FAIL
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now())")
        assert soundness.check_worker().level == OK
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '10 minutes'")
    assert soundness.check_worker().level == FAIL


def test_mail_must_be_configured_and_reachable(settings: Settings) -> None:
    settings.DEMO, settings.MAIL_URL = False, ""
    assert soundness.check_mail().level == WARN, "links can be handed over"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.MAIL_URL = f"smtp://127.0.0.1:{free.getsockname()[1]}"
        assert soundness.check_mail().level == FAIL
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port("127.0.0.1"))
    server.start()
    try:
        settings.MAIL_URL = f"smtp://127.0.0.1:{server.port}"
        assert soundness.check_mail().level == OK
    finally:
        server.stop()


def test_storage_that_cannot_be_written_fails(settings: Settings, tmp_path: Path) -> None:
    kept = settings.STORAGES
    for place, level in ((tmp_path / "documents", OK), (Path("/proc/mashang"), FAIL)):
        settings.STORAGES = {**kept, "default": {**kept["default"], "OPTIONS": {"location": place}}}
        assert soundness.check_storage().level == level
    assert list((tmp_path / "documents").iterdir()) == []


@pytest.mark.parametrize(
    ("secret", "trail", "demo", "level"),
    [
        (LONG_KEY, OTHER_KEY, False, OK),
        (LONG_KEY, LONG_KEY, False, FAIL),
        (LONG_KEY, "short", False, FAIL),
        (DEMO_SECRET, OTHER_KEY, False, FAIL),
        (DEMO_SECRET, DEMO_SECRET, True, WARN),
    ],
)
def test_keys_must_be_our_own(settings: Settings, secret: str, trail: str, demo: bool, level: str) -> None:
    settings.SECRET_KEY, settings.TRAIL_KEY, settings.DEMO = secret, trail, demo
    settings.SEAL_KEY = THIRD_KEY
    assert soundness.check_secrets().level == level


def test_debug_hosts_and_plain_http_fail_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO, settings.DEBUG, settings.ALLOWED_HOSTS = False, True, ["*"]
    settings.SESSION_COOKIE_SECURE = False
    found = {soundness.check_mode().level, soundness.check_hosts().level, soundness.check_https().level}
    assert found == {FAIL}
    settings.DEBUG, settings.SESSION_COOKIE_SECURE = False, True
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["mashang.example.org"], "https://mashang.example.org"
    assert {soundness.check_mode().level, soundness.check_hosts().level, soundness.check_https().level} == {OK}
    settings.BASE_URL = "https://elsewhere.example.org"
    assert soundness.check_hosts().level == FAIL


@pytest.mark.django_db(transaction=True)
def test_a_transaction_left_open_is_found() -> None:
    import psycopg
    from django.conf import settings

    database = settings.DATABASES["default"]
    where = {
        "host": database["HOST"],
        "user": database["USER"],
        "port": database["PORT"],
        "dbname": connection.settings_dict["NAME"],
    }
    with psycopg.connect(**{k: v for k, v in where.items() if v}, password=database["PASSWORD"] or None) as other:
        other.execute("create temporary table held (n int)")
        soundness_seconds, soundness.IDLE_SECONDS = soundness.IDLE_SECONDS, 0
        try:
            check = soundness.check_seals()
        finally:
            soundness.IDLE_SECONDS = soundness_seconds
    assert check.level == WARN
    assert "pg_stat_activity" in check.mend


def test_the_command_speaks_json_and_ends_with_1_when_something_fails(place: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("MASHANG_")}
    words = [sys.executable, "-m", "mashang.cli.main", "doctor", "--json"]
    run = subprocess.run(
        words, cwd=ROOT, env={**kept, "MASHANG_DATA": str(place / "none")}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1, run.stderr
    assert [(check["name"], check["level"]) for check in json.loads(run.stdout)] == [("database", "fail")]


def test_an_unreachable_server_is_one_failure_and_the_rest_is_still_asked(place: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MASHANG_")}
    environment = {
        **kept,
        "MASHANG_DATA": str(place),
        "MASHANG_DEMO": "1",
        "DATABASE_URL": "postgresql://x@127.0.0.1:9/x",
    }
    words = [sys.executable, "-m", "mashang.cli.main", "doctor", "--json"]
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    found = {check["name"]: check["level"] for check in json.loads(run.stdout)}
    assert found["database"] == "fail"
    assert found["storage"] == "ok"
    assert "worker" not in found
