"""Which overdue clocks sweeps held back because too many came at once."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor


def held_deadlines(actor: Actor) -> QuerySet[Deadline]:
    """Those of the actor's area that are overdue, held, and not let go."""
    return Deadline.objects.filter(
        state=Deadline.State.RUNNING, held_at__isnull=False, released_at__isnull=True, overdue_told_at__isnull=True,
        area_path__startswith=actor.area_path,
    )  # fmt: skip


def count_held(*, actor: Actor) -> dict[str, int]:
    """How many of them there are in the actor's area, by kind of subject."""
    rows = held_deadlines(actor).values_list("subject_kind").annotate(n=Count("pk")).order_by("subject_kind")
    return dict(rows)
