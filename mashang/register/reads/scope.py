"""What an actor may see of the register, and what was known at an instant."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mashang.kernel.actor import Actor
from mashang.register.models import Firm, Occupancy, Tower


def in_area(path: str, field: str = "area_path") -> Q:
    """Rows of an area's subtree: a range of the path, so that the index answers it. The empty path is everything."""
    if not path:
        return Q()
    return Q(**{f"{field}__gte": path, f"{field}__lt": f"{path}~"})


def known(known_at: datetime | None, *, prefix: str = "", until: str = "retracted_at") -> Q:
    """Rows that are believed now, or that were believed at an instant."""
    if known_at is None:
        return Q(**{f"{prefix}{until}__isnull": True})
    still = Q(**{f"{prefix}{until}__isnull": True}) | Q(**{f"{prefix}{until}__gt": known_at})
    return Q(**{f"{prefix}recorded_at__lte": known_at}) & still


def towers_seen_by(actor: Actor) -> QuerySet[Tower]:
    """Towers in the actor's area subtree, narrowed to its own where it has such."""
    seen = Tower.objects.filter(in_area(actor.area_path), merged_into=None, retracted_at=None)
    return seen if actor.tower_ids is None else seen.filter(pk__in=actor.tower_ids)


def firms_seen_by(actor: Actor) -> QuerySet[Firm]:
    """Firms whose home is in the actor's area or that are or were somewhere in it.

    Narrowed to the actor's own firms, or to those in its own towers.
    """
    seen = Firm.objects.filter(merged_into=None, retracted_at=None)
    if actor.firm_ids is not None:
        return seen.filter(pk__in=actor.firm_ids)
    places = Occupancy.objects.filter(in_area(actor.area_path), firm=OuterRef("pk"), retracted_at=None)
    if actor.tower_ids is not None:
        return seen.filter(Exists(places.filter(tower__in=actor.tower_ids)))
    if not actor.area_path:
        return seen
    return seen.filter(in_area(actor.area_path) | Exists(places))
