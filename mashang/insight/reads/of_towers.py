"""Several figures of every tower at once, from the cells of one run: for pictures of a whole area."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell
from mashang.insight.reads.standing_runs import RunStamp, require_area
from mashang.kernel.actor import Actor
from mashang.register.models import Tower
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerFigures:
    """A tower with some of its frozen figures by key, in the units of their KPIs; withheld ones are left out."""

    id: int
    name: str
    floors: int | None
    lon: Decimal | None
    values: dict[str, Decimal] = field(default_factory=dict)


def list_tower_figures(actor: Actor, keys: Collection[str], area_path: str, run: RunStamp) -> tuple[TowerFigures, ...]:
    """These figures of all towers of an area in a run, from west to east. One query.

    Towers that the actor may not see are not there; neither are those of which nothing was frozen.
    """
    path = require_area(actor, area_path)
    seen = towers_seen_by(actor).filter(area_path__startswith=path)
    cells = Cell.objects.filter(run=run.id, kpi__in=list(keys), dim="", tower__in=seen).select_related("tower")
    towers: dict[int, Tower] = {}
    values: dict[int, dict[str, Decimal]] = {}
    for cell in cells:
        if cell.tower is None or cell.kpi not in KPIS:
            continue
        towers[cell.tower.pk] = cell.tower
        held = values.setdefault(cell.tower.pk, {})
        if cell.value is not None:
            held[cell.kpi] = Decimal(cell.value) / KPIS[cell.kpi].scale
    found = [
        TowerFigures(id=pk, name=name_in(actor.locale, one), floors=one.floors_above, lon=one.lon, values=values[pk])
        for pk, one in towers.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.lon is None, one.lon or Decimal(0), one.id)))
