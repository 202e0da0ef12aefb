"""Whether a firm is above the threshold (规上) by its industry, revenue and staff, on a day.

The thresholds are dated content (content/thresholds); money is in fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from mashang.kernel.text import Message, _
from mashang.register.rules.industry import section_of

FEN_OF_WAN = 10_000 * 100


class Reached(StrEnum):
    """What the size of a firm says."""

    ABOVE = "above"
    CANDIDATE = "candidate"
    BELOW = "below"
    NEVER = "never"
    NOT_BY_SIZE = "not_by_size"
    UNKNOWN = "unknown"


class Lack(StrEnum):
    """For lack of which fact the answer is not known."""

    INDUSTRY = "industry"
    FINER_INDUSTRY = "finer_industry"
    THRESHOLD = "threshold"
    REVENUE = "revenue"
    EXACT_REVENUE = "exact_revenue"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """From which yearly revenue (fen), or which staff where that counts too, a firm of these industries is above."""

    kind: str
    codes: tuple[str, ...]
    since: date
    until: date | None
    revenue_fen: int | None
    closed: bool
    staff: int | None
    needs: str
    basis: str

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day; both its days belong to it."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """All that content/thresholds says. A band is its lower bound (in it) and its upper (not in it; None: open), in fen."""

    lines: tuple[Threshold, ...]
    never: tuple[str, ...]
    candidate_percent: int
    bands: Mapping[str, tuple[int, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdAnswer:
    """The answer with its reason; `kind` is the class of the statistics (services, retail …), empty without one.

    `lack` says which fact is missing, for an answer that is not known.
    """

    reached: Reached
    reason: Message
    kind: str = ""
    threshold: Threshold | None = None
    lack: Lack | None = None


def above_threshold_class(
    industry: str, revenue: int | None, staff: int | None, on: date, thresholds: Thresholds
) -> ThresholdAnswer:
    """The class of a firm of this industry (a code of GB/T 4754), yearly revenue (fen) and staff; None: not known.

    What is not known is never taken for nothing: without revenue the answer is unknown, unless staff decides it.
    """
    if not section_of(industry):
        return ThresholdAnswer(reached=Reached.UNKNOWN, reason=_("The industry is not known."), lack=Lack.INDUSTRY)
    if _fit(thresholds.never, industry):
        return ThresholdAnswer(
            reached=Reached.NEVER,
            reason=_("Finance is not in these statistics; its regulators report it."),
        )
    held = [line for line in thresholds.lines if line.holds(on)]
    line = max(held, key=lambda one: _fit(one.codes, industry), default=None)
    if line is None or not _fit(line.codes, industry):
        return _without(held, industry, on)
    if line.needs:
        reason = (
            _("Any firm with a contractor's qualification counts; size does not decide.")
            if line.needs == "qualification"
            else _("Any firm that develops real estate counts; size does not decide.")
        )
        return ThresholdAnswer(reached=Reached.NOT_BY_SIZE, reason=reason, kind=line.kind, threshold=line)
    reached, reason, lack = _by_size(line, revenue, staff, thresholds.candidate_percent)
    return ThresholdAnswer(reached=reached, reason=reason, kind=line.kind, threshold=line, lack=lack)


def above_threshold_by_band(
    industry: str, band: str, staff: int | None, on: date, thresholds: Thresholds
) -> ThresholdAnswer:
    """The same where the revenue is known only as a band of `thresholds.bands`: decided where both its ends agree."""
    low, high = thresholds.bands[band]
    least = above_threshold_class(industry, low, staff, on, thresholds)
    most = least if high is None else above_threshold_class(industry, high - 1, staff, on, thresholds)
    line = least.threshold
    if line is None or line.revenue_fen is None or least.reached is Reached.UNKNOWN:
        return least
    if (high is None and least.reached is not Reached.ABOVE) or least.reached is not most.reached:
        reason = _("The revenue is known only as a band, which does not decide it.")
        return replace(least, reached=Reached.UNKNOWN, reason=reason, lack=Lack.EXACT_REVENUE)
    wan = f"{line.revenue_fen // FEN_OF_WAN:,}"
    return replace(least, reason=_("The revenue band decides it; the threshold is %(wan)s ten thousand yuan.", wan=wan))


def _by_size(
    line: Threshold, revenue: int | None, staff: int | None, percent: int
) -> tuple[Reached, Message, Lack | None]:
    bound = line.revenue_fen or 0
    wan = f"{bound // FEN_OF_WAN:,}"
    if line.staff is not None and staff is not None and staff >= line.staff:
        enough = _("It has %(staff)s people; %(bound)s are enough.", staff=staff, bound=line.staff)
        return Reached.ABOVE, enough, None
    if revenue is None:
        missing = _("The revenue of the year is not known; the threshold is %(wan)s ten thousand yuan.", wan=wan)
        return Reached.UNKNOWN, missing, Lack.REVENUE
    if revenue > bound or (line.closed and revenue == bound):
        return Reached.ABOVE, _("The revenue reaches the threshold of %(wan)s ten thousand yuan.", wan=wan), None
    if line.staff is not None and staff is None:
        missing = _(
            "The revenue is under %(wan)s ten thousand yuan; the staff, which counts too, is not known.", wan=wan
        )
        return Reached.UNKNOWN, missing, Lack.STAFF
    share = revenue * 100 // bound
    if revenue * 100 >= bound * percent:
        near = _(
            "The revenue is at %(share)s %% of the threshold of %(wan)s ten thousand yuan; from %(percent)s %% on a firm is a candidate.",
            share=share, wan=wan, percent=percent,
        )  # fmt: skip
        return Reached.CANDIDATE, near, None
    under = _("The revenue is at %(share)s %% of the threshold of %(wan)s ten thousand yuan.", share=share, wan=wan)
    return Reached.BELOW, under, None


def _without(held: Sequence[Threshold], industry: str, on: date) -> ThresholdAnswer:
    if any(_wider(code, industry) for line in held for code in line.codes):
        reason = _("The industry is not stated finely enough; the threshold depends on it.")
        return ThresholdAnswer(reached=Reached.UNKNOWN, reason=reason, lack=Lack.FINER_INDUSTRY)
    reason = _("No threshold for this industry is held for %(day)s.", day=on.isoformat())
    return ThresholdAnswer(reached=Reached.UNKNOWN, reason=reason, lack=Lack.THRESHOLD)


def _digits(industry: str) -> str:
    return industry.lstrip("ABCDEFGHIJKLMNOPQRST")


@lru_cache(maxsize=20_000)  # a list asks it of every firm for every line
def _fit(codes: tuple[str, ...], industry: str) -> int:
    """The length of the longest code that holds the industry; 0 when none does."""
    digits, section = _digits(industry), section_of(industry)
    return max(
        (len(code) for code in codes if code == section or (code.isdigit() and digits.startswith(code))), default=0
    )


def _wider(code: str, industry: str) -> bool:
    digits = _digits(industry)
    return code.isdigit() and code.startswith(digits) and section_of(code) == section_of(industry)
