"""One rule of language for the command line: help in English, what it says in the language of the terminal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashang.cli.main import COMMANDS, main
from mashang.cli.terminal import language, refusing
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message
from mashang.project.env import ROOT

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_SG"}, "zh-hans"),
        ({"LANG": "zh_TW.UTF-8"}, "zh-hant"),
        ({"LANG": "zh-HK"}, "zh-hant"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh-hans"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_terminal_says_which_language(asked: dict[str, str], given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert language() == given


@pytest.mark.parametrize(("lang", "chinese"), [("zh_CN.UTF-8", True), ("C.UTF-8", False)])
def test_a_command_speaks_the_language_of_the_terminal(lang: str, chinese: bool, tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith(("MASHANG_", "LC_"))}
    words = [sys.executable, "-m", "mashang.cli.main", "doctor", "--json"]
    environment = {**kept, "LANG": lang, "MASHANG_DATA": str(tmp_path / "none")}
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert bool(CHINESE.search(json.loads(run.stdout)[0]["says"])) is chinese, run.stdout


def test_the_program_is_called_mashang_however_it_was_started() -> None:
    words = [sys.executable, "-m", "mashang.cli.main", "census", "check", "--help"]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout.startswith("Usage: mashang census check"), run.stderr


@pytest.mark.parametrize("noun", sorted(COMMANDS))
def test_help_is_in_english(noun: str) -> None:
    result = CliRunner().invoke(main, [noun, "--help"])
    assert result.exit_code == 0
    assert not CHINESE.search(result.output)


def test_a_refusal_is_said_in_words_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, refusing():
        raise Refused("no", Message("No such %(x)s", {"x": "lift"}), mend=Message("Take the stairs"))
    assert (ended.value.code, capsys.readouterr().err) == (1, "No such lift Take the stairs\n")
