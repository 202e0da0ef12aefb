"""What a sum over few firms may tell: from how many firms on, and how much of it may be one firm's.

Source of the measures: threshold and dominance rules, as the handbooks of statistical disclosure control give them. Who is
in place is no secret; what one firm pays is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

VERSION = 1  # counted up where the same table would be withheld otherwise; part of a run's code version
Key = TypeVar("Key", bound=Hashable)
Payer = tuple[int, int]
Members = frozenset[Payer]


class Reason(StrEnum):
    """Why a cell is withheld: of itself, for another's sake, or because too little has changed since it was."""

    SMALL = "small"
    DOMINANCE = "dominance"
    SECOND = "second"
    STICKY = "sticky"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From how many firms on a figure may be told, and which percentage of it may be one firm's."""

    least_firms: int = 5
    most_share: int = 85

    def reason(self, firms: float, largest: float, total: float) -> Reason | None:
        """Why a sum may not be told, by its number of firms, its largest amount and all amounts; None where it may."""
        if firms < self.least_firms:
            return Reason.SMALL
        return Reason.DOMINANCE if largest * 100 > self.most_share * total else None


def firms_of(members: Iterable[Payer]) -> frozenset[int]:
    """The firms among the payers."""
    return frozenset(firm for firm, _amount in members)


def unfit_reason(members: Members, limits: Limits) -> Reason | None:
    """Why the sum over these payers may not be told of itself; None where it may. Nobody is behind an empty cell."""
    if not members:
        return None
    amounts = [abs(amount) for _firm, amount in members]
    return limits.reason(len(firms_of(members)), max(amounts), sum(amounts))


def has_changed_enough(before: Members, now: Members, limits: Limits) -> bool:
    """Have so many firms come, gone or paid otherwise that the difference of both sums tells of none of them?"""
    return len(firms_of(before ^ now)) >= limits.least_firms
