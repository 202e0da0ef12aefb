"""The towers of an area side by side as one picture: how high, how full, how empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mashang.insight.reads.of_towers import TowerFigures
from mashang.ui.drawing import number

KEYS = ("lettable_area", "occupancy_rate", "vacant_area")
WIDE, GROUND, LETTERS = 1840.0, 250.0, 5
SAMPLE = re.compile(r"[\uff08(].*$")  # the screen says once for all that its data are samples
# What a building is, at the end of its name: the first to go where the name is too long to stand under its column.
KIND = re.compile(
    "(?:写字楼|寫字樓|商务楼|商務樓|大厦|大廈|中心|广场|廣場|金座|国际|國際|[一二三四五六七八九十]期)$"  # zh: kinds of buildings
)
MOST = 44  # more columns than this cannot bear their names


@dataclass(frozen=True, slots=True)
class Column:
    """One tower: its parts from the ground up as (css, x, y, width, height), and the letters of its name below."""

    name: str
    parts: list[tuple[str, str, str, str, str]]
    letters: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Skyline:
    """The columns from west to east; `left_out` counts towers for which there was no room."""

    columns: list[Column]
    left_out: int


def draw_skyline(towers: Sequence[TowerFigures]) -> Skyline:
    """The largest towers in the order given. Heights are floors, as most do; unknown ones get the middle height."""
    known = [one for one in towers if one.values.get("lettable_area")]
    large = sorted(known, key=lambda one: -one.values["lettable_area"])[:MOST]
    shown = [one for one in known if one in large]
    highest = max((one.floors or 0 for one in shown), default=0) or 1
    pitch = WIDE / max(len(shown), 1)
    columns = [_column(one, place * pitch, min(pitch, 90.0), highest) for place, one in enumerate(shown)]
    return Skyline(columns, len(towers) - len(shown))


def _column(tower: TowerFigures, left: float, pitch: float, highest: int) -> Column:
    width = pitch * 0.62
    x = left + (pitch - width) / 2
    high = GROUND * 0.94 * (tower.floors or highest / 2) / highest
    lettable = tower.values["lettable_area"]
    occupied = min(tower.values.get("occupancy_rate", Decimal(0)) / 100, Decimal(1))
    vacant = min(tower.values.get("vacant_area", Decimal(0)) / lettable, 1 - occupied)
    parts, y = [], GROUND
    for css, share in (("occ", occupied), ("oth", 1 - occupied - vacant), ("vac", vacant)):
        size = high * float(share)
        y -= size
        if size >= 0.5:
            inset = 1.5 if css == "vac" else 0.0
            parts.append(
                (css, number(x + inset), number(y + inset), number(width - 2 * inset), number(max(size - inset, 0.5)))
            )
    letters = [
        (number(left + pitch / 2), number(GROUND + 26 + place * 24), letter)
        for place, letter in enumerate(column_name(tower.name))
    ]
    return Column(tower.name, parts, letters)


def column_name(name: str) -> str:
    """The name as it fits under a column: whole, without what kind of building it is, or cut with a sign of it."""
    bare = SAMPLE.sub("", name)
    if len(bare) > LETTERS:
        bare = KIND.sub("", bare)
    return bare if len(bare) <= LETTERS else f"{bare[: LETTERS - 1]}\u22ee"
