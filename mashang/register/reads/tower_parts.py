"""What the pages that edit a tower are prefilled with: its own columns and its floors."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.register.models import Floor, UnitHold
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area, towers_seen_by
from mashang.register.reads.spans import last_day

SAYS = (
    "name_zh", "name_hant", "name_en", "kind", "address", "lon", "lat", "floors_above", "floors_below", "gross_sqm",
    "lettable_sqm",
)  # fmt: skip
USES = {"lobby": gettext_noop("Lobby"), "office": gettext_noop("Offices")}  # what the sample district writes


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorLine:
    """A floor as it is described."""

    no: int
    label: str
    use: str
    area_sqm: Decimal | None


def get_tower_says(actor: Actor, tower_id: int) -> dict[str, object]:
    """What is said of a tower itself, by field; nothing when the actor may not see it. One query."""
    return dict(towers_seen_by(actor).filter(pk=tower_id).values(*SAYS).first() or {})


def list_floors(tower_id: int) -> tuple[FloorLine, ...]:
    """The floors of a tower from the top down; one query. The caller has checked the tower."""
    return tuple(
        FloorLine(no=f.no, label=f.label, use=gettext(USES[f.use]) if f.use in USES else f.use, area_sqm=f.area_sqm)
        for f in Floor.objects.filter(tower=tower_id).order_by("-no")
    )


def list_open_holds(unit_id: int) -> tuple[dict[str, object], ...]:
    """What holds a unit back and is not released, with its id; one query. The caller has checked the unit."""
    rows = UnitHold.objects.filter(unit=unit_id, released_at=None).order_by("span", "pk")
    return tuple(
        {"id": r.pk, "kind": r.kind, "since": r.span.lower, "until": last_day(r.span), "note": r.note} for r in rows
    )


def list_home_areas(actor: Actor) -> tuple[tuple[int, str], ...]:
    """The open areas in which the actor may add a tower, moved in by their depth; one query."""
    rows = list(Area.objects.filter(in_area(actor.area_path, "path"), closed_on=None).order_by("path"))
    top = min((len(row.path) for row in rows), default=0)
    return tuple((row.pk, "\u00a0" * (len(row.path) - top) * 2 + name_in(actor.locale, row)) for row in rows)
