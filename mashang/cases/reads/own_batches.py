"""What a firm sees of a batch that its case is in: when the team comes, where, what came of it, what to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashang.cases.models import BatchItem, BatchPlace, CaseText
from mashang.cases.reads.scope import cases_seen_by
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OwnItem:
    """One item of the firm. `to_sign`: there is a result that it has not signed. `team` names who comes, by their names."""

    id: int
    case_id: int
    case_ref: str
    case_number: str
    batch_number: str
    item: str
    tower: str
    meeting_point: str
    comes_at: datetime | None
    minutes: int
    team: tuple[str, ...]
    due_at: datetime | None
    result: str
    words: str
    signed_at: datetime | None
    to_sign: bool
    left: bool


def list_own_items(actor: Actor, *, case_id: int | None = None) -> list[OwnItem]:
    """The items of the actor's own firms in batches that were accepted, the newest first, in four queries.

    What left its batch is shown as such: it has a clock of its own again. Nothing of the other firms of the batch is told.
    """
    rows = BatchItem.objects.filter(case__in=cases_seen_by(actor), batch__accepted_at__isnull=False)
    if case_id is not None:
        rows = rows.filter(case=case_id)
    found = list(rows.select_related("batch", "case__tower").order_by("-batch_id", "no")[:200])
    batches = {row.batch_id for row in found}
    points = {
        (batch, tower): point
        for batch, tower, point in BatchPlace.objects.filter(batch__in=batches).values_list(
            "batch_id", "tower_id", "meeting_point"
        )
    }
    teams = _teams(batches)
    words = dict(
        CaseText.objects.filter(
            case__in=[row.case_id for row in found], part=CaseText.Part.ANSWER, seen_by=CaseText.SeenBy.ALL
        ).order_by("pk").values_list("case_id", "body")
    )  # fmt: skip
    return [
        OwnItem(
            row.pk, row.case_id, str(row.case.ref), row.case.number, row.batch.number, row.batch.item,
            row.case.tower.name_zh if row.case.tower else "", points.get((row.batch_id, row.case.tower_id or 0), ""),
            row.planned_at, row.batch.minutes_each, teams.get(row.batch_id, ()), row.case.due_at, row.result,
            words.get(row.case_id, "") if row.result else "", row.signed_at,
            bool(row.result) and row.signed_at is None and row.left_at is None, row.left_at is not None,
        )
        for row in found
    ]  # fmt: skip


def _teams(batches: set[int]) -> dict[int, tuple[str, ...]]:
    from mashang.cases.models import TeamMember

    out: dict[int, tuple[str, ...]] = {}
    rows = TeamMember.objects.filter(batch__in=batches, left_at=None).order_by("team", "pk")
    for batch, name in rows.values_list("batch_id", "user__name"):
        out[batch] = (*out.get(batch, ()), name)
    return out
