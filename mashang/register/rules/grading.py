"""Grading a tower by a scorecard (content/gradings): refusals, points line by line, the range of the sum, the grade.

What is not known stays open: it is neither nothing nor full points, so that a sum has a least and a most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mashang.kernel.text import Message, _

Names = tuple[str, str, str]
Value = Decimal | str | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Points from a bound on; `closed`: the bound belongs to it."""

    bound: Decimal
    closed: bool
    points: int

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies in it."""
        return value > self.bound or (self.closed and value == self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """What is asked, which fact answers it (none: a person judges it) and how many points it gives at most."""

    key: str
    names: Names
    section: Names
    points: int
    fact: str = ""
    must: bool = False
    bands: tuple[Band, ...] = ()
    codes: Mapping[str, int] | None = None
    yes: int | None = None

    @property
    def judged(self) -> bool:
        """Does a person judge it, because no fact answers it?"""
        return not self.fact

    def points_of(self, value: Value) -> int | None:
        """The points of a value; None for one that the card does not speak of. The last band that holds counts."""
        if isinstance(value, bool):
            return None if self.yes is None else self.yes if value else 0
        if isinstance(value, str):
            return (self.codes or {}).get(value)
        return next((band.points for band in reversed(self.bands) if band.holds(value)), 0) if self.bands else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBound:
    """From how many points on a grade is reached; the bound belongs to it."""

    grade: str
    names: Names
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One version of a scheme, and the days on which it is used (both belong to it)."""

    scheme: str
    version: str
    names: Names
    basis: str
    example: bool
    since: date
    until: date | None
    least_office_sqm: Decimal | None
    least_years: int | None
    lines: tuple[CardLine, ...]
    grades: tuple[GradeBound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person gives a line that no fact answers, and why."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of each line (None: open), the least and the most that the sum can be, and the grades at both ends.

    `refused` says why no grade of the scheme may be given. `grade_least` and `grade_most` differ while open lines can
    still decide; both are None where no grade is reached or the scheme has no bounds here.
    """

    points: tuple[int | None, ...]
    least: int
    most: int
    open_points: int
    grade_least: GradeBound | None
    grade_most: GradeBound | None
    refused: tuple[Message, ...]
    unsure: tuple[Message, ...]


def score_tower(
    card: Scorecard, values: Mapping[str, Value], office_sqm: Decimal | None, completed_on: date | None, on: date,
    judged: Mapping[str, Judgement] | None = None,
) -> Score:  # fmt: skip
    """The score of a tower on a day. `values` are what is known and `judged` what a person gave, by the key of the line."""
    points = tuple(_points(line, values, judged or {}) for line in card.lines)
    least = sum(one or 0 for one in points)
    open_points = sum(line.points for line, one in zip(card.lines, points, strict=True) if one is None)
    refused, unsure = _refusals(card, office_sqm, completed_on, on)
    lacking = [line for line, one in zip(card.lines, points, strict=True) if line.must and not one]
    failed = refused or any(line.must and one == 0 for line, one in zip(card.lines, points, strict=True))
    return Score(
        points=points, least=least, most=least + open_points, open_points=open_points,
        grade_least=None if failed or unsure or lacking else _reached(card.grades, least),
        grade_most=None if failed else _reached(card.grades, least + open_points),
        refused=tuple(refused), unsure=tuple(unsure),
    )  # fmt: skip


def _points(line: CardLine, values: Mapping[str, Value], judged: Mapping[str, Judgement]) -> int | None:
    if line.judged:
        return judged[line.key].points if line.key in judged else None
    return line.points_of(values[line.key]) if line.key in values else None


class Obstacle(StrEnum):
    """Why no grade can be given by a score."""

    NO_BOUNDS = "no_bounds"
    REFUSED = "scheme_refuses"
    UNSURE = "scope_unknown"
    MUST = "must_without_points"
    OPEN = "open_lines_decide"
    NONE_REACHED = "no_grade_reached"


def find_obstacle(card: Scorecard, score: Score) -> tuple[Obstacle, tuple[CardLine, ...]] | None:
    """What keeps the score from being a grade, the first of all, and the lines concerned; None when it is one.

    The scheme's own refusals come first, then lines that must have points, then open lines whose points could still
    lead to another grade. Open lines that cannot are no obstacle.
    """
    lines = tuple(zip(card.lines, score.points, strict=True))
    still_open = tuple(line for line, points in lines if points is None)
    lacking = tuple(line for line, points in lines if line.must and not points)
    if score.refused:
        return Obstacle.REFUSED, ()
    if not card.grades:
        return Obstacle.NO_BOUNDS, ()
    if score.unsure:
        return Obstacle.UNSURE, ()
    if lacking:
        return Obstacle.MUST, lacking
    if score.grade_least != score.grade_most:
        return Obstacle.OPEN, still_open
    return None if score.grade_least else (Obstacle.NONE_REACHED, ())


def _reached(grades: Sequence[GradeBound], points: int) -> GradeBound | None:
    return max((one for one in grades if points >= one.points), key=lambda one: one.points, default=None)


def _refusals(
    card: Scorecard, office_sqm: Decimal | None, completed_on: date | None, on: date
) -> tuple[list[Message], list[Message]]:
    refused, unsure = [], []
    if card.least_office_sqm is not None:
        least = f"{card.least_office_sqm:,}"
        if office_sqm is None:
            unsure.append(
                _("The office area above ground is not known; the scheme asks for %(least)s ㎡.", least=least)
            )
        elif office_sqm < card.least_office_sqm:
            refused.append(
                _("The office area above ground is %(held)s ㎡; the scheme is for %(least)s ㎡ and more.",
                  held=f"{office_sqm:,}", least=least)
            )  # fmt: skip
    if card.least_years is not None:
        if completed_on is None:
            unsure.append(
                _("The day of completion is not known; the scheme is for towers completed a year ago or earlier.")
            )
        elif years_after(completed_on, card.least_years) > on:
            refused.append(
                _("Completed on %(day)s: the scheme is for towers completed a year ago or earlier.",
                  day=completed_on.isoformat())
            )  # fmt: skip
    return refused, unsure


def years_after(day: date, years: int) -> date:
    """The same day some years later; 28 February for a 29th."""
    if (day.month, day.day) == (2, 29):
        day = date(day.year, 2, 28)
    return day.replace(year=day.year + years)
