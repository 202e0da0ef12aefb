"""The settings of a deployment pass Django's own examination."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mashang.project import env
from tests.house import tree


def examined(**changes: str) -> subprocess.CompletedProcess[str]:
    """Django's `check --deploy` in a process of its own, as an operator would have set it up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MASHANG_")}
    settings = {
        "MASHANG_SECRET_KEY": "Tq9fWm2xLr7vKc4hBn8sYd3jPg6tZa5eUi1oXw0yVk4mQb7nRs2",
        "MASHANG_TRAIL_KEY": "Gh5jKl8mNp2qRs7tVw3xYz6bCd9fAe4gHi1kLm0nPo5rSt8uVx3",
        "MASHANG_SEAL_KEY": "Xb4nMq8wEr2tYu6iOp1aSd5fGh9jKl3zXc7vBn0mQw4eRt8yUi2",
        "MASHANG_HTTPS": "1",
        "MASHANG_HOSTS": "register.example.org",
        **changes,
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environment = {**kept, **settings}
    return subprocess.run(command, cwd=tree.ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_deployment_passes_the_examination() -> None:
    run = examined()
    assert run.returncode == 0, run.stderr


def test_a_deployment_without_https_does_not() -> None:
    run = examined(MASHANG_HTTPS="0")
    assert run.returncode != 0
    assert "SECURE_SSL_REDIRECT" in run.stderr


def test_a_misspelt_setting_stops_the_start() -> None:
    with pytest.raises(env.BadEnvironment, match=r"Did you mean MASHANG_HTTPS\?"):
        env.read({"MASHANG_HTTP": "1"})
