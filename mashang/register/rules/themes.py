"""Whether a tower is a themed tower (特色楼宇): one that gathers one line of business, by a stated rule.

What a theme asks is content (content/themes): a share of the area, or of the firms, and a number of firms. What is not known
is never taken for the theme, and never for its opposite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mashang.register.rules.industry import section_of

Names = tuple[str, str, str]
ZERO = Decimal(0)


class By(StrEnum):
    """Of what the share is taken."""

    AREA = "area"
    FIRMS = "firms"


class Themed(StrEnum):
    """What the rule says: reached, near, open (firms of unknown industry could decide it), or not."""

    REACHED = "reached"
    NEAR = "near"
    OPEN = "open"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme and its rule; both bounds are closed. `industries` are codes of GB/T 4754, a section or digits.

    `near_percent` of both bounds is near. `called` are the words by which papers call such a tower.
    """

    key: str
    names: Names
    industries: tuple[str, ...]
    by: By
    share_percent: int
    least_firms: int
    near_percent: int
    basis: str
    since: date
    until: date | None = None
    called: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day; both its days belong to it."""
        return self.since <= on and (self.until is None or on <= self.until)

    def takes(self, industry: str) -> bool:
        """Is this industry (a code with or without its letter) of the theme? No code is of none."""
        digits, section = industry.lstrip("ABCDEFGHIJKLMNOPQRST"), section_of(industry)
        return any(code == section or (code.isdigit() and digits.startswith(code)) for code in self.industries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The firms of one industry in a tower (`industry` empty: not known): how many, and the area they hold.

    A firm whose area is not known counts as a firm and adds no area.
    """

    industry: str
    firms: int
    sqm: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAnswer:
    """What the rule says of one tower. `part` of `whole` is the share, in square metres or in firms; `firms` those of the theme.

    `unknown_firms` and `unknown_part` are those whose industry is not known: in the whole, not in the part.
    """

    theme: Theme
    themed: Themed
    part: Decimal
    whole: Decimal
    firms: int
    unknown_firms: int
    unknown_part: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share in percent; None where nothing is in the tower."""
        return self.part * 100 / self.whole if self.whole else None


def judge_theme(theme: Theme, parts: Sequence[Part]) -> ThemeAnswer:
    """Whether the firms of a tower make it one of this theme. A tower with nobody in it is none."""
    by_area = theme.by is By.AREA

    def amount(kept: Sequence[Part]) -> Decimal:
        return sum((part.sqm if by_area else Decimal(part.firms) for part in kept), ZERO)

    inside = [part for part in parts if theme.takes(part.industry)]
    unknown = [part for part in parts if not section_of(part.industry)]
    part, whole, open_part = amount(inside), amount(parts), amount(unknown)
    firms, open_firms = sum(one.firms for one in inside), sum(one.firms for one in unknown)
    if _comes_to(theme, part, whole, firms):
        themed = Themed.REACHED
    elif _comes_to(theme, part, whole, firms, theme.near_percent):
        themed = Themed.NEAR
    elif open_firms and _comes_to(theme, part + open_part, whole, firms + open_firms):
        themed = Themed.OPEN
    else:
        themed = Themed.NOT
    return ThemeAnswer(
        theme=theme,
        themed=themed,
        part=part,
        whole=whole,
        firms=firms,
        unknown_firms=open_firms,
        unknown_part=open_part,
    )


def themes_called(text: str, themes: Sequence[Theme]) -> tuple[str, ...]:
    """The keys of the themes that a stated theme names; none where it is called by no word of theirs."""
    return tuple(theme.key for theme in themes if any(word in text for word in (*theme.called, *theme.names)))


def _comes_to(theme: Theme, part: Decimal, whole: Decimal, firms: int, percent: int = 100) -> bool:
    if whole <= 0:
        return False
    enough = part * 100 * 100 >= whole * theme.share_percent * percent
    return enough and firms * 100 >= theme.least_firms * percent
