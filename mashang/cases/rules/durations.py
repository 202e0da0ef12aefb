"""How long things take, told so that nobody can be made out: median and 90th percentile of working time. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

FEWEST, FEWEST_ASKERS = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One thing asked: what about, by whom (a mark that differs between askers), seconds of office time, in time or not.

    `seconds` is None for one that is still open and past its due instant.
    """

    item: str
    asker: str
    seconds: int | None
    in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """An item. Hours in tenths; `share` in whole per cent of those answered or overdue. All None where they are withheld."""

    item: str
    answered: int | None
    overdue: int | None
    median_tenths: int | None
    p90_tenths: int | None
    share: int | None

    @property
    def withheld(self) -> bool:
        """Too few to be told."""
        return self.answered is None


def durations_of(items: Iterable[str], took: Collection[Took]) -> list[Duration]:
    """One line for each item. Fewer than five answered, or of fewer than three askers, are withheld whole.

    The percentiles are the nearest rank (the smallest time that so many share or undercut). What is open past its due instant
    counts as not in time: leaving it out would make the slow look fast. There is no line of all, from which a withheld one
    could be worked out.
    """
    by_item: dict[str, list[Took]] = {item: [] for item in items}
    for one in took:
        by_item.setdefault(one.item, []).append(one)
    return [_line(item, rows) for item, rows in by_item.items()]


def _line(item: str, rows: Sequence[Took]) -> Duration:
    times = sorted(one.seconds for one in rows if one.seconds is not None)
    if len(times) < FEWEST or len({one.asker for one in rows if one.seconds is not None}) < FEWEST_ASKERS:
        return Duration(item=item, answered=None, overdue=None, median_tenths=None, p90_tenths=None, share=None)
    return Duration(
        item=item, answered=len(times), overdue=len(rows) - len(times), median_tenths=_tenths(nearest_rank(times, 50)),
        p90_tenths=_tenths(nearest_rank(times, 90)), share=round(100 * sum(one.in_time for one in rows) / len(rows)),
    )  # fmt: skip


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many per cent of the values share or undercut."""
    return ordered[max(-(-percent * len(ordered) // 100), 1) - 1]


def _tenths(seconds: int) -> int:
    return round(seconds / 360)
