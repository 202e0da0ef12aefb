"""Those who kill: web workers, the worker of the queue at each of its steps, and PostgreSQL. Always with -9."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.campaign.ground import Ground, pid_of

WEB_STEPS = ("before_act", "in_act", "after_commit", "anywhere")
QUEUE_STEPS = ("before_lease", "after_lease", "after_send", "after_writing")
PATIENCE = 90.0
TRAP_PATIENCE = 45.0


@dataclass
class Killers:
    """Kill on `ground` until each has done its number."""

    ground: Ground
    web: int
    queue: int
    postgres: int
    web_steps: tuple[str, ...] = WEB_STEPS
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    recovered: list[float] = field(default_factory=list)
    _draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311 - alike each time
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> Killers:
        """Let them begin, each in a thread of its own."""
        jobs: list[Callable[[], None]] = [self._kill_web, self._kill_queue, self._kill_postgres]
        self._threads = [threading.Thread(target=job, daemon=True) for job in jobs]
        for thread in self._threads:
            thread.start()
        return self

    def are_done(self) -> bool:
        """Has each done its number, or given up?"""
        return not any(thread.is_alive() for thread in self._threads)

    def killed(self, who: str) -> int:
        """How many of a kind were killed."""
        return sum(count for (kind, _step), count in self.done.items() if kind == who)

    def _kill_web(self) -> None:
        for step in itertools.islice(itertools.cycle(self.web_steps), self.web):
            if self._caught(step) if step != "anywhere" else self._shot_web():
                self.done["web", step] += 1
            self._wait_for(lambda: self.ground.answers("/healthz"))
            time.sleep(self._draw.uniform(0.3, 1.5))

    def _shot_web(self) -> bool:
        for pid in self.ground.web_processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
        return False

    def _kill_queue(self) -> None:
        for step in itertools.islice(itertools.cycle(QUEUE_STEPS), self.queue):
            if self._caught(step):
                self.done["queue", step] += 1
            self._wait_for(lambda: pid_of(self.ground.worker) != 0)
            time.sleep(self._draw.uniform(0.3, 1.0))

    def _kill_postgres(self) -> None:
        for _turn in range(self.postgres):
            time.sleep(self._draw.uniform(2.0, 5.0))
            begun, pid = time.monotonic(), self.ground.postgres.pid
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.done["postgres", "postmaster"] += 1
            self._wait_for(lambda pid=pid: self.ground.postgres.pid != pid and self.ground.answers())  # type: ignore[misc]
            self.recovered.append(time.monotonic() - begun)

    def _caught(self, step: str) -> bool:
        """Set a trap and wait for a process to die in it."""
        trap: Path = self.ground.set_trap(step)
        if self._wait_for(lambda: not trap.exists(), TRAP_PATIENCE):
            return True
        trap.unlink(missing_ok=True)
        return False

    def _wait_for(self, so: Callable[[], bool], patience: float = PATIENCE) -> bool:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if so():
                return True
            time.sleep(0.05)
        return False
