"""Time in hands: how long a case lay with whom, in working time. The parts add up to the whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mashang.kernel.workdays import Calendar, open_time


@dataclass(frozen=True, slots=True)
class Turn:
    """From an instant on a case lies in these hands; `department` by its id, 0 for none. `act` is the step that led there."""

    at: datetime
    hands: str
    department: int = 0
    act: str = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """One unbroken stay in the same hands, and its working time."""

    begin: datetime
    end: datetime
    hands: str
    department: int
    worked: timedelta


Cut = tuple[Turn, datetime, datetime]


def stays_of(calendar: Calendar, turns: Sequence[Turn], until: datetime) -> list[Stay]:
    """The stays between turns in order of time, up to `until`; neighbours in the same hands are one.

    Working time is additive, so the sum over the stays is the working time of the whole (asserted). Time that nobody has
    (a closed case before it is reopened) is a stay of `nobody` and counts as none.
    """
    counted = [
        Stay(begin, end, turn.hands, turn.department, _worked(calendar, begin, end))
        for turn, begin, end in _joined(_cut(turns, until))
    ]
    if counted:
        whole = _worked(calendar, counted[0].begin, counted[-1].end)
        parts = sum((one.worked for one in counted), timedelta())
        if parts != whole:
            raise AssertionError(f"time in hands {parts} is not the whole {whole}")
    return [one for one in counted if one.hands != "nobody"]


def _joined(cut: Iterable[Cut]) -> list[Cut]:
    joined: list[Cut] = []
    for turn, begin, end in cut:
        last = joined[-1] if joined else None
        if last and (last[0].hands, last[0].department) == (turn.hands, turn.department):
            joined[-1] = (last[0], last[1], end)
        else:
            joined.append((turn, begin, end))
    return joined


def _cut(turns: Sequence[Turn], until: datetime) -> list[Cut]:
    ends = [turn.at for turn in turns[1:]] + [until]
    return [(turn, turn.at, max(end, turn.at)) for turn, end in zip(turns, ends, strict=True)]


def _worked(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    return open_time(calendar, begin, end, provisional=True)
