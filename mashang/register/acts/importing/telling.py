"""Who is told of a sheet."""

from __future__ import annotations

from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.notices.acts import queue
from mashang.register.models import ImportBatch, TowerKeeper


def tell_stewards(actor: Actor, batch: ImportBatch) -> None:
    """A sheet that a property manager handed in waits for the stewards of its tower."""
    if batch.tower_id is None:
        return
    keepers = TowerKeeper.objects.filter(
        tower_id=batch.tower_id, duty__in=["district", "local"], span__contains=timezone.localdate()
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
