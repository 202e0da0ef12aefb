"""Keeping the heads of the trail outside the database: each auditor gets them by mail every day."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Role
from mashang.kernel.actor import Actor
from mashang.notices.acts.queueing import queue
from mashang.trail.reads.verify import heads


def tell_heads(*, actor: Actor, on: dt.date) -> int:
    """Mail the newest seals to everyone who is auditor on that day, once a day; return how many are told.

    A head that lies in a mailbox shows later whether the newest seals were taken away
    (`mashang trail verify --head`). Nobody is told before anything is sealed.
    """
    newest = heads()
    if not newest:
        return 0
    auditors = Membership.objects.filter(
        role=Role.AUDITOR, span__contains=on, ended_at=None, awaits_approval=False, user__is_active=True
    ).values_list("user_id", flat=True)
    with transaction.atomic():
        return queue(
            actor=actor,
            topic="trail.heads",
            key=on.isoformat(),
            recipients=set(auditors),
            template="trail_heads",
            args={"heads": [str(head) for head in newest], "seen_on": on},
        )
