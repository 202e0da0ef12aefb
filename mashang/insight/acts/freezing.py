"""Freezing: all figures of a day, counted once and kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.insight.acts.counting import Counted, Moment, count_all, digest_of
from mashang.insight.acts.opening import seal_numbers
from mashang.insight.acts.protecting import Former
from mashang.insight.kpis.registry import KPIS, code_version
from mashang.insight.models import Cell, CellSecret, Run
from mashang.insight.reads.freezing import MARK
from mashang.insight.reads.limits import limits
from mashang.insight.reads.trees import find_top
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.trail.acts import record

FREEZING = 350_2
READ = (
    "register_occupancy",
    "register_tenancy",
    "register_unit",
    "register_unitdescription",
    "register_unitlineage",
    "register_unithold",
    "register_firmfact",
    "register_towerfact",
    "register_landparcel",
)


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
        top = find_top(actor, area_path)
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [FREEZING, top.path])
        earlier = Run.objects.filter(area_path=top.path, valid_on=on).order_by("-id").first()
        if earlier is not None and kind == earlier.kind == Run.Kind.NIGHTLY:
            return earlier
        kpis = [kpi for kpi in KPIS.values() if kpi.looks_back or kind != Run.Kind.AFTERWARDS]
        known_at = _settled_until(cursor)
        areas = list(Area.objects.filter(path__startswith=top.path).order_by("path").values_list("path", flat=True))
        moment = Moment(top=top.path, areas=areas, on=on, at=known_at)
        cells = count_all(
            cursor, kpis, moment, limits(), Former.beside(top.path, on), lambda done: _say(cursor, top.path, done)
        )
        last = Run.objects.filter(area_path=top.path).order_by("-no").values_list("no", flat=True).first()
        run = Run.objects.create(
            district_id=top.district_id, area_path=top.path, valid_on=on, known_at=known_at, kind=kind,
            no=(last or 0) + 1, code_version=code_version(), holds=_high_water(cursor) | asdict(limits()),
            supersedes=earlier, sha256=digest_of(cells),
        )  # fmt: skip
        _keep(run, cells)
        record(
            actor=actor, act="figures.freeze", subject_kind="run", subject_id=run.pk, area_path=top.path,
            district_id=top.district_id, diff={"valid_on": on, "cells": len(cells), "no": run.no},
        )  # fmt: skip
    return run


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


def _say(cursor: CursorWrapper, top: str, done: int) -> None:
    """How many figures are counted, seen by whoever waits while this transaction is open (reads/freezing.py)."""
    cursor.execute("select set_config('application_name', %s, true)", [f"{MARK} {top} {done}"])


def _keep(run: Run, cells: Sequence[Counted]) -> None:
    """Write the cells: the numbers of those that are shown, and sealed apart those that are withheld."""
    kept = Cell.objects.bulk_create([_cell(run, one) for one in cells], batch_size=2_000)
    CellSecret.objects.bulk_create(
        [
            CellSecret(cell=cell, sealed=seal_numbers(cell, one))
            for cell, one in zip(kept, cells, strict=True)
            if not one.shown
        ],
        batch_size=2_000,
    )


def _cell(run: Run, one: Counted) -> Cell:
    numbers: dict[str, int | None] = {}
    if one.shown:
        numbers = {"num": one.num, "value": one.value, "n": one.n, "unknown": one.unknown}
        numbers["den"] = one.den if one.kpi.is_rate else None
    return Cell(
        run=run, area_path=one.area_path, tower_id=one.tower_id, kpi=one.kpi.key, kpi_version=one.kpi.version,
        dim=one.dim, withheld=one.withheld, stands_id=one.stands, **numbers,
    )  # fmt: skip


def _high_water(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute(f"select {', '.join(f'(select coalesce(max(id), 0) from {table})' for table in READ)}")
    return dict(zip(READ, cursor.fetchone(), strict=True))
