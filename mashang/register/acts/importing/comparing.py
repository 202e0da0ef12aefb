"""Reading a batch's file and comparing it with the register. Run by the worker, or at once for a small file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.names import fold
from mashang.kernel.text import Message, _
from mashang.register.acts.importing.learning import recall_mapping
from mashang.register.acts.importing.progress import say_progress
from mashang.register.acts.ledger.copying import cell, copy_lines
from mashang.register.acts.rounds.collecting import note_sheet
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
    _require_own(actor, ImportBatch.objects.filter(pk=batch_id).first())
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
            note_sheet(actor=actor, batch=batch)
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
    batch = _require_own(actor, ImportBatch.objects.select_for_update().filter(pk=batch_id).first())
    if batch.state not in _OPEN:
        raise Refused("batch_closed", _("This import is closed."), mend=_("Upload the sheet again to compare it anew."))
    return batch


def _require_own(actor: Actor, batch: ImportBatch | None) -> ImportBatch:
    """The batch of the actor's area, of its own towers where it has such; NotThere for others."""
    others = batch is not None and actor.tower_ids is not None and batch.tower_id not in actor.tower_ids
    if batch is None or others or not actor.covers(batch.area_path):
        raise NotThere("no_such_batch", _("There is no such import."))
    actor.require(Permission.CENSUS_IMPORT if actor.may(Permission.CENSUS_IMPORT) else Permission.OWN_TOWER_IMPORT)
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


class _Beside(NamedTuple):
    """What is stored beside the difference of a tenant row: its cells and its problems, as JSON."""

    raw: str
    problems: list[dict[str, Any]]


def _store(batch: ImportBatch, reading: Reading) -> None:
    read = [_sheet_mapping(sheet) for sheet in reading.sheets]
    stated, beside, others, mentioned = _take_apart(batch, reading)
    held = get_slice(batch.area_path, stated, on=batch.as_of_on, tower_ids=batch.covers_towers)
    covers = _covers(batch, stated, held)
    batch.mapping = {**batch.mapping, "mentioned": sorted(mentioned) if covers else []}
    differences = compare(
        held, stated, on=batch.as_of_on, covers=covers, towers_said=batch.mapping.get("towers", {}),
        mentioned=batch.mapping["mentioned"],
    )  # fmt: skip
    kept = {
        (r.sheet, r.row_no): r
        for r in batch.rows.exclude(decision=ImportRow.Decision.NONE).only(
            "sheet", "row_no", "fingerprint", "decision", "choice", "note"
        )
    }
    batch.rows.all().delete()
    gone = differences[len(stated) :]
    in_sheets = Counter(d.verdict for d in islice(differences, len(stated))) + Counter(
        verdict for verdict, _l in others
    )
    copy_lines(
        ImportRow,
        _COLUMNS,
        chain(
            _tenant_lines(batch, differences, beside, kept),
            (line for _verdict, line in others),
            _gone_lines(batch, gone, kept),
        ),
    )
    batch.covers_towers = sorted(covers)
    batch.mapping = {**batch.mapping, "read": read, "notes": list(reading.notes)}
    verdicts = in_sheets + Counter(d.verdict for d in gone)
    batch.counts = {"verdicts": dict(verdicts), "in_sheets": dict(in_sheets), "rows": in_sheets.total()}
    batch.progress = {}


def _take_apart(
    batch: ImportBatch, reading: Reading
) -> tuple[list[Stated], list[_Beside], list[tuple[str, str]], set[str]]:
    """What tenant rows state and what is stored beside, other rows as they are stored, folded names of refused ones.

    Rows are let go one by one: a hundred thousand of them in both forms would not fit.
    """
    stated: list[Stated] = []
    beside: list[_Beside] = []
    others: list[tuple[str, str]] = []
    mentioned: set[str] = set()
    for sheet in reading.sheets:
        sheet.rows.reverse()
        while sheet.rows:
            row = sheet.rows.pop()
            if row.status == "ok":
                stated.append(state(row, tower_id=batch.tower_id))
                beside.append(_Beside(_texts(row.raw), [_problem(p) for p in row.problems] if row.problems else []))
            else:
                others.append(_other_line(batch, row))
                if row.status == "refused" and row.name:
                    mentioned.add(fold(row.name))
    return stated, beside, others, mentioned


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


_as_json = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def _texts(texts: list[str]) -> str:
    """A list of texts as JSON."""
    return f"[{', '.join(map(encode_basestring, texts))}]"


def _tenant_lines(
    batch: ImportBatch, differences: list[Difference], beside: list[_Beside], kept: dict[tuple[str, int], ImportRow]
) -> Iterator[str]:
    for difference, (raw, problems) in zip(differences, beside, strict=False):
        row = difference.stated
        assert row is not None
        yield _line(batch, row.sheet, row.row, raw, to_json(row), difference, problems, kept)


def _problem(problem: Problem) -> dict[str, Any]:
    message = said_as_json(problem.message)
    return {"code": problem.code, "field": problem.field, "message": message["id"], "params": message["params"]}


def _gone_lines(batch: ImportBatch, gone: list[Difference], kept: dict[tuple[str, int], ImportRow]) -> Iterator[str]:
    for number, difference in enumerate(gone, start=1):
        yield _line(batch, "", -number, "[]", {}, difference, [], kept)


def _line(
    batch: ImportBatch, sheet: str, row_no: int, raw: str, parsed: dict[str, Any], difference: Difference,
    problems: list[dict[str, Any]], kept: dict[tuple[str, int], ImportRow],
) -> str:  # fmt: skip
    fingerprint = difference.fingerprint()
    before = kept.get((sheet, row_no))
    same = before is not None and before.fingerprint == fingerprint
    decision = f"{before.decision}\t{before.choice}\t{cell(before.note)}" if before and same else "none\t\t"
    parsed["plan"], parsed["firm_key"] = difference.plan, difference.firm_key
    if difference.conflict:
        parsed["conflict"], parsed["proposal"] = difference.conflict, difference.proposal
        parsed["choices"] = [[c.code, c.side] for c in difference.choices]
    changes = cell(_as_json(difference.changes)) if difference.changes else "[]"
    reasons = cell(_as_json(problems + difference.reasons)) if problems or difference.reasons else "[]"
    return (
        f"{batch.pk}\t{cell(sheet[:80])}\t{row_no}\t{cell(raw)}\t{cell(_as_json(parsed))}\t{difference.verdict}\t"
        f"{cell(difference.tower_key[:80])}\t{changes}\t{reasons}\t{fingerprint}\t{cell(difference.tower_id)}\t"
        f"{cell(difference.firm_id)}\t{cell(difference.line)}\t{decision}"
    )


def _other_line(batch: ImportBatch, row: ReadRow) -> tuple[str, str]:
    """The verdict and the line of a row that is no tenant's, or that cannot be read."""
    verdict = row.status if row.status in {"refused", "duplicate"} else "skipped"
    reasons = [_problem(p) for p in row.problems]
    reasons = reasons or [{"code": row.status, "field": "", "message": "", "params": {}}]
    parsed = _as_json({"name": row.name, "status": row.status})
    return verdict, (
        f"{batch.pk}\t{cell(row.sheet[:80])}\t{row.row}\t{cell(_texts(row.raw))}\t{cell(parsed)}\t{verdict}\t\t[]\t"
        f"{cell(_as_json(reasons))}\t\t\\N\t\\N\t\\N\tnone\t\t"
    )
