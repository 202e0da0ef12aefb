"""Published snapshots: which there are, what one holds, and how two differ."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.storage import default_storage

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.models import Snapshot
from mashang.register.reads.naming import name_in
from mashang.register.reads.rounds.lineage import list_became, list_merged
from mashang.register.reads.rounds.snapshot_rows import read_table
from mashang.register.reads.scope import in_area
from mashang.register.rules.rounds.comparing import Difference, Held, compare_stays, last_of

NO_HISTORY = {
    "uscc",
    "kind",
    "lettable_sqm",
}  # of a firm or tower as it stands; a lease's kind has one, and is not asked

NAMED = {"tower": ("towers", "name"), "unit": ("units", "room"), "firm": ("firms", "name")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """One snapshot: its number, what day and knowledge it holds, what it comes to, and what it corrects."""

    id: int
    no: int
    area: str
    round_id: int
    round: str
    valid_on: date
    known_at: datetime
    published_at: datetime
    by: str
    reason: str
    corrects: int | None
    corrected_by: int | None
    sums: Mapping[str, str]
    files: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class FirmChange:
    """A difference between two snapshots with the names that were published; `others` are those of records merged since."""

    firm_id: int
    firm: str
    kind: str
    towers: tuple[str, ...]
    rooms_before: tuple[str, ...]
    rooms_after: tuple[str, ...]
    sqm_before: Decimal | None
    sqm_after: Decimal | None
    change_sqm: Decimal | None
    others: tuple[str, ...]


def list_snapshots(actor: Actor) -> tuple[SnapshotLine, ...]:
    """The snapshots of the actor's area, newest first; two queries for any number."""
    rows = Snapshot.objects.filter(in_area(actor.area_path)).select_related("area", "round", "by", "corrects")
    return tuple(_line(actor, row) for row in rows.prefetch_related("corrections").order_by("-pk"))


def get_snapshot(actor: Actor, snapshot_id: int) -> SnapshotLine:
    """One snapshot; NotThere outside the actor's area."""
    return _line(actor, _take(actor, snapshot_id))


