"""Writes what units are from a day on: what they were stays, and the units bear the latest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F

from mashang.register.acts.ledger.copying import copy_rows, day_text, draw_ids
from mashang.register.models import Source, Unit, UnitDescription
from mashang.register.reads.descriptions import DESCRIBED

_COLUMNS = ("id", "unit_id", "valid_from", *DESCRIBED, "source_id", "recorded_at", "superseded_at")
_BEAR_THE_LATEST = f"""
    update register_unit u set {", ".join(f"{name} = d.{name}" for name in DESCRIBED)}
    from register_unitdescription d where d.id = any(%s) and u.id = d.unit_id"""


@dataclass(frozen=True, slots=True)
class Described:
    """The latest description of a unit; `id` is None while only the unit itself bears it."""

    id: int | None
    valid_from: date | None
    values: dict[str, Any]
    source_id: int
    recorded_at: datetime


def latest_descriptions(unit_ids: list[int]) -> dict[int, Described]:
    """What each unit is at last, believed now. Two queries."""
    found = {
        unit.pk: Described(None, None, {n: getattr(unit, n) for n in DESCRIBED}, unit.source_id, unit.recorded_at)
        for unit in Unit.objects.filter(pk__in=unit_ids)
    }
    rows = UnitDescription.objects.filter(unit__in=unit_ids, superseded_at=None)
    for row in rows.order_by(F("valid_from").asc(nulls_first=True)):
        values = {name: getattr(row, name) for name in DESCRIBED}
        found[row.unit_id] = Described(row.pk, row.valid_from, values, row.source_id, row.recorded_at)
    return found


def describe_units(says: Mapping[int, Mapping[str, Any]], *, since: date | None, source: Source, at: datetime) -> None:
    """Write what is said of units that are locked, by unit and field.

    It holds from `since` on, which is no earlier than the day of the latest description. With None the latest is
    corrected: it was never so, and for its days the new values hold.
    """
    held = latest_descriptions(list(says))
    closed, latest = list[int](), list[int]()  # ids; places in `rows`
    rows: list[tuple[Any, ...]] = []
    for unit_id, fields in says.items():
        old = held[unit_id]
        day = old.valid_from if since is None else since
        replaced = old.valid_from == day
        if old.id is None:
            was = (old.values[n] for n in DESCRIBED)
            rows.append((unit_id, None, *was, old.source_id, old.recorded_at, at if replaced else None))
        elif replaced:
            closed.append(old.id)
        new = {**old.values, **fields}
        latest.append(len(rows))
        rows.append((unit_id, day_text(day), *(new[n] for n in DESCRIBED), source.pk, at, None))
    UnitDescription.objects.filter(pk__in=closed).update(superseded_at=at)
    ids = draw_ids(UnitDescription, len(rows))
    copy_rows(UnitDescription, _COLUMNS, ((fresh, *row) for fresh, row in zip(ids, rows, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(_BEAR_THE_LATEST, [[ids[place] for place in latest]])
