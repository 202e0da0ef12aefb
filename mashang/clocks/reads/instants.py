"""Days as instants, in the zone in which clocks here are read."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def first_of(day: date) -> datetime:
    """The first instant of a day, as clocks here show it."""
    return timezone.make_aware(datetime.combine(day, time.min))
