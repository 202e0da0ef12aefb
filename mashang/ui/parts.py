"""The values that components draw. A face fills them in; the kit adds shape, never meaning.

Texts may be lazy. Figures are texts already written for the reader (`8,562`, `79.2`); shares are 0 to 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mashang.ui import drawing
from mashang.ui.page import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a figure is measured against: the bar's `share`, the tick `at`, both 0 to 100, and two short texts."""

    share: float
    at: float | None
    label: Text
    gap: Text = ""
    tone: str = "fg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A key figure. No figure without its definition, its day and its rows (kit rule 22).

    `rows_url` leads to the rows behind the value; `trend` needs two known values or more (None is a gap),
    `trend_label` reads them out. `lamp` (late, soon, stop ...) counts what stands so: the name is said by the lamp.
    """

    name: Text
    value: Text
    definition: Text
    as_of: Text
    rows: Text
    unit: Text = ""
    rows_url: str = ""
    trend: Sequence[float | None] = ()
    trend_label: Text = ""
    goal: Goal | None = None
    line: Text = ""
    line_end: Text = ""
    lamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a value is from: name, day, and state fresh, sure (paper), old (over 90 days) or unsure."""

    name: Text
    on: Text = ""
    state: str = "fresh"
    extra: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How a deadline stands: the lamp's `state` (ok, soon, late, stop, none or done), what is `left`, and when what is due.

    `left` says how much time is left or over ("2 h 20 min left"), `at` the moment and what is expected at it ("today 17:30,
    decide"); `iso` is that moment for machines. Without `word` the lamp says its own.
    """

    state: str
    left: Text = ""
    at: Text = ""
    iso: str = ""
    word: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One clock: its name, how it stands, the share of its time that is used (0 to 100; above is drawn full), and in words."""

    due: Due
    share: float
    says: Text = ""
    label: Text = ""

    @property
    def drawn(self) -> float:
        """The length of the used part; a clock that runs is never drawn empty."""
        return 0 if self.share <= 0 else min(max(self.share, 1), 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value under its label; register data also carries its source. `tag` is a small warning beside it.

    In a strip `due` draws a lamp after the value.
    """

    label: Text
    value: Text
    url: str = ""
    source: Source | None = None
    tag: Text = ""
    tag_tone: str = "warn"
    code: bool = False
    due: Due | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A part of a file: an anchor or an address. `count` may be a text (`99+`); `warn` tints it; `kind` adds the mark of a kind of difference."""

    label: Text
    url: str
    count: int | Text | None = None
    current: bool = False
    warn: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a path; state: done, now, wait (others' clock), skip or next."""

    label: Text
    state: str = "next"
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Who: one letter in a square whose look is its `kind` (office, waiting, department, firm or team), and the word for it."""

    letter: Text
    label: Text
    kind: str = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file: its name, its size and day in words, its address (empty: it may not be opened here)."""

    name: Text
    url: str = ""
    note: Text = ""
    icon: str = "file-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened, or what is coming (`state="next"`); state: on, ok, bad, next or empty. `iso` is machine-readable.

    `mark` says who did it; `files` are what came with it.
    """

    when: Text
    title: Text
    text: Text = ""
    iso: str = ""
    state: str = ""
    url: str = ""
    url_label: Text = ""
    mark: Mark | None = None
    files: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value to choose by radio button or by address."""

    label: Text
    value: str = ""
    url: str = ""
    icon: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two sources that disagree: `says` is what it claims."""

    says: Text
    value: str
    source: Source
    who: Text = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a sum; `css` names its fill (`bar-same`, `b-chg`, `b-new`, `b-mov`, `b-conf`, `b-ref`, `bar-ok` ...)."""

    label: Text
    amount: float
    css: str
    text: Text = ""


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part with its place on the bar, in hundredths of the width."""

    part: Part
    x: str
    width: str


def draw_parts(parts: Sequence[Part]) -> list[DrawnPart]:
    """Place the parts side by side; the widths add up to 100 and a part above zero stays visible."""
    placed = drawing.shares([part.amount for part in parts])
    return [DrawnPart(part, x, width) for part, (x, width) in zip(parts, placed, strict=True)]
