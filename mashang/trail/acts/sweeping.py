"""Clearing request keys that nobody can repeat any more."""

from __future__ import annotations

import datetime as dt

from django.db.models.functions import Now

from mashang.kernel.actor import Actor
from mashang.trail.models import RequestKey

KEPT = dt.timedelta(hours=30 * 24 + 1)


def sweep_request_keys(*, actor: Actor) -> int:
    """Delete request keys older than 30 days, the only deletion the guard lets pass. Returns how many."""
    deleted, _ = RequestKey.objects.filter(created_at__lt=Now() - KEPT).delete()
    return deleted
