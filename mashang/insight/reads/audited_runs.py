"""Frozen runs for the auditor: their days, who had them frozen, and their digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mashang.accounts.rules.roles import Permission
from mashang.insight.models import Run
from mashang.insight.reads.standing_runs import RunStamp, stamp
from mashang.kernel.actor import Actor
from mashang.trail.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedRun:
    """A run with the name of whoever had it frozen; empty where the platform did."""

    run: RunStamp
    name: str


def list_audited_runs(actor: Actor, limit: int = 6) -> Sequence[AuditedRun]:
    """The newest runs of the trees that the actor's area lies in or above, superseded ones too. 2 queries.

    Refuses everyone but the auditor.
    """
    actor.require(Permission.TRAIL_READ)
    above = [actor.area_path[:length] for length in range(2, len(actor.area_path) + 1, 2)]
    runs = Run.objects.filter(area_path__in=above) if above else Run.objects.all()
    found = [stamp(run) for run in runs.order_by("-id")[:limit]]
    entries = Entry.objects.filter(act="figures.freeze", subject_kind="run", subject_id__in=[run.id for run in found])
    names = dict(entries.values_list("subject_id", "actor__name"))
    return [AuditedRun(run=run, name=names.get(run.id) or "") for run in found]
