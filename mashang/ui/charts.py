"""Pictures of figures drawn by the server: lines over months with their gaps, and lists of bars. Each has its table.

A place without a value breaks the line: what is missing is never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from mashang.ui.drawing import number
from mashang.ui.page import Text

WIDE, HIGH = 640.0, 240.0
LEAST = 1e-6  # a smaller difference is none: figures have two decimals
LEFT, RIGHT, TOP, BOTTOM = 52.0, 96.0, 18.0, 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure over time: a value for each label of its chart, None where there is none. `goal` is its target."""

    name: Text
    values: Sequence[float | None]
    last: Text = ""
    goal: float | None = None
    goal_label: Text = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as SVG wants it: `runs` are its unbroken pieces, `dots` all its points."""

    line: Line
    runs: list[str]
    dots: list[tuple[str, str]]
    end: tuple[str, str] | None
    label_y: str
    goal_y: str
    goal_label_y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Lines over the same places in time. `labels` stand below; `label` says to readers what is drawn."""

    label: Text
    labels: Sequence[str]
    lines: Sequence[Line]

    @property
    def known(self) -> list[float]:
        """All values and goals that the scale has to hold."""
        values = [value for line in self.lines for value in line.values if value is not None]
        return values + [line.goal for line in self.lines if line.goal is not None]

    def ticks(self) -> list[tuple[str, str]]:
        """Height and text of the lines of the scale."""
        return [(number(self._y(value)), f"{value:,.10g}") for value in self._scale()]

    def columns(self) -> list[tuple[str, str]]:
        """Place and text below of each point in time; on a crowded scale only every other one, and the last."""
        last = len(self.labels) - 1
        step = 2 if last > 7 else 1
        return [
            (number(self._x(place)), text if (last - place) % step == 0 else "")
            for place, text in enumerate(self.labels)
        ]

    def drawn(self) -> list[DrawnLine]:
        """The lines with their places."""
        taken: list[float] = []
        return [self._drawn(line, taken) for line in self.lines] if self.known else []

    def _drawn(self, line: Line, taken: list[float]) -> DrawnLine:
        points = [(self._x(place), value) for place, value in enumerate(line.values)]
        runs: list[list[str]] = [[]]
        dots = []
        for x, value in points:
            if value is None:
                runs.append([])
                continue
            at = (number(x), number(self._y(value)))
            runs[-1].append(",".join(at))
            dots.append(at)
        last = next((value for value in reversed(line.values) if value is not None), None)
        return DrawnLine(
            line=line, runs=[" ".join(run) for run in runs if len(run) > 1], dots=dots, end=dots[-1] if dots else None,
            label_y=_free(self._y(last), taken) if last is not None else "",
            goal_y=number(self._y(line.goal)) if line.goal is not None else "",
            goal_label_y=_free(self._y(line.goal), taken) if line.goal is not None else "",
        )  # fmt: skip

    def _x(self, place: int) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (place / max(len(self.labels) - 1, 1))

    def _y(self, value: float) -> float:
        scale = self._scale()
        low, high = scale[0], scale[-1]
        return HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * ((value - low) / (high - low))

    def _scale(self) -> list[float]:
        low, high = min(self.known, default=0.0), max(self.known, default=1.0)
        span = next(size for size in (high - low, abs(high), 1.0) if size > LEAST)
        step = _round_step(span / 3)
        first, last = floor(low / step), ceil(high / step)
        first, last = (first - 1, last + 1) if first == last else (first, last)
        return [round(place * step, 10) for place in range(first, last + 1)]


def _free(y: float, taken: list[float]) -> str:
    """A height for a label that no other label stands on."""
    while any(abs(y - other) < 15 for other in taken):
        y += 3
    taken.append(y)
    return number(y + 4)


def _round_step(raw: float) -> float:
    """The next larger of 1, 2 and 5 times a power of ten."""
    power: float = 10 ** floor(log10(raw))
    return next((power * times for times in (1, 2, 5) if power * times >= raw), power * 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a list: its text, its share of the longest (0 to 100), and where it leads. None: nothing is shown."""

    label: Text
    text: Text
    share: float | None
    url: str = ""
    tone: str = "fg"


def bars_of(rows: Sequence[tuple[Text, Text, float | None, str]]) -> list[Bar]:
    """(label, text, value, address) as bars; the longest fills the width, those below zero and unknown are empty."""
    longest = max((value for _label, _text, value, _url in rows if value is not None), default=0) or 1
    return [
        Bar(label=label, text=text, share=None if value is None else max(value, 0) / longest * 100, url=url)
        for label, text, value, url in rows
    ]
