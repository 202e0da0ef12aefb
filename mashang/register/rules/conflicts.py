"""Two sources that disagree: which of them is proposed, and why. A person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# The nearer a kind of source is to the paper that makes a thing so, the more it counts; the office's own order [G].
STANDING = {
    "licence": 5, "registry": 5, "department": 4, "declaration": 3, "sheet": 2, "visit": 2, "desk": 2, "sample": 1, "computed": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says, by the kind of source and the day it speaks of."""

    source_kind: str
    as_of_on: date


def propose(sides: Sequence[Said]) -> tuple[int | None, str]:
    """The place of the side that is proposed, and by which reason: `standing` or `newer`; None and `equal` for neither.

    The source of higher standing wins; of two alike the one that speaks of a later day.
    """
    ranks = [(STANDING.get(side.source_kind, 0), side.as_of_on) for side in sides]
    best = max(range(len(sides)), key=lambda place: ranks[place])
    others = [rank for place, rank in enumerate(ranks) if place != best]
    if all(ranks[best][0] > rank[0] for rank in others):
        return best, "standing"
    if all(ranks[best] > rank for rank in others):
        return best, "newer"
    return None, "equal"
