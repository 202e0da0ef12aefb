"""Figures month by month: the last frozen value of each of thirteen months, and what is missing said as missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models.functions import TruncMonth

from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell, Run
from mashang.insight.reads.standing_runs import require_area
from mashang.kernel.actor import Actor

MONTHS = 13  # a year, and the same month of the year before


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPoint:
    """A figure in one month, as last frozen in it; `on` is None where nothing was frozen in that month.

    `value` is in the unit of the KPI and None where it is missing, not reckoned or withheld; `withheld` says which.
    """

    month: date
    on: date | None = None
    value: Decimal | None = None
    withheld: str = ""
    version: int = 0


def get_monthly(
    actor: Actor, keys: Collection[str], area_path: str, on: date, *, months: int = MONTHS, tower_id: int | None = None
) -> dict[str, tuple[MonthPoint, ...]]:
    """These figures of an area, or of one tower in it, in the months up to a day, oldest first.

    Each has exactly `months` points, so that a gap shows as a gap. 2 queries for any number of figures. The caller has
    checked that the actor may see the tower.
    """
    path = require_area(actor, area_path)
    wanted = months_until(on, months)
    tops = [path[:length] for length in range(2, len(path) + 1, 2)]
    runs = Run.objects.filter(area_path__in=tops) if tops else Run.objects.all()
    runs = runs.filter(valid_on__gte=wanted[0], valid_on__lte=on).annotate(month=TruncMonth("valid_on"))
    newest = {run.pk: run for run in runs.order_by("-month", "-valid_on", "-id").distinct("month")}
    cells = Cell.objects.filter(run__in=list(newest), kpi__in=list(keys), dim="", tower=tower_id)
    cells = cells.filter(area_path=path) if tower_id is None else cells.filter(area_path__startswith=path)
    found = {(cell.kpi, newest[cell.run_id].month): cell for cell in cells}
    days = {run.month: run.valid_on for run in newest.values()}
    return {key: tuple(_point(found.get((key, month)), month, days.get(month)) for month in wanted) for key in keys}


def months_until(on: date, months: int) -> list[date]:
    """The first days of the last so many months up to the one of a day, oldest first."""
    last = on.year * 12 + on.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(last - months + 1, last + 1)]


def _point(cell: Cell | None, month: date, on: date | None) -> MonthPoint:
    if cell is None or cell.kpi not in KPIS:
        return MonthPoint(month=month)
    value = None if cell.value is None else Decimal(cell.value) / KPIS[cell.kpi].scale
    withheld = "" if cell.withheld == Cell.Withheld.NO else cell.withheld
    return MonthPoint(month=month, on=on, value=value, withheld=withheld, version=cell.kpi_version)
