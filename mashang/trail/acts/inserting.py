"""Writing the rows of one deed in one statement, where their keys are known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault
from psycopg.adapt import Transformer

from mashang.trail.acts.recording import require_transaction

# Fields whose values the driver takes as Django keeps them.
AS_THEY_ARE = frozenset(
    {
        models.BigAutoField, models.BigIntegerField, models.IntegerField, models.SmallIntegerField, models.BooleanField,
        models.PositiveIntegerField, models.PositiveSmallIntegerField, models.CharField, models.TextField,
        models.DateTimeField, models.UUIDField, models.ForeignKey,
    }
)  # fmt: skip


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
    literal = Transformer.from_context(connection.connection).as_literal
    parts = list[str]()
    for rows, ending in [*((rows, "") for rows in groups), (or_leave, " on conflict do nothing")]:
        if rows:
            parts.append(_insert(rows, literal) + ending)
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
    if parts:
        *first, last = parts
        named = ", ".join(f"part_{number} as ({sql})" for number, sql in enumerate(first))
        with connection.cursor() as cursor:
            # Values are literals made by the driver: it would look for placeholders in so long a text at each call.
            cursor.execute(f"with {named} {last}" if first else last)


@cache
def _shape(model: type[Model], with_id: bool) -> tuple[str, tuple[tuple[Field[Any, Any], bool], ...]]:
    """How an insert of this model begins, its fields in that order, and of each whether its value goes as it is."""
    fields = [
        field for field in model._meta.concrete_fields if not field.generated and (with_id or not field.primary_key)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    begin = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES '
    return begin, tuple((field, type(field) in AS_THEY_ARE and not _set_on_save(field)) for field in fields)


def _set_on_save(field: Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _insert(rows: Sequence[Model], literal: Callable[[Any], bytes]) -> str:
    """The statement for the rows of one model."""
    begin, fields = _shape(type(rows[0]), rows[0].pk is not None)
    lines = []
    for row in rows:
        said = []
        for field, as_it_is in fields:
            value = getattr(row, field.attname) if as_it_is else field.pre_save(row, add=True)
            if isinstance(value, DatabaseDefault):
                said.append("DEFAULT")
                continue
            said.append(literal(value if as_it_is else field.get_db_prep_save(value, connection)).decode())
        lines.append(f"({', '.join(said)})")
    return begin + ", ".join(lines)
