"""Who is told of a sheet."""

from __future__ import annotations

from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.notices.acts import queue
from mashang.register.models import ImportBatch, TowerKeeper
from mashang.register.reads.keepers import role_held_on


def tell_stewards(actor: Actor, batch: ImportBatch) -> None:
    """A sheet that a property manager handed in waits for the stewards of its tower."""
    if batch.tower_id is None:
        return
    today = timezone.localdate()
    keepers = TowerKeeper.objects.filter(
        role_held_on(today), tower_id=batch.tower_id, duty__in=["district", "local"], span__contains=today
    )
    queue(
        actor=actor,
        topic="import.handed_in",
        key=f"batch:{batch.pk}",
        recipients=keepers.values_list("membership__user_id", flat=True).distinct(),
        template="sheet_handed_in",
        args={"tower_id": batch.tower_id},
        subject_kind="batch",
        subject_id=batch.pk,
        url=f"/desk/imports/{batch.pk}",
    )
