"""Imports: the list of them, and one as its reviewer sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Func, Q, QuerySet

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Firm, ImportBatch, ImportRow, Tower
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area, towers_seen_by

DIFFERENCES = ("conflict", "changed", "new", "moved", "gone")
SHOWN = (*DIFFERENCES, "refused", "same", "duplicate", "skipped", "left")
LEFT = [{"code": "not_carried_out"}]  # accepted, and yet not done
PER_GROUP = 25
# Compared, and with tenants in it: the others are `empty` (ImportBatch.stage) and wait for nobody.
TO_REVIEW = Q(
    state=ImportBatch.State.COMPARED,
    counts__verdicts__has_any_keys=[v for v in ImportRow.Verdict.values if v != ImportRow.Verdict.SKIPPED],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One import in the list."""

    id: int
    no: int | None
    name: str
    sender: str
    state: str
    as_of_on: date
    uploaded_at: datetime
    uploaded_by: str
    tower: str
    rows: int
    differences: int
    refused: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One difference with both sides, and what the reviewer said of it."""

    id: int
    sheet: str
    row_no: int
    verdict: str
    firm_id: int | None
    firm: str
    tower: str
    place: str
    spaces: tuple[tuple[int | None, str], ...]
    parsed: dict[str, Any]
    changes: tuple[dict[str, Any], ...]
    reasons: tuple[dict[str, Any], ...]
    conflict: str
    choices: tuple[tuple[str, str], ...]
    proposal: str
    decision: str
    choice: str
    note: str
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The differences of one verdict: all of them counted, a page of them shown."""

    verdict: str
    count: int
    open: int
    area_sqm: Decimal
    rows: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTower:
    """A building the register does not hold, with how many rows name it."""

    key: str
    place: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An import as its reviewer sees it."""

    batch: ImportBatch
    verdicts: dict[str, int]
    in_sheets: dict[str, int]
    decided: dict[str, int]
    accepted_area: Decimal
    leaving_area: Decimal
    new_towers: tuple[NewTower, ...] = ()
    towers_said: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = field(default_factory=tuple)
    touched: tuple[tuple[int, str], ...] = ()

    @property
    def differences(self) -> int:
        """How many differences there are to decide."""
        return sum(self.verdicts.get(v, 0) for v in DIFFERENCES)

    @property
    def open(self) -> int:
        """How many are not decided."""
        return self.decided.get("none", 0)


def imports_seen_by(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports of the actor's area; a property manager's own towers only."""
    seen = ImportBatch.objects.filter(in_area(actor.area_path))
    return seen if actor.tower_ids is None else seen.filter(tower__in=actor.tower_ids)


def list_imports(
    actor: Actor, *, state: str = "", q: str = "", only: Sequence[int] | None = None
) -> QuerySet[ImportBatch]:
    """Imports newest first, with their tower and sender; to be paged by the caller.

    `state` is one of theirs, `open` while something waits to be done, or `empty` where no row is a tenant.
    """
    batches = imports_seen_by(actor).select_related("tower", "uploaded_by").order_by("-id")
    if state == "open":
        batches = batches.filter(Q(state__in=["uploaded", "reading", "applying"]) | TO_REVIEW)
    elif state == "empty":
        batches = batches.filter(state=ImportBatch.State.COMPARED).exclude(TO_REVIEW)
    elif state:
        batches = batches.filter(state=state)
    if q:
        batches = batches.filter(Q(name__icontains=q) | Q(sender__icontains=q) | Q(tower__name_zh__icontains=q))
    return batches


def as_line(batch: ImportBatch, locale: str = "zh-hans") -> BatchLine:
    """An import as the list shows it, in the reader's language."""
    verdicts = batch.counts.get("verdicts", {})
    return BatchLine(
        id=batch.pk,
        no=batch.no,
        name=batch.name,
        sender=batch.sender,
        state=batch.stage,
        as_of_on=batch.as_of_on,
        uploaded_at=batch.uploaded_at,
        uploaded_by=batch.uploaded_by.name if batch.uploaded_by else "",
        tower=name_in(locale, batch.tower) if batch.tower else "",
        rows=batch.counts.get("rows", 0),
        differences=sum(verdicts.get(v, 0) for v in DIFFERENCES),
        refused=verdicts.get("refused", 0),
        left=batch.counts.get("left_open", 0) if batch.state == ImportBatch.State.APPLIED else 0,
    )


def get_import(actor: Actor, batch_id: int) -> ImportBatch:
    """One import, or NotThere for one that does not exist or is not the actor's."""
    batch = (
        imports_seen_by(actor)
        .select_related("tower", "area", "document", "uploaded_by", "applied_by")
        .filter(pk=batch_id)
        .first()
    )
    if batch is None:
        raise NotThere("no_such_batch", _("There is no such import."))
    return batch


