"""A backup is a folder: a dump of the database, the documents, and a manifest that lets anyone check both.

The dump and the row counts see one and the same moment. Documents are packed after it: a file may be newer than
the database, never missing from it. The manifest is written last, so a backup without one was cut short.
Keys are not in it: without MASHANG_SECRET_KEY, MASHANG_TRAIL_KEY and MASHANG_SEAL_KEY a restored platform cannot read what it sealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from mashang.project.launch import ground
from mashang.project.launch.binaries import find_tool
from mashang.project.launch.prepare import read_note, write_note
from mashang.project.launch.progress import step
from mashang.project.launch.trouble import Trouble

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

FORMAT = 1
MANIFEST, DUMP, DOCUMENTS = "manifest.json", "database.dump", "documents.tar"
CHUNK = 1024 * 1024
# Extensions keep tables of their own, which no dump holds.
OWN_TABLES = """
    select format('%I.%I', n.nspname, c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition
      and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows by table, documents by path with their SHA-256, and the SHA-256 of both files."""

    format: int
    made_at: str
    version: str
    postgres: int
    rows: dict[str, int]
    documents: dict[str, str]
    files: dict[str, str]
    note: dict[str, str]


def make(url: str, documents: Path, target: Path, version: str) -> Manifest:
    """Writes a backup into a new or empty folder; refuses one that holds anything."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Trouble(
            f"{target} 不是空目录：请为每次备份指定一个新目录。",
            f"{target} is not an empty folder: name a new folder for each backup.",
        )
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Trouble(
            f"无法创建 {target}（{error.strerror}）：请换一个可写的位置。",
            f"{target} cannot be made ({error.strerror}): choose a place that is writable.",
        ) from error
    with ground.connect(url, autocommit=False) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        major = connection.info.server_version // 10000
        rows = count_rows(connection)
        note = read_note(connection)
        with step("导出数据库", "Dumping the database"):
            dump(url, major, _one(connection, "select pg_export_snapshot()"), target / DUMP)
    with step("打包文件", "Packing the documents"):
        packed = pack(documents, target / DOCUMENTS)
    sums = {name: digest_of(target / name) for name in (DUMP, DOCUMENTS)}
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(FORMAT, made_at, version, major, rows, packed, sums, note)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    with _private_file(target / MANIFEST) as file:
        file.write(f"{text}\n".encode())
    return manifest


def restore(url: str, documents: Path, source: Path) -> Manifest:
    """Brings a backup into an empty database and an empty documents folder; checks hashes before and counts after."""
    manifest = read_manifest(source)
    with step("核对备份", "Checking the backup"):
        check_files(source, manifest)
    with ground.connect(url) as connection:
        refuse_unfit(connection, documents, manifest)
        major = connection.info.server_version // 10000
    unpacked = documents.with_name(f"{documents.name}.part")
    shutil.rmtree(unpacked, ignore_errors=True)
    try:
        with step("解出文件", "Unpacking the documents"):
            unpack(source / DOCUMENTS, unpacked, manifest.documents)
        with step("写入数据库", "Filling the database"):
            fill(url, major, source / DUMP)
        with ground.connect(url) as connection:
            refuse_other_counts(count_rows(connection), manifest.rows)
            connection.execute("analyze")
            write_note(connection, manifest.note)
        if documents.exists():
            documents.rmdir()
        unpacked.rename(documents)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
    return manifest


def count_rows(connection: psycopg.Connection[TupleRow]) -> dict[str, int]:
    """Rows of every table of ours, counted one by one."""
    names = [str(row[0]) for row in connection.execute(OWN_TABLES.encode()).fetchall()]
    return {name: int(_one(connection, f"select count(*) from {name}")) for name in names}


def dump(url: str, major: int, snapshot: str, file: Path) -> None:
    """pg_dump at the moment of `snapshot`, in PostgreSQL's own compressed form."""
    with _private_file(file):
        pass
    _run([find_tool("pg_dump", major), "--format=custom", f"--snapshot={snapshot}", f"--file={file}"], url)


def fill(url: str, major: int, file: Path) -> None:
    """pg_restore in one transaction: all of it or nothing."""
    words = [find_tool("pg_restore", major), "--exit-on-error", "--single-transaction"]
    _run([*words, "--no-owner", "--no-privileges", "--no-comments", f"--dbname={_name_of(url)}", str(file)], url)


def pack(documents: Path, file: Path) -> dict[str, str]:
    """Packs every document; answers with the SHA-256 of each by its path."""
    sums = {}
    with _private_file(file) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for path in sorted(documents.rglob("*")):
            if path.is_file() and not path.is_symlink():
                name = path.relative_to(documents).as_posix()
                sums[name] = digest_of(path)
                tar.add(path, arcname=name, recursive=False)
    return sums


