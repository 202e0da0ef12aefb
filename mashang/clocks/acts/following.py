"""Reckoning anew what was reckoned by an older calendar."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from mashang.clocks.acts.changing import OPEN, Kind, note_change, reckon_again, stretches_of, take_due
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.workdays import load_calendar

log = logging.getLogger(__name__)


@transaction.atomic
def follow_calendar(*, actor: Actor, most: int = 10_000) -> int:
    """Reckon the open clocks anew that were reckoned by another calendar than today's; returns how many.

    Each keeps its due date before and after as a change of its own. At most `most` in one call, the soonest due first;
    call it again until it finds none. One that stands still moves when it goes on.
    """
    calendar, reckoned = load_calendar(), 0
    stale = Deadline.objects.filter(state__in=OPEN).exclude(calendar_version=calendar.version)
    for deadline in stale.order_by("due_at", "id").select_for_update(skip_locked=True)[:most]:
        before = deadline.due_at
        if deadline.state == Deadline.State.RUNNING:
            try:
                take_due(deadline, reckon_again(deadline, stretches_of(deadline)))
            except Refused as refused:  # one that cannot be reckoned keeps its day, and holds up no other
                log.warning("time limit %s keeps its due date: %s", deadline.pk, refused)
        deadline.calendar_version = calendar.version
        deadline.save()
        reckoned += 1
        if deadline.due_at != before:
            note_change(actor, deadline, Kind.CALENDAR, timezone.localtime(), before=before)
    return reckoned
