"""What waits for somebody: imports to be reviewed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch
from mashang.register.reads.imports import DIFFERENCES, TO_REVIEW
from mashang.register.reads.scope import in_area


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingImport:
    """A sheet that was compared with the register and waits for its review."""

    id: int
    name: str
    sender: str
    tower_ids: tuple[int, ...]
    as_of_on: date
    uploaded_at: datetime
    differences: int


def list_waiting_imports(actor: Actor, *, limit: int = 200) -> tuple[WaitingImport, ...]:
    """Sheets of the actor's area that wait for review, the oldest first; one query. One without a tenant waits for nobody."""
    rows = ImportBatch.objects.filter(TO_REVIEW, in_area(actor.area_path))
    if actor.tower_ids is not None:
        rows = rows.filter(tower__in=actor.tower_ids)
    return tuple(
        WaitingImport(
            id=row.pk,
            name=row.name,
            sender=row.sender,
            tower_ids=tuple({*row.covers_towers, *([row.tower_id] if row.tower_id else [])}),
            as_of_on=row.as_of_on,
            uploaded_at=row.uploaded_at,
            differences=_open_differences(row.counts),
        )
        for row in rows.order_by("id")[:limit]
    )


def count_by_tower(waiting: tuple[WaitingImport, ...]) -> Counter[int]:
    """How many sheets wait for each tower."""
    return Counter(tower_id for one in waiting for tower_id in one.tower_ids)


def _open_differences(counts: object) -> int:
    verdicts = counts.get("verdicts", {}) if isinstance(counts, dict) else {}
    return sum(int(verdicts.get(kind, 0)) for kind in DIFFERENCES)