def unpack(file: Path, target: Path, sums: dict[str, str]) -> None:
    """Unpacks plain files only, each below `target` and with the hash that the manifest names."""
    target.mkdir(parents=True, mode=0o700)
    found = {}
    with tarfile.open(file) as tar:
        for member in tar:
            parts = PurePosixPath(member.name).parts
            content = tar.extractfile(member) if member.isreg() else None
            if content is None or not parts or ".." in parts or member.name.startswith("/"):
                raise _damaged(file, member.name)
            place = target.joinpath(*parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            with content, place.open("xb") as out:
                shutil.copyfileobj(content, out, CHUNK)
            found[member.name] = digest_of(place)
    for name in sums.keys() | found.keys():
        if sums.get(name) != found.get(name):
            raise _damaged(file, name)


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup; refuses a folder without one and a form that is not known."""
    try:
        told: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except (OSError, ValueError, TypeError) as error:
        raise Trouble(
            f"{source} 不是完整的备份（缺少可读的 {MANIFEST}）：请指定 mashang backup 写出的目录。",
            f"{source} is not a complete backup (no readable {MANIFEST}): name a folder that mashang backup wrote.",
        ) from error
    if manifest.format != FORMAT:
        raise Trouble(
            f"这份备份由更新的版本 {manifest.version} 写出：请先升级，再恢复。",
            f"This backup was written by the newer version {manifest.version}: upgrade first, then restore.",
        )
    return manifest


def check_files(source: Path, manifest: Manifest) -> None:
    """Refuses a backup whose files are missing or altered."""
    for name, expected in manifest.files.items():
        file = source / name
        if not file.is_file() or digest_of(file) != expected:
            raise _damaged(source, name)


def refuse_unfit(connection: psycopg.Connection[TupleRow], documents: Path, manifest: Manifest) -> None:
    """Refuses a database or documents folder that holds anything, and a server older than the backup's."""
    if count := len(connection.execute(OWN_TABLES.encode()).fetchall()):
        raise Trouble(
            f"目标数据库不是空的（有 {count} 张表）：请指定一个空数据库；内置数据库请另选一个空的 MASHANG_DATA 目录。",
            f"The database is not empty ({count} tables): name an empty one in DATABASE_URL, "
            f"or for the embedded database an empty folder in MASHANG_DATA.",
        )
    if documents.exists() and any(documents.iterdir()):
        raise Trouble(
            f"文件目录 {documents} 不是空的：请另选一个空的 MASHANG_DATA 目录。",
            f"The documents folder {documents} is not empty: name an empty folder in MASHANG_DATA.",
        )
    major = connection.info.server_version // 10000
    if major < manifest.postgres:
        raise Trouble(
            f"备份来自 PostgreSQL {manifest.postgres}，目标服务器是 {major}：请恢复到不低于 {manifest.postgres} 的服务器。",
            f"The backup comes from PostgreSQL {manifest.postgres} and this server is {major}: "
            f"restore into {manifest.postgres} or newer.",
        )


def refuse_other_counts(found: dict[str, int], wanted: dict[str, int]) -> None:
    """Refuses a restored database whose tables do not hold as many rows as the manifest says."""
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            raise Trouble(
                f"恢复后 {name} 有 {found.get(name)} 行，备份记录为 {wanted.get(name)} 行：请勿使用该数据库，换一个空数据库重来。",
                f"After restoring, {name} has {found.get(name)} rows where the backup says {wanted.get(name)}: "
                f"do not use this database, try again with an empty one.",
            )


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _one(connection: psycopg.Connection[TupleRow], text: str) -> Any:
    row = connection.execute(text.encode()).fetchone()
    assert row is not None
    return row[0]


def _name_of(url: str) -> str:
    from psycopg.conninfo import conninfo_to_dict

    return str(conninfo_to_dict(url).get("dbname") or "")


def _run(words: list[str], url: str) -> None:
    """Runs a client program; the address travels in the environment, where other accounts cannot read the password."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    variables = {
        option.keyword.decode(): (option.envvar or b"").decode() for option in psycopg.pq.Conninfo.get_defaults()
    }
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PG", "MASHANG_", "DATABASE_"))
    }
    for keyword, value in conninfo_to_dict(url).items():
        if variables.get(keyword) and value is not None:
            environment[variables[keyword]] = str(value)
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if run.returncode != 0:
        reason = (run.stderr.strip().splitlines() or ["?"])[0]
        name = Path(words[0]).name
        raise Trouble(f"{name} 没有完成：{reason}", f"{name} did not finish: {reason}")


@contextmanager
def _private_file(path: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read: a backup holds everything."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _damaged(place: Path, name: str) -> Trouble:
    return Trouble(
        f"备份已损坏或被改动：{place} 里的 {name} 与清单不符，没有恢复任何数据。",
        f"The backup is damaged or was altered: {name} in {place} is not what the manifest says; nothing was restored.",
    )
