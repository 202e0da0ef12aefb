"""Child processes that cannot outlive this one."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_BYTES = 5 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """A system account that a child runs under."""

    uid: int
    gid: int
    name: str


def server_account() -> Account | None:
    """The unprivileged account for PostgreSQL when this process is root (PostgreSQL refuses root), else None."""
    if os.geteuid() != 0:
        return None
    # pg_ctl and initdb look the account up, so it must have a passwd entry: a bare number will not do.
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def tie_to_parent(signum: signal.Signals, parent: int | None = None) -> None:
    """Asks the kernel to send `signum` to this process when its parent dies; ends at once if it already has."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def tied(signum: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: clean signal mask, and `signum` on the parent's death."""
    parent = os.getpid()

    def before_exec() -> None:
        # subprocess changes user and group before it calls this, so the kernel does not clear the death signal again.
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        tie_to_parent(signum, parent)

    return before_exec


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path | None,
    account: Account | None = None,
    on_parent_death: signal.Signals = signal.SIGKILL,
    cwd: str = "/",
) -> subprocess.Popen[bytes]:
    """Starts a child in its own session: Ctrl-C reaches only the supervisor, which stops its children in order.

    With `log` None the child writes to this process's own terminal.
    """
    out = open_log(log) if log else None
    try:
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if out is not None else None,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=tied(on_parent_death),  # noqa: PLW1509 - the only way to set the death signal before exec
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    finally:
        if out is not None:
            os.close(out)


def open_log(log: Path) -> int:
    """A descriptor that appends to the log; a log above 5 MB is put aside once as `.old`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(log.suffix + ".old"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def last_lines(log: Path, since: int = 0, count: int = 8) -> str:
    """The last lines that were written to a log after byte `since`."""
    try:
        with log.open("rb") as file:
            file.seek(since)
            text = file.read()[-20_000:].decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.strip().splitlines()[-count:])


def size_of(log: Path) -> int:
    """Bytes in the log now; 0 when there is none."""
    try:
        return log.stat().st_size
    except FileNotFoundError:
        return 0


def end(process: subprocess.Popen[bytes], signum: signal.Signals, patience: float) -> bool:
    """Sends `signum`, waits `patience` seconds, then kills the whole process group. True when it ended by itself."""
    if process.poll() is None:
        process.send_signal(signum)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    willing = process.poll() is not None
    kill_group(process)
    return willing


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills what is left of a child's session, such as workers of a server that died."""
    # The child is a session leader: its process group has its own number, also after it has ended.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.wait(10)