def list_snapshot_rows(
    actor: Actor, snapshot_id: int, table: str, *, named: bool = False
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The column names and the rows of one table of a snapshot, as they were published.

    `named` puts beside each number what it is called in the same snapshot: `tower_name`, `unit_room`, `firm_name`.
    """
    found = _take(actor, snapshot_id)
    if table not in found.manifest["files"]:
        raise NotThere("no_such_table", _("A snapshot has no such table."))
    held = load_table(found, table)
    columns = {name: held[name].to_pylist() for name in held.column_names}
    if named:
        columns = _with_names(found, columns)
    return [*columns], zip(*columns.values(), strict=True)


def _with_names(found: Snapshot, columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The columns with that of a name behind each of a number; not where the row itself tells the name."""
    told: dict[str, list[Any]] = {}
    for name, numbers in columns.items():
        told[name] = numbers
        table, called = NAMED.get(name, ("", ""))
        if table and called not in columns:
            other = load_table(found, table)
            names = dict(zip(other[name].to_pylist(), other[called].to_pylist(), strict=True))
            told[f"{name}_{called}"] = [names.get(number) for number in numbers]
    return told


def is_sound(actor: Actor, snapshot_id: int) -> bool:
    """Does the register still give the very rows of the snapshot, asked for its day and its knowledge?"""
    found = _take(actor, snapshot_id)
    return all(holds_still(found, name, found.known_at) for name in found.manifest["files"])


def holds_still(found: Snapshot, table: str, at: datetime) -> bool:
    """Does the register, as known at an instant, give the rows of a published table? Columns without a history aside."""
    now, then = read_table(table, top=found.area_path, on=found.valid_on, at=at), load_table(found, table)
    kept = [name for name in then.column_names if name not in NO_HISTORY]
    return bool(now.select(kept).equals(then.select(kept)))


def compare_snapshots(actor: Actor, old_id: int, new_id: int) -> list[FirmChange]:
    """What became of each firm between two snapshots: came, went, grew, shrank, moved; those that stayed the same are left out.

    Records that the later one knows as merged count as one firm, and what a unit had become by then as the same place.
    The earlier of the two goes first, however they are named. Refuses two snapshots of different areas.
    """
    old, new = sorted(
        (_take(actor, old_id), _take(actor, new_id)), key=lambda one: (one.valid_on, one.known_at, one.pk)
    )
    if old.area_id != new.area_id:
        raise Refused(
            "two_areas", _("These snapshots are of two areas."), mend=_("Choose two snapshots of the same area.")
        )
    names, rooms, towers = _names(old, new)
    merged = list_merged(new.known_at)
    before = _held(old, merged)
    told = compare_stays(
        before, _held(new, merged), merged=merged,
        became=list_became({one.unit for one in before}, new.valid_on, new.known_at),
    )  # fmt: skip
    return [_change(one, names, rooms, towers) for one in told if one.kind != "same"]


def load_table(found: Snapshot, table: str) -> pa.Table:
    """One table of a snapshot from its file; refuses (`file_changed`) a file that is not the one published."""
    said = found.manifest["files"][table]
    with default_storage.open(said["key"]) as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != said["sha256"]:
        raise Refused(
            "file_changed", _("The file of this snapshot is not the one that was published."),
            mend=_("Restore it from the backup; its digest stands on the page."),
        )  # fmt: skip
    return pq.read_table(io.BytesIO(data))


def _take(actor: Actor, snapshot_id: int) -> Snapshot:
    actor.require(Permission.REGISTER_READ)
    found = Snapshot.objects.select_related("area", "round", "by", "corrects").filter(pk=snapshot_id).first()
    if found is None or not actor.covers(found.area_path):
        raise NotThere("no_such_snapshot", _("There is no such snapshot."))
    return found


def _line(actor: Actor, row: Snapshot) -> SnapshotLine:
    newer = next(iter(row.corrections.all()), None)
    return SnapshotLine(
        id=row.pk, no=row.no, area=name_in(actor.locale, row.area), round_id=row.round_id, round=row.round.name,
        valid_on=row.valid_on, known_at=row.known_at, published_at=row.published_at, by=row.by.name if row.by else "",
        reason=row.reason, corrects=row.corrects.no if row.corrects else None, corrected_by=newer.no if newer else None,
        sums=row.manifest["sums"], files=row.manifest["files"],
    )  # fmt: skip


def _held(found: Snapshot, merged: Mapping[int, int]) -> list[Held]:
    """Who held what; a firm whose lease states no area and who is alone in a unit holds all of it."""
    table = load_table(found, "stays").select(["tower", "unit", "firm", "sqm"])
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    units = load_table(found, "units")
    whole = dict(zip(units["unit"].to_pylist(), units["sqm"].to_pylist(), strict=True))
    tenants = Counter(unit for unit, _firm in {(unit, last_of(firm, merged)) for _tower, unit, firm, _sqm in rows})
    return [
        Held(tower, unit, firm, whole.get(unit) if sqm is None and tenants[unit] == 1 else sqm)
        for tower, unit, firm, sqm in rows
    ]


def _names(old: Snapshot, new: Snapshot) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Firms, rooms and towers by number, by the newest of the two that names them."""
    told: list[dict[int, str]] = []
    for table, number, name in (("firms", "firm", "name"), ("units", "unit", "room"), ("towers", "tower", "name")):
        found: dict[int, str] = {}
        for one in (old, new):
            held = load_table(one, table)
            found.update(zip(held[number].to_pylist(), held[name].to_pylist(), strict=True))
        told.append(found)
    return told[0], told[1], told[2]


def _change(one: Difference, names: dict[int, str], rooms: dict[int, str], towers: dict[int, str]) -> FirmChange:
    def called(numbers: tuple[int, ...], known: dict[int, str]) -> tuple[str, ...]:
        return tuple(known.get(number, "") for number in numbers)

    return FirmChange(
        one.firm, next((names[firm] for firm in (one.firm, *one.others) if firm in names), ""), one.kind, called(one.towers, towers), called(one.before, rooms),
        called(one.after, rooms), one.sqm_before, one.sqm_after, one.change_sqm, called(one.others, names),
    )  # fmt: skip
