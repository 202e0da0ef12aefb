"""Checking the trail against its seals, at an auditor's wish; that it was checked is itself recorded."""

from __future__ import annotations

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.trail.acts.recording import record
from mashang.trail.reads.verify import Verdict, verify


def check_trail(*, actor: Actor) -> Verdict:
    """Recompute every digest and the chain of seals, and put on record what came of it. Changes nothing else.

    Refuses everyone but the auditor. Reads the whole trail: seconds for some hundred thousand rows.
    """
    actor.require(Permission.TRAIL_READ)
    verdict = verify()
    with transaction.atomic():
        record(
            actor=actor, act="trail.check", subject_kind="trail", subject_id=0,
            diff={"checked_rows": verdict.rows, "seals": verdict.seals, "findings": len(verdict.findings)},
        )  # fmt: skip
    return verdict
