"""Units split, merged and renumbered: old lives end on a day, new units begin, tenancies go on in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import require_day, write_settled
from mashang.register.acts.ledger import Change, Event
from mashang.register.acts.sources import source_of, take_units
from mashang.register.acts.units import make_unit, require_sound_room
from mashang.register.models import Occupancy, Source, Tenancy, Tower, Unit, UnitChange, UnitHold, UnitLineage
from mashang.register.reads.versions import get_versions
from mashang.register.rules.redrawing import Made, onto, require_one_holder, require_sum, shares
from mashang.register.rules.versions import Version
from mashang.trail.acts import record


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRoom:
    """A room that comes out of a split or merge; its area in square metres."""

    room: str
    area_sqm: Decimal | None = None


def split_unit(*, actor: Actor, unit_id: int, rooms: Sequence[NewRoom], on: date, reason: str = "") -> list[Unit]:
    """From `on` the unit is several; leases that run through the day go on in all the parts.

    Refuses fewer than two parts, two of one number, a day outside its life, and areas that do not add up
    within 1 % unless a reason is given.
    """
    if len(rooms) < 2:
        raise Refused("too_few_parts", _("A split makes at least two rooms."), field="rooms", mend=_("Add a room."))
    return _redraw(actor, "split", [unit_id], rooms, on, reason)


def merge_units(
    *, actor: Actor, unit_ids: Iterable[int], room: str, area_sqm: Decimal | None, on: date, reason: str = ""
) -> Unit:
    """From `on` the units are one. They lie on one floor, and one lease holds all of them, or nobody does.

    Refuses as a split does.
    """
    wanted = sorted(set(unit_ids))
    if len(wanted) < 2:
        raise Refused("too_few_parts", _("A merge takes at least two rooms."), field="rooms", mend=_("Add a room."))
    return _redraw(actor, "merge", wanted, [NewRoom(room=room, area_sqm=area_sqm)], on, reason)[0]


def renumber_unit(*, actor: Actor, unit_id: int, room: str, on: date, reason: str = "") -> Unit:
    """From `on` the unit bears another number; its area stays. Refuses its own, and one that is there already."""
    with transaction.atomic():
        held, area = Unit.objects.filter(pk=unit_id).values_list("room", "area_sqm").first() or ("", None)
        if held and held == unicodedata.normalize("NFKC", room).strip():
            raise Refused("same_number", _("The unit bears this number already."), field="room")
        return _redraw(actor, "renumber", [unit_id], [NewRoom(room=room, area_sqm=area)], on, reason)[0]


def _redraw(
    actor: Actor, kind: str, unit_ids: Sequence[int], rooms: Sequence[NewRoom], on: date, reason: str
) -> list[Unit]:
    require_day(on, "on")
    with transaction.atomic():
        units = _take(actor, unit_ids, on)
        for room in rooms:
            require_sound_room(units[0].floor_no or 1, room.room, room.area_sqm, field="rooms")
        _require_alive(units, on)
        require_sum([u.area_sqm for u in units], [r.area_sqm for r in rooms], reason)
        ids = {u.pk for u in units}
        versions = _versions_through(ids, on)
        require_one_holder(versions, ids, on)
        origin, at = source_of(actor, label=reason)
        change = UnitChange.objects.create(
            district_id=units[0].district_id, kind=kind, on=on, reason=reason.strip()[:400], source=origin
        )
        made = _write_units(change, units, rooms, on, origin)
        _carry_holds(units, made, on, origin)
        parts = [Made(m.pk, m.area_sqm) for m in made]
        events = [Event("area", on, {"change": change.pk})]
        changes = [Change(v, onto(v, ids, parts, on), list(events)) for v in versions]
        write_settled(changes, origin=origin, at=at)
        _tell(actor, kind, units, made, on, reason)
    return made


def _take(actor: Actor, unit_ids: Sequence[int], on: date) -> list[Unit]:
    """The units, locked together with all other units of the tenancies that run through the day, in one order."""
    lines = _lines_through(set(unit_ids), on)
    beside = Occupancy.objects.filter(line__in=lines, retracted_at=None).values_list("unit_id", flat=True)
    wanted = set(unit_ids)
    units = [u for u in take_units(actor, {*beside, *wanted}) if u.pk in wanted]
    first = units[0]
    actor.require(Permission.REGISTER_EDIT, area_path=first.area_path, tower_id=first.tower_id)
    if len({(u.tower_id, u.floor_no) for u in units}) > 1:
        raise Refused(
            "many_floors", _("Only rooms of one floor can be merged."), field="rooms",
            mend=_("Choose rooms of one floor."),
        )  # fmt: skip
    if any(not u.room for u in units):
        raise Refused(
            "whole_floor", _("This stands for a whole floor, not for a room."), field="rooms",
            mend=_("Add the rooms of the floor instead."),
        )  # fmt: skip
    return units


def _require_alive(units: Sequence[Unit], on: date) -> None:
    for unit in units:
        if on not in unit.life or unit.life.lower == on:
            raise Refused(
                "not_alive", _("On that day the unit does not exist."), field="on",
                mend=_("Choose a day within its life."),
            )  # fmt: skip
        if unit.life.upper is not None:
            raise Refused(
                "changes_again", _("Room %(room)s ends on %(day)s already.", room=unit.room, day=unit.life.upper),
                field="on", mend=_("Look at what it becomes then."),
            )  # fmt: skip


def _lines_through(unit_ids: set[int], on: date) -> set[int]:
    """Tenancies that hold one of the units on the day or later: they go on in what the units become."""
    held = Occupancy.objects.filter(unit__in=unit_ids, retracted_at=None).exclude(span__fully_lt=DateRange(on, None))
    return set(held.values_list("line", flat=True))


def _versions_through(unit_ids: set[int], on: date) -> list[Version]:
    lines = _lines_through(unit_ids, on)
    list(Tenancy.objects.select_for_update().filter(line__in=lines).order_by("line", "pk").values_list("pk"))
    return list(get_versions(_lines_through(unit_ids, on)).values())


def _write_units(
    change: UnitChange, units: Sequence[Unit], rooms: Sequence[NewRoom], on: date, origin: Source
) -> list[Unit]:
    tower = Tower.objects.get(pk=units[0].tower_id)
    for unit in units:
        Unit.objects.filter(pk=unit.pk).update(life=DateRange(unit.life.lower, on))
    made = [
        make_unit(tower, units[0].floor_no, r.room, DateRange(on, None), origin, area_sqm=r.area_sqm, like=units[0])
        for r in rooms
    ]
    links = []
    for unit in units:
        parts = shares(unit.area_sqm, [m.area_sqm for m in made])
        links += [
            UnitLineage(change=change, from_unit=unit, to_unit=m, share_bp=bp)
            for m, bp in zip(made, parts, strict=True)
        ]
    UnitLineage.objects.bulk_create(links)
    return made


def _carry_holds(units: Sequence[Unit], made: Sequence[Unit], on: date, origin: Source) -> None:
    """What holds a unit back from the day on holds back what it becomes."""
    open_holds = UnitHold.objects.filter(unit__in=units, released_at=None).exclude(span__fully_lt=DateRange(on, None))
    carried: dict[str, UnitHold] = {}
    for hold in open_holds.order_by("pk"):
        carried.setdefault(hold.kind, hold)
    UnitHold.objects.bulk_create(
        UnitHold(
            district_id=hold.district_id, unit=unit, kind=hold.kind, note=hold.note, source=origin,
            span=DateRange(max(hold.span.lower or on, on), hold.span.upper),
        )
        for hold in carried.values()
        for unit in made
    )  # fmt: skip


def _tell(actor: Actor, kind: str, units: Sequence[Unit], made: Sequence[Unit], on: date, reason: str) -> None:
    first = units[0]
    diff = {"from": sorted(u.pk for u in units), "to": sorted(m.pk for m in made), "on": on}
    subjects = [("tower", first.tower_id), *(("unit", u.pk) for u in (*units, *made))]
    for subject_kind, subject_id in subjects:
        record(
            actor=actor, act=f"unit.{kind}", subject_kind=subject_kind, subject_id=subject_id, reason=reason, diff=diff,
            area_path=first.area_path, district_id=first.district_id,
        )  # fmt: skip
