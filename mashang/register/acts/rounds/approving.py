"""Approving a tower of a round, or sending it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.rounds.moving import (
    APPROVE,
    COLLECT,
    desk_url,
    end_time_limit,
    move,
    start_time_limit,
    take_round_tower,
    tell,
)
from mashang.register.models import RoundTower


@transaction.atomic
def approve_tower(*, actor: Actor, round_tower_id: int) -> RoundTower:
    """Approve a verified tower. Refuses whoever verified it: two persons stand for what is published."""
    row = take_round_tower(actor, round_tower_id, Permission.CENSUS_RUN)
    if row.verified_by_id is not None and row.verified_by_id == actor.user_id:
        raise Refused(
            "own_work", _("You verified this tower yourself."), mend=_("Another section head approves it."),
        )  # fmt: skip
    row.approved_by_id, row.approved_at = actor.user_id, timezone.now()
    move(actor, row, "approve", also=["approved_by", "approved_at"])
    end_time_limit(actor, row, APPROVE)
    return row


@transaction.atomic
def send_back_tower(*, actor: Actor, round_tower_id: int, reason: str) -> RoundTower:
    """Send a tower back to its steward, who is told why. Refuses no reason."""
    row = take_round_tower(actor, round_tower_id, Permission.CENSUS_RUN)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("The steward reads it."))
    steward = row.verified_by_id or row.steward_id
    row.verified_by_id = row.verified_at = row.approved_by_id = row.approved_at = None
    move(actor, row, "send_back", reason=reason, also=["verified_by", "verified_at", "approved_by", "approved_at"])
    end_time_limit(actor, row, APPROVE, lapsed=True)
    start_time_limit(actor, row, COLLECT)
    turn = row.moves.filter(act="send_back").count()
    tell(actor, row, topic="census.sent_back", people=[steward, row.steward_id], key=f"back:{turn}", url=desk_url(row))
    return row
