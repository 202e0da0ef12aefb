"""What content/visits says: how far apart visits should lie, and what may be heard on one for the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[3] / "content" / "visits" / "visits.yaml"
RENEWAL = "renewal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing a firm may say of itself. `key` is a fact of the register or `renewal`."""

    key: str
    names: tuple[str, str, str]
    words: tuple[str, ...]


@cache
def fatigue_days() -> int:
    """Within how many calendar days of another visit a planner is asked for a reason."""
    return int(_said()["fatigue"]["days"])


@cache
def load_heard() -> dict[str, Heard]:
    """What may be heard, by key, in the order in which it is offered."""
    return {
        one["key"]: Heard(key=one["key"], names=tuple(one["names"]), words=tuple(one["words"]))
        for one in _said()["heard"]
    }


@cache
def _said() -> dict[str, dict]:  # type: ignore[type-arg]
    found: dict[str, dict] = yaml.safe_load(FILE.read_text(encoding="utf-8"))  # type: ignore[type-arg]
    return found
