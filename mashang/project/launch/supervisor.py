"""One process that keeps the others running and takes them all down with it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mashang.project.launch.children import end, kill_group, last_lines, size_of, spawn
from mashang.project.launch.progress import tell
from mashang.project.launch.trouble import Trouble

STOP_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
STEADY_SECONDS = 60.0
FRUITLESS_STARTS = 3


class Stop(Exception):
    """A signal asked this process to stop."""


class Signals:
    """Signals are held back and taken where the program waits: no handler cuts into the middle of a step."""

    def __init__(self) -> None:
        self._waited_for = STOP_SIGNALS | {signal.SIGCHLD}
        signal.pthread_sigmask(signal.SIG_BLOCK, self._waited_for)

    def pause(self, seconds: float) -> None:
        """Waits like time.sleep; returns early when a child ends, raises Stop when asked to stop."""
        info = signal.sigtimedwait(self._waited_for, seconds)
        if info is not None and info.si_signo in STOP_SIGNALS:
            raise Stop


class Tended(Protocol):
    """What the supervisor keeps running."""

    @property
    def name(self) -> str: ...

    @property
    def log(self) -> Path: ...

    def start_server(self) -> None: ...

    def poll(self) -> int | None: ...

    def stop(self) -> None: ...


@dataclass
class Program:
    """A Python program under the supervisor, with its own log."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str]
    cwd: str
    patience: float = 10.0
    _process: subprocess.Popen[bytes] | None = None

    def start_server(self) -> None:
        """Starts the program; it dies with this process."""
        self._process = spawn(self.argv, env=self.env, log=self.log, cwd=self.cwd)

    def poll(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else -1

    def stop(self) -> None:
        """Asks it to end, waits, then kills it with all its workers."""
        if self._process is not None:
            end(self._process, signal.SIGTERM, self.patience)

    def sweep(self) -> None:
        """Kills workers that a crash of the program left behind."""
        if self._process is not None:
            kill_group(self._process)


@dataclass
class _Watch:
    """What the supervisor remembers of one of its charges."""

    tended: Tended
    started: float = 0.0
    again_at: float | None = None
    failures: int = 0
    log_from: int = 0


@dataclass
class Supervisor:
    """Starts in order, restarts what crashes with growing delays, stops in the opposite order."""

    pause: Callable[[float], None]
    _watched: list[_Watch] = field(default_factory=list)
    _opened: bool = False

    def add(self, tended: Tended, *, running: bool = False) -> None:
        """Takes charge of something; starts it unless it runs already."""
        watch = _Watch(tended)
        self._watched.append(watch)
        if running:
            watch.started = time.monotonic()
        else:
            self._start(watch)

    @property
    def busy(self) -> bool:
        """Whether anything was started that has to be stopped."""
        return bool(self._watched)

    def opened(self) -> None:
        """From now on a crash is always followed by a new start; before, three fruitless ones end it all."""
        self._opened = True

    def look(self) -> None:
        """Looks once at everything: notes what ended, starts what is due."""
        now = time.monotonic()
        for watch in self._watched:
            if watch.again_at is None and watch.tended.poll() is not None:
                self._note_end(watch, now)
            elif watch.again_at is not None and now >= watch.again_at:
                self._start(watch)

    def watch(self) -> None:
        """Looks until a signal says stop."""
        while True:
            self.look()
            due = [w.again_at - time.monotonic() for w in self._watched if w.again_at is not None]
            self.pause(max(0.05, min([*due, 5.0])))

    def stop(self) -> None:
        """Stops everything, last started first, each within its own patience."""
        for watch in reversed(self._watched):
            with contextlib.suppress(ProcessLookupError):
                watch.tended.stop()

    def _start(self, watch: _Watch) -> None:
        watch.again_at = None
        watch.log_from = size_of(watch.tended.log)
        watch.started = time.monotonic()
        try:
            watch.tended.start_server()
        except Trouble as trouble:
            if not self._opened:
                raise
            tell(trouble.zh, trouble.en)
            self._note_end(watch, time.monotonic())

    def _note_end(self, watch: _Watch, now: float) -> None:
        tended = watch.tended
        if isinstance(tended, Program):
            tended.sweep()
        watch.failures = 1 if now - watch.started > STEADY_SECONDS else watch.failures + 1
        if not self._opened and watch.failures >= FRUITLESS_STARTS:
            raise Trouble(
                f"{tended.name} 启动后三次退出，已停止：最后的日志在 {tended.log}：\n{last_lines(tended.log, watch.log_from)}",
                f"{tended.name} ended three times right after its start: its log is {tended.log}, its last lines stand above.",
            )
        delay = DELAYS[min(watch.failures, len(DELAYS)) - 1]
        watch.again_at = now + delay
        code = tended.poll()
        tell(
            f"{tended.name} 意外退出（{code}），{delay:.0f} 秒后重新启动，日志：{tended.log}",
            f"{tended.name} ended unexpectedly ({code}), starting again in {delay:.0f} s",
        )
