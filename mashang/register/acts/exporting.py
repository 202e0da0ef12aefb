"""Exports of lists: what was taken out of the register goes on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from mashang.kernel.actor import Actor
from mashang.trail.acts import record


def export_rows(
    *, actor: Actor, page: str, form: str, rows: int, as_of: date, query: str = "", subject_id: int = 0
) -> int:
    """Put on record that the actor takes these rows out as a file, before they are handed over.

    `page` is the list, `form` xlsx or csv, `rows` how many, `query` the filters in force. Refuses
    (NotAllowed) an actor without `register.export`; returns the id of the entry.
    """
    actor.require("register.export")
    with transaction.atomic():
        return record(
            actor=actor,
            act="list.export",
            subject_kind=page,
            subject_id=subject_id,
            diff={"form": form, "rows": rows, "as_of": as_of, "query": query[:500]},
        )
