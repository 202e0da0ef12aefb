"""Writes versions of tenancies: retracts the rows of the present version, copies those of the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from mashang.register.acts.ledger.copying import copy_rows, day_text, draw_ids, span_text
from mashang.register.acts.ledger.homes import Home, homes_of
from mashang.register.models import Occupancy, Source, Tenancy, TenancyEvent
from mashang.register.rules.versions import Version

MANY = 300
_TENANCY = (
    "id", "line", "firm_id", "kind", "span", "start_known", "lease_ends_on", "area_sqm", "rent_fen", "rent_per",
    "rent_basis", "registered_here", "taxed_here", "operates_here", "renewal_wish", "source_id", "recorded_at",
    "district_id", "area_path",
)  # fmt: skip
_OCCUPANCY = (
    "line", "tenancy_id", "unit_id", "tower_id", "firm_id", "span", "area_sqm", "exclusive", "recorded_at",
    "district_id", "area_path",
)  # fmt: skip
_EVENT = ("district_id", "line", "kind", "on", "says", "source_id", "recorded_at")


@dataclass(slots=True)
class Event:
    """What happened, for the tenancy's history."""

    kind: str
    on: date
    says: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """From one version to the next: `before` None starts a tenancy, `after` None takes it back."""

    before: Version | None
    after: Version | None
    events: list[Event] = field(default_factory=list)
    line: int = 0  # known once written
    written_id: int | None = None


def write_changes(changes: Sequence[Change], *, source: Source, at: datetime) -> None:
    """Write all changes in a handful of statements; fills in `line` and `written_id` of each.

    Each row is placed where its tower is; a tenancy without rooms stays where its version says.
    The database refuses overlapping exclusive occupancies and spaces outside their unit's life.
    """
    retracted = [c.before.id for c in changes if c.before is not None]
    if retracted:
        Occupancy.objects.filter(tenancy_id__in=retracted, retracted_at=None).update(retracted_at=at)
        Tenancy.objects.filter(id__in=retracted, retracted_at=None).update(retracted_at=at)
    written = [c for c in changes if c.after is not None]
    for change, fresh in zip(written, draw_ids(Tenancy, len(written)), strict=True):
        change.written_id = fresh
        change.line = (
            change.before.line
            if change.before
            else (change.after.line if change.after and change.after.line else fresh)
        )
    for change in changes:
        if change.after is None and change.before is not None:
            change.line = change.before.line
    homes = homes_of(s.tower_id for c in changes if (v := c.after or c.before) for s in v.spaces)
    copy_rows(Tenancy, _TENANCY, (_tenancy_row(c, homes, source.id, at) for c in written))
    copy_rows(Occupancy, _OCCUPANCY, (row for c in written for row in _occupancy_rows(c, homes, at)))
    copy_rows(
        TenancyEvent,
        _EVENT,
        (
            (
                _home(c, homes).district_id,
                c.line,
                event.kind,
                event.on,
                json.dumps(event.says, ensure_ascii=False),
                source.id,
                at,
            )
            for c in changes
            for event in c.events
        ),
    )
    if len(written) > MANY:
        _refresh_statistics()


def _refresh_statistics() -> None:
    """The deferred guards look rows up one by one: planned on stale statistics they would scan whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("analyze register_occupancy, register_tenancy, register_unit")


def _home(change: Change, homes: dict[int, Home]) -> Home:
    version = change.after or change.before
    if version is None:
        return Home(0, "")
    return homes[version.spaces[0].tower_id] if version.spaces else Home(version.district_id, version.area_path)


def _tenancy_row(change: Change, homes: dict[int, Home], source_id: int, at: datetime) -> tuple[Any, ...]:
    v = change.after
    assert v is not None
    return (
        change.written_id, change.line, v.firm_id, v.kind, span_text(v.span), v.start_known, day_text(v.lease_ends_on),
        v.area_sqm, v.rent_fen, v.rent_per, v.rent_basis, v.registered_here, v.taxed_here, v.operates_here,
        v.renewal_wish, v.source_id or source_id, at, *_home(change, homes),
    )  # fmt: skip


def _occupancy_rows(change: Change, homes: dict[int, Home], at: datetime) -> list[tuple[Any, ...]]:
    v = change.after
    assert v is not None
    return [
        (change.line, change.written_id, s.unit_id, s.tower_id, v.firm_id, span_text(s.span), s.area_sqm, s.exclusive,
         at, *homes[s.tower_id])
        for s in v.spaces
    ]  # fmt: skip
