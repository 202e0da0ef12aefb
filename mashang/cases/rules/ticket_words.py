"""How the files of a hotline name columns and values, from content/cases/tickets.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mashang.register.rules.sheets.vocabulary import plain

FILE = Path(__file__).resolve().parents[3] / "content" / "cases" / "tickets.yaml"
# What a file for the line says of our handling; a line's own columns come first.
RESULTS = (
    "own_number", "state", "answer", "outcome", "answered_at", "closed_at", "satisfaction",
)  # fmt: skip
GROUPS = ("priority", "outcome", "state", "satisfaction")


@cache
def load_columns() -> dict[str, tuple[str, ...]]:
    """The fields of a ticket with the heads under which they stand; the first is the one that we write."""
    return {field: tuple(heads) for field, heads in _said()["columns"].items()}


def field_of(head: str) -> str:
    """The field that a head names; empty where nothing is known about it."""
    return _fields().get(plain(head), "")


def code_of(group: str, words: str) -> str:
    """The code that a value of a file means in a group (priority, outcome, state, satisfaction); empty when unknown."""
    return _codes()[group].get(plain(words), "")


def word_of(group: str, code: str | int) -> str:
    """The word that we write for a code; empty for none."""
    words = _said()[group].get(code)
    return str(words[0]) if words else ""


def usual_line() -> str:
    """The hotline that is proposed where somebody hands in a file."""
    return str(_said()["usual_line"])


@cache
def _fields() -> dict[str, str]:
    found: dict[str, str] = {}
    for field, heads in load_columns().items():
        for head in heads:
            if found.setdefault(plain(head), field) != field:
                raise ValueError(f"content/cases/tickets.yaml names the head {head} twice")
    return found


@cache
def _codes() -> dict[str, dict[str, str]]:
    codes: dict[str, dict[str, str]] = {group: {} for group in GROUPS}
    for group in GROUPS:
        for code, words in _said()[group].items():
            for word in words:
                codes[group].setdefault(plain(str(word)), str(code))
    return codes


@cache
def _said() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
