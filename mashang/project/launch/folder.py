"""The data folder: whose it is, who uses it now, and where the server's own files lie."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from mashang.project.launch.children import Account
from mashang.project.launch.trouble import Trouble

MARKER = "mashang.json"
ACCOUNTS = "accounts.json"
# The platform itself may have put these there before the first start (an upload in development, static files).
OWN_NAMES = {MARKER, "lock", "pg", "run", "log", "documents", "static", "static.made-from", ACCOUNTS}
FREE_BYTES = 300 * 1024 * 1024
ROOT_HOMES = (Path("/var/lib/mashang-embedded"), Path("/var/tmp/mashang-embedded"))  # noqa: S108 - ownership is checked before use


class DataFolder:
    """One folder of one installation, held by one process at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None
        self._made = False

    @property
    def log(self) -> Path:
        """Where the children write."""
        return self.path / "log"

    def claim(self, says: str = "") -> None:
        """Makes the folder ours and holds it; refuses a foreign, unwritable or busy one, each in one sentence."""
        try:
            self._make()
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._refuse_foreign()
        try:
            if not (self.path / MARKER).exists():
                (self.path / MARKER).write_text(json.dumps({"data_of": "mashang", "format": 1}) + "\n")
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._lock, 200).decode("utf-8", "replace").strip()
            self.release()
            raise Trouble(
                f"数据目录 {self.path} 正由另一个进程使用（{holder}）：请先停止它，或用 MASHANG_DATA 另选目录。",
                f"The data folder {self.path} is in use by another process ({holder}): "
                f"stop that one first, or choose another folder with MASHANG_DATA.",
            ) from error
        self.describe(says)
        self._refuse_full()

    def _make(self) -> None:
        """Documents are for the platform alone; root lets PostgreSQL's account pass through, but not look around."""
        if not self.path.exists():
            self.path.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700)
            self._made = True
            (self.path / "documents").mkdir(mode=0o700)

    def describe(self, says: str) -> None:
        """Notes in the lock who holds the folder, for the sentence that a second start prints."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, f"pid {os.getpid()}{', ' if says else ''}{says}\n".encode(), 0)

    def release(self) -> None:
        """Lets the folder go."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def abandon(self) -> None:
        """Lets the folder go before anything was stored, and takes away what claiming it made."""
        if self._made:
            shutil.rmtree(self.path)
        self.release()

    def server_home(self, account: Account | None) -> Path:
        """The folder for `pg/`: this one, or a place of root's own when `account` may not enter this one."""
        if account is None:
            return self.path
        if found := self.home_of_data():
            return found
        return self.path if _can_enter(self.path, account) else self._private_home()

    def home_of_data(self) -> Path | None:
        """The folder that holds a `pg/` already; None before the first start."""
        places = [self.path, *(home / self._mark() for home in ROOT_HOMES)]
        return next((place for place in places if (place / "pg").exists()), None)

    def _mark(self) -> str:
        return hashlib.sha256(str(self.path.resolve()).encode()).hexdigest()[:12]

    def _private_home(self) -> Path:
        for place in (home / self._mark() for home in ROOT_HOMES):
            if own_folder(place.parent) and own_folder(place):
                (place / "belongs-to.txt").write_text(f"{self.path}\n")
                return place
        raise Trouble(
            f"账户 nobody 进不了 {self.path}，而 {ROOT_HOMES[0]} 又不可写：请用 MASHANG_DATA 指定一个所有人可进入的目录。",
            f"The account nobody cannot enter {self.path} and {ROOT_HOMES[0]} is not writable: "
            f"name a folder in MASHANG_DATA that everyone may enter.",
        )

    def drop(self) -> None:
        """Deletes everything this installation stored. The folder must be held."""
        home = self.home_of_data()
        if home is not None and home != self.path:
            shutil.rmtree(home)
            with contextlib.suppress(OSError):
                home.parent.rmdir()
        for name in OWN_NAMES - {MARKER, "lock"}:
            target = self.path / name
            if target.is_symlink() or target.is_file():
                target.unlink()
            elif target.is_dir():
                shutil.rmtree(target)

    def _refuse_foreign(self) -> None:
        try:
            names = {entry.name for entry in self.path.iterdir()}
        except OSError as error:
            raise _unwritable(self.path, error) from error
        if MARKER in names or (not (names - OWN_NAMES) and "pg" not in names):
            return
        raise Trouble(
            f"目录 {self.path} 里有别的程序的文件：请用 MASHANG_DATA 指定一个空目录。",
            f"The folder {self.path} holds files that are not mashang's: name an empty folder in MASHANG_DATA.",
        )

    def _refuse_full(self) -> None:
        free = shutil.disk_usage(self.path).free
        if free < FREE_BYTES and not (self.path / "pg").exists():
            raise Trouble(
                f"{self.path} 所在磁盘只剩 {free // 2**20} MB，至少需要 300 MB：请腾出空间，或用 MASHANG_DATA 另选目录。",
                f"The disk of {self.path} has {free // 2**20} MB left and 300 MB are needed: "
                f"make room, or choose another folder with MASHANG_DATA.",
            )


def own_folder(path: Path) -> bool:
    """Makes or finds a folder of root's that nobody else can have put there; False when that is not possible."""
    try:
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o755)
        status = path.lstat()
    except OSError:
        return False
    return path.is_dir() and not path.is_symlink() and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def account_name(uid: int) -> str:
    """The name of an account, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _unwritable(path: Path, error: OSError) -> Trouble:
    where = next((p for p in (path, *path.parents) if p.exists()), path)
    owner = where.stat().st_uid
    if os.geteuid() in {0, owner}:
        return Trouble(
            f"无法写入数据目录 {path}（{where}：{error.strerror}）：请用 MASHANG_DATA 另选目录。",
            f"The data folder {path} cannot be written ({where}: {error.strerror}): "
            f"choose another folder with MASHANG_DATA.",
        )
    me, owner_name = account_name(os.geteuid()), account_name(owner)
    return Trouble(
        f"账户 {me} 无法写入数据目录 {path}（{where} 属于 {owner_name}）：请换用 {owner_name} 账户，或用 MASHANG_DATA 另选目录。",
        f"The account {me} cannot write to the data folder {path} ({where} belongs to {owner_name}): "
        f"start as {owner_name}, or choose another folder with MASHANG_DATA.",
    )


def _can_enter(path: Path, account: Account) -> bool:
    """Asked of the system itself, as that account: mode bits alone do not tell (access lists, mounts)."""
    run = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
        capture_output=True,
    )
    return run.returncode == 0
