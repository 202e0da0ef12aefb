"""Deciding which cells of a run are withheld, held back or shown, in the light of the runs beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from mashang.insight.kpis.description import Kpi
from mashang.insight.kpis.heads import tellers_of
from mashang.insight.models import Cell, Run
from mashang.insight.rules.disclosure import Limits, Members, Reason, has_changed_enough, unfit_reason
from mashang.insight.rules.withholding import Table, withhold

Key = tuple[str, int | None, str]
EMPTY: Members = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """A cell is withheld for a reason, or shown. `since` is the run whose numbers stand, or since which it is withheld."""

    reason: Reason | None
    since: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """What several KPIs are made of alike: one sum for each place, however they show it."""

    name: str
    kpis: tuple[Kpi, ...]

    @classmethod
    def among(cls, kpis: Iterable[Kpi]) -> list[Self]:
        """The measures of these KPIs."""
        found: dict[str, list[Kpi]] = {}
        for kpi in kpis:
            if kpi.withheld:
                found.setdefault(kpi.measure, []).append(kpi)
        return [cls(name, tuple(of)) for name, of in found.items()]

    def cells(self, rows: Iterable[tuple[str, int, str, int, int]], areas: Collection[str]) -> dict[Key, Members]:
        """Whose amounts the cell of each place and class adds up, as far as a KPI of the measure has such a cell."""
        by_tower = any("tower" in kpi.splits for kpi in self.kpis)
        by_class, crossed = any(kpi.dim for kpi in self.kpis), any(kpi.dim and kpi.crossed for kpi in self.kpis)
        found: dict[Key, set[tuple[int, int]]] = {}
        for path, tower, dim, firm, amount in rows:
            keys: list[Key] = [(path[:end], None, "") for end in range(2, len(path) + 1, 2) if path[:end] in areas]
            keys += [(area, None, dim) for area, _tower, _dim in keys if by_class]
            keys += [(path, tower, "")] if by_tower else []
            keys += [(path, tower, dim)] if by_tower and crossed else []
            for key in keys:
                found.setdefault(key, set()).add((firm, amount))
        return {key: frozenset(members) for key, members in found.items()}


@dataclass(slots=True)
class Former:
    """The runs beside the one to be made: the nearest of an earlier day, or of the same day before, and the next later."""

    top: str
    on: date
    runs: QuerySet[Run]
    _members: dict[tuple[str, int], dict[Key, Members]] = field(default_factory=dict)

    @classmethod
    def beside(cls, top: str, on: date, *, made_before: int | None = None) -> Self:
        """Of the runs of a tree; with `made_before` only of those made before that one."""
        runs = Run.objects.filter(area_path=top)
        return cls(top, on, runs if made_before is None else runs.filter(pk__lt=made_before))

    @property
    def before(self) -> Run | None:
        """The run that a reader has seen last, by its day."""
        return self.runs.filter(valid_on__lte=self.on).order_by("-valid_on", "-id").first()

    @property
    def after(self) -> Run | None:
        """The next run of a later day, where this one is made afterwards."""
        return self.runs.filter(valid_on__gt=self.on).order_by("valid_on", "-id").first()

    def members(self, measure: Measure, run: Run) -> dict[Key, Members]:
        """Whose amounts the cells of a run add up: asked of the register as it was known then."""
        known = self._members.get((measure.name, run.pk))
        if known is None:
            with connection.cursor() as cursor:
                asked: dict[str, Any] = {"top": run.area_path, "on": run.valid_on, "at": run.known_at}
                cursor.execute(tellers_of(measure.kpis[0]), asked)
                areas = set(Cell.objects.filter(run=run, tower=None).values_list("area_path", flat=True).distinct())
                known = self._members[measure.name, run.pk] = measure.cells(cursor.fetchall(), areas)
        return known

    def states(self, measure: Measure, run: Run) -> dict[Key, Cell]:
        """The cells of a run by place and class; figures of one measure are decided alike."""
        cells = Cell.objects.filter(run=run, kpi__in=[kpi.key for kpi in measure.kpis]).select_related("stands", "run")
        return {(cell.area_path, cell.tower_id, cell.dim): cell for cell in cells}

    def published(self, measure: Measure, run: Run) -> tuple[list[Members], list[Members]]:
        """What a run shows and what it withholds."""
        shown, hidden = [], []
        for key, cell in self.states(measure, run).items():
            if cell.withheld == Cell.Withheld.NO:
                shown.append(self.members(measure, cell.stands or run).get(key, EMPTY))
            else:
                hidden.append(self.members(measure, run).get(key, EMPTY))
        return shown, hidden

    def numbers(self, kpi: Kpi) -> dict[tuple[int, Key], Cell]:
        """The cells of a withheld figure that may still stand, by their run, place and class."""
        if not kpi.withheld or (run := self.before) is None:
            return {}
        standing = Cell.objects.filter(run=run, kpi=kpi.key).exclude(stands=None).values("stands")
        cells = Cell.objects.filter(kpi=kpi.key, kpi_version=kpi.version, withheld=Cell.Withheld.NO, stands=None)
        return {
            (cell.run_id, (cell.area_path, cell.tower_id, cell.dim)): cell
            for cell in (cells.filter(run=run) | cells.filter(run__in=standing))
        }


def protect(
    measure: Measure, former: Former, limits: Limits, *, cursor: CursorWrapper, areas: Sequence[str]
) -> dict[Key, Decision]:
    """What is to be done with each cell of a measure that is not simply shown. Reads the temporary tables of the run.

    A cell whose firms have hardly changed since it was shown keeps its former numbers; one that was withheld stays so.
    Both until as many firms have changed as a figure must have at least. Then the audit over this run and those beside it.
    """
    cursor.execute(tellers_of(measure.kpis[0], inline=False))
    cells = measure.cells(cursor.fetchall(), set(areas))
    since: dict[Key, int] = {}
    sticky: dict[Key, Reason] = {}
    run = former.before
    for key, cell in former.states(measure, run).items() if run else ():
        standing = cell.stands or cell.run
        was, now = former.members(measure, standing).get(key, EMPTY), cells.get(key, EMPTY)
        if has_changed_enough(was, now, limits):
            continue
        if cell.withheld != Cell.Withheld.NO:
            since[key] = standing.pk
            second = cell.withheld == Cell.Withheld.SECOND
            sticky[key] = Reason.SECOND if second else Reason.STICKY
        elif was != now and not unfit_reason(was, limits):
            since[key] = standing.pk
            cells[key] = was
    told = [former.published(measure, run) for run in (former.before, former.after) if run]
    table = Table(
        cells=cells,
        splits=_splits(cells),
        shown=tuple(members for shown, _hidden in told for members in shown),
        hidden=tuple(members for _shown, hidden in told for members in hidden),
    )
    reasons = withhold(table, limits, sticky=sticky)
    return {key: Decision(reasons.get(key), since.get(key)) for key in {*reasons, *since}}


def _splits(cells: Collection[Key]) -> dict[Key, tuple[tuple[Key, ...], ...]]:
    """The ways in which the cell of an area falls into parts: by the areas and towers just below it, and by class."""
    below: dict[Key, list[Key]] = {}
    classes: dict[Key, list[Key]] = {}
    paths = {path for path, tower, _dim in cells if tower is None}
    for path, tower, dim in cells:
        if dim:
            classes.setdefault((path, tower, ""), []).append((path, tower, dim))
        if tower is not None:
            below.setdefault((path, None, dim), []).append((path, tower, dim))
            continue
        above = next((path[:end] for end in range(len(path) - 2, 0, -2) if path[:end] in paths), None)
        if above is not None:
            below.setdefault((above, None, dim), []).append((path, None, dim))
    return {
        key: tuple(tuple(parts) for parts in (below.get(key), classes.get(key)) if parts) for key in {*below, *classes}
    }
