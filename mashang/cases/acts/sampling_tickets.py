"""A file of tickets of the sample district that waits for review, handed in by the act itself."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import timedelta
from io import StringIO
from typing import Any

from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Role
from mashang.cases.acts.tickets import upload_tickets
from mashang.cases.models import TicketImport
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor


def load_sample_tickets(*, actor: Actor, said: Mapping[str, Any]) -> int:
    """Hand in the file of content/demo/tickets.yaml as a service officer; returns how many rows. Nothing when a file is there.

    Refuses who may not lay out areas, as the loading of the district does.
    """
    actor.require("areas.manage")
    held = (
        Membership.objects.filter(role=Role.SERVICE_OFFICER, ended_at=None)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    if held is None or TicketImport.objects.exists():
        return 0
    rows, morning = [], timezone.localtime().replace(hour=9, minute=20, second=0, microsecond=0)
    for no, one in enumerate(said["tickets"], 1):
        *told, number, priority = one["cells"]
        received, due = morning - timedelta(days=one["ago"]), morning + timedelta(days=one["in"])
        rows.append([no, f"{received:%Y-%m-%d %H:%M}", *told, number, f"{due:%Y-%m-%d} 18:00", priority])
    out = StringIO(newline="")
    csv.writer(out).writerows([[said["title"]], said["head"], *rows])
    officer = actor_for(held.user, membership_id=held.pk, face="sample")
    upload_tickets(actor=officer, data=out.getvalue().encode("gbk"), name=said["name"], source=said["line"])
    return len(rows)