def get_review(actor: Actor, batch_id: int, *, verdict: str = "", page: int = 1, per_page: int = PER_GROUP) -> Review:
    """The import with its sums and, for one verdict a page of rows, without one the first rows of each group.

    A fixed number of queries whatever the size: sums, new towers, and two for each group that is shown.
    """
    batch = get_import(actor, batch_id)
    decided, areas = _sums(batch)
    counts = batch.counts.get("verdicts", {})
    wanted = [verdict] if verdict in SHOWN else [v for v in (*DIFFERENCES, "refused") if counts.get(v)]
    start = (page - 1) * per_page if verdict else 0
    groups = tuple(_group(actor, batch, v, start, per_page, areas.get(v, Decimal(0))) for v in wanted)
    said = batch.mapping.get("towers", {})
    names = {t.pk: name_in(actor.locale, t) for t in Tower.objects.filter(pk__in=said.values())} if said else {}
    return Review(
        batch=batch,
        verdicts=counts,
        in_sheets=batch.counts.get("in_sheets", {}),
        decided=decided,
        accepted_area=areas.get("accepted", Decimal(0)),
        leaving_area=areas.get("leaving", Decimal(0)),
        new_towers=_new_towers(batch),
        towers_said=tuple((key, names.get(tower_id, "")) for key, tower_id in said.items()),
        groups=groups,
        touched=_touched(actor, batch),
    )


def _sums(batch: ImportBatch) -> tuple[dict[str, int], dict[str, Decimal]]:
    """Decisions counted, and areas: one pass over the differences in the database."""
    rows = batch.rows.filter(verdict__in=DIFFERENCES)
    decided = dict(rows.values_list("decision").annotate(n=Count("pk")))
    areas: dict[str, Decimal] = {}
    from django.db.models import DecimalField, F, Sum
    from django.db.models.fields.json import KT
    from django.db.models.functions import Cast

    area = Cast(KT("parsed__area_sqm"), DecimalField(max_digits=12, decimal_places=2))
    sums = rows.values("verdict").annotate(
        total=Sum(area), taken=Sum(area, filter=Q(decision="accept")), verdict_is=F("verdict")
    )
    for line in sums:
        areas[line["verdict_is"]] = line["total"] or Decimal(0)
        if line["verdict_is"] in {"new", "conflict"}:
            areas["accepted"] = areas.get("accepted", Decimal(0)) + (line["taken"] or Decimal(0))
    return decided, areas


def _group(actor: Actor, batch: ImportBatch, verdict: str, start: int, per_page: int, area: Decimal) -> Group:
    those = Q(reasons__contains=LEFT) if verdict == "left" else Q(verdict=verdict)
    rows = batch.rows.filter(those).select_related("tower").order_by("id")
    shown = list(rows[start : start + per_page])
    firms = dict(Firm.objects.filter(pk__in={r.firm_id for r in shown if r.firm_id}).values_list("pk", "name"))
    count = batch.counts.get("left_open", 0) if verdict == "left" else batch.counts["verdicts"].get(verdict, 0)
    return Group(
        verdict=verdict,
        count=count,
        open=rows.filter(decision="none").count() if verdict in DIFFERENCES else 0,
        area_sqm=area,
        rows=tuple(_review_row(actor, r, firms) for r in shown),
    )


def _review_row(actor: Actor, row: ImportRow, firms: dict[int, str]) -> ReviewRow:
    parsed = row.parsed
    return ReviewRow(
        id=row.pk,
        sheet=row.sheet,
        row_no=row.row_no,
        verdict=row.verdict,
        firm_id=None if parsed.get("conflict") == "held_elsewhere" else row.firm_id,
        firm=parsed.get("name") or firms.get(row.firm_id or 0, ""),
        tower=name_in(actor.locale, row.tower) if row.tower else "",
        place=parsed.get("place", ""),
        spaces=tuple((floor, room) for floor, room in parsed.get("spaces", [])),
        parsed=parsed,
        changes=tuple(row.changes),
        reasons=tuple(row.reasons),
        conflict=parsed.get("conflict", ""),
        choices=tuple((code, side) for code, side in parsed.get("choices", [])),
        proposal=parsed.get("proposal", ""),
        decision=row.decision,
        choice=row.choice,
        note=row.note,
        raw=tuple(row.raw),
    )


def _new_towers(batch: ImportBatch) -> tuple[NewTower, ...]:
    """Buildings that would be new, most rows first."""
    from django.db.models import Min
    from django.db.models.fields.json import KT

    rows = (
        batch.rows.filter(verdict__in=DIFFERENCES)
        .exclude(group_key="")
        .values("group_key")
        .annotate(n=Count("pk"), place=Min(KT("parsed__place")))
        .order_by("-n", "group_key")
    )
    return tuple(NewTower(key=r["group_key"], place=r["place"] or "", rows=r["n"]) for r in rows[:40])


def _touched(actor: Actor, batch: ImportBatch) -> tuple[tuple[int, str], ...]:
    """Towers in which an applied import wrote something, by name; the first dozen."""
    if batch.state != ImportBatch.State.APPLIED:
        return ()
    written = batch.effects.filter(kind="tenancy").values(made=Func("made_ids", function="unnest"))
    towers = (
        Tower.objects.filter(occupancies__tenancy__in=written, retracted_at=None).distinct().order_by("name_pinyin")
    )
    return tuple((t.pk, name_in(actor.locale, t)) for t in towers[:12])


def list_tower_choices(actor: Actor) -> list[tuple[int, str]]:
    """Towers of the actor by name, for saying which one a building of a sheet is."""
    return [(t.pk, name_in(actor.locale, t)) for t in towers_seen_by(actor).order_by("name_pinyin")]


def get_tallies(actor: Actor, batch_id: int) -> tuple[dict[str, int], dict[str, int]]:
    """Decisions counted, and verdicts counted, for the bar at the foot of a review."""
    batch = get_import(actor, batch_id)
    decided = dict(batch.rows.filter(verdict__in=DIFFERENCES).values_list("decision").annotate(n=Count("pk")))
    return decided, batch.counts.get("verdicts", {})
