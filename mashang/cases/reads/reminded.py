"""Of which cases people are reminded: when each is due, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from mashang.accounts.rules.roles import Permission, permissions_of
from mashang.cases.models import Case
from mashang.doors.standing import find_held
from mashang.register.reads.scope import in_area


def due_days(ids: Collection[int]) -> Mapping[int, date | None]:
    """The day on which each open case is due as a whole, None while its clock stands still; ended ones are left out."""
    rows = Case.objects.filter(pk__in=ids, closed_at=None).values_list("pk", "due_at")
    return {pk: timezone.localdate(due) if due else None for pk, due in rows}


def seen_by_person(user_id: int, ids: Collection[int]) -> Collection[int]:
    """Those of these cases that a person of the office sees in any role they hold today."""
    reach = Q()
    for held in find_held(user_id):
        if Permission.CASE_READ in permissions_of(held.role):
            reach |= in_area(held.area_path)
    return set(Case.objects.filter(reach, pk__in=ids).values_list("pk", flat=True)) if reach else set()
