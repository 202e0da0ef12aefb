"""When the offices of the areas are open. Read from content/hours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from mashang.clocks.rules.definitions import EVERYWHERE
from mashang.kernel.workdays import OfficeHours

FOLDER = Path(__file__).resolve().parents[3] / "content" / "hours"
LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class AreaHours:
    """Hours of the office of an area (its code) and of all below it that have none of their own; "*" for everywhere."""

    area: str
    hours: OfficeHours


def read_hours(said: Iterable[Mapping[str, Any]]) -> tuple[AreaHours, ...]:
    """The hours that a content file states; ValueError names the entry and what is wrong with it."""
    found = [_entry(entry) for entry in said]
    if len({(one.area, one.hours.since, one.hours.begins) for one in found}) < len(found):
        raise ValueError("hours of an area are stated twice for the same days")
    return tuple(found)


@cache
def load_hours(folder: Path = FOLDER) -> tuple[AreaHours, ...]:
    """All hours of content/hours; read once."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return read_hours(entry for file in files for entry in file["hours"])


def hours_in(areas: Sequence[str], stated: Iterable[AreaHours]) -> tuple[OfficeHours, ...]:
    """The hours of a place in these areas (codes, the nearest first): the nearest and the newest come last and stand."""
    order = {area: place for place, area in enumerate([EVERYWHERE, *reversed(areas)])}
    here = [one for one in stated if one.area in order]
    return tuple(one.hours for one in sorted(here, key=lambda one: (order[one.area], one.hours.since)))


def hours_mark(stated: Iterable[AreaHours]) -> str:
    """Eight signs that change with any of the hours."""
    return hashlib.sha256(repr(sorted(map(repr, stated))).encode()).hexdigest()[:8]


def _entry(entry: Mapping[str, Any]) -> AreaHours:
    area = str(entry["area"])
    try:
        spans = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in entry["open"])
        hours = OfficeHours(
            date.fromisoformat(str(entry["since"])), spans,
            _day(entry.get("from", "01-01")), _day(entry.get("to", "12-31")),
        )  # fmt: skip
    except (TypeError, ValueError) as wrong:
        raise ValueError(f"hours of {area}: {wrong}") from wrong
    if not spans or any(a >= b for a, b in spans) or any(one[1] > after[0] for one, after in pairwise(spans)):
        raise ValueError(f"hours of {area}: open is a list of times in their order, such as [['08:30', '12:00']]")
    return AreaHours(area, hours)


def _day(text: object) -> tuple[int, int]:
    day = date.fromisoformat(f"{LEAP_YEAR}-{text}")
    return day.month, day.day
