"""Which figures stand on the wall screen of an area, from content/cockpit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mashang.insight.kpis.registry import KPIS

FILE = Path(__file__).resolve().parents[3] / "content" / "cockpit" / "wall.yaml"
MOST = 10  # more cannot be read from across a room


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The keys of the figures of one screen: `first` large, `second` smaller."""

    area_path: str
    first: tuple[str, ...]
    second: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them."""
        return self.first + self.second


def find_wall(area_path: str) -> Wall:
    """The screen of an area: its own, or that of the nearest area above it that has one."""
    fitting = [wall for wall in walls() if area_path.startswith(wall.area_path)]
    return max(fitting, key=lambda wall: len(wall.area_path))


@cache
def walls() -> tuple[Wall, ...]:
    """All screens of content/cockpit/wall.yaml, read once."""
    import yaml

    return read_walls(yaml.safe_load(FILE.read_text(encoding="utf-8"))["walls"])


def read_walls(said: Iterable[Mapping[str, Any]]) -> tuple[Wall, ...]:
    """The screens that a file names. ValueError for a figure that there is not, one named twice, more than ten, or no
    screen for all areas.
    """
    found = tuple(
        Wall(area_path=says["area"], first=tuple(says["first"]), second=tuple(says["second"])) for says in said
    )
    for wall in found:
        strange = [key for key in wall.keys if key not in KPIS]
        if strange:
            raise ValueError(f"{FILE.name}, area {wall.area_path!r}: no such figure: {', '.join(strange)}")
        if len(set(wall.keys)) != len(wall.keys) or not 1 <= len(wall.keys) <= MOST:
            raise ValueError(f"{FILE.name}, area {wall.area_path!r}: one to {MOST} different figures")
    if [wall.area_path for wall in found].count("") != 1:
        raise ValueError(f"{FILE.name}: exactly one screen for the empty path")
    return found
