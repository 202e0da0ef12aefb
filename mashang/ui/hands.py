"""In whose hands the time was: one bar of spans in order, and the table that says the same and adds up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from mashang.ui.drawing import shares
from mashang.ui.durations import hours_and_minutes
from mashang.ui.page import Text
from mashang.ui.parts import Mark

KINDS: Final = ("office", "waiting", "department", "firm", "team")
LETTER_FROM: Final = 4.0  # a narrower span (in hundredths of the bar) has no room for its letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One span: who held it (`label`), the letter for the bar, its kind, how many minutes of working time.

    `kind` is office, waiting, department, firm (the clock is paused: hatched) or team. `late_minutes` at its end were
    after the deadline. `did` and `when` are texts for the table. Minutes below zero, or more late than held: ValueError.
    """

    label: Text
    letter: Text
    kind: str
    minutes: int
    late_minutes: int = 0
    did: Text = ""
    when: Text = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"No such kind of holder: {self.kind!r}; there are {', '.join(KINDS)}.")
        if not 0 <= self.late_minutes <= self.minutes:
            raise ValueError(f"{self.minutes} minutes held, {self.late_minutes} of them late: that cannot be.")


@dataclass(frozen=True, slots=True)
class DrawnHand:
    """A span with its place on the bar in hundredths of the width; `late_x` and `late_width` are empty when none was late."""

    hand: Hand
    x: str
    width: str
    middle: str
    has_letter: bool
    late_x: str
    late_width: str
    says: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Everything one holder held, over all spans: minutes, the share in whole per cent, and the texts of its spans."""

    mark: Mark
    minutes: int
    late_minutes: int
    percent: int
    did: str
    when: str

    @property
    def time(self) -> str:
        """The time in words."""
        return hours_and_minutes(self.minutes)

    @property
    def late(self) -> str:
        """The late time in words; empty without."""
        return hours_and_minutes(self.late_minutes) if self.late_minutes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """The spans in order. `key` is unique on the page (it names the hatching); `start` and `end` stand below the bar.

    The total is the sum of all spans, and the percentages of the table add up to 100.
    """

    spans: Sequence[Hand]
    key: str = "hands"
    start: Text = ""
    end: Text = ""
    total_label: Text = ""

    @property
    def minutes(self) -> int:
        """All minutes together."""
        return sum(span.minutes for span in self.spans)

    @property
    def total(self) -> str:
        """All time in words."""
        return hours_and_minutes(self.minutes)

    @property
    def late_minutes(self) -> int:
        """The late minutes of all spans."""
        return sum(span.late_minutes for span in self.spans)

    def drawn(self) -> list[DrawnHand]:
        """The spans with their places, side by side from 0 to 100; those of no minutes are left out."""
        held = [span for span in self.spans if span.minutes]
        return [
            _drawn(span, float(x), float(width))
            for span, (x, width) in zip(held, shares([span.minutes for span in held]), strict=True)
        ]

    @property
    def says(self) -> str:
        """The bar read out, span by span, and its total."""
        return _("%(spans)s; total %(total)s") % {
            "spans": _("; ").join(drawn.says for drawn in self.drawn()),
            "total": self.total,
        }

    def rows(self) -> list[HeldRow]:
        """One row for each holder in the order they first held it."""
        groups: dict[tuple[str, str], list[Hand]] = {}
        for span in self.spans:
            groups.setdefault((span.kind, str(span.label)), []).append(span)
        sums = [sum(span.minutes for span in spans) for spans in groups.values()]
        return [
            HeldRow(
                mark=Mark(letter=spans[0].letter, label=spans[0].label, kind=spans[0].kind),
                minutes=minutes,
                late_minutes=sum(span.late_minutes for span in spans),
                percent=percent,
                did=_joined(span.did for span in spans),
                when=_joined(span.when for span in spans),
            )
            for spans, minutes, percent in zip(groups.values(), sums, whole_percents(sums), strict=True)
        ]


def whole_percents(amounts: Sequence[int]) -> list[int]:
    """Whole per cents that add up to 100: the largest remainders are rounded up. All zero when there is nothing."""
    total = sum(amounts)
    if not total:
        return [0 for _amount in amounts]
    floors = [amount * 100 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda place: -(amounts[place] * 100 % total))
    for place in by_remainder[: 100 - sum(floors)]:
        floors[place] += 1
    return floors


def _drawn(span: Hand, x: float, width: float) -> DrawnHand:
    late = width * span.late_minutes / span.minutes
    says = _("%(who)s: %(time)s") % {"who": span.label, "time": hours_and_minutes(span.minutes)}
    if span.late_minutes:
        says = _("%(span)s, of it late %(late)s") % {"span": says, "late": hours_and_minutes(span.late_minutes)}
    return DrawnHand(
        hand=span, x=f"{x:.2f}%", width=f"{width:.2f}%", middle=f"{x + width / 2:.2f}%", has_letter=width >= LETTER_FROM,
        late_x=f"{x + width - late:.2f}%" if late else "", late_width=f"{late:.2f}%" if late else "", says=says,
    )  # fmt: skip


def _joined(texts: Iterable[Text]) -> str:
    return _(", ").join(dict.fromkeys(str(text) for text in texts if text))
