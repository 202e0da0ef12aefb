"""Days and hours: a row of working days, a tour of stops over office hours, what comes due on the next days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from django.utils.translation import gettext as _

from mashang.ui.drawing import number
from mashang.ui.page import Text
from mashang.ui.parts import Due

ROOM_FROM: Final = 13.0  # a shorter stay (in hundredths of the line) has no room for its times
DAY_STATES: Final = ("start", "past", "now", "next", "due", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of a row: its date and weekday (`when`), its name ("day 3"), and what falls on it.

    `state` is start (not counted), past, now, next, due, or off (a day of rest, drawn narrow).
    """

    when: Text
    label: Text
    state: str = "next"
    note: Text = ""
    iso: str = ""

    def __post_init__(self) -> None:
        if self.state not in DAY_STATES:
            raise ValueError(f"No such state of a day: {self.state!r}; there are {', '.join(DAY_STATES)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time of one day, from `start` until `end`. An end before its start is a ValueError."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A time from {self.start} until {self.end}: that cannot be.")

    @property
    def words(self) -> str:
        """As people write it: 08:50–11:20."""
        return f"{self.start:%H:%M}–{self.end:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of a tour: where, how many are met (in words), the windows that suit them, and the stay.

    `state` of the stay is past, now or plan; `note` is the way there or the meeting place; `result` how it stands.
    """

    place: Text
    stay: Span | None = None
    windows: Sequence[Span] = ()
    state: str = "plan"
    note: Text = ""
    count: Text = ""
    result: Due | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourDay:
    """One day of a tour with its stops in order; `now` draws a line at that time."""

    label: Text
    stops: Sequence[Stop]
    note: Text = ""
    now: time | None = None


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A time on the line of office hours, in hundredths of its width."""

    x: str
    width: str
    middle: str
    roomy: bool
    words: str


@dataclass(frozen=True, slots=True)
class DrawnStop:
    """A stop with its line, and what the line says in words."""

    stop: Stop
    windows: list[DrawnSpan]
    stay: DrawnSpan | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Stops of some days over office hours from `opens` until `closes`, with the break between.

    What lies outside office hours is drawn at their edge and written in full.
    """

    days: Sequence[TourDay]
    opens: time = time(8, 30)
    closes: time = time(17, 30)
    rest: Span | None = None
    label: Text = ""

    def rows(self) -> list[tuple[TourDay, list[DrawnStop], str]]:
        """The days, each with its drawn stops and the place of the line of the present time."""
        return [(day, [self._drawn(stop) for stop in day.stops], self.now_at(day)) for day in self.days if day.stops]

    def ticks(self) -> list[tuple[str, str, str]]:
        """Place, text and anchor of the hours above the lines: both ends, and both ends of the break."""
        inner = [self.rest.start, self.rest.end] if self.rest else []
        return [
            ("0%", f"{self.opens:%H:%M}", "start"),
            *((f"{number(self._at(hour))}%", f"{hour:%H:%M}", "middle") for hour in inner),
            ("100%", f"{self.closes:%H:%M}", "end"),
        ]

    def hours(self) -> list[str]:
        """Places of the full hours."""
        whole = (time(hour) for hour in range(self.opens.hour + 1, self.closes.hour + 1))
        return [f"{number(self._at(hour))}%" for hour in whole if hour < self.closes]

    @property
    def drawn_rest(self) -> DrawnSpan | None:
        """The break."""
        return self._span(self.rest) if self.rest else None

    def now_at(self, day: TourDay) -> str:
        """The place of the line of the present time; empty when it is not that day or outside office hours."""
        if day.now is None or not self.opens <= day.now <= self.closes:
            return ""
        return f"{number(self._at(day.now))}%"

    def _at(self, moment: time) -> float:
        first, last = _minutes(self.opens), _minutes(self.closes)
        return min(max((_minutes(moment) - first) / (last - first), 0), 1) * 100

    def _span(self, span: Span) -> DrawnSpan:
        x, end = self._at(span.start), self._at(span.end)
        width = max(end - x, 0.8)
        x = min(x, 100 - width)
        return DrawnSpan(
            f"{number(x)}%", f"{number(width)}%", f"{number(x + width / 2)}%", width >= ROOM_FROM, span.words
        )

    def _drawn(self, stop: Stop) -> DrawnStop:
        windows = [self._span(window) for window in stop.windows]
        parts = [_("planned %(time)s") % {"time": stop.stay.words}] if stop.stay and stop.state == "plan" else []
        parts += [_("now, %(time)s") % {"time": stop.stay.words}] if stop.stay and stop.state == "now" else []
        parts += [_("was there %(time)s") % {"time": stop.stay.words}] if stop.stay and stop.state == "past" else []
        parts += [_("not planned yet")] if stop.stay is None else []
        if windows:
            parts.append(_("suits them %(times)s") % {"times": _(", ").join(window.words for window in windows)})
        return DrawnStop(stop, windows, self._span(stop.stay) if stop.stay else None, _("; ").join(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """How many come due on one day; `url` leads to them. `soon` marks a day that needs looking at."""

    label: Text
    count: int
    url: str = ""
    soon: bool = False


@dataclass(frozen=True, slots=True)
class DrawnDueDay:
    """A day with its bar, in hundredths."""

    day: DueDay
    x: str
    middle: str
    width: str
    y: str
    height: str
    label_y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """The next days side by side; `label` says what is counted. The highest bar fills the height, no day none."""

    label: Text
    days: Sequence[DueDay]

    def drawn(self) -> list[DrawnDueDay]:
        """The days with their bars."""
        most = max((day.count for day in self.days), default=0) or 1
        step = 100 / max(len(self.days), 1)
        return [self._drawn(day, place * step, step, day.count / most * 68) for place, day in enumerate(self.days)]

    @staticmethod
    def _drawn(day: DueDay, left: float, step: float, height: float) -> DrawnDueDay:
        return DrawnDueDay(
            day=day, x=f"{number(left + step * 0.14)}%", middle=f"{number(left + step / 2)}%",
            width=f"{number(step * 0.72)}%", y=f"{number(84 - height)}%", height=f"{number(height)}%",
            label_y=f"{number(80 - height)}%",
        )  # fmt: skip


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
