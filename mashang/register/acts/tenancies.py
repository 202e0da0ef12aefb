"""Tenancies by hand: they begin, are extended, move, change and end. Each writes a new version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.ledger import Change, Event, write_changes
from mashang.register.acts.sources import source_of, take_firm, take_unit
from mashang.register.models import Occupancy, Source, Tenancy, Unit
from mashang.register.reads.versions import get_versions
from mashang.register.rules import versions
from mashang.register.rules.versions import Space, Span, Version
from mashang.trail.acts import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a lease says besides rooms and days. Areas in square metres, rent in fen per square metre."""

    kind: str = Tenancy.Kind.LEASE
    rent_fen: int | None = None
    rent_per: str = ""
    rent_basis: str = ""
    area_sqm: Decimal | None = None
    shared: bool = False
    registered_here: bool | None = None
    taxed_here: bool | None = None
    operates_here: bool | None = None


def start_tenancy(
    *,
    actor: Actor,
    firm_id: int,
    unit_ids: Iterable[int],
    start: date,
    start_known: bool = True,
    lease_ends_on: date | None = None,
    terms: Terms | None = None,
    source: str = "",
) -> int:
    """A firm takes units from a day on; returns the line of the tenancy.

    Refuses rooms of different towers, rooms let exclusively to somebody on those days (and says to
    whom), a lease that ends before it begins, and days outside a unit's life.
    """
    terms = terms or Terms()
    with transaction.atomic():
        firm = take_firm(actor, firm_id)
        units = _take_units(actor, unit_ids)
        span = Span(start, lease_ends_on + versions.ONE_DAY if lease_ends_on else None)
        if span.empty:
            raise Refused(
                "ends_before_start",
                _("The lease would end before it begins."),
                field="lease_ends_on",
                mend=_("Enter a later day."),
            )
        spaces = [_space(u, span, terms, alone=len(units) == 1) for u in units]
        _require_free(spaces)
        origin, at = source_of(actor, label=source)
        version = Version(
            firm_id=firm.pk, span=span, spaces=tuple(spaces), kind=terms.kind, start_known=start_known,
            lease_ends_on=lease_ends_on, area_sqm=terms.area_sqm if len(units) > 1 else None, rent_fen=terms.rent_fen,
            rent_per=terms.rent_per if terms.rent_fen is not None else "", rent_basis=terms.rent_basis if terms.rent_fen is not None else "",
            registered_here=terms.registered_here, taxed_here=terms.taxed_here, operates_here=terms.operates_here,
            district_id=units[0].district_id, area_path=units[0].area_path,
        )  # fmt: skip
        return _write(
            actor,
            Change(None, version, [Event("start", start)]),
            origin,
            at,
            "tenancy.start",
            {"start": start, "ends": lease_ends_on},
        )


def extend_lease(*, actor: Actor, line: int, lease_ends_on: date | None, on: date, source: str = "") -> None:
    """The contract now ends on another day (None: no stated end); `on` is the day this became so.

    An end that has passed leaves the tenant holding over. Refuses an end before the beginning and days
    on which the room is promised to somebody else.
    """
    turn = partial(versions.extended, lease_ends_on=lease_ends_on, on=on)
    _turn(actor, line, turn, Event("extend", on, {"lease_ends_on": str(lease_ends_on or "")}), "tenancy.extend", source)


def end_tenancy(*, actor: Actor, line: int, last_day: date, source: str = "") -> None:
    """The tenant leaves: `last_day` is the last day there. Refuses a tenancy that has ended already.

    One that would end before its first day is taken back altogether.
    """
    on = last_day + versions.ONE_DAY
    _turn(actor, line, lambda v: versions.ended(v, on), Event("end", on), "tenancy.end", source)


def move_tenant(
    *, actor: Actor, line: int, unit_ids: Iterable[int], on: date, terms: Terms | None = None, source: str = ""
) -> None:
    """From `on` the tenancy goes on in these units; those it keeps stay as they are."""
    terms = terms or Terms()
    with transaction.atomic():
        version = _take(actor, line)
        units = _take_units(actor, unit_ids)
        span = Span(max(on, version.span.start), version.span.end)
        fresh = [_space(u, span, terms, alone=len(units) == 1) for u in units]
        after = versions.moved(version, fresh, on=on)
        _require_free([s for s in after.spaces if s.span.start == span.start], own_line=line)
        origin, at = source_of(actor, label=source)
        _write(
            actor,
            Change(version, after, [Event("move_room", on)]),
            origin,
            at,
            "tenancy.move",
            {"on": on, "units": sorted(u.pk for u in units)},
        )


