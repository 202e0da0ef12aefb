"""How an item gets out of its batch: settled, or back to a clock of its own. The last one out finishes the batch."""

from __future__ import annotations

from django.utils import timezone

from mashang.cases.acts.moving import BATCH, end_clock, step
from mashang.cases.models import Batch, BatchItem, Case
from mashang.cases.rules.batches import GOING
from mashang.cases.rules.states import may_step
from mashang.kernel.actor import Actor


def leave_batch(actor: Actor, case: Case, reason: str) -> bool:
    """Take a case out of the batch it is in: its clock there is void, and the figures of the batch count it no more.

    `reason`: papers, or the state in which the case ended. Returns whether it was in one. The caller begins what follows.
    """
    item = _item_of(case)
    if item is None:
        return False
    moment = timezone.now()
    item.left_at, item.left_reason, item.stop, item.planned_at = moment, reason, None, None
    item.save(update_fields=["left_at", "left_reason", "stop", "planned_at"])
    if end_clock(actor, case, BATCH, lapsed=True, reason=reason) and may_step(case.state, "leave_batch"):
        step(actor, case, "leave_batch", reason=reason)
    finish_empty_batch(actor, item.batch)
    return True


def settle_in_batch(actor: Actor, case: Case, outcome: str) -> bool:
    """What the case was answered with is its result in the batch it is in; its clock there is met, or missed.

    Returns whether it was in one.
    """
    item = _item_of(case)
    if item is None:
        return False
    moment = timezone.now()
    cannot = outcome == Case.Outcome.NOT_POSSIBLE
    item.result = BatchItem.Result.CANNOT if cannot else BatchItem.Result.DONE
    item.result_at, item.result_by_id, item.ended_at = moment, actor.user_id, moment
    item.save(update_fields=["result", "result_at", "result_by", "ended_at"])
    end_clock(actor, case, BATCH)
    finish_empty_batch(actor, item.batch)
    return True


def finish_empty_batch(actor: Actor, batch: Batch) -> bool:
    """The last item out finishes a batch that was accepted; its proposer and the team are told. By whoever did it."""
    from mashang.cases.acts.batch_moving import members_of, step_batch, tell_batch

    if batch.state not in GOING or BatchItem.objects.filter(batch=batch, ended_at=None, left_at=None).exists():
        return False
    step_batch(actor, batch, "finish")
    people = {batch.proposed_by_id, *members_of(batch)}
    tell_batch(actor, batch, topic="batch.finished", people=people, key="finish")
    return True


def _item_of(case: Case) -> BatchItem | None:
    """The item that a case is in a batch, with the batch; both locked, the batch first."""
    found = BatchItem.objects.filter(case=case, left_at=None, ended_at=None).values_list("pk", "batch_id").first()
    if found is None:
        return None
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=found[1])
    item = BatchItem.objects.select_for_update(of=("self",)).filter(pk=found[0], left_at=None, ended_at=None).first()
    if item is not None:
        item.batch = batch
    return item
