"""Applying the accepted differences, in one transaction, as a numbered batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from sys import intern
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.deferring import defer_after_commit
from mashang.register.acts.importing.asking import note_asking
from mashang.register.acts.importing.comparing import said_as_json
from mashang.register.acts.importing.deciding import take_batch
from mashang.register.acts.importing.learning import learn_mapping
from mashang.register.acts.importing.progress import say_progress
from mashang.register.acts.importing.writing import Writer
from mashang.register.acts.ledger.homes import homes_of
from mashang.register.models import ImportBatch, ImportRow, Source, Unit
from mashang.register.reads.slices import get_slice
from mashang.register.reads.versions import get_versions
from mashang.register.rules.diffing.comparing import compare
from mashang.register.rules.diffing.executing import Executor
from mashang.register.rules.diffing.held import Held, HeldTenancy
from mashang.register.rules.diffing.stated import Difference, Stated
from mashang.register.rules.diffing.stating import from_json
from mashang.register.rules.sheets.reading import uncollected
from mashang.trail.acts import Deed, next_number, record, record_many

INLINE_ROWS = 2_000
_TENANT_ROWS = ("conflict", "changed", "new", "moved", "same")


class Reviewed(NamedTuple):
    """What the reviewer accepted, and how."""

    pk: int
    fingerprint: str
    choice: str


def begin_applying(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Apply a batch at once, or have the worker do it when many rows were accepted; the page then polls."""
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        accepted = batch.rows.filter(decision=ImportRow.Decision.ACCEPT).count()
        if accepted > INLINE_ROWS:
            batch.state, batch.progress = ImportBatch.State.APPLYING, {"phase": "applying", "rows": accepted}
            asking = note_asking(batch, actor)
            batch.save(update_fields=["state", "progress", "mapping"])
            from mashang.register.jobs import apply_sheet

            defer_after_commit(apply_sheet, queueing_lock=f"apply-{batch_id}", batch_id=batch_id, **asking)
            return batch
    return apply_batch(actor=actor, batch_id=batch_id)


def finish_applying(*, actor: Actor, batch_id: int) -> ImportBatch:
    """What the worker does with a batch that was handed to it; a refusal opens the batch again, with the reason."""
    if not actor.covers(ImportBatch.objects.get(pk=batch_id).area_path):
        raise NotThere("no_such_batch", _("There is no such import."))
    if not ImportBatch.objects.filter(pk=batch_id, state=ImportBatch.State.APPLYING).update(
        state=ImportBatch.State.COMPARED
    ):
        return ImportBatch.objects.get(pk=batch_id)
    try:
        return apply_batch(actor=actor, batch_id=batch_id)
    except Refused as refusal:
        return stop_applying(batch_id, refusal)


def stop_applying(batch_id: int, refusal: Refused) -> ImportBatch:
    """Nothing was applied: the batch is open for review again, and its page says why."""
    ImportBatch.objects.filter(pk=batch_id, state__in=[ImportBatch.State.APPLYING, ImportBatch.State.COMPARED]).update(
        state=ImportBatch.State.COMPARED, progress={"refused": said_as_json(refusal.message)}
    )
    return ImportBatch.objects.get(pk=batch_id)


