"""Counting all figures of a day: the cells of a run, before they are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.backends.utils import CursorWrapper

from mashang.insight.acts.protecting import Decision, Former, Measure, protect
from mashang.insight.kpis.description import Kpi
from mashang.insight.kpis.heads import aggregate_of, sources_of
from mashang.insight.kpis.sources import SOURCES
from mashang.insight.models import Cell
from mashang.insight.rules.disclosure import Limits
from mashang.insight.rules.values import value_of

SHOWN = Decision(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is counted: a tree of areas on a day, as it was known at an instant."""

    top: str
    areas: Sequence[str]
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """What one KPI comes to in one place, and whether it may be shown there.

    `stands` is the run from which the numbers are, or since which they are withheld; None stands for this one.
    """

    kpi: Kpi
    area_path: str
    tower_id: int | None
    dim: str
    num: int
    den: int
    n: int
    unknown: int
    value: int | None
    withheld: str = Cell.Withheld.NO.value
    stands: int | None = None

    @property
    def shown(self) -> bool:
        """May a page read it?"""
        return self.withheld == Cell.Withheld.NO


def digest_of(cells: Iterable[Counted | Cell]) -> str:
    """The digest of a run: of all its cells as pages can read them. What is withheld tells nothing there either."""
    return hashlib.sha256("\n".join(sorted(_line(one) for one in cells)).encode()).hexdigest()


def _line(one: Counted | Cell) -> str:
    if isinstance(one, Cell):
        key, version, den = one.kpi, one.kpi_version, one.den
    else:
        key, version, den = one.kpi.key, one.kpi.version, one.den if one.kpi.is_rate else None
    numbers = (one.num, den, one.value, one.n, one.unknown)
    said = numbers if one.withheld == Cell.Withheld.NO else (None,) * len(numbers)
    return "\t".join(map(str, (one.area_path, one.tower_id, key, version, one.dim, *said, one.withheld)))


def count_all(
    cursor: CursorWrapper,
    kpis: Collection[Kpi],
    moment: Moment,
    limits: Limits,
    former: Former,
    tell: Callable[[int], None] = lambda _done: None,
) -> list[Counted]:
    """Every cell of these KPIs, in which nothing is shown that would tell what a single firm pays. `tell` hears how many are done."""
    make_sources(cursor, kpis, top=moment.top, on=moment.on, at=moment.at)
    decided = {
        measure.name: protect(measure, former, limits, cursor=cursor, areas=moment.areas)
        for measure in Measure.among(kpis)
    }
    found = []
    for done, kpi in enumerate(kpis):
        tell(done)
        old = former.numbers(kpi)
        for one in count_kpi(cursor, kpi, moment.areas, on=moment.on, at=moment.at):
            key = (one.area_path, one.tower_id, one.dim)
            found.append(_decide(one, decided.get(kpi.measure, {}).get(key, SHOWN), old))
    return found


def _decide(one: Counted, decision: Decision, old: dict[tuple[int, tuple[str, int | None, str]], Cell]) -> Counted:
    """The cell as decided: withheld, or with the older numbers that still stand, or as it was counted."""
    if decision.reason is not None:
        return replace(one, withheld=decision.reason.value, stands=decision.since)
    if decision.since is None:
        return one
    was = old.get((decision.since, (one.area_path, one.tower_id, one.dim)))
    if was is None or was.num is None or was.n is None:  # a figure that is newer than what stands
        return replace(one, withheld=Cell.Withheld.STICKY.value, stands=decision.since)
    return replace(
        one, num=was.num, den=was.den or 0, value=was.value, n=was.n, unknown=was.unknown or 0, stands=decision.since
    )


def make_sources(cursor: CursorWrapper, kpis: Iterable[Kpi], *, top: str, on: date, at: datetime) -> None:
    """The sources of these KPIs as temporary tables of this transaction, with statistics."""
    for name in sources_of(kpis):
        cursor.execute(f"drop table if exists pg_temp.{name}")
        cursor.execute(
            f"create temporary table {name} on commit drop as {SOURCES[name].text}", {"top": top, "on": on, "at": at}
        )
        cursor.execute(f"analyze {name}")


def count_kpi(cursor: CursorWrapper, kpi: Kpi, areas: Sequence[str], *, on: date, at: datetime) -> Iterator[Counted]:
    """What the KPI comes to in each of these areas and, where it is split so, in their towers and classes.

    An area in which nothing is counted has a cell of zero. Reads the temporary tables of `make_sources`.
    """
    cursor.execute(aggregate_of(kpi, inline=False), {"areas": list(areas), "on": on, "at": at})
    bare = set(areas)
    for place, tower, dim, num, den, n, unknown, median in cursor.fetchall():
        if tower is None and dim is None:
            bare.discard(place)
        value = median if median is not None else value_of(num, den, factor=kpi.factor, is_rate=kpi.is_rate)
        yield Counted(kpi, place, tower, dim or "", num, den, n, unknown, value)
    for place in sorted(bare):
        yield Counted(kpi, place, None, "", 0, 0, 0, 0, None if kpi.is_rate else 0)
