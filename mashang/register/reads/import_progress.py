"""How far a long import is, as its worker says."""

from __future__ import annotations

from typing import Any

from django.db import connection

from mashang.register.models import ImportBatch

PHASES = ("reading", "comparing", "applying")


def get_progress(batch: ImportBatch) -> dict[str, Any]:
    """`phase` and `rows` of the work on a batch that was just read; what its open transaction says goes first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_name from pg_stat_activity where datname = current_database() and application_name like %s",
            [f"import {batch.pk} %"],
        )
        said = cursor.fetchone()
    if said:
        _import, _number, phase, rows = said[0].split(" ")
        return {"phase": phase, "rows": int(rows)}
    return dict(batch.progress)
