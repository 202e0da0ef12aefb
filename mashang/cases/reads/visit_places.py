"""Where a firm is that is visited."""

from __future__ import annotations

from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.reads.firms import get_firm_rows


def tower_of_firm(actor: Actor, firm_id: int) -> int | None:
    """The tower in which the firm has its largest place today; None when it has none that the actor sees."""
    row = get_firm_rows(actor, [firm_id], timezone.localdate()).get(firm_id)
    places = row.places if row else ()
    largest = max(places, key=lambda place: place.area_sqm or 0, default=None)
    return largest.tower_id if largest else None
