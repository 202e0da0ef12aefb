"""Publishing a round: a numbered snapshot that never changes; a correction is another one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.documents import store_file
from mashang.register.acts.rounds.moving import (
    APPROVE,
    COLLECT,
    SHEET,
    end_time_limit,
    keepers_of,
    move,
    take_round,
    tell,
)
from mashang.register.models import CensusRound, RoundTower, Snapshot, TowerKeeper
from mashang.register.reads.rounds.snapshot_rows import TABLES, read_table
from mashang.register.reads.rounds.snapshots import holds_still
from mashang.trail.acts import record

State = RoundTower.State
READ = (
    "register_tower", "register_unit", "register_unitdescription", "register_unithold", "register_tenancy",
    "register_occupancy", "register_firmname", "register_towername", "register_firmfact",
)  # fmt: skip


@transaction.atomic
def publish_round(*, actor: Actor, round_id: int, left_out: Mapping[int, str] | None = None) -> Snapshot:
    """Publish the snapshot of a round in which every tower is approved, or left out by name with a reason.

    `left_out` maps towers of the round (by the number of the row) to why. The managers of its towers are told. Refuses while
    a tower is neither, naming how many, and a round without one approved tower.
    """
    found = take_round(actor, round_id)
    actor.require(Permission.CENSUS_RUN, area_path=found.area_path)
    rows = list(found.towers.select_for_update(of=("self",)).select_related("round", "tower").order_by("pk"))
    why = {pk: reason.strip() for pk, reason in (left_out or {}).items() if reason.strip()}
    _refuse_unexplained(
        [row for row in rows if row.state not in (State.APPROVED, State.EXCEPTED) and row.pk not in why]
    )
    for row in rows:
        if row.state not in (State.APPROVED, State.EXCEPTED):
            _leave_out(actor, row, why[row.pk])
    approved = [row for row in rows if row.state == State.APPROVED]
    if not approved:
        raise Refused("none_approved", _("No tower of this round is approved."), mend=_("Approve one first."))
    for row in approved:
        move(actor, row, "publish")
    made = _make(actor, found, valid_on=min(found.closes_on, timezone.localdate()), corrects=None, reason="")
    found.state = CensusRound.State.PUBLISHED
    found.save(update_fields=["state"])
    for row in approved:
        managers = keepers_of(row.tower_id, [TowerKeeper.Duty.PROPERTY])
        tell(actor, row, topic="census.published", people=managers, key="published", url=f"/portal/rounds/{row.pk}")
    return made


def _refuse_unexplained(rows: list[RoundTower]) -> None:
    if rows:
        raise Refused(
            "not_approved",
            _("Towers that are neither approved nor left out with a reason: %(n)s; the first is %(tower)s.", n=len(rows), tower=rows[0].tower.name_zh),
            field=f"left_out-{rows[0].pk}", mend=_("Have them verified and approved, or leave them out and say why."),
        )  # fmt: skip


def _leave_out(actor: Actor, row: RoundTower, reason: str) -> None:
    move(actor, row, "leave_out", reason=reason)
    for clock in (SHEET, COLLECT, APPROVE):
        end_time_limit(actor, row, clock, lapsed=True)


@transaction.atomic
def correct_snapshot(*, actor: Actor, snapshot_id: int, reason: str) -> Snapshot:
    """Publish what is known today of the day a snapshot speaks of, under the next number; the old one stays.

    Refuses no reason, a snapshot that has been corrected already, and one that holds nothing else than is known today.
    """
    old = Snapshot.objects.select_related("round", "area").filter(pk=snapshot_id).first()
    if old is None or not actor.covers(old.area_path):
        raise NotThere("no_such_snapshot", _("There is no such snapshot."))
    actor.require(Permission.CENSUS_RUN, area_path=old.area_path)
    CensusRound.objects.select_for_update().get(pk=old.round_id)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("Readers see it beside the number."))
    newer = Snapshot.objects.filter(corrects=old).first()
    if newer is not None:
        raise Refused(
            "corrected_already", _("Snapshot no. %(no)s corrects this one already.", no=newer.no),
            mend=_("Correct the newest one."),
        )  # fmt: skip
    at = timezone.now()
    if all(holds_still(old, name, at) for name in TABLES):
        raise Refused(
            "nothing_to_correct", _("Nothing that this snapshot holds has been put right since."),
            mend=_("Correct the register first, as of a day up to %(day)s.", day=old.valid_on),
        )  # fmt: skip
    return _make(actor, old.round, valid_on=old.valid_on, corrects=old, reason=reason.strip())


def _make(actor: Actor, found: CensusRound, *, valid_on: date, corrects: Snapshot | None, reason: str) -> Snapshot:
    Area.objects.select_for_update().get(pk=found.area_id)  # numbers of an area are given one after the other
    with connection.cursor() as cursor:
        # Whatever was begun before is committed or waits: the four tables are of one instant.
        cursor.execute(f"lock table {', '.join(READ)} in share mode")
    at = timezone.now()
    tables = {name: read_table(name, top=found.area_path, on=valid_on, at=at) for name in TABLES}
    files = {name: _keep(name, table) for name, table in tables.items()}
    no = (Snapshot.objects.filter(area=found.area_id).aggregate(last=Max("no"))["last"] or 0) + 1
    made = Snapshot.objects.create(
        area_id=found.area_id, no=no, round=found, corrects=corrects, valid_on=valid_on, known_at=at, by_id=actor.user_id,
        reason=reason, manifest={"files": files, "sums": sums_of(tables)}, area_path=found.area_path,
        district_id=found.district_id,
    )  # fmt: skip
    record(
        actor=actor, act="census.correct" if corrects else "census.snapshot", subject_kind="snapshot", subject_id=made.pk,
        reason=reason, diff={"no": no, "round": found.pk, "valid_on": valid_on.isoformat()},
        area_path=found.area_path, district_id=found.district_id,
    )  # fmt: skip
    return made


def _keep(name: str, table: pa.Table) -> dict[str, Any]:
    held = io.BytesIO()
    pq.write_table(table, held, compression="zstd")
    key, digest = store_file(held.getvalue())
    return {"key": key, "sha256": digest, "rows": table.num_rows, "bytes": held.tell()}


def sums_of(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    """What a snapshot comes to: towers, units, firms, occupied and vacant area in square metres, as written numbers."""
    units = tables["units"]

    def area(*statuses: str) -> str:
        wanted = pc.is_in(units["status"], pa.array(statuses, pa.string()))
        return str(pc.sum(units.filter(wanted)["sqm"]).as_py() or Decimal(0))

    return {
        "towers": str(tables["towers"].num_rows),
        "units": str(units.num_rows),
        "firms": str(tables["firms"].num_rows),
        "occupied_sqm": area("let", "own_use"),
        "vacant_sqm": area("vacant"),
    }
