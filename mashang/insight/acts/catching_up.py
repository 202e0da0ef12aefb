"""Freezing past months afterwards, where nobody froze them in time."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from mashang.insight.acts.freezing import freeze_figures
from mashang.insight.models import Run
from mashang.kernel.actor import Actor

MONTHS = 12


def freeze_past_figures(*, actor: Actor, area_path: str, months: int = MONTHS) -> int:
    """Freeze the last days of the past months of which a tree has no run, the oldest first; returns how many.

    Each is marked as counted afterwards and leaves out the figures whose past cannot be told. May be called again.
    """
    frozen = 0
    for day in reversed(ends_of_months(timezone.localdate(), months)):
        if not Run.objects.filter(area_path=area_path, valid_on=day).exists():
            freeze_figures(actor=actor, area_path=area_path, valid_on=day, kind=Run.Kind.AFTERWARDS)
            frozen += 1
    return frozen


def ends_of_months(today: date, months: int) -> list[date]:
    """The last days of so many months before this one, the latest first."""
    ends, first = [], today.replace(day=1)
    for _month in range(months):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends
