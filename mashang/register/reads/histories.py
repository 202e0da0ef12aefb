"""What happened in a tower, a unit or to a firm's tenancies: nothing of it is ever edited away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Q

from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch, Occupancy, Tenancy, TenancyEvent, UnitLineage
from mashang.register.reads.scope import towers_seen_by

COMING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened: to a tenancy (kind of the event), to units (split, merge ...) or an import."""

    on: date
    kind: str
    firm_id: int | None = None
    firm: str = ""
    rooms: tuple[str, ...] = ()
    became: tuple[str, ...] = ()
    tower_id: int | None = None
    tower: str = ""
    reason: str = ""
    source: str = ""
    recorded_at: datetime
    batch_id: int | None = None
    rows: int | None = None


def list_tower_happenings(actor: Actor, tower_id: int, today: date, *, limit: int = 20) -> tuple[Happening, ...]:
    """The latest happenings of a tower and the next to come; six queries at most. Empty for a tower the actor may not see."""
    seen = towers_seen_by(actor).filter(pk=tower_id).values("pk")
    lines = Occupancy.objects.filter(tower__in=seen).values("line")
    events = _events(TenancyEvent.objects.filter(line__in=lines), today, limit)
    changes = _changes(Q(from_unit__tower__in=seen), limit)
    batches = _batches(Exists(seen), tower_id, limit)
    return _latest([*events, *changes, *batches], limit)


def list_unit_happenings(actor: Actor, unit_id: int, today: date, *, limit: int = 30) -> tuple[Happening, ...]:
    """The latest happenings of one unit. The caller has checked that the actor may see it."""
    lines = Occupancy.objects.filter(unit=unit_id).values("line")
    changes = _changes(Q(from_unit=unit_id) | Q(to_unit=unit_id), limit)
    return _latest([*_events(TenancyEvent.objects.filter(line__in=lines), today, limit), *changes], limit)


def list_firm_happenings(actor: Actor, firm_id: int, today: date, *, limit: int = 30) -> tuple[Happening, ...]:
    """The latest happenings of a firm's tenancies. The caller has checked that the actor may see the firm."""
    lines = Tenancy.objects.filter(firm=firm_id).values("line")
    return _latest(_events(TenancyEvent.objects.filter(line__in=lines), today, limit), limit)


def _latest(happenings: Iterable[Happening], limit: int) -> tuple[Happening, ...]:
    return tuple(sorted(happenings, key=lambda h: (h.on, h.recorded_at), reverse=True)[: limit + COMING])


def _events(events: Any, today: date, limit: int) -> list[Happening]:
    told = events.select_related("source")
    rows = list(told.filter(on__lte=today).order_by("-on", "-id")[:limit])
    rows += list(told.filter(on__gt=today).order_by("on", "id")[:COMING])
    about: dict[int, Occupancy] = {}
    rooms: dict[int, set[str]] = {}
    lines = Occupancy.objects.filter(line__in={row.line for row in rows}).select_related("firm", "unit", "tower")
    for occupancy in lines.order_by("id"):
        about[occupancy.line] = occupancy
        rooms.setdefault(occupancy.line, set()).add(occupancy.unit.room)
    return [_event(row, about.get(row.line), rooms.get(row.line, set())) for row in rows]


def _event(row: TenancyEvent, about: Occupancy | None, rooms: set[str]) -> Happening:
    return Happening(
        on=row.on,
        kind=row.kind,
        firm_id=about.firm_id if about else None,
        firm=about.firm.name if about else "",
        rooms=tuple(sorted(room for room in rooms if room)),
        tower_id=about.tower_id if about else None,
        tower=about.tower.name_zh if about else "",
        reason=str(row.says.get("reason", "")) if isinstance(row.says, dict) else "",
        source=row.source.label,
        recorded_at=row.recorded_at,
    )


def _changes(units: Q, limit: int) -> list[Happening]:
    rows = (
        UnitLineage.objects.filter(units)
        .select_related("change__source", "from_unit", "to_unit")
        .order_by("-change__on", "-change_id", "id")[: limit * 4]
    )
    found: dict[int, list[UnitLineage]] = {}
    for row in rows:
        found.setdefault(row.change_id, []).append(row)
    return [
        Happening(
            on=lineages[0].change.on,
            kind=lineages[0].change.kind,
            rooms=tuple(dict.fromkeys(one.from_unit.room for one in lineages)),
            became=tuple(dict.fromkeys(one.to_unit.room for one in lineages)),
            reason=lineages[0].change.reason,
            source=lineages[0].change.source.label,
            recorded_at=lineages[0].change.recorded_at,
        )
        for lineages in found.values()
    ]


def _batches(seen: Exists, tower_id: int, limit: int) -> list[Happening]:
    applied = ImportBatch.objects.filter(Q(Q(tower=tower_id) | Q(covers_towers__contains=[tower_id])), seen)
    rows = applied.filter(applied_at__isnull=False).order_by("-id")[:limit]
    return [
        Happening(
            on=batch.as_of_on,
            kind="import_undone" if batch.undone_at else "import",
            source=batch.name,
            recorded_at=batch.applied_at or batch.uploaded_at,
            batch_id=batch.pk,
            rows=batch.counts.get("applied") if isinstance(batch.counts, dict) else None,
        )
        for batch in rows
    ]
