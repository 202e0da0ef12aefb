"""The clocks that the platform knows: what runs how long, on what ground. Read from content/clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import LONGEST, Unit

FOLDER = Path(__file__).resolve().parents[3] / "content" / "clocks"
WHOLE = 10_000
EVERYWHERE = "*"
STATED_UNITS = ("wd", "cd", "wh", "h", "m")  # seconds come with tickets alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A length that runs from one event to another. `length` is in `unit`; `warn_share` in hundredths of a percent.

    `pauses_most` is how many working days it may stand still in all, `extend_most` by how many of its unit it may be
    extended, once; none for never. It is in force from `since` on, until the next of the same code, in the `area` (its
    code by GB/T 2260 or 10114) and all below it that have none of their own; "*" for everywhere. `after_hours`: what comes in
    while the office is closed is received when it opens next. `promised_basis`: on what ground another office may have
    promised a length of its own in its place; none where nobody may.
    """

    code: str
    names: tuple[str, str, str]
    unit: Unit
    length: int
    basis: str
    since: date
    warn_share: int = WHOLE
    pauses_most: int = 0
    extend_most: int = 0
    area: str = EVERYWHERE
    after_hours: bool = False
    promised_basis: str = ""

    def promised(self, seconds: int) -> Clock:
        """The same clock with the length that another office promised, in seconds by the wall clock; never extended here.

        Refuses (`no_own_length`) a clock that takes no other length.
        """
        if not self.promised_basis or seconds < 1:
            raise Refused("no_own_length", _("This time limit takes no length of its own."))
        return replace(
            self, unit="s", length=seconds, basis=self.promised_basis, extend_most=0, after_hours=False
        )  # fmt: skip


def read_clocks(said: Iterable[Mapping[str, Any]]) -> tuple[Clock, ...]:
    """The clocks that a content file states; ValueError names the entry and what is wrong with it."""
    clocks = []
    for entry in said:
        clock = Clock(**{**entry, "names": tuple(entry["names"]), "area": str(entry.get("area", EVERYWHERE))})
        if clock.unit not in STATED_UNITS:
            raise ValueError(f"{clock.code}: unit is one of {', '.join(STATED_UNITS)}, not {clock.unit}")
        shortest = 0 if clock.unit == "wd" else 1  # no working day: the same day, until the close of business
        if not shortest <= clock.length <= LONGEST or not 0 < clock.warn_share <= WHOLE or len(clock.names) != 3:
            raise ValueError(f"{clock.code}: length, warn_share or names are out of bounds")
        clocks.append(clock)
    if len({(clock.code, clock.area, clock.since) for clock in clocks}) < len(clocks):
        raise ValueError("a clock is stated twice from the same day on")
    return tuple(clocks)


@cache
def load_clocks(folder: Path = FOLDER) -> tuple[Clock, ...]:
    """All clocks of content/clocks; read once."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))]
    return read_clocks(entry for file in files for entry in file["clocks"])


def find_clock(
    code: str, on: date, clocks: Iterable[Clock] | None = None, *, areas: Sequence[str] = (), or_first: bool = False
) -> Clock:
    """The clock of this code as it is in force on the day in the nearest of these areas, else everywhere.

    `areas` are codes, the nearest first. `or_first`: before all days, the first that ever was. NotThere when there is none.
    """
    known = load_clocks() if clocks is None else clocks
    stated = [clock for clock in known if clock.code == code]
    standing = [clock for clock in stated if clock.since <= on]
    if not standing and or_first:
        standing = [clock for clock in stated if clock.since == min(one.since for one in stated)]
    for area in (*areas, EVERYWHERE):
        if here := [clock for clock in standing if clock.area == area]:
            return max(here, key=lambda clock: clock.since)
    raise NotThere("no_such_clock", _("No time limit of this name is in force on %(day)s.", day=on))
