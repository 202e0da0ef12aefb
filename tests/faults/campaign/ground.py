"""The ground of a campaign: a data folder, PostgreSQL, web and worker of its own under the product's supervisor."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

from mashang.project.launch import supervisor as supervising
from mashang.project.launch.children import spawn
from mashang.project.launch.folder import DataFolder
from mashang.project.launch.postgres import Postgres
from mashang.project.launch.start import Wishes, free_port, programs
from mashang.project.launch.supervisor import Program, Supervisor

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = "tests.faults.campaign.child.settings"
AREAS = 20
# In the product a program that dies again and again is started with growing delays; here dying is the purpose.
DELAYS = (0.3,) * 6


class Ground:
    """Everything that runs. `folder` holds traps, the moved clock, and the letters that were taken."""

    def __init__(self, scratch: Path, *, areas: int = AREAS, with_worker: bool = True) -> None:
        self.folder = scratch
        self.with_worker = with_worker
        self.areas = areas
        self.port, self.mail_port = free_port("127.0.0.1"), free_port("127.0.0.1")
        self.letters = scratch / "letters"
        self.data = DataFolder(scratch / "data")
        self.postgres = Postgres(
            self.data.path, folder=self.data, pause=time.sleep, settings=["max_connections=100"]
        )  # fmt: skip
        self.supervisor = Supervisor(time.sleep)
        self.askers: list[dict[str, Any]] = []
        self._over = threading.Event()
        self._watcher: threading.Thread | None = None
        self._sink: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Ground:
        self.folder.chmod(0o755)
        self.data.claim()
        try:
            self.postgres.start()
            self._prepare()
            self.start_sink()
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()
            self.wait_until_it_answers(120)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._watcher is not None:
            self._watcher.join(60)
        self.stop_sink()
        self.postgres.stop()
        self.data.release()

    def _prepare(self) -> None:
        # Tables first without waiting for the disk; what counts is written later.
        quick = {**self.environment(), "PGOPTIONS": "-c synchronous_commit=off"}
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], cwd=ROOT, env=quick, check=True
        )  # fmt: skip
        seeded = subprocess.run(
            [sys.executable, "-m", "tests.faults.campaign.child.seed", str(self.areas)],
            cwd=ROOT, env=quick, check=True, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.askers = json.loads(seeded.stdout)

    def environment(self) -> dict[str, str]:
        """The settings of every process of the campaign."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MASHANG_", "PYTEST_"))}
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": self.postgres.url(),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "FAULTS_FOLDER": str(self.folder),
            "MASHANG_DATA": str(self.data.path),
            "MASHANG_DEMO": "1",
            "MASHANG_HOSTS": "*",
            "MASHANG_MAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }

    def _watch(self) -> None:
        """The supervisor in a thread of its own: its children die with the thread that started them."""
        supervising.DELAYS = DELAYS
        vars(supervising)["tell"] = lambda zh, en: None  # a line for each of hundreds of deaths tells nobody anything
        web, worker = programs(Wishes(port=self.port), self.environment(), self.data)
        worker.argv = [sys.executable, "-P", "-m", "tests.faults.campaign.child.worker", *list(worker.argv)[6:]]
        self.web, self.worker = web, worker
        self.supervisor.add(self.postgres, running=True)
        self.supervisor.add(web)
        if self.with_worker:
            self.supervisor.add(worker)
        self.supervisor.opened()
        while not self._over.wait(0.1):
            self.supervisor.look()
        for one in (worker, web):
            with suppress(ProcessLookupError):
                one.stop()

    # Asking

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request on a connection of its own; OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def answers(self, path: str = "/readyz") -> bool:
        """Does the web server answer well?"""
        try:
            return self.ask("GET", path)[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def wait_until_it_answers(self, seconds: float) -> None:
        """Until /readyz is good; TimeoutError after `seconds`."""
        end = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > end:
                raise TimeoutError("the platform does not answer: see the logs of web and worker in its data folder")
            time.sleep(0.1)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database says, asked on a connection of its own; tries again while it is down."""
        end = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.postgres.url(), connect_timeout=5) as connection:
                    return connection.execute(sql.encode(), values).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def execute(self, sql: str) -> None:
        """Something done in the database that no process of the platform does."""
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(sql.encode())

    # Breaking

    def set_trap(self, step: str) -> Path:
        """The next process that passes this step dies there."""
        trap = self.folder / f"trap.{step}"
        trap.touch()
        return trap

    def web_processes(self) -> list[int]:
        """The processes that answer requests, below the one that the supervisor started."""
        return children_of(pid_of(self.web))

    def move_clock(self, seconds: float) -> None:
        """Move the clock of web and worker away from the machine's."""
        beside = self.folder / "clock.new"
        beside.write_text(str(seconds))
        beside.replace(self.folder / "clock")

    def start_sink(self) -> None:
        """Bring the mail server up."""
        if self._sink is None:
            argv = [sys.executable, "-m", "tests.faults.campaign.child.sink", str(self.mail_port), str(self.letters)]
            self._sink = spawn(argv, env={**os.environ, "PYTHONPATH": str(ROOT)}, log=None, cwd=str(ROOT))

    def stop_sink(self) -> None:
        """Take the mail server down: connections are refused."""
        if self._sink is not None:
            self._sink.kill()
            self._sink.wait(10)
            self._sink = None

    def hang_sink(self) -> None:
        """Let the mail server hang: it takes connections and says nothing."""
        if self._sink is not None:
            self._sink.send_signal(signal.SIGSTOP)

    def taken_letters(self) -> list[str]:
        """The Message-IDs of all letters that the mail server answered for, in order."""
        return self.letters.read_text().split() if self.letters.exists() else []


def pid_of(program: Program) -> int:
    """The process that the supervisor started; 0 between two starts."""
    return program._process.pid if program._process and program._process.poll() is None else 0


def children_of(pid: int) -> list[int]:
    """The processes below a process, also those that other threads of it started."""
    found: list[int] = []
    for one in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(word) for word in one.read_text().split()]
    return found
