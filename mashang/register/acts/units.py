"""Units by hand: added, described, split, merged, held back, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.ledger import Change, Event, write_changes
from mashang.register.acts.sources import source_of, take_tower, take_unit
from mashang.register.models import Floor, Occupancy, Source, Tower, Unit, UnitChange, UnitHold, UnitLineage
from mashang.register.reads.versions import get_versions
from mashang.register.rules.versions import Space, Span, Version
from mashang.trail.acts import record

TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room that comes out of a split, a merge or is added."""

    room: str
    area_sqm: Decimal | None = None


def add_unit(
    *,
    actor: Actor,
    tower_id: int,
    floor_no: int,
    room: str,
    area_sqm: Decimal | None = None,
    since: date | None = None,
    source: str = "",
) -> Unit:
    """A unit that exists in the tower, since a day or (None) since when is not known.

    Refuses floor 0, a room that is there already on those days, and an area of nothing or less.
    """
    with transaction.atomic():
        tower = take_tower(actor, tower_id)
        actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path)
        _require_sound(floor_no, room, area_sqm)
        origin, _at = source_of(actor, label=source)
        Floor.objects.get_or_create(tower=tower, no=floor_no, defaults={"district_id": tower.district_id})
        unit = _make(
            tower,
            floor_no,
            NewRoom(room=room, area_sqm=area_sqm),
            Span(since or date.min, None),
            origin,
            open_start=since is None,
        )
        record(
            actor=actor, act="unit.add", subject_kind="tower", subject_id=tower.pk, diff={"unit": unit.pk, "room": room},
            area_path=tower.area_path, district_id=tower.district_id,
        )  # fmt: skip
    return unit


def edit_unit(
    *, actor: Actor, unit_id: int, area_sqm: Decimal | None, inner_sqm: Decimal | None, owner: str, own_use: bool,
    divisible: bool | None, joinable: bool | None,
) -> Unit:  # fmt: skip
    """Describe a unit. Its number and floor are not edited: a renumbering is a change with a day."""
    with transaction.atomic():
        unit = take_unit(actor, unit_id)
        actor.require(Permission.REGISTER_EDIT, area_path=unit.area_path)
        _require_sound(unit.floor_no or 1, unit.room or "-", area_sqm)
        after = {
            "area_sqm": area_sqm,
            "inner_sqm": inner_sqm,
            "own_use": own_use,
            "divisible": divisible,
            "joinable": joinable,
        }
        diff = {k: [getattr(unit, k), v] for k, v in after.items() if getattr(unit, k) != v}
        Unit.objects.filter(pk=unit.pk).update(owner=owner[:120], **after)
        record(
            actor=actor, act="unit.edit", subject_kind="unit", subject_id=unit.pk, diff=diff,
            area_path=unit.area_path, district_id=unit.district_id,
        )  # fmt: skip
        unit.refresh_from_db()
    return unit


def split_unit(*, actor: Actor, unit_id: int, rooms: Sequence[NewRoom], on: date, reason: str = "") -> list[Unit]:
    """From `on` the unit is several; leases that run through the day go on in all the parts.

    Refuses fewer than two parts, two of one number, and areas that do not add up within 1 % unless a
    reason is given.
    """
    if len(rooms) < 2:
        raise Refused("too_few_parts", _("A split makes at least two rooms."), field="rooms")
    with transaction.atomic():
        unit = take_unit(actor, unit_id)
        return _redraw(actor, "split", [unit], rooms, on, reason)


def merge_units(
    *, actor: Actor, unit_ids: Iterable[int], room: str, area_sqm: Decimal | None, on: date, reason: str = ""
) -> Unit:
    """From `on` the units are one; they must lie on one floor and be let to one firm or to none."""
    with transaction.atomic():
        units = [take_unit(actor, unit_id) for unit_id in sorted(set(unit_ids))]
        if len(units) < 2:
            raise Refused("too_few_parts", _("A merge takes at least two rooms."), field="units")
        if len({(u.tower_id, u.floor_no) for u in units}) > 1:
            raise Refused("many_floors", _("Only rooms of one floor can be merged."), field="units")
        return _redraw(actor, "merge", units, [NewRoom(room=room, area_sqm=area_sqm)], on, reason)[0]


