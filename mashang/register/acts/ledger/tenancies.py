"""Writes versions of tenancies: retracts the rows of the present version, copies those of the next."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from mashang.register.acts.ledger.copying import cell, copy_lines, draw_ids, span_text
from mashang.register.acts.ledger.homes import Home, homes_of
from mashang.register.models import Occupancy, Source, Tenancy, TenancyEvent
from mashang.register.rules.versions import Version

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


def write_changes(
    changes: Sequence[Change], *, source: Source, at: datetime, real: Mapping[int, int] | None = None
) -> None:
    """Write all changes in a handful of statements; fills in `line` and `written_id` of each.

    `real` gives the ids of firms, units and towers where the versions hold provisional ones.
    Each row is placed where its tower is; a tenancy without rooms stays where its version says.
    Of more than a few hundred, `refresh_statistics` comes after the last portion.
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
    _copy_versions(changes, written, source.id, at, real or {})


def refresh_statistics() -> None:
    """After many changes, before the commit. The deferred guards look rows up one by one: planned on stale statistics they would scan whole tables.
    So would the search."""
    with connection.cursor() as cursor:
        cursor.execute("analyze register_occupancy, register_tenancy, register_unit, register_findable")


def _copy_versions(
    changes: Sequence[Change], written: Sequence[Change], source_id: int, at: datetime, real: Mapping[int, int]
) -> None:
    towers = {s.tower_id for c in changes if (v := c.after or c.before) for s in v.spaces}
    found = homes_of(real.get(tower, tower) for tower in towers)
    homes = {tower: found[real.get(tower, tower)] for tower in towers}
    copy_lines(Tenancy, _TENANCY, (_tenancy_line(c, homes, source_id, at, real) for c in written))
    copy_lines(Occupancy, _OCCUPANCY, (line for c in written for line in _occupancy_lines(c, homes, at, real)))
    same = f"{source_id}\t{at}"
    copy_lines(
        TenancyEvent,
        _EVENT,
        (
            f"{_home(c, homes).district_id}\t{c.line}\t{event.kind}\t{event.on}\t"
            f"{cell(json.dumps(event.says, ensure_ascii=False)) if event.says else '{}'}\t{same}"
            for c in changes
            for event in c.events
        ),
    )


def _home(change: Change, homes: Mapping[int, Home]) -> Home:
    version = change.after or change.before
    if version is None:
        return Home(0, "")
    return homes[version.spaces[0].tower_id] if version.spaces else Home(version.district_id, version.area_path)


def _tenancy_line(
    change: Change, homes: Mapping[int, Home], source_id: int, at: datetime, real: Mapping[int, int]
) -> str:
    v = change.after
    assert v is not None
    home = _home(change, homes)
    return (
        f"{change.written_id}\t{change.line}\t{real.get(v.firm_id, v.firm_id)}\t{v.kind}\t{span_text(v.span)}\t"
        f"{v.start_known}\t{cell(v.lease_ends_on)}\t{cell(v.area_sqm)}\t{cell(v.rent_fen)}\t{v.rent_per}\t{v.rent_basis}\t"
        f"{cell(v.registered_here)}\t{cell(v.taxed_here)}\t{cell(v.operates_here)}\t{cell(v.renewal_wish)}\t"
        f"{v.source_id or source_id}\t{at}\t{home.district_id}\t{home.area_path}"
    )


def _occupancy_lines(change: Change, homes: Mapping[int, Home], at: datetime, real: Mapping[int, int]) -> list[str]:
    v = change.after
    assert v is not None
    firm_id = real.get(v.firm_id, v.firm_id)
    return [
        f"{change.line}\t{change.written_id}\t{real.get(s.unit_id, s.unit_id)}\t{real.get(s.tower_id, s.tower_id)}\t"
        f"{firm_id}\t{span_text(s.span)}\t{cell(s.area_sqm)}\t{s.exclusive}\t{at}\t"
        f"{homes[s.tower_id].district_id}\t{homes[s.tower_id].area_path}"
        for s in v.spaces
    ]
