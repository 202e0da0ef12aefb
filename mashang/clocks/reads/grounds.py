"""By what a clock is reckoned in a place: its definition, and the calendar with the hours of the office there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from mashang.accounts.reads.area_codes import codes_up
from mashang.clocks.rules.definitions import EVERYWHERE, Clock, find_clock, load_clocks
from mashang.clocks.rules.opening import AreaHours, hours_in, hours_mark, load_hours
from mashang.kernel.errors import NotThere
from mashang.kernel.workdays import Calendar, load_calendar


@dataclass(frozen=True, slots=True)
class Grounds:
    """The content as it stands, for some places at once."""

    days: Calendar
    _areas: Mapping[str, tuple[str, ...]]
    _calendars: dict[tuple[str, ...], Calendar] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Changes with any day of the calendar and any office hours."""
        return self.days.version

    def calendar(self, area_path: str) -> Calendar:
        """The calendar with the hours of the office of that place."""
        areas = self._areas.get(area_path, ())
        if areas not in self._calendars:
            self._calendars[areas] = replace(self.days, hours=hours_in(areas, load_hours()))
        return self._calendars[areas]

    def clock(self, code: str, on: date, area_path: str, *, promised: int | None = None) -> Clock:
        """The clock as it is in force there on that day; NotThere when there is none.

        `promised` seconds are another office's length in its place, which also came before ours were in force.
        """
        areas = self._areas.get(area_path, ())
        if promised is None:
            return find_clock(code, on, load_clocks(), areas=areas)
        return find_clock(code, on, load_clocks(), areas=areas, or_first=True).promised(promised)

    def has_clock(self, code: str, on: date, area_path: str) -> bool:
        """Is such a clock in force there on that day?"""
        try:
            self.clock(code, on, area_path)
        except NotThere:
            return False
        return True


def grounds_for(area_paths: Collection[str]) -> Grounds:
    """The grounds for these places. One query when the content names any area, none otherwise."""
    days, named = _content(load_calendar(), load_hours(), load_clocks())
    return Grounds(days, codes_up(set(area_paths)) if named else {})


Content = tuple[Calendar, tuple[AreaHours, ...], tuple[Clock, ...]]
_held: list[tuple[Content, tuple[Calendar, bool]]] = []


def _content(days: Calendar, hours: tuple[AreaHours, ...], clocks: tuple[Clock, ...]) -> tuple[Calendar, bool]:
    """The calendar, whose version changes with the hours too, and whether any area is named; kept for the same content."""
    content = (days, hours, clocks)
    for known, made in _held:
        if all(one is other for one, other in zip(content, known, strict=True)):
            return made
    named = {one.area for one in hours} | {clock.area for clock in clocks}
    made = replace(days, version=f"{days.version}.{hours_mark(hours)}"), bool(named - {EVERYWHERE})
    _held[:] = [(content, made)]
    return made
