"""What became of firms' records and of units by a day, as it was known at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from mashang.register.models import FirmMerge, TowerMerge, UnitLineage


def list_merged(at: datetime) -> dict[int, int]:
    """Into which record each merged record of a firm had gone at an instant, one step each. One query."""
    known = FirmMerge.objects.filter(merged_at__lte=at).filter(Q(undone_at=None) | Q(undone_at__gt=at))
    return dict(known.order_by("merged_at").values_list("gone_id", "kept_id"))


def list_became(unit_ids: Iterable[int], on: date, at: datetime) -> dict[int, list[int]]:
    """What each of these units had been split, merged, redrawn or renumbered into by a day, and what that became, as known at an instant.

    One step each: of a unit redrawn twice the first redrawing gives the second. A room made one with another, because two
    towers are one, became that one. As many queries as there are steps one after the other, and two more.
    """
    merges = TowerMerge.objects.filter(merged_at__lte=at).filter(Q(undone_at=None) | Q(undone_at__gt=at))
    joined = {
        gone: kept
        for pairs in merges.order_by("merged_at").values_list("moved__joined", flat=True)
        for gone, kept in pairs
    }
    found: dict[int, list[int]] = {}
    fresh = set(unit_ids)
    while fresh:
        steps: dict[int, list[int]] = {}
        lineage = UnitLineage.objects.filter(
            from_unit__in=fresh, change__on__lte=on, change__recorded_at__lte=at
        ).values_list("from_unit_id", "to_unit_id")
        for old, new in lineage.order_by("change__on", "id"):
            steps.setdefault(old, []).append(new)
        steps = {unit: [joined[unit]] for unit in fresh & joined.keys()} | steps
        found |= steps
        fresh = {new for after in steps.values() for new in after} - found.keys()
    return found
