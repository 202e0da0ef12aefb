"""`mashang backup` and `mashang restore`: what comes back is what was saved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mashang.project.launch import archive
from mashang.project.launch.postgres import Postgres
from mashang.project.launch.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]
MakeServer = Callable[..., Postgres]
SHEET = "楼宇/租户 2026.xlsx"
MADE = """
    create table tower (id int primary key, name text not null, grams text[] generated always as (array[name]) stored);
    create table tenancy (tower_id int references tower, span daterange, exclude using gist (span with &&));
    insert into tower select n, '楼宇' || n from generate_series(1, 500) n;
    insert into tenancy select 1, daterange('2020-01-01'::date + n * 30, '2020-01-01'::date + n * 30 + 30)
        from generate_series(1, 40) n;
    create function refuse() returns trigger language plpgsql as $$ begin raise 'append only'; end $$;
    create trigger frozen before update or delete on tower execute function refuse();
"""


def run_sql(url: str, text: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(text.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def server(postgres: MakeServer) -> Postgres:
    made = postgres()
    made.start()
    run_sql(made.url(), MADE)
    run_sql(made.url("postgres"), "create database empty")
    return made


@pytest.fixture
def documents(place: Path) -> Path:
    folder = place / "data" / "documents"
    (folder / "楼宇").mkdir(parents=True)
    (folder / SHEET).write_bytes(os.urandom(200_000))
    (folder / "leer.pdf").write_bytes(b"")
    return folder


def test_rows_and_files_come_back_equal(server: Postgres, documents: Path, place: Path) -> None:
    made = archive.make(server.url(), documents, place / "backup", "0.1.0")
    assert made.rows == {"public.tenancy": 40, "public.tower": 500}
    archive.restore(server.url("empty"), place / "other", place / "backup")
    query = "select id, name, grams from tower order by id"
    assert run_sql(server.url("empty"), query) == run_sql(server.url(), query)
    assert (place / "other" / SHEET).read_bytes() == (documents / SHEET).read_bytes()
    assert (place / "other" / "leer.pdf").read_bytes() == b""
    with pytest.raises(psycopg.errors.RaiseException, match="append only"):
        run_sql(server.url("empty"), "delete from tower")


def test_a_backup_is_for_its_owners_eyes_only(server: Postgres, documents: Path, place: Path) -> None:
    archive.make(server.url(), documents, place / "backup", "0.1.0")
    assert {p.stat().st_mode & 0o077 for p in [place / "backup", *(place / "backup").iterdir()]} == {0}


def test_a_backup_never_overwrites_another(server: Postgres, documents: Path, place: Path) -> None:
    archive.make(server.url(), documents, place / "backup", "0.1.0")
    with pytest.raises(Trouble, match="is not an empty folder"):
        archive.make(server.url(), documents, place / "backup", "0.1.0")


def test_it_is_restored_only_into_an_empty_database(server: Postgres, documents: Path, place: Path) -> None:
    archive.make(server.url(), documents, place / "backup", "0.1.0")
    with pytest.raises(Trouble, match=r"The database is not empty \(2 tables\)"):
        archive.restore(server.url(), place / "other", place / "backup")
    with pytest.raises(Trouble, match=r"documents folder .* is not empty"):
        archive.restore(server.url("empty"), documents, place / "backup")
    assert run_sql(server.url("empty"), "select count(*) from pg_tables where schemaname = 'public'") == [(0,)]


@pytest.mark.parametrize("name", [archive.DUMP, archive.DOCUMENTS])
def test_an_altered_backup_is_refused(server: Postgres, documents: Path, place: Path, name: str) -> None:
    archive.make(server.url(), documents, place / "backup", "0.1.0")
    content = bytearray((place / "backup" / name).read_bytes())
    content[-20] ^= 1
    (place / "backup" / name).write_bytes(content)
    with pytest.raises(Trouble, match=f"{name} in .* is not what the manifest says; nothing was restored"):
        archive.restore(server.url("empty"), place / "other", place / "backup")
    assert not (place / "other").exists()


def test_a_backup_that_was_cut_short_is_refused(place: Path) -> None:
    (place / "backup").mkdir()
    with pytest.raises(Trouble, match="is not a complete backup"):
        archive.read_manifest(place / "backup")


def test_a_table_with_other_counts_than_the_manifest_is_refused() -> None:
    archive.refuse_other_counts({"tower": 1}, {"tower": 1})
    with pytest.raises(Trouble, match="tower has 1 rows where the backup says 2"):
        archive.refuse_other_counts({"tower": 1}, {"tower": 2})


def test_a_file_that_would_land_elsewhere_is_refused(place: Path) -> None:
    import io
    import tarfile

    with tarfile.open(place / "bad.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"), io.BytesIO(b""))
    with pytest.raises(Trouble, match="damaged or was altered"):
        archive.unpack(place / "bad.tar", place / "inside", {"../outside": ""})
    assert not (place / "outside").exists()


def test_the_password_is_not_on_the_command_line(
    server: Postgres, documents: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    plain = subprocess.run

    def note(words: list[str], **options: object) -> object:
        seen.append([str(word) for word in words])
        return plain(words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(archive.subprocess, "run", note)  # type: ignore[attr-defined]
    archive.make(server.url().replace("mashang@", "mashang:geheim@"), documents, place / "backup", "0.1.0")
    assert any("pg_dump" in words[0] for words in seen)
    assert not any("geheim" in word for words in seen for word in words)


@pytest.mark.slow
def test_the_commands_save_and_bring_back_the_embedded_database(postgres: MakeServer, place: Path) -> None:
    """Without DATABASE_URL: `backup` of a platform that does not run, `restore` into a new data folder."""
    with postgres() as server:
        run_sql(server.url(), MADE)
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("MASHANG_")}
    for verb, data in (("backup", "data"), ("restore", "again")):
        words = [sys.executable, "-m", "mashang.cli.main", verb, str(place / "backup")]
        environment = {**kept, "MASHANG_DATA": str(place / data)}
        run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "540 rows in 2 tables" in run.stdout
    assert json.loads((place / "backup" / "manifest.json").read_text())["rows"]["public.tower"] == 500
    with postgres(place / "again") as server:
        assert run_sql(server.url(), "select count(*) from tower") == [(500,)]
