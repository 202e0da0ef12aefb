"""Reminding the stewards of towers that a round still waits for: each tower once at each stage, never by the run."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.notices.models import Notice
from mashang.register.acts.rounds.moving import SUBJECT, desk_url, tell
from mashang.register.models import CensusRound, RoundTower
from mashang.register.reads.rounds.people import heads_of
from mashang.register.rules.rounds.stages import stage_of

TOPIC = "census.waits"
WAITING = [RoundTower.State.ASSIGNED, RoundTower.State.COLLECTING, RoundTower.State.DIFF]


@transaction.atomic
def remind_of_rounds(*, actor: Actor, on: date | None = None) -> int:
    """Tell the steward of each tower that is not verified, a week before its round closes, on its last day and after it.

    After it the heads of the area are told as well. However often it runs, a person hears of a tower once at each stage.
    Returns how many were told now.
    """
    today = on or timezone.localdate()
    rows = RoundTower.objects.filter(state__in=WAITING, round__state=CensusRound.State.OPEN).select_related("round")
    done, told = _told_already(), 0
    for row in rows.order_by("pk"):
        stage = stage_of(row.round.closes_on, today)
        if stage and (row.pk, stage) not in done:
            people = [row.steward_id, *(heads_of(row.area_path) if stage == "late" or not row.steward_id else [])]
            told += tell(actor, row, topic=TOPIC, people=people, key=f"waits:{stage}", url=desk_url(row))
    return told


def _told_already() -> set[tuple[int, str]]:
    rows = Notice.objects.filter(topic=TOPIC, subject_kind=SUBJECT).values_list("subject_id", "key")
    return {(subject, stage) for subject, key in rows for stage in ("week", "last", "late") if f":{stage}:" in key}
