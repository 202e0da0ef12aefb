"""Saying how far a long act is, while its transaction is still open."""

from __future__ import annotations

from django.db import connection

from mashang.register.models import ImportBatch


def say_progress(batch_id: int, phase: str, rows: int) -> None:
    """Progress that the page sees at once (reads/import_progress.py).

    Inside a transaction nobody else sees a written row, and the batch is locked: there the name under which the
    server lists this connection says it, until the transaction ends.
    """
    if not connection.in_atomic_block:
        ImportBatch.objects.filter(pk=batch_id).update(progress={"phase": phase, "rows": rows})
        return
    with connection.cursor() as cursor:
        cursor.execute("select set_config('application_name', %s, true)", [f"import {batch_id} {phase} {rows}"])
