"""The file of one unit: its life, what it came from and became, who was in it, what held it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Occupancy, Unit, UnitHold, UnitLineage
from mashang.register.reads.descriptions import DESCRIBED, SOURCED, descriptions_on
from mashang.register.reads.facts import FactSource, source_of
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import known, towers_seen_by
from mashang.register.reads.spans import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHead:
    """A unit with its tower. `until` is the last day of its life; None while it stands."""

    id: int
    tower_id: int
    tower: str
    floor_no: int | None
    room: str
    area_sqm: Decimal | None
    inner_sqm: Decimal | None
    owner: str
    own_use: bool
    divisible: bool | None
    joinable: bool | None
    tags: tuple[str, ...]
    since: date | None
    until: date | None
    source: FactSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """Another unit that this one came from or became."""

    unit_id: int
    room: str
    on: date
    kind: str
    share_bp: int
    came_from: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A firm in a unit over a span. `until` is the last day there, None while no end is settled."""

    line: int
    firm_id: int
    firm: str
    tower_id: int
    tower: str
    unit_id: int
    floor_no: int | None
    room: str
    kind: str
    area_sqm: Decimal | None
    whole_sqm: Decimal | None
    since: date
    start_known: bool
    until: date | None
    lease_ends_on: date | None
    registered_here: bool | None
    taxed_here: bool | None
    operates_here: bool | None
    source_kind: str
    source_label: str
    source_on: date

    def here_on(self, day: date) -> bool:
        """Was the firm there on that day?"""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """Why a unit was held back over a span; `until` is the last day, `released_at` when it was lifted."""

    kind: str
    since: date
    until: date | None
    released_at: datetime | None
    note: str


def get_unit(actor: Actor, unit_id: int, as_of: date, known_at: datetime | None = None) -> UnitHead:
    """The head of a unit's file as it was on a day; refuses what the actor may not see as not there. Two queries."""
    row = (
        Unit.objects.filter(pk=unit_id, retracted_at=None, tower__in=towers_seen_by(actor).values("pk"))
        .select_related("tower", "source")
        .first()
    )
    if row is None:
        raise NotThere("unit_not_there", _("There is no such unit, or it lies outside your area."))
    was = {name: getattr(row, name) for name in DESCRIBED}
    said = (row.source.kind, row.source.label, row.source.as_of_on)
    if written := descriptions_on(Q(unit=unit_id), as_of, known_at).get(unit_id):
        was, said = {name: written[name] for name in DESCRIBED}, tuple(written[name] for name in SOURCED)
    return UnitHead(
        id=row.pk,
        tower_id=row.tower_id,
        tower=name_in(actor.locale, row.tower),
        floor_no=row.floor_no,
        room=row.room,
        **was,
        tags=tuple(row.tags),
        since=row.life.lower,
        until=last_day(row.life),
        source=source_of(*said, seen_on=as_of),
    )


def list_kin(unit_id: int) -> tuple[Kin, ...]:
    """The units that a unit came from and became, by day; one query. The caller has checked the unit."""
    rows = (
        UnitLineage.objects.filter(Q(from_unit=unit_id) | Q(to_unit=unit_id))
        .select_related("change", "from_unit", "to_unit")
        .order_by("change__on", "id")
    )
    return tuple(
        Kin(
            unit_id=other.pk,
            room=other.room,
            on=row.change.on,
            kind=row.change.kind,
            share_bp=row.share_bp,
            came_from=row.to_unit_id == unit_id,
        )
        for row in rows
        for other in (row.from_unit if row.to_unit_id == unit_id else row.to_unit,)
    )


def list_unit_stays(unit: UnitHead, known_at: datetime | None = None) -> tuple[Stay, ...]:
    """Everyone who was, is or will be in a unit, the latest first; one query."""
    stays = _stays(Occupancy.objects.filter(tower=unit.tower_id, unit=unit.id), known_at, "")
    return tuple(replace(stay, tower=unit.tower) for stay in stays)


def list_firm_stays(actor: Actor, firm_id: int, known_at: datetime | None = None) -> tuple[Stay, ...]:
    """Everywhere a firm was, is or will be within what the actor may see, the latest first; one query.

    A firm's own people see all of its places.
    """
    rows = Occupancy.objects.filter(firm=firm_id)
    if actor.firm_ids is None or firm_id not in actor.firm_ids:
        rows = rows.filter(tower__in=towers_seen_by(actor).values("pk"))
    return _stays(rows, known_at, actor.locale)


def _stays(rows: Any, known_at: datetime | None, locale: str) -> tuple[Stay, ...]:
    found = rows.filter(known(known_at)).select_related("tenancy__source", "firm", "unit", "tower")
    return tuple(
        Stay(
            line=row.line,
            firm_id=row.firm_id,
            firm=row.firm.name,
            tower_id=row.tower_id,
            tower=name_in(locale, row.tower),
            unit_id=row.unit_id,
            floor_no=row.unit.floor_no,
            room=row.unit.room,
            kind=row.tenancy.kind,
            area_sqm=row.area_sqm if row.area_sqm is not None else row.unit.area_sqm,
            whole_sqm=row.tenancy.area_sqm,
            since=row.span.lower,
            start_known=row.tenancy.start_known,
            until=last_day(row.span),
            lease_ends_on=row.tenancy.lease_ends_on,
            registered_here=row.tenancy.registered_here,
            taxed_here=row.tenancy.taxed_here,
            operates_here=row.tenancy.operates_here,
            source_kind=row.tenancy.source.kind,
            source_label=row.tenancy.source.label,
            source_on=row.tenancy.source.as_of_on,
        )
        for row in found.order_by("-span", "-id")
    )


def list_holds(unit_id: int) -> tuple[HoldLine, ...]:
    """What held a unit back over time, the latest first; one query. The caller has checked the unit."""
    rows = UnitHold.objects.filter(unit=unit_id).order_by("-span", "-id")
    return tuple(
        HoldLine(
            kind=row.kind, since=row.span.lower, until=last_day(row.span), released_at=row.released_at, note=row.note
        )
        for row in rows
    )
