"""What happened in a tower, a unit or to a firm's tenancies: nothing of it is ever edited away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch, Occupancy, TenancyEvent, Tower, UnitLineage
from mashang.register.reads.choices import name_source
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by

COMING = 3  # of what is still to come, the next few
AHEAD = 60


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
    """The latest happenings of a tower and the next to come; three queries at most. Empty for a tower the actor may not see."""
    seen = towers_seen_by(actor).filter(pk=tower_id).values("pk")
    lines = Occupancy.objects.filter(tower__in=seen).values("line")
    events = _events(actor, seen, lines, today, limit)
    changes = _changes(Q(from_unit__tower__in=seen), limit)
    batches = _batches(Exists(seen), tower_id, limit)
    return _latest([*events, *changes, *batches], limit)


def list_unit_happenings(actor: Actor, unit_id: int, today: date, *, limit: int = 30) -> tuple[Happening, ...]:
    """The latest happenings of one unit. The caller has checked that the actor may see it."""
    lines = Occupancy.objects.filter(unit=unit_id).values("line")
    changes = _changes(Q(from_unit=unit_id) | Q(to_unit=unit_id), limit)
    return _latest([*_events(actor, towers_seen_by(actor).values("pk"), lines, today, limit), *changes], limit)


def list_firm_happenings(actor: Actor, firm_id: int, today: date, *, limit: int = 30) -> tuple[Happening, ...]:
    """The latest happenings of a firm's tenancies within what the actor may see, as `list_firm_stays` shows them.

    The caller has checked that the actor may see the firm; its own people see what happened in all its places.
    """
    own = actor.firm_ids is not None and firm_id in actor.firm_ids
    seen = (Tower.objects.all() if own else towers_seen_by(actor)).values("pk")
    lines = Occupancy.objects.filter(firm=firm_id, tower__in=seen).values("line")
    return _latest(_events(actor, seen, lines, today, limit), limit)


def _latest(happenings: Iterable[Happening], limit: int) -> tuple[Happening, ...]:
    return tuple(sorted(happenings, key=lambda h: (h.on, h.recorded_at), reverse=True)[: limit + COMING])


@dataclass(slots=True)
class _Named:
    """A tower's names as the query gives them."""

    name_zh: str
    name_hant: str
    name_en: str


def _events(
    actor: Actor, towers: QuerySet[Tower, Any], lines: QuerySet[Any, Any], today: date, limit: int
) -> list[Happening]:
    """Events of these lines, told with their rooms in these towers."""
    here = Occupancy.objects.filter(line=OuterRef("line"), tower__in=towers)
    about = JSONObject(
        firm_id="firm_id", firm="firm__name", tower_id="tower_id", name_zh="tower__name_zh",
        name_hant="tower__name_hant", name_en="tower__name_en",
    )  # fmt: skip
    rows = (
        TenancyEvent.objects.filter(line__in=lines)
        .select_related("source")
        .annotate(
            about=Subquery(here.order_by("-id").values(one=about)[:1]),
            rooms=ArraySubquery(here.exclude(unit__room="").order_by("unit__room").values("unit__room").distinct()),
        )
    )
    found = list(rows.order_by("-on", "-id")[: limit + AHEAD])
    coming = [row for row in found if row.on > today]
    past = [row for row in found if row.on <= today]
    return [_event(actor, row) for row in [*coming[-COMING:], *past[:limit]]]


def _event(actor: Actor, row: Any) -> Happening:
    about = row.about or {}
    names = _Named(about.get("name_zh", ""), about.get("name_hant", ""), about.get("name_en", ""))
    return Happening(
        on=row.on,
        kind=row.kind,
        firm_id=about.get("firm_id"),
        firm=about.get("firm", ""),
        rooms=tuple(row.rooms),
        tower_id=about.get("tower_id"),
        tower=name_in(actor.locale, names),
        reason=str(row.says.get("reason", "")) if isinstance(row.says, dict) else "",
        source=name_source(row.source.kind, row.source.label),
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
            source=name_source(lineages[0].change.source.kind, lineages[0].change.source.label),
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
