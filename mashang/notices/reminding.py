"""Of what people can be reminded: apps above say it, by kind of thing.

Each app adds its own in `AppConfig.ready()`: `REMINDED["case"] = Reminded(days=due_days, may_see=cases_seen)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

# Given ids of one kind, the day that each is due, None while there is none; ended things are left out.
Days = Callable[[Collection[int]], Mapping[int, date | None]]
# Given a person and ids of one kind, those that the person may see today, in any of their roles.
MaySee = Callable[[int, Collection[int]], Collection[int]]


@dataclass(frozen=True, slots=True)
class Reminded:
    """One kind of thing of which people can be reminded."""

    days: Days
    may_see: MaySee


REMINDED: dict[str, Reminded] = {}


def reminded(subject_kind: str) -> Reminded:
    """How a kind is reminded of; ValueError when no app registered it: a fault of the calling code."""
    try:
        return REMINDED[subject_kind]
    except KeyError:
        raise ValueError(f"{subject_kind!r} is not in mashang.notices.reminding.REMINDED; add it in ready().") from None
