"""Freezing now: the worker counts, and whoever asked sees how far it is."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.insight.reads.freezing import find_freezing, lock_of
from mashang.insight.reads.trees import find_top
from mashang.kernel.actor import Actor
from mashang.notices.deferring import defer_after_commit

ASKING = 350_3


def ask_for_figures(*, actor: Actor, area_path: str = "") -> bool:
    """Have the worker freeze today's figures of a tree as the one who asks; False where it is at it already.

    `area_path` is the top of a tree of areas; empty stands for the tree of the actor's area, or the only one. Asked
    twice at once, one run is made. Refuses a top that the actor's area does not lie under.
    """
    actor.require(Permission.FIGURES_FREEZE)
    with transaction.atomic(), connection.cursor() as cursor:
        top = find_top(actor, area_path)
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [ASKING, top.path])
        if (going := find_freezing(top.path)) is not None and not going.failed:
            return False
        from mashang.insight.jobs import freeze_now

        defer_after_commit(
            freeze_now, queueing_lock=lock_of(top.path), area_path=top.path, asked_at=timezone.now().isoformat(),
            user_id=actor.user_id, membership_id=actor.membership_id,
        )  # fmt: skip
    return True
