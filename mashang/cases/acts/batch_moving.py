"""What all deeds on a batch share: taking it under lock, stepping it, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Batch, BatchItem, BatchMove, Case, TeamMember
from mashang.cases.reads.batches import batches_seen_by
from mashang.cases.rules.batches import next_batch_state
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.trail.acts import record

SUBJECT = "case_batch"


def take_batch(actor: Actor, batch_id: int) -> Batch:
    """A batch within the actor's reach, locked. It is locked before its items and their cases, by every deed."""
    seen = batches_seen_by(actor).filter(pk=batch_id).values("pk")
    batch = Batch.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if batch is None:
        raise NotThere("no_such_batch", _("There is no such batch, or it lies outside your reach."))
    return batch


def take_item(actor: Actor, item_id: int) -> tuple[Batch, BatchItem, Case]:
    """An item, its batch and its case, locked: the case first, as every deed on a case does. NotThere out of reach."""
    found = BatchItem.objects.filter(pk=item_id).values_list("batch_id", "case_id").first()
    if found is None or not batches_seen_by(actor).filter(pk=found[0]).exists():
        raise NotThere("no_such_item", _("There is no such item, or it lies outside your reach."))
    case = Case.objects.select_for_update(of=("self",)).get(pk=found[1])
    batch = take_batch(actor, found[0])
    return batch, BatchItem.objects.select_for_update(of=("self",)).select_related("result_by").get(pk=item_id), case


def take_batch_with_cases(actor: Actor, batch_id: int) -> tuple[Batch, list[BatchItem]]:
    """A batch and the items that are still in it, with their cases, all locked, the cases first and in one order."""
    held = BatchItem.objects.filter(batch=batch_id, batch__in=batches_seen_by(actor), ended_at=None, left_at=None)
    cases = Case.objects.select_for_update(of=("self",)).filter(pk__in=held.values("case")).order_by("pk")
    found = {case.pk: case for case in cases}
    batch = take_batch(actor, batch_id)
    items = list(BatchItem.objects.select_for_update().filter(batch=batch, ended_at=None, left_at=None).order_by("no"))
    for item in items:
        item.case = found.get(item.case_id) or item.case
    return batch, items


def need_head(actor: Actor) -> None:
    """Refuses everybody but a head who may run batches."""
    actor.require(Permission.BATCH_RUN)
    actor.require(Permission.CASE_RULE)


def need_team(actor: Actor, batch: Batch) -> None:
    """Refuses everybody but the people of the batch's team and a head who may run batches."""
    if actor.may(Permission.BATCH_RUN) and actor.may(Permission.CASE_RULE):
        return
    on_it = TeamMember.objects.filter(batch=batch, user=actor.user_id, left_at=None).exists()
    if not on_it or not (actor.may(Permission.BATCH_RUN) or actor.may(Permission.CASE_ANSWER)):
        raise NotAllowed(
            "team_only",
            _("Only the team of this batch does this."),
            mend=_("Ask a section head to put you on the team."),
        )


def step_batch(
    actor: Actor, batch: Batch, act: str, *, reason: str = "", also: Iterable[str] = (),
    diff: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Take one step of a batch: the move, the row with the columns `also`, the trail. Refuses one that leads nowhere."""
    before, moment = batch.state, timezone.now()
    batch.state = next_batch_state(batch.state, act)
    if batch.state == Batch.State.FINISHED and batch.finished_at is None:
        batch.finished_at = moment
    batch.save(update_fields=sorted({"state", "finished_at", *also}))
    write_batch_move(actor, batch, act, before, at=moment, reason=reason)
    record(
        actor=actor, act=f"batch.{act}", subject_kind=SUBJECT, subject_id=batch.pk, reason=reason,
        diff={"batch_state": [before, batch.state], **(diff or {})}, area_path=batch.area_path,
        district_id=batch.district_id,
    )  # fmt: skip


def write_batch_move(actor: Actor, batch: Batch, act: str, before: str, *, at: datetime, reason: str = "") -> BatchMove:
    """Write down one step of a batch as it stands now."""
    return BatchMove.objects.create(
        batch=batch, act=act, from_state=before, to_state=batch.state, at=at, by_id=actor.user_id, reason=reason[:500]
    )


def record_item(actor: Actor, item: BatchItem, act: str, *, reason: str = "", **diff: object) -> None:
    """Put a deed on one item on record, under its case."""
    case = item.case
    record(
        actor=actor, act=f"batch.{act}", subject_kind="case", subject_id=case.pk, reason=reason, diff=diff,
        area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip


def need_open(item: BatchItem) -> None:
    """Refuses an item that has left its batch, or that somebody settled already, and says who and when."""
    if item.left_at is not None:
        raise Refused("left_batch", _("This item has left the batch."), mend=_("Handle it as a case of its own."))
    if item.ended_at is not None:
        raise Refused(
            "recorded_already",
            _(
                "%(who)s recorded this already at %(at)s.",
                who=item.result_by.name if item.result_by else "—",
                at=timezone.localtime(item.ended_at).strftime("%H:%M"),
            ),
            mend=_("Load the page again to see what came of it."),
        )


def members_of(batch: Batch) -> list[int]:
    """The accounts of the team as it is now."""
    return list(TeamMember.objects.filter(batch=batch, left_at=None).values_list("user_id", flat=True))


def tell_batch(
    actor: Actor, batch: Batch, *, topic: str, people: Iterable[int | None], key: str, **args: object
) -> int:
    """Tell people of a batch, once under this key; never the one who did it."""
    recipients = {one for one in people if one} - {actor.user_id}
    if not recipients:
        return 0
    return queue(
        actor=actor, topic=topic, key=f"batch:{batch.pk}:{key}", recipients={one for one in recipients if one},
        template=topic.replace(".", "_"), args={"number": batch.number, "title": batch.title, **args},
        subject_kind=SUBJECT, subject_id=batch.pk, url=f"/desk/batches/{batch.pk}",
    )  # fmt: skip
