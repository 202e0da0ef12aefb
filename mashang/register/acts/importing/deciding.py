"""The reviewer's word on differences: by row, by group, or on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Case, Value, When
from django.db.models.fields.json import KT
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.models import ImportBatch, ImportRow, Tower
from mashang.trail.acts import record

DIFFERENCES = ("conflict", "changed", "new", "moved", "gone")
Decision = ImportRow.Decision


def take_batch(actor: Actor, batch_id: int) -> ImportBatch:
    """The batch, locked, for a reviewer who may work on it; refuses one that is not open for review."""
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not actor.covers(batch.area_path):
        raise NotThere("no_such_batch", _("There is no such import."))
    actor.require(Permission.CENSUS_IMPORT, area_path=batch.area_path)
    if batch.state != ImportBatch.State.COMPARED:
        raise Refused(
            "batch_not_open",
            _("This import is not open for review."),
            mend=_("Open it again from the list of imports."),
        )
    return batch


def _tell(actor: Actor, batch: ImportBatch, **diff: object) -> None:
    record(
        actor=actor, act="import.review", subject_kind="batch", subject_id=batch.pk, diff=diff,
        area_path=batch.area_path, district_id=batch.district_id,
    )  # fmt: skip


def decide_rows(*, actor: Actor, batch_id: int, decisions: Mapping[int, tuple[str, str]], note: str = "") -> int:
    """Accept, refuse or put off single differences, by row id: (decision, choice); returns how many changed.

    A conflict is accepted only with one of its choices; `refuse` as its choice refuses the row.
    """
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        changed = []
        for row in batch.rows.filter(pk__in=list(decisions), verdict__in=DIFFERENCES):
            before = (row.decision, row.choice)
            _decide(row, *decisions[row.pk], note or row.note)
            if (row.decision, row.choice) != before:
                changed.append(row)
        ImportRow.objects.bulk_update(changed, ["decision", "choice", "note"], batch_size=1000)
        if changed:
            _tell(actor, batch, rows=len(changed), decisions=sorted({row.decision for row in changed}))
    return len(changed)


def _decide(row: ImportRow, decision: str, choice: str, note: str) -> None:
    if decision not in Decision.values:
        raise Refused("no_such_decision", _("This is not a decision."), field="decision")
    row.note = note[:200]
    if row.verdict != ImportRow.Verdict.CONFLICT or decision != Decision.ACCEPT:
        row.decision, row.choice = decision, ""
        return
    known = [code for code, _side in row.parsed.get("choices", [])]
    if choice not in known:
        raise Refused(
            "choose_a_side",
            _("Say which side is right."),
            field=f"row-{row.pk}",
            mend=_("Pick one of the two statements."),
        )
    row.choice = choice
    row.decision = Decision.REFUSE if choice == "refuse" else Decision.ACCEPT


def decide_group(*, actor: Actor, batch_id: int, verdict: str, decision: str, tower_key: str = "") -> int:
    """Decide all differences of a verdict (`all`: every one but conflicts and leavings), or of one new tower.

    Conflicts are never accepted in bulk. Tenants that a sheet no longer names are accepted as a group of
    their own, never together with the rest: a list that is not complete would empty the tower.
    """
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        rows = batch.rows.filter(verdict__in=DIFFERENCES if verdict == "all" else [verdict])
        if tower_key:
            rows = rows.filter(group_key=tower_key)
        if decision == Decision.ACCEPT:
            rows = rows.exclude(verdict=ImportRow.Verdict.CONFLICT)
            if verdict == "all":
                rows = rows.exclude(verdict=ImportRow.Verdict.GONE)
        elif decision not in Decision.values:
            raise Refused("no_such_decision", _("This is not a decision."), field="decision")
        decided = rows.update(decision=decision, choice="")
        _tell(actor, batch, rows=decided, decisions=[decision])
        return decided


def accept_proposals(*, actor: Actor, batch_id: int) -> int:
    """Settle each conflict that has a proposal as proposed; returns how many."""
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        proposed = KT("parsed__proposal")
        rows = batch.rows.filter(verdict="conflict", decision=Decision.NONE).alias(proposed=proposed)
        settled = rows.filter(proposed__gt="").update(
            choice=proposed,
            decision=Case(When(proposed="refuse", then=Value(Decision.REFUSE)), default=Value(Decision.ACCEPT)),
        )
        if settled:
            _tell(actor, batch, rows=settled, decisions=["proposal"])
    return settled


def name_tower(*, actor: Actor, batch_id: int, place: str, tower_id: int | None) -> None:
    """Say that a building of the sheet is this tower of the register (None: it is a new one after all).

    Takes effect when the batch is compared again; the name is learned when it is applied.
    """
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        towers = dict(batch.mapping.get("towers", {}))
        if tower_id is None:
            towers.pop(fold(place), None)
        else:
            tower = Tower.objects.filter(pk=tower_id, retracted_at=None, area_path__startswith=batch.area_path).first()
            if tower is None:
                raise NotThere("no_such_tower", _("There is no such tower in your area."), field="tower")
            towers[fold(place)] = tower.pk
        batch.mapping = {**batch.mapping, "towers": towers}
        batch.save(update_fields=["mapping"])
        _tell(actor, batch, tower=tower_id)


def refuse_future(as_of_on: date) -> None:
    """A sheet speaks of today or of a day before."""
    if as_of_on > timezone.localdate():
        raise Refused(
            "as_of_in_future",
            _("The sheet's day lies in the future."),
            field="as_of_on",
            mend=_("Enter the day the list was made."),
        )


def set_batch(
    *,
    actor: Actor,
    batch_id: int,
    as_of_on: date | None = None,
    whole: bool | None = None,
    columns: dict[str, str] | None = None,
) -> None:
    """Correct what the sender said of the sheet: its day, whether it is complete, what its columns hold."""
    with transaction.atomic():
        batch = take_batch(actor, batch_id)
        if as_of_on is not None:
            refuse_future(as_of_on)
            batch.as_of_on = as_of_on
        if whole is not None:
            batch.whole = whole
        if columns is not None:
            batch.mapping = {**batch.mapping, "columns": {**batch.mapping.get("columns", {}), **columns}}
        batch.save(update_fields=["as_of_on", "whole", "mapping"])
        _tell(actor, batch, as_of=batch.as_of_on, whole=batch.whole, columns=sorted(columns or {}))


def drop_batch(*, actor: Actor, batch_id: int, reason: str = "") -> None:
    """Put an import away without applying it; the file and the differences stay on record."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None or not actor.covers(batch.area_path):
            raise NotThere("no_such_batch", _("There is no such import."))
        actor.require(Permission.CENSUS_IMPORT, area_path=batch.area_path)
        if batch.state in {ImportBatch.State.APPLIED, ImportBatch.State.UNDONE, ImportBatch.State.DROPPED}:
            raise Refused("batch_closed", _("This import is closed."), mend=_("An applied import can be taken back."))
        ImportBatch.objects.filter(pk=batch_id).update(state=ImportBatch.State.DROPPED)
        record(
            actor=actor, act="import.drop", subject_kind="batch", subject_id=batch_id, reason=reason,
            area_path=batch.area_path, district_id=batch.district_id,
        )  # fmt: skip