def hold_unit(
    *, actor: Actor, unit_id: int, kind: str, since: date, until: date | None = None, note: str = ""
) -> UnitHold:
    """Say why an unlet unit is not vacant: reserved, fitting out, sealed, not handed over.

    Refuses a second reservation on the same days.
    """
    if until is not None and until < since:
        raise Refused(
            "ends_before_start", _("The last day lies before the first."), field="until", mend=_("Enter a later day.")
        )
    with transaction.atomic():
        unit = take_unit(actor, unit_id)
        actor.require(Permission.REGISTER_EDIT, area_path=unit.area_path)
        span = DateRange(since, date.fromordinal(until.toordinal() + 1) if until else None)
        if kind == "reserved" and unit.holds.filter(kind="reserved", released_at=None, span__overlap=span).exists():
            raise Refused(
                "reserved_already", _("The unit is reserved on these days."), mend=_("Release that reservation first.")
            )
        origin, _at = source_of(actor)
        hold = UnitHold.objects.create(
            district_id=unit.district_id, unit=unit, kind=kind, span=span, note=note[:200], source=origin
        )
        record(
            actor=actor, act="unit.hold", subject_kind="unit", subject_id=unit.pk, diff={"kind": kind, "since": since, "until": until},
            area_path=unit.area_path, district_id=unit.district_id,
        )  # fmt: skip
    return hold


def release_unit(*, actor: Actor, hold_id: int) -> None:
    """The unit is no longer held back."""
    with transaction.atomic():
        hold = UnitHold.objects.select_for_update().select_related("unit").filter(pk=hold_id, released_at=None).first()
        if hold is None or not actor.covers(hold.unit.area_path):
            raise NotThere("no_such_hold", _("The unit is not held back any more."))
        actor.require(Permission.REGISTER_EDIT, area_path=hold.unit.area_path)
        _origin, at = source_of(actor)
        UnitHold.objects.filter(pk=hold.pk).update(released_at=at)
        record(
            actor=actor, act="unit.release", subject_kind="unit", subject_id=hold.unit_id, diff={"kind": hold.kind},
            area_path=hold.unit.area_path, district_id=hold.unit.district_id,
        )  # fmt: skip


def _require_sound(floor_no: int, room: str, area_sqm: Decimal | None) -> None:
    if floor_no == 0:
        raise Refused(
            "floor_zero",
            _("There is no floor 0."),
            field="floor_no",
            mend=_("1 is the ground floor, -1 the first below it."),
        )
    if not room.strip():
        raise Refused("room_needed", _("Enter the room's number."), field="room")
    if area_sqm is not None and area_sqm <= 0:
        raise Refused(
            "area_not_positive",
            _("The area must be more than nothing."),
            field="area_sqm",
            mend=_("Leave it open when it is not known."),
        )


def _make(
    tower: Tower, floor_no: int | None, room: NewRoom, life: Span, origin: Source, *, open_start: bool = False
) -> Unit:
    span = DateRange(None if open_start else life.start, life.end)
    try:
        with transaction.atomic():
            return Unit.objects.create(
                district_id=tower.district_id, area_path=tower.area_path, tower=tower, floor_no=floor_no,
                room=room.room.strip()[:40], area_sqm=room.area_sqm, life=span, source=origin,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "room_exists",
            _("Room %(room)s is there already on these days.", room=room.room),
            field="rooms",
            mend=_("Choose another number, or close the other room first."),
        ) from error


