"""Freezing: all figures of a day, counted once and kept for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.insight.kpis.description import Kpi
from mashang.insight.kpis.heads import aggregate_of, sources_of
from mashang.insight.kpis.registry import KPIS, code_version
from mashang.insight.kpis.sources import SOURCES
from mashang.insight.models import Cell, Run
from mashang.insight.rules.values import value_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record

FREEZING = 350_2
READ = ("register_occupancy", "register_unit", "register_firmfact", "register_towerfact", "register_unithold")
COLUMNS = ("area_path", "tower_id", "kpi", "kpi_version", "dim", "num", "den", "value", "n", "unknown", "withheld")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one KPI comes to in one place, before it is decided whether it may be shown."""

    area_path: str
    tower_id: int | None
    dim: str
    num: int
    den: int
    n: int
    unknown: int
    value: int | None


def freeze_figures(
    *, actor: Actor, area_path: str = "", valid_on: date | None = None, kind: str = Run.Kind.NIGHTLY
) -> Run:
    """Count every KPI for an area's whole tree as of a day, from what is known now, and keep it as a run.

    `area_path` is the top of a tree of areas; empty stands for the tree of the actor's area, or the only one. A nightly
    run of a day is made once: asked again, it gives the run that is there. Any other kind makes a new run, which
    supersedes the day's last one. Refuses a day to come, and a top that the actor's area does not lie under.
    """
    on = valid_on or timezone.localdate()
    actor.require(Permission.FIGURES_FREEZE)
    if on > timezone.localdate():
        raise Refused(
            "day_to_come", _("That day has not come yet."), field="valid_on", mend=_("Choose today or an earlier day.")
        )
    with transaction.atomic(), connection.cursor() as cursor:
        top = _take_top(actor, area_path)
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [FREEZING, top.path])
        earlier = Run.objects.filter(area_path=top.path, valid_on=on).order_by("-id").first()
        if earlier is not None and kind == earlier.kind == Run.Kind.NIGHTLY:
            return earlier
        kpis = [kpi for kpi in KPIS.values() if kpi.looks_back or kind != Run.Kind.AFTERWARDS]
        known_at = _settled_until(cursor)
        make_sources(cursor, kpis, top=top.path, on=on, at=known_at)
        areas = list(Area.objects.filter(path__startswith=top.path).values_list("path", flat=True))
        cells = [cell for kpi in kpis for cell in _cells(kpi, count_kpi(cursor, kpi, areas, on=on, at=known_at))]
        last = Run.objects.filter(area_path=top.path).order_by("-no").values_list("no", flat=True).first()
        run = Run.objects.create(
            district_id=top.district_id, area_path=top.path, valid_on=on, known_at=known_at, kind=kind,
            no=(last or 0) + 1, code_version=code_version(), holds=_high_water(cursor), supersedes=earlier,
            sha256=_digest(cells),
        )  # fmt: skip
        Cell.objects.bulk_create([Cell(run=run, **cell) for cell in cells], batch_size=2_000)
        record(
            actor=actor, act="figures.freeze", subject_kind="run", subject_id=run.pk, area_path=top.path,
            district_id=top.district_id, diff={"valid_on": on, "cells": len(cells), "no": run.no},
        )  # fmt: skip
    return run


def _take_top(actor: Actor, area_path: str) -> Area:
    tops = [top for top in Area.objects.filter(parent=None).order_by("path") if _shares_tree(actor, top.path)]
    top = next((area for area in tops if area.path == area_path), None)
    if not area_path and len(tops) == 1:
        top = tops[0]
    if top is None:
        raise NotThere("no_such_area", _("There is no such area, or it is not yours."), field="area_path")
    return top


def _shares_tree(actor: Actor, top: str) -> bool:
    return actor.area_path.startswith(top) or top.startswith(actor.area_path)


def _settled_until(cursor: CursorWrapper) -> datetime:
    """The instant up to which everything recorded is there to be read: before the oldest transaction still running.

    A row bears the time at which its act began to write; an act that commits after this run would otherwise add rows
    that the run ought to have seen.
    """
    cursor.execute(
        "select least(clock_timestamp(), min(xact_start)) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null"
        " and backend_type = 'client backend'"  # vacuum and its like write no rows of the register
    )
    (at,) = cursor.fetchone()
    settled: datetime = at
    return settled


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
        yield Counted(place, tower, dim or "", num, den, n, unknown, value)
    for place in sorted(bare):
        yield Counted(place, None, "", 0, 0, 0, 0, None if kpi.is_rate else 0)


def _cells(kpi: Kpi, counted: Iterable[Counted]) -> Iterator[dict[str, Any]]:
    for one in counted:
        yield dict(
            zip(COLUMNS, (one.area_path, one.tower_id, kpi.key, kpi.version, one.dim, one.num,
                          one.den if kpi.is_rate else None, one.value, one.n, one.unknown, "no"), strict=True)
        )  # fmt: skip


def _high_water(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute(f"select {', '.join(f'(select coalesce(max(id), 0) from {table})' for table in READ)}")
    return dict(zip(READ, cursor.fetchone(), strict=True))


def _digest(cells: Iterable[dict[str, Any]]) -> str:
    lines = sorted("\t".join(str(cell[name]) for name in COLUMNS) for cell in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
