"""One tenancy as it is held now: what the pages that change it are prefilled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Firm, Tenancy, TenancyEvent, Tower, Unit
from mashang.register.reads.facts import FactSource, source_of
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.versions import get_version_by_id, get_versions
from mashang.register.rules.versions import ONE_DAY, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomHeld:
    """A room of the tenancy over a span; `until` is the last day, None while no end is settled."""

    unit_id: int
    room: str
    floor_no: int | None
    since: date
    until: date | None
    area_sqm: Decimal | None
    exclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyHead:
    """A tenancy with its firm, tower and rooms. `until` is the last day there; `taken_back` says that it never was."""

    line: int
    version_id: int
    firm_id: int
    firm: str
    tower_id: int
    tower: str
    kind: str
    since: date
    start_known: bool
    until: date | None
    lease_ends_on: date | None
    area_sqm: Decimal | None
    rent_fen: int | None
    rent_per: str
    rent_basis: str
    registered_here: bool | None
    taxed_here: bool | None
    operates_here: bool | None
    renewal_wish: str
    area_path: str
    district_id: int
    taken_back: bool
    source: FactSource
    rooms: tuple[RoomHeld, ...]

    def rooms_on(self, day: date) -> tuple[RoomHeld, ...]:
        """The rooms held on a day; of a tenancy that is over or to come, the last or first ones."""
        held = tuple(r for r in self.rooms if r.since <= day and (r.until is None or day <= r.until))
        if held or not self.rooms:
            return held
        if day < self.since:
            return tuple(r for r in self.rooms if r.since == self.since)
        return tuple(r for r in self.rooms if r.until == self.until)

    @property
    def shared(self) -> bool:
        """Are its rooms open to other firms?"""
        return bool(self.rooms) and not any(r.exclusive for r in self.rooms if r.room)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenancyHappening:
    """What happened to the tenancy, and when we learned it."""

    kind: str
    on: date
    recorded_at: datetime
    source: FactSource


def get_tenancy(actor: Actor, line: int, seen_on: date) -> TenancyHead:
    """A tenancy in a tower that the actor may see, also one that is taken back; NotThere for others. Six queries."""
    version = get_versions([line]).get(line) or _last_version(line)
    towers = {s.tower_id for s in version.spaces} if version else set()
    tower = towers_seen_by(actor).filter(pk__in=towers).first()
    if version is None or tower is None:
        raise NotThere(
            "tenancy_not_there", _("There is no such tenancy, or it lies outside your area."),
            mend=_("Look for the firm in the list of firms."),
        )  # fmt: skip
    return _head(actor, version, tower, seen_on)


def _last_version(line: int) -> Version | None:
    last = Tenancy.objects.filter(line=line).order_by("-recorded_at", "-pk").values_list("pk", flat=True).first()
    return get_version_by_id([last])[last] if last else None


def _head(actor: Actor, version: Version, tower: Tower, seen_on: date) -> TenancyHead:
    row = Tenancy.objects.select_related("source", "firm").get(pk=version.id)
    firm: Firm = row.firm
    units = Unit.objects.in_bulk({s.unit_id for s in version.spaces})
    rooms = tuple(
        RoomHeld(
            unit_id=s.unit_id, room=units[s.unit_id].room, floor_no=units[s.unit_id].floor_no, since=s.span.start,
            until=s.span.end - ONE_DAY if s.span.end else None, area_sqm=s.area_sqm, exclusive=s.exclusive,
        )
        for s in sorted(version.spaces, key=lambda s: (s.span.start, units[s.unit_id].room, s.unit_id))
    )  # fmt: skip
    return TenancyHead(
        line=version.line, version_id=version.id, firm_id=firm.pk, firm=firm.name, tower_id=tower.pk,
        tower=name_in(actor.locale, tower), kind=version.kind, since=version.span.start,
        start_known=version.start_known, until=version.span.end - ONE_DAY if version.span.end else None,
        lease_ends_on=version.lease_ends_on, area_sqm=version.area_sqm, rent_fen=version.rent_fen,
        rent_per=version.rent_per, rent_basis=version.rent_basis, registered_here=version.registered_here,
        taxed_here=version.taxed_here, operates_here=version.operates_here, renewal_wish=version.renewal_wish,
        area_path=version.area_path, district_id=version.district_id, taken_back=row.retracted_at is not None,
        source=source_of(row.source.kind, row.source.label, row.source.as_of_on, seen_on=seen_on), rooms=rooms,
    )  # fmt: skip


def list_tenancy_happenings(line: int, seen_on: date) -> tuple[TenancyHappening, ...]:
    """What happened to a tenancy, the latest entry first; one query. The caller has checked the tenancy."""
    rows = TenancyEvent.objects.filter(line=line).select_related("source").order_by("-pk")
    return tuple(
        TenancyHappening(
            kind=row.kind, on=row.on, recorded_at=row.recorded_at,
            source=source_of(row.source.kind, row.source.label, row.source.as_of_on, seen_on=seen_on),
        )
        for row in rows
    )  # fmt: skip


def latest_version_of(line: int) -> int:
    """The id of the live version of a tenancy; 0 when it is taken back."""
    return Tenancy.objects.filter(line=line, retracted_at=None).values_list("pk", flat=True).first() or 0
