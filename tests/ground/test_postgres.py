"""The embedded PostgreSQL: starting, stopping, crashing, recovering."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mashang.project.launch import ground
from mashang.project.launch.binaries import find_binaries
from mashang.project.launch.postgres import SOCKET_PATH_BYTES, Postgres
from mashang.project.launch.trouble import Trouble
from tests.ground.living import none_left, processes_of

MakeServer = Callable[..., Postgres]
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin/postgres")


def run_sql(server: Postgres, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(text.encode())
        return cursor.fetchall() if cursor.description else []


def test_it_starts_answers_and_leaves_no_process(postgres: MakeServer, place: Path) -> None:
    server = postgres()
    server.start()
    assert run_sql(server, "select current_user, current_setting('data_checksums')") == [("mashang", "on")]
    assert processes_of(place)
    server.stop()
    assert none_left(place) == {}


def test_what_was_stored_is_there_after_the_next_start(postgres: MakeServer) -> None:
    with postgres() as first:
        run_sql(first, "create table kept as select 42 as answer")
    with postgres() as second:
        assert run_sql(second, "select answer from kept") == [(42,)]


def test_it_finds_chinese_by_trigrams(postgres: MakeServer) -> None:
    with postgres() as server:
        assert ground.require_sound(server.url()) == server.binaries.major


def test_a_database_that_would_lose_chinese_is_refused(postgres: MakeServer) -> None:
    with postgres() as server:
        provider = "locale_provider libc" if server.binaries.major >= 15 else ""
        run_sql(server, f"create database plain template template0 encoding 'UTF8' locale 'C' {provider}")
        with pytest.raises(Trouble, match="cannot index Chinese"):
            ground.require_sound(server.url("plain"))


def test_a_killed_server_recovers_what_was_committed(postgres: MakeServer) -> None:
    server = postgres(durable=True)
    server.start()
    run_sql(server, "create table kept as select generate_series(1, 1000) as n")
    os.kill(server.pid, signal.SIGKILL)
    server._process.wait()  # type: ignore[union-attr]
    server.start_server()
    assert run_sql(server, "select count(*) from kept") == [(1000,)]


def test_a_server_whose_starter_was_killed_ends_and_starts_again(postgres: MakeServer, place: Path) -> None:
    program = (
        "import sys, time; from mashang.project.launch.postgres import Postgres\n"
        "server = Postgres(sys.argv[1], durable=False); server.start(); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(place / "data")], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"up\n"
        starter.kill()
    assert none_left(place) == {}
    with postgres() as server:
        assert run_sql(server, "select 1") == [(1,)]


def test_a_lock_whose_process_number_went_to_somebody_else_is_no_hindrance(postgres: MakeServer) -> None:
    server = postgres()
    server.start()
    lock = server._pg / "postmaster.pid"
    left = lock.read_text()
    server.stop()
    lock.write_text(left.replace(str(left.splitlines()[0]), str(os.getpid()), 1))
    with postgres() as again:
        assert run_sql(again, "select 1") == [(1,)]


def test_a_start_cut_short_in_the_middle_of_making_the_data_begins_anew(postgres: MakeServer, place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "pg.part").mkdir()
    (place / "data" / "pg.part" / "PG_VERSION").write_text("18\n")
    (place / "data" / "mashang.json").write_text("{}")
    with postgres() as server:
        assert run_sql(server, "select 1") == [(1,)]


def test_a_deep_folder_gets_a_short_socket(postgres: MakeServer, place: Path) -> None:
    deep = place / ("d" * 60) / ("e" * 60)
    with postgres(deep) as server:
        assert run_sql(server, "select 1") == [(1,)]
        socket_dir = Path(str(server._socket_dir))
        assert len(os.fsencode(socket_dir)) < SOCKET_PATH_BYTES
        assert socket_dir.stat().st_mode & 0o077 == 0
    assert not socket_dir.exists()


@pytest.mark.skipif(not DEBIAN_15.exists(), reason="needs Debian's postgresql-15")
def test_debians_server_is_started_by_the_same_launcher(postgres: MakeServer) -> None:
    with postgres(binaries=find_binaries(15)) as server:
        assert ground.require_sound(server.url()) == 15
    # Data of 15 is opened by the programs of 15 without being told.
    with postgres() as again:
        assert again.binaries.major == 15


def test_a_server_that_cannot_start_says_why_and_where_to_look(postgres: MakeServer) -> None:
    server = postgres(settings=["shared_buffers=plenty"])
    with pytest.raises(Trouble, match=r"invalid value for parameter.*postgres\.log"):
        server.start()
    server.folder.claim()
    server.folder.release()


def test_an_unreachable_server_is_one_sentence_without_the_password() -> None:
    with pytest.raises(Trouble) as caught:
        ground.require_sound("postgresql://somebody:geheim@127.0.0.1:9/nowhere")
    assert "cannot be reached" in caught.value.en
    assert "geheim" not in str(caught.value)
