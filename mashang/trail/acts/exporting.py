"""Taking a piece of the trail out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.trail.acts.recording import record
from mashang.trail.reads.history import Line
from mashang.trail.reads.search import Filters, Seen, each_entry, each_view


def export_entries(*, actor: Actor, filters: Filters) -> Iterator[Line]:
    """The entries that fit, newest first, at most 100,000; that they were taken out is itself recorded.

    Refuses everyone but the auditor.
    """
    _note(actor, "trail.export", filters)
    return each_entry(actor=actor, filters=filters)


def export_views(*, actor: Actor, filters: Filters) -> Iterator[Seen]:
    """Who saw which sensitive fields, newest first, at most 100,000; that it was taken out is itself recorded.

    Refuses everyone but the auditor.
    """
    _note(actor, "trail.export_views", filters)
    return each_view(actor=actor, filters=filters)


def _note(actor: Actor, act: str, filters: Filters) -> None:
    actor.require(Permission.TRAIL_READ)
    asked = {name: value for name, value in asdict(filters).items() if value and name != "person"}
    with transaction.atomic():
        record(actor=actor, act=act, subject_kind="trail", subject_id=0, diff=asked)
