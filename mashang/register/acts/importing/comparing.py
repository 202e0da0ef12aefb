"""Reading a batch's file and comparing it with the register. Run by the worker, or at once for a small file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.names import fold
from mashang.kernel.text import Message, _
from mashang.register.acts.importing.learning import recall_mapping
from mashang.register.acts.importing.progress import say_progress
from mashang.register.acts.ledger.copying import copy_rows
from mashang.register.models import ImportBatch, ImportRow
from mashang.register.reads.slices import get_slice
from mashang.register.rules.diffing.comparing import compare
from mashang.register.rules.diffing.stated import Difference, Stated
from mashang.register.rules.diffing.stating import state, to_json
from mashang.register.rules.sheets.reading import Reading, SheetReading, read_workbook, uncollected
from mashang.register.rules.sheets.refusal import SheetRefused
from mashang.register.rules.sheets.rows import Problem, ReadRow
from mashang.trail.acts import record

_OPEN = {ImportBatch.State.UPLOADED, ImportBatch.State.COMPARED}
_COLUMNS = (
    "batch_id", "sheet", "row_no", "raw", "parsed", "verdict", "group_key", "changes", "reasons", "fingerprint",
    "tower_id", "firm_id", "line", "decision", "choice", "note",
)  # fmt: skip


def compare_batch(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Read the file and store the differences; a file that cannot be read becomes `broken`, with the reason.

    May be repeated while the batch is open: decisions stay on rows whose difference is still the same.
    Refuses a batch that was applied or dropped.
    """
    say_progress(batch_id, "reading", 0)
    try:
        with transaction.atomic(), uncollected():
            batch = _take(actor, batch_id)
            reading = _read(batch)
            say_progress(batch_id, "comparing", sum(len(s.rows) for s in reading.sheets))
            _store(batch, reading)
            batch.state = ImportBatch.State.COMPARED
            batch.broken = {}
            batch.save()
            record(
                actor=actor, act="import.compare", subject_kind="batch", subject_id=batch.pk,
                diff={"counts": batch.counts.get("verdicts", {})}, area_path=batch.area_path, district_id=batch.district_id,
            )  # fmt: skip
    except SheetRefused as refusal:
        stop_comparing(batch_id, refusal)
    return ImportBatch.objects.get(pk=batch_id)


def stop_comparing(batch_id: int, refusal: Refused) -> None:
    """The file is kept, nothing was compared, and the import's page says why and what to do."""
    said = {"code": refusal.code, "message": said_as_json(refusal.message), "mend": said_as_json(refusal.mend)}
    ImportBatch.objects.filter(pk=batch_id, state__in=_OPEN).update(
        state=ImportBatch.State.BROKEN, broken=said, progress={}
    )


def _take(actor: Actor, batch_id: int) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not actor.covers(batch.area_path):
        raise NotThere("no_such_batch", _("There is no such import."))
    if not actor.may(Permission.OWN_TOWER_IMPORT):
        actor.require(Permission.CENSUS_IMPORT, area_path=batch.area_path)
    if batch.state not in _OPEN:
        raise Refused("batch_closed", _("This import is closed."), mend=_("Upload the sheet again to compare it anew."))
    return batch


def _read(batch: ImportBatch) -> Reading:
    assert batch.document is not None
    with default_storage.open(batch.document.storage_key) as file:
        data = file.read()
    said = batch.mapping.get("columns")
    reading = read_workbook(data, batch.name, said, on=batch.as_of_on)
    if said is None and (known := recall_mapping(batch, (_heads(sheet) for sheet in reading.sheets))):
        batch.mapping = {**batch.mapping, "columns": known}
        return read_workbook(data, batch.name, known, on=batch.as_of_on)
    return reading


def _heads(sheet: SheetReading) -> list[str]:
    """Heads as a mapping names them: as written, or #3 for a column without one."""
    return [column.label or f"#{column.index + 1}" for column in sheet.columns]


def _store(batch: ImportBatch, reading: Reading) -> None:
    read_rows = [row for sheet in reading.sheets for row in sheet.rows]
    tenants = [row for row in read_rows if row.status == "ok"]
    stated = [state(row, tower_id=batch.tower_id) for row in tenants]
    held = get_slice(batch.area_path, stated, on=batch.as_of_on, tower_ids=batch.covers_towers)
    covers = _covers(batch, stated, held)
    mentioned = sorted({fold(row.name) for row in read_rows if row.status == "refused" and row.name}) if covers else []
    batch.mapping = {**batch.mapping, "mentioned": mentioned}
    differences = compare(
        held, stated, on=batch.as_of_on, covers=covers, towers_said=batch.mapping.get("towers", {}), mentioned=mentioned
    )
    kept = {
        (r.sheet, r.row_no): r
        for r in batch.rows.exclude(decision=ImportRow.Decision.NONE).only(
            "sheet", "row_no", "fingerprint", "decision", "choice", "note"
        )
    }
    batch.rows.all().delete()
    rows = list(_tenant_rows(batch, tenants, differences, kept)) + list(_other_rows(batch, read_rows))
    rows += list(_gone_rows(batch, differences[len(stated) :], kept))
    copy_rows(ImportRow, _COLUMNS, rows)
    batch.covers_towers = sorted(covers)
    read = [_sheet_mapping(sheet) for sheet in reading.sheets]
    batch.mapping = {**batch.mapping, "read": read, "notes": list(reading.notes)}
    verdicts = Counter(row[5] for row in rows)
    in_sheets = Counter(row[5] for row in rows if row[2] > 0)
    batch.counts = {"verdicts": dict(verdicts), "in_sheets": dict(in_sheets), "rows": sum(in_sheets.values())}
    batch.progress = {}


