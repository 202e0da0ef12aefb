"""The preparing steps: done once, noted in the database itself, done again when what they read has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mashang.project.launch.binaries import find_tool
from mashang.project.launch.postgres import Postgres, running_address
from mashang.project.launch.prepare import Step, read_note, write_note
from mashang.project.launch.trouble import Trouble
from mashang.project.launch.vendored import problems

ROOT = Path(__file__).resolve().parents[2]
MakeServer = Callable[..., Postgres]


def test_a_step_has_work_until_it_was_done_on_what_it_reads_now() -> None:
    step = Step("static", "", "", lambda: "new", lambda: None)
    assert step.has_work({})
    assert step.has_work({"static": "old"})
    assert not step.has_work({"static": "new"})


def test_the_sample_is_loaded_once_whatever_becomes_of_its_files() -> None:
    step = Step("sample", "", "", lambda: "new", lambda: None, once=True)
    assert step.has_work({})
    assert not step.has_work({"sample": "old"})


def test_what_was_done_is_noted_in_the_database_itself(postgres: MakeServer) -> None:
    with postgres() as server, psycopg.connect(server.url(), autocommit=True) as connection:
        assert read_note(connection) == {}
        write_note(connection, {"migrate": "it's done"})
        assert read_note(connection) == {"migrate": "it's done"}
        connection.execute("comment on database mashang is 'the mayor''s database'")
        assert read_note(connection) == {}


def test_the_running_server_is_found_from_another_process_and_only_while_it_runs(postgres: MakeServer) -> None:
    server = postgres()
    server.start()
    assert running_address(server.folder) == server.url()
    server.stop()
    assert running_address(server.folder) is None


def test_an_old_server_is_refused_before_anything_is_done(place: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MASHANG_")}
    environment |= {"MASHANG_DATA": str(place), "MASHANG_DEMO": "1", "DATABASE_URL": "postgresql://x@127.0.0.1:9/x"}
    words = [sys.executable, "-m", "mashang.project.launch.prepare"]
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "cannot be reached" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_client_program_of_the_servers_version_is_found(postgres: MakeServer) -> None:
    with postgres() as server:
        found = find_tool("pg_dump", server.binaries.major)
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    assert f"(PostgreSQL) {server.binaries.major}." in version


def test_a_missing_client_program_is_named_with_its_package() -> None:
    with pytest.raises(Trouble, match="install the package postgresql-client-99"):
        find_tool("pg_dump", 99)


def test_every_vendored_file_is_what_its_listing_says() -> None:
    assert list(problems()) == []


def test_an_altered_vendored_file_is_found(tmp_path: Path) -> None:
    vendor = tmp_path / "mashang" / "ui" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "lib.js").write_text("altered")
    (vendor / "vendored.toml").write_text(
        '[[file]]\nfile = "lib.js"\npackage = "lib"\nversion = "1.0"\nlicence_file = "LICENSE-lib.txt"\nsha256 = "00"\n'
    )
    found = list(problems(tmp_path))
    assert len(found) == 2
    assert "is not lib 1.0 any more" in found[0]
    assert "the licence of lib, is missing" in found[1]
