"""What became of firms' records and of units by a day, as it was known at an instant."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q

from mashang.register.models import FirmMerge, UnitLineage
from mashang.register.reads.scope import in_area


def list_merged(at: datetime) -> dict[int, int]:
    """Into which record each merged record of a firm had gone at an instant, one step each. One query."""
    known = FirmMerge.objects.filter(merged_at__lte=at).filter(Q(undone_at=None) | Q(undone_at__gt=at))
    return dict(known.order_by("merged_at").values_list("gone_id", "kept_id"))


def list_became(area_path: str, on: date, at: datetime) -> dict[int, list[int]]:
    """What each unit of an area's towers had been split, merged, redrawn or renumbered into by a day, as known at an instant.

    One step each: of a unit redrawn twice the first redrawing gives the second. One query.
    """
    found: dict[int, list[int]] = defaultdict(list)
    steps = UnitLineage.objects.filter(
        in_area(area_path, "from_unit__area_path"), change__on__lte=on, change__recorded_at__lte=at
    ).values_list("from_unit_id", "to_unit_id")
    for old, new in steps.order_by("change__on", "id"):
        found[old].append(new)
    return found
