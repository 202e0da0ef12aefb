"""Figures of an area on a day, read from frozen cells: one, all, one over time, one split by tower or class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from mashang.insight.kpis.description import Kpi, Part
from mashang.insight.kpis.registry import KPIS, find_kpi
from mashang.insight.models import Cell
from mashang.insight.reads.class_names import name_class
from mashang.insight.reads.standing_runs import RunStamp, find_run, require_area, stamp
from mashang.insight.reads.targets import Target, find_target
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by

SPARK_POINTS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as a page shows it; numbers are in the units of the KPI and its parts.

    `withheld` is empty, or says why nothing is shown: then value, parts and counts are None. `stands` is the run that
    the value was counted in; where it is not `run`, newer ones are held back and the page says the older day.
    `n` counts the rows behind it, `unknown` those of which it cannot be told whether they count.
    """

    kpi: Kpi
    area_path: str
    tower_id: int | None
    dim: str
    label: str
    value: Decimal | None
    num: Decimal | None
    den: Decimal | None
    n: int | None
    unknown: int | None
    withheld: str
    withheld_words: str
    run: RunStamp
    stands: RunStamp
    target: Target | None
    cell_id: int

    @property
    def on(self) -> date:
        """The day of the value shown."""
        return self.stands.valid_on

    @property
    def gap(self) -> Decimal | None:
        """By how much the target is missed: above zero is missing; None without value or target."""
        return self.target.gap(self.value) if self.target and self.value is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A figure at one of the days on which it was frozen. `version` tells where its definition changed."""

    on: date
    value: Decimal | None
    withheld: str
    version: int


def get_figure(
    actor: Actor, key: str, area_path: str = "", on: date | None = None, *, tower_id: int | None = None, dim: str = "",
    run: RunStamp | None = None,
) -> Figure:  # fmt: skip
    """One figure of an area, or of a tower in it, or of one class; NotThere when it is not frozen. At most 4 queries.

    `run` is the one that the caller has found for the area and day already.
    """
    kpi, path = find_kpi(key), require_area(actor, area_path)
    run = run or find_run(path, on)
    if tower_id is not None:
        path = _path_of_tower(actor, tower_id)
    cell = _cells(run, [kpi.key]).filter(area_path=path, tower=tower_id, dim=dim).first()
    if cell is None:
        raise NotThere("not_frozen", _("This figure was not frozen for this place and day."))
    return _figure(kpi, cell, run)


def list_figures(
    actor: Actor, area_path: str = "", on: date | None = None, *, keys: Collection[str] | None = None
) -> tuple[Figure, ...]:
    """All figures of an area on a day, or those asked for, in the order of the dictionary (or of `keys`). 2 queries."""
    path = require_area(actor, area_path)
    run = find_run(path, on)
    wanted = list(KPIS) if keys is None else [find_kpi(key).key for key in keys]
    cells = {cell.kpi: cell for cell in _cells(run, wanted).filter(area_path=path, tower=None, dim="")}
    return tuple(_figure(KPIS[key], cells[key], run) for key in wanted if key in cells)


def list_parts(
    actor: Actor, key: str, area_path: str = "", on: date | None = None, *, by: str, tower_id: int | None = None,
    run: RunStamp | None = None,
) -> tuple[Figure, ...]:  # fmt: skip
    """A figure split by `tower` or by the classes (`class`) that the KPI declares, the largest first. 3 queries.

    By tower: each tower of the area. By class: of the area, or of one tower; `label` is the name of the class, `dim` its code. Withheld parts come last,
    without numbers.
    """
    kpi, path = find_kpi(key), require_area(actor, area_path)
    run = run or find_run(path, on)
    cells = _cells(run, [kpi.key])
    if by == "tower":
        towers = towers_seen_by(actor).filter(area_path__startswith=path)
        names = {tower.pk: name_in(actor.locale, tower) for tower in towers}
        found = [_figure(kpi, cell, run, names[cell.tower_id or 0]) for cell in cells.filter(tower__in=names, dim="")]
    else:
        where = path if tower_id is None else _path_of_tower(actor, tower_id)
        parts = cells.filter(area_path=where, tower=tower_id).exclude(dim="")
        found = [_figure(kpi, cell, run, name_class(actor.locale, kpi.dim, cell.dim)) for cell in parts]
    return tuple(sorted(found, key=lambda one: (one.value is None, -(one.value or 0), one.label)))


def get_trends(
    actor: Actor, keys: Iterable[str], area_path: str = "", on: date | None = None, points: int = SPARK_POINTS
) -> dict[str, tuple[Point, ...]]:
    """The last frozen values of these figures up to a day, oldest first: one for each quarter's end, and the newest.

    2 queries for any number of figures. A quarter's end that was not frozen is missing, never made up.
    """
    path = require_area(actor, area_path)
    runs = _quarter_ends(path, on, points)
    cells = Cell.objects.filter(run__in=list(runs), area_path=path, tower=None, dim="", kpi__in=list(keys))
    found: dict[str, list[Point]] = {}
    for cell in cells.order_by("run__valid_on"):
        point = Point(
            on=runs[cell.run_id].valid_on, value=_scaled(cell.value, KPIS[cell.kpi].scale) if cell.kpi in KPIS else None,
            withheld="" if cell.withheld == Cell.Withheld.NO else cell.withheld, version=cell.kpi_version,
        )  # fmt: skip
        found.setdefault(cell.kpi, []).append(point)
    return {key: tuple(line) for key, line in found.items()}


def get_trend(
    actor: Actor, key: str, area_path: str = "", on: date | None = None, points: int = SPARK_POINTS
) -> tuple[Point, ...]:
    """One figure over time; see `get_trends`."""
    return get_trends(actor, [find_kpi(key).key], area_path, on, points).get(key, ())


def list_kpis() -> tuple[Kpi, ...]:
    """The dictionary: every KPI in its order. No query."""
    return tuple(KPIS.values())


def _quarter_ends(path: str, on: date | None, points: int) -> dict[int, RunStamp]:
    from mashang.insight.models import Run

    tops = [path[:length] for length in range(2, len(path) + 1, 2)]
    runs = Run.objects.filter(area_path__in=tops) if tops else Run.objects.all()
    if on:
        runs = runs.filter(valid_on__lte=on)
    ends = Q(valid_on__month__in=[3, 12], valid_on__day=31) | Q(valid_on__month__in=[6, 9], valid_on__day=30)
    newest = runs.order_by("-valid_on").values("valid_on")[:1]
    line = runs.filter(ends | Q(valid_on__in=newest)).order_by("-valid_on", "-id").distinct("valid_on")[:points]
    return {run.pk: stamp(run) for run in line}


def _cells(run: RunStamp, keys: Collection[str]) -> QuerySet[Cell]:
    return Cell.objects.filter(run=run.id, kpi__in=keys).select_related("stands")


def _path_of_tower(actor: Actor, tower_id: int) -> str:
    tower = towers_seen_by(actor).filter(pk=tower_id).first()
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower in your area."))
    return tower.area_path


def figure_of(cell: Cell, run: RunStamp) -> Figure:
    """A cell as a page shows it; the caller has checked who asks, and has fetched `stands` with it."""
    return _figure(find_kpi(cell.kpi), cell, run)


def with_numbers(figure: Figure, numbers: Mapping[str, int | None]) -> Figure:
    """The figure with the whole numbers of a cell (value, num, den, n, unknown), in the units of its KPI."""
    kpi = figure.kpi
    return replace(
        figure, value=_scaled(numbers["value"], kpi.scale), num=_part(numbers["num"], kpi.num),
        den=_part(numbers["den"], kpi.den), n=numbers["n"], unknown=numbers["unknown"],
    )  # fmt: skip


def _figure(kpi: Kpi, cell: Cell, run: RunStamp, label: str = "") -> Figure:
    shown = cell.withheld == Cell.Withheld.NO
    return Figure(
        kpi=kpi,
        area_path=cell.area_path,
        tower_id=cell.tower_id,
        dim=cell.dim,
        label=label,
        value=_scaled(cell.value, kpi.scale),
        num=_part(cell.num, kpi.num),
        den=_part(cell.den, kpi.den),
        n=cell.n,
        unknown=cell.unknown,
        withheld="" if shown else cell.withheld,
        withheld_words="" if shown else str(cell.get_withheld_display()),
        run=run,
        stands=stamp(cell.stands) if cell.stands and shown else run,
        target=None if cell.tower_id or cell.dim else find_target(kpi.key, cell.area_path, run.valid_on),
        cell_id=cell.pk,
    )


def _part(number: int | None, part: Part | None) -> Decimal | None:
    return _scaled(number, part.scale) if part else None


def _scaled(number: int | None, scale: int) -> Decimal | None:
    return None if number is None else Decimal(number) / scale
