"""Writing the rows of one deed in one statement, where their keys are known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from mashang.trail.acts.recording import require_transaction


def draw_id(model: type[Model]) -> int:
    """The id of a row that is still to be written, so that others can name it first."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return int(cursor.fetchone()[0])


def insert_together(*groups: Sequence[Model], or_leave: Sequence[Model] = ()) -> None:
    """Write rows of several tables in one statement: all or none, and the server is asked once.

    Each group holds rows of one model, either all with their ids or all without; those without learn none. Rows of
    `or_leave` that stand already under one of their unique keys are left out. Foreign keys among the rows hold, because they
    are looked at when the transaction ends. Refuses outside a transaction.
    """
    require_transaction()
    parts, values = list[str](), list[Any]()
    for rows, conflict in [*((rows, None) for rows in groups), (or_leave, OnConflict.IGNORE)]:
        for sql, params in _inserts(rows, conflict) if rows else ():
            parts.append(sql)
            values += params
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
    if parts:
        *first, last = parts
        named = ", ".join(f"part_{number} as ({sql})" for number, sql in enumerate(first))
        with connection.cursor() as cursor:
            cursor.execute(f"with {named} {last}" if first else last, values)


def _inserts(rows: Sequence[Model], conflict: OnConflict | None) -> list[tuple[str, tuple[Any, ...]]]:
    fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
    if rows[0].pk is None:
        fields = [field for field in fields if not field.primary_key]
    query = InsertQuery(type(rows[0]), on_conflict=conflict)
    query.insert_values(fields, list(rows))
    return list(query.get_compiler(connection=connection).as_sql())
