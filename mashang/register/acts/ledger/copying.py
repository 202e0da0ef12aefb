"""COPY into a model's table, and ids drawn from its sequence beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

from mashang.register.rules.versions import Span

FOREVER = "(,)"


def span_text(span: Span) -> str:
    """A daterange as PostgreSQL writes it."""
    return f"[{span.start},{span.end or ''})"


def day_text(day: date | None) -> str | None:
    """A day as PostgreSQL writes it; None stays null."""
    return day.isoformat() if day else None


def draw_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` fresh ids of the model, so that rows that refer to each other can be copied at once."""
    if count == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY the rows into the model's table. Columns are database columns; ranges are given as text."""
    names = ", ".join(f'"{name}"' for name in columns)
    # Errors of COPY come raw from the driver: wrapped, a broken constraint is Django's IntegrityError as elsewhere.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f'copy "{model._meta.db_table}" ({names}) from stdin') as copy,
    ):
        for row in rows:
            copy.write_row(row)