def apply_batch(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Write what was accepted, all in one transaction, and give the batch its number.

    The register is compared once more under lock: a row under which it has moved since the review is
    decided anew by a person, and then nothing is applied. Rows that cannot be carried out (a room that is
    still let because its tenant's leaving was refused) stay open with the reason.
    """
    with transaction.atomic(), uncollected():
        batch = take_batch(actor, batch_id)
        area = Area.objects.select_for_update(no_key=True).get(pk=batch.area_id)
        stated, reviewed, leaving = _reviewed(batch)
        count = len(leaving) + sum(row is not None for row in reviewed)
        if not count:
            raise Refused(
                "nothing_accepted",
                _("No difference has been accepted yet."),
                mend=_("Accept rows, a group or all of them first."),
            )
        say_progress(batch_id, "comparing", len(stated))
        held, accepted, moved = _compare_again(batch, stated, reviewed, leaving)
        if moved:
            return _open_moved(batch, moved)
        at = timezone.now()
        source = Source.objects.create(
            kind=Source.Kind.SHEET,
            label=batch.sender or batch.name[:160],
            as_of_on=batch.as_of_on,
            batch=batch,
            given_by_id=actor.user_id,
        )
        _carry_out(actor, batch, area, held, accepted, source, at)
        batch.state, batch.applied_at, batch.applied_by_id = ImportBatch.State.APPLIED, at, actor.user_id
        batch.no = next_number(area.pk, "import", 0)
        batch.save()
    return batch


def _reviewed(batch: ImportBatch) -> tuple[list[Stated], list[Reviewed | None], dict[int | None, Reviewed]]:
    """What the rows state, what the reviewer accepted of each, and the leavings accepted, by their line.

    Without the sheet's own cells: of a hundred thousand rows they alone would fill the memory.
    """
    rows = (
        batch.rows.filter(verdict__in=[*_TENANT_ROWS, "gone"])
        .order_by("id")
        .values_list("id", "sheet", "row_no", "fingerprint", "line", "decision", "choice", "parsed")
    )
    stated: list[Stated] = []
    reviewed: list[Reviewed | None] = []
    leaving: dict[int | None, Reviewed] = {}
    for pk, sheet, row_no, fingerprint, line, decision, choice, parsed in rows.iterator(chunk_size=2_000):
        row = Reviewed(pk, fingerprint, intern(choice)) if decision == ImportRow.Decision.ACCEPT else None
        if row_no > 0:
            stated.append(from_json(intern(sheet), row_no, parsed))
            reviewed.append(row)
        elif row is not None:
            leaving[line] = row
    return stated, reviewed, leaving


def _compare_again(
    batch: ImportBatch,
    stated: list[Stated],
    reviewed: list[Reviewed | None],
    leaving: dict[int | None, Reviewed],
) -> tuple[Held, list[tuple[Difference, str]], list[int]]:
    """The accepted differences with what was chosen, and the rows whose difference is another by now."""
    held = get_slice(batch.area_path, stated, on=batch.as_of_on, tower_ids=batch.covers_towers)
    found = compare(
        held, stated, on=batch.as_of_on, covers=batch.covers_towers, towers_said=batch.mapping.get("towers", {}),
        mentioned=batch.mapping.get("mentioned", []),
    )  # fmt: skip
    accepted: list[tuple[Difference, str]] = []
    moved: list[int] = []
    rows = chain(reviewed, (leaving.pop(d.line, None) for d in islice(found, len(stated), None)))
    for difference, row in zip(found, rows, strict=True):
        if row is None:
            continue
        if difference.fingerprint() == row.fingerprint:
            difference.row_id = row.pk
            accepted.append((difference, row.choice))
        else:
            moved.append(row.pk)
    moved += [row.pk for row in leaving.values()]
    stated.clear()
    reviewed.clear()
    return held, accepted, moved


def _open_moved(batch: ImportBatch, moved: list[int]) -> ImportBatch:
    """These rows are opened again, and nothing is applied."""
    said = {
        "code": "register_moved",
        "message": _("The register has changed under this row since it was compared."),
        "params": {},
    }
    _open_again(batch, dict.fromkeys(moved, said))
    batch.progress = {"moved": len(moved)}
    batch.save(update_fields=["progress"])
    return batch


def _open_again(batch: ImportBatch, said: dict[int, dict[str, Any]]) -> None:
    """Rows that a person must decide anew, each with the reason."""
    rows = list(batch.rows.filter(pk__in=list(said)).only("pk", "reasons"))
    for row in rows:
        row.decision, row.choice = ImportRow.Decision.NONE, ""
        row.reasons = [*row.reasons, said[row.pk]]
    ImportRow.objects.bulk_update(rows, ["decision", "choice", "reasons"], batch_size=1000)


def _carry_out(
    actor: Actor,
    batch: ImportBatch,
    area: Area,
    held: Held,
    accepted: list[tuple[Difference, str]],
    source: Source,
    at: datetime,
) -> None:
    lines = {d.line for d, _choice in accepted if d.line is not None} | {
        x for d, _choice in accepted for x in d.plan.get("others", [])
    }
    lines |= {t.line for d, _choice in accepted for t in _tenants_in_reach(held, d)}
    executor = Executor(
        held, get_versions(lines, lock=True), on=batch.as_of_on, area=(batch.district_id, batch.area_path)
    )
    writer = Writer(batch=batch, area=area, source=source, at=at)
    applied, said = 0, dict[int, dict[str, Any]]()
    say_progress(batch.pk, "applying", 0)
    for done in executor.run(accepted):
        writer.write(done)
        applied += len(done.done)
        for difference, why in done.open:
            params = {k: str(v) for k, v in why.params.items()}
            said[difference.row_id or 0] = {"code": "not_carried_out", "message": why.id, "params": params}
        say_progress(batch.pk, "applying", applied)
    writer.finish()
    _open_again(batch, said)
    batch.counts = {**batch.counts, "applied": applied, "left_open": len(said)}
    learn_mapping(batch)
    _put_on_record(actor, batch, dict(writer.touched), applied)


def _lock_units(held: Held, accepted: list[tuple[Difference, Reviewed]], lines: set[int]) -> None:
    """Units before tenancies, as acts by hand lock them; those the rows name and those of the tenancies they turn."""
    units = {space.unit.id for line in lines if (t := held.tenancies.get(line)) for space in t.spaces}
    for difference, _row in accepted:
        for floor, room in difference.stated.spaces if difference.stated and difference.tower_id else ():
            if unit := held.unit_by_place.get((difference.tower_id or 0, floor, room)):
                units.add(unit.id)
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=units).order_by("pk").values_list("pk"))


def _tenants_in_reach(held: Held, difference: Difference) -> Iterable[HeldTenancy]:
    """Other tenancies in the rooms that a row takes: their spans decide whether the rooms are free."""
    row = difference.stated
    if row is None or difference.tower_id is None:
        return
    for floor, room in row.spaces:
        unit = held.unit_by_place.get((difference.tower_id, floor, room))
        if unit is not None and room:
            yield from (tenancy for tenancy, _space in held.by_unit.get(unit.id, ()))


def _put_on_record(actor: Actor, batch: ImportBatch, towers: dict[int, int], applied: int) -> None:
    path, district = batch.area_path, batch.district_id
    record(
        actor=actor, act="import.apply", subject_kind="batch", subject_id=batch.pk,
        diff={"applied": applied, "left_open": batch.counts["left_open"]}, area_path=path, district_id=district,
    )  # fmt: skip
    homes = homes_of(towers)
    deeds = [
        Deed(
            "tower",
            tower_id,
            {"batch": batch.pk, "rows": rows},
            area_path=homes[tower_id].area_path,
            district_id=homes[tower_id].district_id,
        )
        for tower_id, rows in towers.items()
    ]
    record_many(actor=actor, act="import.apply", deeds=deeds)
