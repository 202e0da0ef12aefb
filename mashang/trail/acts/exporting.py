"""Taking a piece of the trail out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.trail.acts.recording import record
from mashang.trail.reads.history import Line
from mashang.trail.reads.search import Filters, each_entry


def export_entries(*, actor: Actor, filters: Filters) -> Iterator[Line]:
    """The entries that fit, newest first, at most 100,000; that they were taken out is itself recorded.

    Refuses everyone but the auditor.
    """
    actor.require(Permission.TRAIL_READ)
    asked = {name: value for name, value in asdict(filters).items() if value and name != "person"}
    with transaction.atomic():
        record(actor=actor, act="trail.export", subject_kind="trail", subject_id=0, diff=asked)
    return each_entry(actor=actor, filters=filters)
