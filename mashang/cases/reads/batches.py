"""Which batches an actor may see, how they stand, and who may be on a team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Batch, BatchItem, BatchPlace, TeamMember, TourStop
from mashang.cases.reads.batch_lines import BatchFile, BatchLine, ItemLine, StopLine, Tally
from mashang.cases.reads.batch_people import list_members
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.scope import in_area


def batches_seen_by(actor: Actor) -> QuerySet[Batch]:
    """The batches within an actor's reach: the office those of its area, a liaison those of its department or team."""
    batches = Batch.objects.all()
    if actor.may(Permission.CASE_READ):
        return batches.filter(in_area(actor.area_path))
    if actor.may(Permission.CASE_ANSWER) and actor.department_id:
        on_it = TeamMember.objects.filter(batch=OuterRef("pk"), user=actor.user_id or 0, left_at=None)
        return batches.filter(Q(department=actor.department_id) | Exists(on_it))
    return batches.none()


def list_batches(actor: Actor, *, finished: bool = False) -> list[BatchLine]:
    """The batches in reach, those that go on or the finished ones (the newest 200), in one query."""
    rows = batches_seen_by(actor).filter(state=Batch.State.FINISHED) if finished else batches_seen_by(actor).exclude(
        state=Batch.State.FINISHED
    )  # fmt: skip
    held = Q(items__left_at=None)
    counted = rows.select_related("tower", "park", "department").annotate(
        n=Count("items", filter=held), settled=Count("items", filter=held & Q(items__ended_at__isnull=False)),
        gone=Count("items", filter=Q(items__left_at__isnull=False)),
        towers=Count("items__case__tower", filter=held, distinct=True),
        due=Max("items__case__due_at", filter=held & Q(items__ended_at=None)),
    )  # fmt: skip
    return [
        BatchLine(
            one.pk, one.number, one.title, one.item, _place_name(one), one.department.name_zh, one.state,
            one.proposed_at, one.accepted_at, one.due if one.accepted_at else None, one.n, one.settled, one.gone, one.towers,
        )
        for one in counted.order_by("-pk")[:200]
    ]  # fmt: skip


def get_batch(actor: Actor, batch_id: int) -> BatchFile:
    """All of one batch in seven queries, however many items it has; NotThere outside the actor's reach."""
    batch = batches_seen_by(actor).select_related("tower", "park", "department").filter(pk=batch_id).first()
    if batch is None:
        raise NotThere("no_such_batch", _("There is no such batch, or it lies outside your reach."))
    items = list_items(batch)
    stops = _stops(batch, items)
    dues = [one.due_at for one in items if one.due_at and not one.ended_at and one.standing != "left"]
    return BatchFile(
        id=batch.pk, number=batch.number, title=batch.title, item=batch.item, state=batch.state,
        place=_place_name(batch), area_path=batch.area_path, department_id=batch.department_id,
        department=batch.department.name_zh, proposed_at=batch.proposed_at, accepted_at=batch.accepted_at,
        finished_at=batch.finished_at, due_at=min(dues, default=None) if batch.accepted_at else None,
        minutes_each=batch.minutes_each, days=tuple(date.fromisoformat(one) for one in batch.days),
        members=tuple(list_members(batch)), items=tuple(items), stops=tuple(stops), tally=tally_of(items),
    )  # fmt: skip


def list_items(batch: Batch) -> list[ItemLine]:
    """The items of a batch in their order. `standing`: done, cannot, bureau, not_done, here, planned, open or left."""
    rows = BatchItem.objects.filter(batch=batch).select_related("case__firm", "case__tower", "stop").order_by("no")
    words = _words([row.case_id for row in rows])
    return [_line(row, words.get(row.case_id, "")) for row in rows]


def tally_of(items: Sequence[ItemLine]) -> Tally:
    """How many items stand where."""
    count = {"done": 0, "bureau": 0, "here": 0, "planned": 0, "open": 0, "left": 0}
    for one in items:
        count[{"cannot": "done", "not_done": "open"}.get(one.standing, one.standing)] += 1
    return Tally(**count)


def _words(cases: Sequence[int]) -> dict[int, str]:
    """The newest words of each case that its firm reads and the office wrote."""
    from mashang.cases.models import CaseText

    rows = CaseText.objects.filter(
        case__in=cases, seen_by=CaseText.SeenBy.ALL, part__in=[CaseText.Part.ANSWER, CaseText.Part.QUESTION]
    )
    return dict(rows.order_by("pk").values_list("case_id", "body"))


def _stops(batch: Batch, items: Sequence[ItemLine]) -> list[StopLine]:
    points = dict(BatchPlace.objects.filter(batch=batch).values_list("tower_id", "meeting_point"))
    rows = TourStop.objects.filter(tour__batch=batch, dropped_at=None).select_related("tour", "tower")
    return [
        StopLine(
            row.pk, row.tour.day, row.tour.team, row.order, row.tower_id, row.tower.name_zh,
            points.get(row.tower_id, ""), row.from_at, row.to_at, row.walk_minutes, row.windows, row.explained,
            row.visited_at, row.tour.started_at is not None, tuple(one for one in items if one.stop_id == row.pk),
        )
        for row in rows.order_by("tour__day", "tour__team", "from_at")
    ]  # fmt: skip


def _line(row: BatchItem, words: str) -> ItemLine:
    case = row.case
    return ItemLine(
        row.pk, row.no, case.pk, case.number, case.firm_id, case.firm.name if case.firm else case.title,
        case.tower_id or 0, case.tower.name_zh if case.tower else "", case.place, row.stop_id, row.planned_at,
        _standing(row), row.result, row.result_at, row.ended_at, row.left_reason, case.due_at, row.signed_at,
        row.signed_way, words if row.result or row.left_at else "",
    )  # fmt: skip


def _standing(row: BatchItem) -> str:
    if row.left_at is not None:
        return "left"
    if row.result:
        return row.result
    if row.stop is not None and row.stop.visited_at is not None:
        return "here"
    return "planned" if row.planned_at else "open"


def _place_name(batch: Batch) -> str:
    if batch.tower is not None:
        return batch.tower.name_zh
    return batch.park.name_zh if batch.park is not None else ""