def _redraw(actor: Actor, kind: str, units: list[Unit], rooms: Sequence[NewRoom], on: date, reason: str) -> list[Unit]:
    first = units[0]
    actor.require(Permission.REGISTER_EDIT, area_path=first.area_path)
    if any(on not in u.life or u.life.lower == on for u in units):
        raise Refused(
            "not_alive", _("On that day the unit does not exist."), field="on", mend=_("Choose a day within its life.")
        )
    for room in rooms:
        _require_sound(first.floor_no or 1, room.room, room.area_sqm)
    _require_sum(units, rooms, reason)
    origin, at = source_of(actor, as_of_on=on)
    tower = Tower.objects.get(pk=first.tower_id)
    versions = get_versions(_lines_through(units, on), lock=True)
    firms = {v.firm_id for v in versions.values()}
    if kind == "merge" and len(firms) > 1:
        raise Refused(
            "many_tenants",
            _("The rooms are let to different firms."),
            field="units",
            mend=_("End or move a tenancy first."),
        )
    for unit in units:
        Unit.objects.filter(pk=unit.pk).update(life=DateRange(unit.life.lower, on))
    made = [_make(tower, first.floor_no, room, Span(on, first.life.upper), origin) for room in rooms]
    change = UnitChange.objects.create(
        district_id=tower.district_id, kind=kind, on=on, reason=reason[:400], source=origin
    )
    share = 10_000 // max(len(made), 1)
    UnitLineage.objects.bulk_create(
        [UnitLineage(change=change, from_unit=u, to_unit=m, share_bp=share) for u in units for m in made]
    )
    ids = {u.pk for u in units}
    changes = [
        Change(v, _onto(v, ids, made, on), [Event("area", on, {"change": change.pk})]) for v in versions.values()
    ]
    write_changes(changes, source=origin, at=at)
    record(
        actor=actor, act=f"unit.{kind}", subject_kind="tower", subject_id=tower.pk, reason=reason,
        diff={"from": sorted(ids), "to": sorted(m.pk for m in made), "on": on}, area_path=tower.area_path, district_id=tower.district_id,
    )  # fmt: skip
    return made


def _require_sum(units: list[Unit], rooms: Sequence[NewRoom], reason: str) -> None:
    before, after = [u.area_sqm for u in units], [r.area_sqm for r in rooms]
    if reason.strip() or None in before or None in after:
        return
    total, parts = sum(a for a in before if a), sum(a for a in after if a)
    if abs(parts - total) > total * TOLERANCE:
        raise Refused(
            "areas_do_not_add_up",
            _("The areas add up to %(parts)s m2, before it was %(total)s m2.", parts=parts, total=total),
            field="rooms",
            mend=_("Mend the areas, or say why they differ."),
        )


def _lines_through(units: list[Unit], on: date) -> set[int]:
    """Tenancies that hold one of the units on the day or later: they go on in what the units become."""
    held = Occupancy.objects.filter(unit__in=units, retracted_at=None).exclude(span__fully_lt=DateRange(on, None))
    return set(held.values_list("line", flat=True))


def _onto(version: Version, old: set[int], made: list[Unit], on: date) -> Version:
    """The version whose spaces in the old units end on the day and go on in the new ones."""
    spaces: list[Space] = []
    carried: set[int] = set()
    for space in version.spaces:
        if space.unit_id not in old or (space.span.end is not None and space.span.end <= on):
            spaces.append(space)
            continue
        if space.span.start < on:
            spaces.append(Space(space.unit_id, space.tower_id, space.span.until(on), space.area_sqm, space.exclusive))
        for unit in made:
            if unit.pk not in carried:
                carried.add(unit.pk)
                spaces.append(Space(unit.pk, unit.tower_id, space.span.since(on), unit.area_sqm, space.exclusive))
    return Version(
        **{f: getattr(version, f) for f in Version.__dataclass_fields__ if f != "spaces"}, spaces=tuple(spaces)
    )
