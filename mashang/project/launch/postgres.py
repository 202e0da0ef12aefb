"""The embedded PostgreSQL: started, tied to this process, recovered after a crash, stopped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from mashang.project.launch import ground
from mashang.project.launch.binaries import Binaries, find_binaries, usable_by
from mashang.project.launch.children import Account, end, last_lines, server_account, size_of, spawn
from mashang.project.launch.folder import ROOT_HOMES, DataFolder, account_name, own_folder
from mashang.project.launch.trouble import Trouble

USER = "mashang"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 107
RECOVERY_SECONDS = 15
MODEST = (
    "listen_addresses=",
    "timezone=UTC",
    "log_timezone=UTC",
    "shared_buffers=128MB",
    "work_mem=16MB",
    "maintenance_work_mem=128MB",
    "max_connections=60",
    "random_page_cost=1.1",
    "max_wal_size=1GB",
    "min_wal_size=32MB",
)
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """One PostgreSQL server in a data folder, reached through a unix socket that only its owner may open.

    `durable=False` is for tests: faster, and lost on a power cut. `pause` replaces time.sleep where a caller
    wants to hear signals while it waits. `start` refuses in one sentence (Trouble) whatever it cannot mend itself.
    """

    name = "PostgreSQL"

    def __init__(
        self,
        data_dir: Path | str,
        binaries: Binaries | None = None,
        *,
        durable: bool = True,
        settings: Sequence[str] = (),
        pause: Callable[[float], None] = time.sleep,
        folder: DataFolder | None = None,
    ) -> None:
        self.folder = folder or DataFolder(Path(data_dir))
        self.account: Account | None = server_account()
        self.pause = pause
        self.durable = durable
        self.settings = (*MODEST, *(() if durable else FAST_AND_FORGETFUL), *settings)
        self._given = binaries
        self._holds_folder = folder is not None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_dir: Path | None = None

    def __enter__(self) -> Postgres:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder.log / "postgres.log"

    @property
    def pid(self) -> int:
        """The process number of the running server."""
        assert self._process is not None, "the server is not started"
        return self._process.pid

    def url(self, dbname: str = "mashang") -> str:
        """The address of a database on this server, for DATABASE_URL."""
        assert self._socket_dir is not None, "the server is not started"
        return address(self._socket_dir, dbname)

    def start(self) -> None:
        """Starts the server, making its data folder on the first start; recovers after a crash."""
        if not self._holds_folder:
            self.folder.claim()
        try:
            home = self.folder.server_home(self.account)
            self._pg = home / "pg"
            self.binaries = self._choose_binaries(home)
            self._refuse_strange_owner()
            if not self._pg.exists():
                self._make_cluster()
            self._socket_dir = self._make_socket_dir(home)
            self.start_server()
            ground.create_database(self.url("postgres"), "mashang")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops the server (fast shutdown, at most 20 s) and lets the data folder go."""
        if self._process is not None:
            end(self._process, signal.SIGINT, 20)
            self._process = None
        if self._socket_dir is not None and not self._socket_dir.is_relative_to(self.folder.path):
            with contextlib.suppress(OSError):
                self._socket_dir.rmdir()
        if not self._holds_folder:
            self.folder.release()

    def poll(self) -> int | None:
        """None while the server runs, else how it ended."""
        return self._process.poll() if self._process else -1

    def start_server(self) -> None:
        """Starts the process and waits until it takes connections; an unclean shutdown is retried for 15 s."""
        give_up = time.monotonic() + RECOVERY_SECONDS
        while True:
            self._let_go_of_the_dead()
            before = size_of(self.log)
            self._process = spawn(
                self._command(),
                env={**_plain_environment(), "PGDATA": str(self._pg)},
                log=self.log,
                account=self.account,
                on_parent_death=signal.SIGINT,
            )
            if self._becomes_ready():
                return
            said = last_lines(self.log, before)
            # After a kill -9 the last children of the old server still hold its memory for a moment.
            leftover = "lock file" in said or "shared memory block" in said
            if not leftover or time.monotonic() > give_up:
                raise self._did_not_start(said)
            self.pause(1)

    def _command(self) -> list[str]:
        assert self._socket_dir is not None
        words = [self.binaries.tool("postgres"), "-D", str(self._pg), "-k", str(self._socket_dir)]
        for setting in self.settings:
            words += ["-c", setting]
        return words

    def _becomes_ready(self) -> bool:
        """Reads the server's own state file, as pg_ctl does; crash recovery may take its time."""
        assert self._process is not None
        while self._process.poll() is None:
            lines = _read_lines(self._pg / "postmaster.pid")
            if len(lines) >= 8 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return True
            self.pause(0.05)
        return False

    def _did_not_start(self, said: str) -> Trouble:
        reason = said.splitlines()[-1] if said else "?"
        return Trouble(
            f"内置数据库没能启动（{reason}）：详见 {self.log}；不需要保留数据时可用 script/run --fresh 重来。",
            f"The embedded database did not start ({reason}): see {self.log}; "
            f"where the data need not be kept, script/run --fresh begins anew.",
        )

    def _choose_binaries(self, home: Path) -> Binaries:
        version = self._pg / "PG_VERSION"
        made_by = int(version.read_text().strip()) if version.exists() else None
        try:
            found = self._given or find_binaries(made_by)
        except Trouble:
            if made_by is None:
                raise
            found = find_binaries()
        if made_by not in {None, found.major}:
            raise Trouble(
                f"{self._pg} 里的数据由 PostgreSQL {made_by} 建立，本机只有 {found.major}：请安装软件包 postgresql-{made_by}，"
                f"再用 mashang backup 与 mashang restore 迁移数据。",
                f"The data in {self._pg} was made by PostgreSQL {made_by} and only {found.major} is here: install the package "
                f"postgresql-{made_by}, then move the data with mashang backup and mashang restore.",
            )
        if self.account is None:
            return found
        keep = next((place for place in ROOT_HOMES if own_folder(place)), home)
        return usable_by(found, self.account, keep)

    def _refuse_strange_owner(self) -> None:
        if not self._pg.exists():
            return
        uid = self.account.uid if self.account else os.geteuid()
        owner = self._pg.stat().st_uid
        if owner != uid:
            starter = "root" if account_name(owner) == "nobody" else account_name(owner)
            raise Trouble(
                f"{self._pg} 里的数据由账户 {starter} 建立：请用 {starter} 启动，或用 MASHANG_DATA 另选目录。",
                f"The data in {self._pg} was made by the account {starter}: start as {starter}, "
                f"or choose another folder with MASHANG_DATA.",
            )

    def _make_cluster(self) -> None:
        """Runs initdb beside the final place, so that a start cut short leaves nothing half made."""
        unfinished = self._pg.with_name("pg.part")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self._hand_over(unfinished)
        words = [self.binaries.tool("initdb"), "-D", str(unfinished), "-U", USER, "-A", "trust", "-E", "UTF8"]
        # Trigrams lose Chinese under the plain C locale; the builtin provider exists from 17 on.
        words += ["--locale=C.UTF-8", "--data-checksums"]
        if self.binaries.major >= 17:
            words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            words.append("--no-sync")
        before = size_of(self.log)
        process = spawn(words, env=_plain_environment(), log=self.log, account=self.account)
        try:
            while process.poll() is None:
                self.pause(0.05)
        finally:
            end(process, signal.SIGTERM, 5)
        if process.returncode != 0:
            raise self._did_not_start(last_lines(self.log, before))
        unfinished.replace(self._pg)

    def _make_socket_dir(self, home: Path) -> Path:
        """A folder for the socket that only the server's account may enter, with a path short enough for a socket."""
        place = socket_place(home)
        uid = self.account.uid if self.account else os.geteuid()
        with contextlib.suppress(FileExistsError):
            place.mkdir(mode=0o700)
            self._hand_over(place)
        status = place.lstat()
        if not place.is_dir() or place.is_symlink() or status.st_uid != uid or status.st_mode & 0o077:
            raise Trouble(
                f"{place} 已被别的账户占用：请删除它再启动。",
                f"{place} is taken by another account: delete it and start again.",
            )
        return place

    def _hand_over(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _let_go_of_the_dead(self) -> None:
        """Removes a lock whose process number now belongs to something else; asks a living orphan to end."""
        lines = _read_lines(self._pg / "postmaster.pid")
        if not lines or not lines[0].isdigit():
            return
        pid = int(lines[0])
        workers = _processes_in(self._pg.resolve())
        if pid in workers:
            # The folder's lock is ours, so this server belongs to a start that died.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGINT)
        elif not workers:
            (self._pg / "postmaster.pid").unlink(missing_ok=True)


def address(socket_dir: Path, dbname: str = "mashang") -> str:
    """The address of a database behind a socket folder."""
    return f"postgresql://{USER}@/{quote(dbname)}?host={quote(str(socket_dir), safe='')}"


def socket_place(home: Path) -> Path:
    """The folder for the socket: beside the data, or a short one below /tmp where that path would be too long."""
    place = home / "run"
    if len(os.fsencode(place / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return place
    mark = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"mashang-{mark}"  # noqa: S108 - owner and mode are checked before use


def running_address(folder: DataFolder) -> str | None:
    """The address of the server that another process of ours runs on this data folder now; None when none does."""
    home = folder.home_of_data()
    if home is None:
        return None
    lines = _read_lines(home / "pg" / "postmaster.pid")
    ready = len(lines) >= 8 and lines[7].strip() == "ready" and int(lines[0]) in _processes_in((home / "pg").resolve())
    return address(socket_place(home)) if ready else None


def _plain_environment() -> dict[str, str]:
    """The environment of a database server: nothing of the platform's settings, no secrets."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "TZ", "LD_LIBRARY_PATH"}}
    return {**kept, "LC_ALL": "C.UTF-8", "HOME": "/"}


def _read_lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def _processes_in(pg: Path) -> set[int]:
    """Processes whose working folder is this data folder: a server and its workers, and nothing else, live there."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink() == pg:
                    found.add(int(entry.name))
    return found
