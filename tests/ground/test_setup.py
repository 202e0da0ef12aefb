"""`script/setup`: quick when nothing changed, one sentence when it cannot go on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("bash", "cat", "dirname", "flock", "mkdir", "sha256sum", "rm", "sleep", "tail", "env")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the command and no dependencies."""
    (tmp_path / "script").mkdir()
    shutil.copy(ROOT / "script/setup", tmp_path / "script/setup")
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "mashang").mkdir()
    return tmp_path


def setup(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [checkout / "script/setup"],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_pip_the_sentence_names_the_package(checkout: Path) -> None:
    hiding = checkout / "hiding"
    hiding.mkdir()
    for name in ("pip", "ensurepip"):
        (hiding / f"{name}.py").write_text("raise ImportError")
    path = checkout / "bin"
    path.mkdir()
    (path / "python3.11").symlink_to(sys.base_prefix + "/bin/python3")
    for name in NEEDED:
        (path / name).symlink_to(str(shutil.which(name)))
    run = setup(checkout, PYTHONPATH=str(hiding), PATH=str(path))
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == (
        "No pip is to be had: install the package python3-venv (Debian: apt install python3-venv) and run this again."
    )


def test_without_python_the_sentence_names_the_package(checkout: Path) -> None:
    path = checkout / "bin"
    path.mkdir()
    for name in NEEDED:
        (path / name).symlink_to(str(shutil.which(name)))
    run = setup(checkout, PATH=str(path))
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith("Python 3.11 or newer is needed: install it first")


def test_an_unknown_word_is_refused(checkout: Path) -> None:
    run = subprocess.run([checkout / "script/setup", "--fats"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (2, "usage: script/setup [--dev]\n")


def test_it_does_nothing_when_nothing_changed() -> None:
    if not (ROOT / ".venv/.dev").exists():
        pytest.skip("this environment was not made by script/setup --dev")
    subprocess.run([ROOT / "script/setup", "--dev"], check=True, capture_output=True)
    best, said = 9.9, ""
    for _attempt in range(3):
        began = time.monotonic()
        run = subprocess.run([ROOT / "script/setup", "--dev"], check=True, capture_output=True, text=True)
        best, said = min(best, time.monotonic() - began), said + run.stdout + run.stderr
    assert said == ""
    assert best < 0.5
