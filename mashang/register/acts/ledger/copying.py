"""COPY into a model's table, and ids drawn from its sequence beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, models
from psycopg import Copy

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
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()  # asked for each id, it costs more than the id
        cursor.execute("select nextval(%s::regclass) from generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_LINES = 2_000


def cell(value: object) -> str:
    """A value as COPY reads it: texts escaped, None as null; numbers, days and times as they print."""
    if type(value) is str:
        return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    return str(value)


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """COPY rows given as lines: cells (see `cell`) between tabs. Half the cost of `copy_rows` for many rows."""
    taken = iter(lines)
    with _copying(model, columns) as copy:
        while block := list(islice(taken, _LINES)):
            copy.write("\n".join(block) + "\n")


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY the rows into the model's table. Columns are database columns; ranges are given as text."""
    with _copying(model, columns) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _copying(model: type[models.Model], columns: Sequence[str]) -> Iterator[Copy]:
    names = ", ".join(f'"{name}"' for name in columns)
    # Errors of COPY come raw from the driver: wrapped, a broken constraint is Django's IntegrityError as elsewhere.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f'copy "{model._meta.db_table}" ({names}) from stdin') as copy,
    ):
        yield copy