def correct_tenancy(
    *,
    actor: Actor,
    line: int,
    terms: Terms,
    start: date | None = None,
    renewal_wish: str | None = None,
    source: str = "",
) -> None:
    """What is held of the tenancy was wrong or is now known: start, rent, flags, kind, renewal wish.

    The earlier statement stays on record as what was known until now.
    """

    def turn(version: Version) -> Version:
        after = replace(
            version, kind=terms.kind, rent_fen=terms.rent_fen, rent_per=terms.rent_per if terms.rent_fen is not None else "",
            rent_basis=terms.rent_basis if terms.rent_fen is not None else "", registered_here=terms.registered_here,
            taxed_here=terms.taxed_here, operates_here=terms.operates_here,
            renewal_wish=version.renewal_wish if renewal_wish is None else renewal_wish,
        )  # fmt: skip
        if terms.area_sqm is not None:
            after = _with_area(after, terms.area_sqm)
        return (
            versions.started_earlier(after, start)
            if start and (start != after.span.start or not after.start_known)
            else after
        )

    _turn(actor, line, turn, Event("correct", timezone.localdate()), "tenancy.correct", source)


def _with_area(version: Version, area: Decimal) -> Version:
    live = {s.unit_id for s in version.spaces}
    if len(live) > 1:
        return replace(version, area_sqm=area)
    return replace(version, spaces=tuple(replace(s, area_sqm=area) for s in version.spaces))


def _space(unit: Unit, span: Span, terms: Terms, *, alone: bool) -> Space:
    area = (terms.area_sqm if alone else None) or unit.area_sqm
    return Space(unit.pk, unit.tower_id, span, area, exclusive=bool(unit.room) and not terms.shared)


def _take_units(actor: Actor, unit_ids: Iterable[int]) -> list[Unit]:
    units = [take_unit(actor, unit_id) for unit_id in sorted(set(unit_ids))]
    if not units:
        raise Refused("no_units", _("Choose at least one room."), field="units")
    if len({u.tower_id for u in units}) > 1:
        raise Refused(
            "many_towers",
            _("One tenancy lies in one tower."),
            field="units",
            mend=_("Enter one tenancy for each tower."),
        )
    actor.require(Permission.REGISTER_EDIT, area_path=units[0].area_path)
    return units


def _take(actor: Actor, line: int) -> Version:
    found = get_versions([line], lock=True).get(line)
    if found is None or not actor.covers(found.area_path):
        raise NotThere("no_such_tenancy", _("There is no such tenancy in your area."))
    actor.require(Permission.REGISTER_EDIT, area_path=found.area_path)
    return found


def _turn(
    actor: Actor, line: int, turn: Callable[[Version], Version | None], event: Event, act: str, label: str
) -> None:
    with transaction.atomic():
        before = _take(actor, line)
        after = turn(before)
        if after is not None:
            _require_free(after.spaces, own_line=line)
        origin, at = source_of(actor, label=label)
        diff = {
            "ends": [before.lease_ends_on, after.lease_ends_on if after else None],
            "until": [before.span.end, after.span.end if after else None],
        }
        _write(actor, Change(before, after, [event]), origin, at, act, {k: v for k, v in diff.items() if v[0] != v[1]})


def _write(actor: Actor, change: Change, origin: Source, at: datetime, act: str, diff: dict[str, object]) -> int:
    place = change.after or change.before
    assert place is not None
    try:
        with transaction.atomic():
            write_changes([change], source=origin, at=at)
    except IntegrityError as error:
        raise _in_words(error) from error
    record(
        actor=actor, act=act, subject_kind="firm", subject_id=place.firm_id, diff={**diff, "line": change.line},
        area_path=place.area_path, district_id=place.district_id,
    )  # fmt: skip
    for tower_id in sorted({s.tower_id for s in place.spaces}):
        record(
            actor=actor, act=act, subject_kind="tower", subject_id=tower_id, diff={**diff, "line": change.line},
            area_path=place.area_path, district_id=place.district_id,
        )  # fmt: skip
    return change.line


def _require_free(spaces: Iterable[Space], own_line: int = 0) -> None:
    """Say who is there before the database has to; its constraint stays the last word in a race."""
    alone = [s for s in spaces if s.exclusive]
    others = Occupancy.objects.filter(
        unit_id__in={s.unit_id for s in alone}, exclusive=True, retracted_at=None
    ).exclude(line=own_line)
    for other in others.select_related("firm", "unit"):
        held = Span(other.span.lower, other.span.upper)
        if any(s.unit_id == other.unit_id and s.span.meets(held) for s in alone):
            raise Refused(
                "room_taken",
                _(
                    "Room %(room)s is let to %(firm)s from %(start)s on.",
                    room=str(other.unit),
                    firm=other.firm.name,
                    start=held.start,
                ),
                field="units",
                mend=_("End that tenancy first, choose other days, or enter the room as shared."),
            )


def _in_words(error: IntegrityError) -> Refused:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if name == "occupancy_exclusive_unit_once":
        return Refused(
            "room_taken", _("Somebody else has let this room at the same moment."), mend=_("Look at the tower again.")
        )
    return Refused(
        "outside_life",
        _("On these days the room does not exist in this shape."),
        field="start",
        mend=_("Look at the unit's history."),
    )