def _covers(batch: ImportBatch, stated: list[Stated], held: Any) -> set[int]:
    if not batch.whole:
        return set()
    if batch.tower_id is not None:
        return {batch.tower_id}
    said = batch.mapping.get("towers", {})
    keys = {fold(row.place) for row in stated}
    return {held.tower_by_name[k].id for k in keys if k in held.tower_by_name} | {said[k] for k in keys if k in said}


def said_as_json(text: object) -> dict[str, Any]:
    """A message that is stored and translated when it is shown."""
    if isinstance(text, Message):
        return {"id": text.id, "params": {k: str(v) for k, v in text.params.items()}}
    return {"id": str(text), "params": {}}


def _sheet_mapping(sheet: SheetReading) -> dict[str, Any]:
    return {
        "sheet": sheet.name,
        "header_row": sheet.header_row,
        "columns": [
            {**column.as_dict(), "head": head} for column, head in zip(sheet.columns, _heads(sheet), strict=True)
        ],
        "rows": len(sheet.rows),
    }


def _tenant_rows(
    batch: ImportBatch,
    tenants: Iterable[ReadRow],
    differences: list[Difference],
    kept: dict[tuple[str, int], ImportRow],
) -> Iterable[tuple[Any, ...]]:
    for row, difference in zip(tenants, differences, strict=False):
        assert difference.stated is not None
        problems = [_problem(p) for p in row.problems]
        yield _row(batch, row.sheet, row.row, row.raw, to_json(difference.stated), difference, problems, kept)


def _problem(problem: Problem) -> dict[str, Any]:
    message = said_as_json(problem.message)
    return {"code": problem.code, "field": problem.field, "message": message["id"], "params": message["params"]}


def _gone_rows(
    batch: ImportBatch, gone: list[Difference], kept: dict[tuple[str, int], ImportRow]
) -> Iterable[tuple[Any, ...]]:
    for number, difference in enumerate(gone, start=1):
        yield _row(batch, "", -number, [], {}, difference, [], kept)


def _row(
    batch: ImportBatch, sheet: str, row_no: int, raw: list[str], parsed: dict[str, Any], difference: Difference,
    problems: list[dict[str, Any]], kept: dict[tuple[str, int], ImportRow],
) -> tuple[Any, ...]:  # fmt: skip
    fingerprint = difference.fingerprint()
    before = kept.get((sheet, row_no))
    same = before is not None and before.fingerprint == fingerprint
    decision, choice, note = (before.decision, before.choice, before.note) if before and same else ("none", "", "")
    parsed = {
        **parsed,
        "conflict": difference.conflict,
        "choices": [[c.code, c.side] for c in difference.choices],
        "proposal": difference.proposal,
        "plan": difference.plan,
        "firm_key": difference.firm_key,
    }
    return (
        batch.pk, sheet[:80], row_no, json.dumps(raw, ensure_ascii=False), json.dumps(parsed, ensure_ascii=False),
        difference.verdict, difference.tower_key[:80], json.dumps(difference.changes, ensure_ascii=False),
        json.dumps(problems + difference.reasons, ensure_ascii=False), fingerprint, difference.tower_id, difference.firm_id,
        difference.line, decision, choice, note,
    )  # fmt: skip


def _other_rows(batch: ImportBatch, rows: Iterable[ReadRow]) -> Iterable[tuple[Any, ...]]:
    verdicts = {"refused": "refused", "duplicate": "duplicate"}
    for row in rows:
        if row.status == "ok":
            continue
        reasons = [_problem(p) for p in row.problems]
        reasons = reasons or [{"code": row.status, "field": "", "message": "", "params": {}}]
        yield (
            batch.pk, row.sheet[:80], row.row, json.dumps(row.raw, ensure_ascii=False),
            json.dumps({"name": row.name, "status": row.status}, ensure_ascii=False),
            verdicts.get(row.status, "skipped"), "", "[]", json.dumps(reasons, ensure_ascii=False), "", None, None, None,
            "none", "", "",
        )  # fmt: skip
