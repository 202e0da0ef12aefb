"""The rows of a snapshot: what the register held in an area on a day, as it was known at an instant.

The same texts are read when a snapshot is published and when it is checked years later: day and knowledge given, they
give the same rows (what a lease, a unit, a name and a firm's industry were is kept over time; a credit code and a
tower's stated lettable area are as they stand).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import connection

from mashang.register.reads.then import known_then, of_area, stays, units, unmerged

_ON = "%(on)s::date"
_NAME_OF = """(
        select n.name from register_{kind}name n
        where n.{kind}_id = {row}.id and {known} and (n.since is null or n.since <= %(on)s::date)
          and n.kind in ('current', 'former')
        order by n.since desc nulls last, n.kind, n.id desc limit 1
    )"""
_CODE_OF = """(
        select f.code from register_firmfact f join register_factkey k on k.id = f.key_id and k.key = '{key}'
        where f.subject_id = firm.id and f.believed and f.valid_from <= %(on)s::date and {known}
        order by f.valid_from desc limit 1
    )"""


def _name_of(kind: str, row: str) -> str:
    told = _NAME_OF.format(kind=kind, row=row, known=known_then("n", "superseded_at"))
    return f"coalesce({told}, {row}.name{'' if kind == 'firm' else '_zh'})"


def _code_of(key: str) -> str:
    return _CODE_OF.format(key=key, known=known_then("f", "superseded_at"))


_STAY = f"with stay as ({stays()})"
_SQM = pa.decimal128(14, 2)
TABLES: dict[str, tuple[str, pa.Schema]] = {
    "towers": (
        f"""select t.id, t.code, {_name_of("tower", "t")}, t.kind, t.lettable_sqm from register_tower t
            where {of_area("t")} and {known_then("t")} and {unmerged("t", "tower")} order by t.id""",
        pa.schema(
            [("tower", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("lettable_sqm", _SQM)]
        ),
    ),
    "units": (
        f"""{_STAY}, room as ({units()})
            select room.tower_id, room.unit_id, room.floor_no, u.room, round(room.sqm, 2), room.status
            from room join register_unit u on u.id = room.unit_id and u.tower_id = room.tower_id
            order by room.tower_id, room.unit_id""",
        pa.schema(
            [("tower", pa.int64()), ("unit", pa.int64()), ("floor", pa.int16()), ("room", pa.string()), ("sqm", _SQM), ("status", pa.string())]
        ),
    ),
    "stays": (
        f"""{_STAY}
            select tower_id, unit_id, firm_id, line, kind, round(sqm, 2), ends_on, registered_here, taxed_here
            from stay order by tower_id, unit_id, firm_id, line""",
        pa.schema(
            [("tower", pa.int64()), ("unit", pa.int64()), ("firm", pa.int64()), ("line", pa.int64()), ("kind", pa.string()),
             ("sqm", _SQM), ("ends_on", pa.date32()), ("registered_here", pa.bool_()), ("taxed_here", pa.bool_())]
        ),
    ),
    "firms": (
        f"""{_STAY}
            select firm.id, firm.uscc, {_name_of("firm", "firm")}, {_code_of("industry")}, {_code_of("standing")}
            from register_firm firm where firm.id in (select firm_id from stay) order by firm.id""",
        pa.schema(
            [("firm", pa.int64()), ("uscc", pa.string()), ("name", pa.string()), ("industry", pa.string()), ("standing", pa.string())]
        ),
    ),
}  # fmt: skip


def read_table(name: str, *, top: str, on: date, at: datetime) -> pa.Table:
    """One table of a snapshot of the subtree `top`, as of a day and as known at an instant."""
    text, schema = TABLES[name]
    with connection.cursor() as cursor:
        cursor.execute(text, {"top": top, "on": on, "at": at})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) or [() for _field in schema]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
