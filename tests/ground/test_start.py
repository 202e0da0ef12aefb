"""`script/run` as a whole: it answers, refuses in one sentence, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mashang.project.env import SETTINGS
from mashang.project.launch.start import Wishes, demo_accounts, drop_data, free_port, pad, require_free_port
from mashang.project.launch.trouble import Trouble
from tests.ground.living import none_left

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.Popen[str]"]
# Outside demo mode, so that the sample district is not loaded; that has its own tests.
KEYS = [setting.name for setting in SETTINGS if setting.name.endswith("_KEY")]
BARE = {"MASHANG_DEMO": "0", **{name: f"{name}-that-only-this-test-uses-0123456789-0123456789" for name in KEYS}}


@pytest.fixture
def run(place: Path) -> Iterator[Run]:
    started: list[subprocess.Popen[str]] = []

    def start(port: int, *words: str, **more: str) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MASHANG_") and k != "DATABASE_URL"}
        command = [sys.executable, "-m", "mashang.cli.run", "--port", str(port), *words]
        environment = {**kept, **BARE, "MASHANG_DATA": str(place / "data"), **more}
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        with process:
            process.kill()
    assert none_left(place) == {}


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(f"it ended: {said}")


def get(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.slow
def test_it_starts_answers_is_alone_and_leaves_nothing_behind(run: Run, place: Path) -> None:
    port = free_port("127.0.0.1")
    process = run(port)
    assert f"http://127.0.0.1:{port}/" in wait_until_ready(process)
    assert get(port, "/healthz") == (200, "ok\n")
    assert get(port, "/readyz") == (200, "ready\n")

    second = run(free_port("127.0.0.1"))
    said = second.communicate(timeout=30)[0]
    assert second.returncode == 1
    assert f"in use by another process (pid {process.pid}, http://127.0.0.1:{port})" in said

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert none_left(place, 1) == {}


@pytest.mark.slow
def test_after_a_kill_nothing_lives_on_and_the_next_start_recovers(run: Run, place: Path) -> None:
    port = free_port("127.0.0.1")
    process = run(port)
    wait_until_ready(process)
    process.kill()
    assert none_left(place) == {}
    again = run(port)
    said = wait_until_ready(again)
    assert "Creating the tables" not in said
    assert get(port, "/readyz") == (200, "ready\n")


def test_an_unknown_setting_stops_the_start(run: Run) -> None:
    process = run(8000, MASHANG_UPLOAD_MBS="1")
    assert "Unknown setting MASHANG_UPLOAD_MBS. Did you mean MASHANG_UPLOAD_MB?" in process.communicate(timeout=30)[0]
    assert process.returncode == 1


def test_a_taken_port_is_refused_with_one_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=rf"Port {port} is taken .* script/run --port \d+") as caught:
            require_free_port("127.0.0.1", port)
    suggested = int(caught.value.en.rstrip(".").rsplit(" ", 1)[1])
    require_free_port("127.0.0.1", suggested)
    assert f"--port {suggested}。" in caught.value.zh


def test_a_start_refused_for_its_port_leaves_no_folder_behind(run: Run, place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = run(other.getsockname()[1])
        assert "is taken by another program" in process.communicate(timeout=30)[0]
    assert process.returncode == 1
    assert not (place / "data").exists()


def test_a_start_refused_for_its_port_keeps_the_folder_that_was_there(run: Run, place: Path) -> None:
    (place / "data" / "documents").mkdir(parents=True)
    (place / "data" / "documents" / "lease.pdf").write_bytes(b"x")
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert run(other.getsockname()[1]).wait(30) == 1
    assert (place / "data" / "documents" / "lease.pdf").exists()


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(Trouble, match=r"This machine has no address 192\.0\.2\.1"):
        require_free_port("192.0.2.1", 8000)


def test_fresh_never_touches_a_server_of_database_url(place: Path) -> None:
    with pytest.raises(Trouble, match="deletes only the embedded database"):
        drop_data(None, Wishes(fresh=True, yes=True), embedded=False)  # type: ignore[arg-type]


def test_fresh_without_a_yes_deletes_nothing(run: Run, place: Path) -> None:
    (place / "data" / "documents").mkdir(parents=True)
    process = run(free_port("127.0.0.1"), "--fresh")
    assert "add --yes" in process.communicate(timeout=30)[0]
    assert (place / "data" / "documents").is_dir()


def test_chinese_takes_two_columns_at_the_terminal() -> None:
    assert pad("楼长", 6) == "楼长  "


def test_a_password_that_all_share_is_said_once(place: Path) -> None:
    file = place / "accounts.json"
    file.write_text('[["楼长", "steward", "same"], ["企服专员", "officer", "same"]]', encoding="utf-8")
    assert demo_accounts(file)[1:] == ["  楼长      steward", "  企服专员  officer"]
    assert "same" in demo_accounts(file)[0]
    file.write_text('[["楼长", "steward", "one"], ["企服专员", "officer", "two"]]', encoding="utf-8")
    assert demo_accounts(file)[1:] == ["  楼长      steward  one", "  企服专员  officer  two"]
