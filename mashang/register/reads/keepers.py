"""When a duty at a tower counts: as long as the role stands in which it was given."""

from __future__ import annotations

from datetime import date

from django.db.models import Q


def role_held_on(day: date) -> Q:
    """Duties whose person still holds the role on a day; one that was ended counts no more on its last day."""
    not_ended = Q(membership__ended_at=None) | Q(membership__ended_at__date__gt=day)
    not_over = Q(membership__span__upper_inf=True) | Q(membership__span__endswith__gt=day)
    return not_ended & not_over
