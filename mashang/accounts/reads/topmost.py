"""Who stands at the top: what has no place, or lies above every office, is looked after by them."""

from __future__ import annotations

from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, roles_with


def areas_above(area_path: str) -> list[str]:
    """The paths of the areas above one, from the root down, without its own."""
    return [area_path[:end] for end in range(2, len(area_path), 2)]


def places_looked_after(area_path: str, permission: Permission) -> list[str]:
    """The places above an area that nobody but its own people look after: for them, no place too (an empty path).

    Nothing when somebody holds this permission in an area above today. An office may be founded in a district
    or a street below areas that have no people: then what concerns these, or no area at all, is theirs.
    One query.
    """
    above = areas_above(area_path)
    held = Membership.objects.filter(
        role__in=roles_with(permission), area__path__in=above, ended_at=None, awaits_approval=False,
        span__contains=timezone.localdate(), user__is_active=True,
    )  # fmt: skip
    return [] if above and held.exists() else ["", *above]
