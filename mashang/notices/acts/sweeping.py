"""Clearing the outbox of what is long past."""

from __future__ import annotations

import datetime as dt

from django.db.models.functions import Now

from mashang.kernel.actor import Actor
from mashang.notices.models import Notice

# The law asks for six months of logs; a notice is kept a little longer than that.
KEPT = dt.timedelta(hours=190 * 24)
CLOSED = [Notice.State.SENT, Notice.State.SHOWN, Notice.State.DEAD, Notice.State.CANCELLED]


def sweep(*, actor: Actor) -> int:
    """Delete notices made more than 190 days ago that are no longer waiting. Returns how many."""
    deleted, _ = Notice.objects.filter(state__in=CLOSED, created_at__lt=Now() - KEPT).delete()
    return deleted
