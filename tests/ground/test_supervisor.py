"""The supervisor: restarts what crashes, stops everything, and takes everything along when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mashang.project.launch.supervisor import Program, Supervisor
from mashang.project.launch.trouble import Trouble
from tests.ground.living import none_left, processes_of

ROOT = Path(__file__).resolve().parents[2]


def program(place: Path, text: str, name: str = "child") -> Program:
    return Program(
        name,
        [sys.executable, "-c", textwrap.dedent(text)],
        place / f"{name}.log",
        {"PATH": os.environ["PATH"]},
        str(place),
        patience=2,
    )


def wait_for(supervisor: Supervisor, log: Path, text: str, seconds: float = 15) -> None:
    give_up = time.monotonic() + seconds
    while text not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < give_up, f"{log.name} never said {text!r}"
        supervisor.look()
        time.sleep(0.05)


def test_a_program_that_crashes_is_started_again(place: Path) -> None:
    supervisor = Supervisor(time.sleep)
    supervisor.add(program(place, "import os; print('up', flush=True); os._exit(3)"))
    supervisor.opened()
    wait_for(supervisor, place / "child.log", "up\nup\nup")
    supervisor.stop()
    assert none_left(place) == {}


def test_before_the_opening_three_fruitless_starts_end_it_with_the_last_words(place: Path) -> None:
    supervisor = Supervisor(time.sleep)
    supervisor.add(program(place, "raise SystemExit('no such table')"))
    with pytest.raises(Trouble) as caught:
        wait_for(supervisor, place / "child.log", "never said")
    assert "no such table" in caught.value.zh
    supervisor.stop()


def test_a_program_that_will_not_end_is_killed_with_its_own_children(place: Path) -> None:
    stubborn = """
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("up", flush=True)
        time.sleep(600)
    """
    supervisor = Supervisor(time.sleep)
    supervisor.add(program(place, stubborn))
    wait_for(supervisor, place / "child.log", "up")
    assert len(processes_of(place)) == 2
    began = time.monotonic()
    supervisor.stop()
    assert 1.5 < time.monotonic() - began < 8
    assert none_left(place) == {}


@contextmanager
def supervised(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor in a process of its own with one child, as `script/run` has them."""
    text = """
        import sys
        from pathlib import Path
        from mashang.project.launch.supervisor import Program, Signals, Stop, Supervisor
        place = Path(sys.argv[1])
        signals = Signals()
        supervisor = Supervisor(signals.pause)
        words = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
        supervisor.add(Program("child", words, place / "child.log", {}, str(place)))
        try:
            supervisor.watch()
        except Stop:
            supervisor.stop()
    """
    words = [sys.executable, "-c", textwrap.dedent(text), str(place)]
    with subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        wait_for(Supervisor(time.sleep), place / "child.log", "up")
        yield process
        process.kill()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(place: Path, signum: signal.Signals) -> None:
    with supervised(place) as process:
        process.send_signal(signum)
        assert process.wait(10) == 0
    assert none_left(place, 2) == {}


def test_a_killed_supervisor_takes_its_children_along(place: Path) -> None:
    with supervised(place) as process:
        process.kill()
    assert none_left(place, 5) == {}
