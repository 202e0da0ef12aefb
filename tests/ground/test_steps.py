"""The steps of script/test: none is green that tested nothing, and a missing browser is seen where it can be had."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.chromium import lacking

STEPS = Path(__file__).resolve().parents[2] / "script" / "steps.py"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("steps", STEPS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "steps", module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("status", "good"), [(0, True), (1, False), (5, False)])
@pytest.mark.parametrize("live", [True, False])
def test_a_step_is_good_only_when_it_ran_tests_and_all_passed(
    steps: ModuleType, status: int, good: bool, live: bool
) -> None:
    check = steps.Check("browser", lambda: [sys.executable, "-c", f"raise SystemExit({status})"], live=live)
    assert steps.carry_out(check, dict(os.environ))[0] is good


def test_the_browser_must_be_there_where_it_can_be_brought(steps: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert steps.may_bring_browser()
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not steps.may_bring_browser()
    monkeypatch.setenv("CI", "true")
    assert steps.may_bring_browser()


@pytest.mark.parametrize("name", ["CI", "BROWSER_REQUIRED"])
def test_a_missing_browser_fails_where_it_must_be_there(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(pytest.fail.Exception, match="no chromium"):
        lacking()


def test_a_missing_browser_leaves_tests_out_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "BROWSER_REQUIRED"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"):
        lacking()
