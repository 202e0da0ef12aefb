"""How fresh a statement is: seen from a day, by the kind of its source and the day it speaks of."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

FRESH_DAYS = 90
PAPER = frozenset({"licence"})
UNVERIFIED = frozenset({"computed"})


class Freshness(StrEnum):
    """The four marks beside a value."""

    FRESH = "fresh"
    PAPER = "sure"
    OLD = "old"
    UNVERIFIED = "unsure"


def freshness_of(*, source_kind: str, as_of_on: date | None, on: date, fresh_days: int | None = None) -> Freshness:
    """Paper (a licence, a deed) stays sure; else fresh up to 90 days, or the days that the fact's key allows.

    A value without a source or a day, or worked out by the machine, is unverified.
    """
    if not source_kind or as_of_on is None or source_kind in UNVERIFIED:
        return Freshness.UNVERIFIED
    if source_kind in PAPER:
        return Freshness.PAPER
    return Freshness.FRESH if (on - as_of_on).days <= (fresh_days or FRESH_DAYS) else Freshness.OLD
