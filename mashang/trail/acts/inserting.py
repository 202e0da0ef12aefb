"""Writing the rows of one deed in one statement, where their keys are known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault

from mashang.trail.acts.recording import require_transaction


def draw_ids(*models: type[Model]) -> list[int]:
    """Ids of rows that are still to be written, so that others can name them first: one for each model named."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(name, 'id')) from unnest(%s::text[]) with ordinality t(name, n) order by n",
            [[model._meta.db_table for model in models]],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def insert_together(*groups: Sequence[Model], or_leave: Sequence[Model] = ()) -> None:
    """Write rows of several tables in one statement: all or none, and the server is asked once.

    Each group holds rows of one model, either all with their ids or all without; those without learn none. Rows of
    `or_leave` that stand already under one of their unique keys are left out. Foreign keys among the rows hold, because they
    are looked at when the transaction ends. Refuses outside a transaction.
    """
    require_transaction()
    parts, values = list[str](), list[Any]()
    for rows, ending in [*((rows, "") for rows in groups), (or_leave, " on conflict do nothing")]:
        if rows:
            parts.append(_insert(rows, values) + ending)
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
    if parts:
        *first, last = parts
        named = ", ".join(f"part_{number} as ({sql})" for number, sql in enumerate(first))
        with connection.cursor() as cursor:
            cursor.execute(f"with {named} {last}" if first else last, values)


@cache
def _shape(model: type[Model], with_id: bool) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """How an insert of this model begins, and its fields in that order."""
    fields = tuple(
        field for field in model._meta.concrete_fields if not field.generated and (with_id or not field.primary_key)
    )
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ', fields


def _insert(rows: Sequence[Model], values: list[Any]) -> str:
    """The statement for the rows of one model; what it binds is added to `values`."""
    begin, fields = _shape(type(rows[0]), rows[0].pk is not None)
    lines = []
    for row in rows:
        marks = []
        for field in fields:
            value = field.pre_save(row, add=True)
            if isinstance(value, DatabaseDefault):
                marks.append("DEFAULT")
            else:
                marks.append("%s")
                values.append(field.get_db_prep_save(value, connection))
        lines.append(f"({', '.join(marks)})")
    return begin + ", ".join(lines)
