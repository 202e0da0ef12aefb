"""Who takes part in a round: those who may check towers of a place, and those who approve them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, roles_with


def stewards_of(area_path: str) -> list[tuple[int, str]]:
    """Accounts whose role edits the register at a place today, by name; stewards of the place first."""
    rows = _members(area_path, roles_with(Permission.REGISTER_EDIT)).order_by("-area__path", "user__name", "user_id")
    return list(dict(rows.values_list("user_id", "user__name")).items())


def heads_of(area_path: str, permission: Permission = Permission.CENSUS_RUN) -> list[int]:
    """Accounts that may do this at a place today (run census rounds): those of the nearest area that has any."""
    rows = list(_members(area_path, roles_with(permission)).values_list("area__path", "user_id"))
    nearest = max((len(path) for path, _user in rows), default=0)
    return sorted({user for path, user in rows if len(path) == nearest})


def _members(area_path: str, roles: list[str]) -> QuerySet[Membership]:
    above = [area_path[:length] for length in range(2, len(area_path) + 1, 2)]
    today = timezone.localdate()
    standing = Q(ended_at=None, awaits_approval=False, span__contains=today, user__is_active=True)
    return Membership.objects.filter(standing, role__in=roles, area__path__in=above).select_related("user", "area")
