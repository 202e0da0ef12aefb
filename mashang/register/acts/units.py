"""Units by hand: added, described, held back, released. Splits and merges: acts/redrawing."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import constraint_of, require_day, require_past
from mashang.register.acts.ledger.descriptions import describe_units, latest_descriptions
from mashang.register.acts.sources import source_of, take_tower, take_unit
from mashang.register.models import Floor, Source, Tower, Unit, UnitHold
from mashang.register.rules.versions import ONE_DAY
from mashang.trail.acts import record


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
    require_day(since, "since")
    with transaction.atomic():
        tower = take_tower(actor, tower_id)
        actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path, tower_id=tower.pk)
        require_sound_room(floor_no, room, area_sqm)
        origin, _at = source_of(actor, label=source)
        Floor.objects.get_or_create(tower=tower, no=floor_no, defaults={"district_id": tower.district_id})
        unit = make_unit(tower, floor_no, room, DateRange(since, None), origin, area_sqm=area_sqm, field="room")
        record(
            actor=actor, act="unit.add", subject_kind="tower", subject_id=tower.pk, diff={"unit": unit.pk, "room": unit.room},
            area_path=tower.area_path, district_id=tower.district_id,
        )  # fmt: skip
    return unit


def edit_unit(
    *, actor: Actor, unit_id: int, area_sqm: Decimal | None, inner_sqm: Decimal | None, owner: str, own_use: bool,
    divisible: bool | None, joinable: bool | None, since: date | None = None, source: str = "",
) -> Unit:  # fmt: skip
    """Describe a unit anew from `since` on, or (None) correct what was held of it: then it always was so.

    Its number and floor are not edited: a renumbering is a change with a day. Refuses an area of nothing, an inner
    area larger than the whole one, a day to come, and one before the unit's life or before its latest change.
    """
    require_past(since, "since")
    with transaction.atomic():
        unit = take_unit(actor, unit_id)
        actor.require(Permission.REGISTER_EDIT, area_path=unit.area_path, tower_id=unit.tower_id)
        _require_area(area_sqm, "area_sqm")
        _require_area(inner_sqm, "inner_sqm")
        if area_sqm is not None and inner_sqm is not None and inner_sqm > area_sqm:
            raise Refused(
                "inner_over_area", _("The inner area is larger than the whole one."), field="inner_sqm",
                mend=_("Check both areas."),
            )  # fmt: skip
        says = {
            "area_sqm": area_sqm, "inner_sqm": inner_sqm, "owner": owner.strip()[:120], "own_use": own_use,
            "divisible": divisible, "joinable": joinable,
        }  # fmt: skip
        changed = {name: new for name, new in says.items() if getattr(unit, name) != new}
        if changed:
            _describe(actor, unit, changed, since, source)
    return unit


def _describe(actor: Actor, unit: Unit, changed: dict[str, Any], since: date | None, source: str) -> None:
    _require_describable(unit, since)
    diff: dict[str, object] = {name: [getattr(unit, name), new] for name, new in changed.items()}
    if diff.pop("owner", None):
        diff["owner_changed"] = True  # an owner may be a person, so the name stays out of the trail
    origin, at = source_of(actor, label=source)
    describe_units({unit.pk: changed}, since=since, source=origin, at=at)
    _tell(actor, unit, "unit.edit", {**diff, "since": since} if since else diff)
    unit.refresh_from_db()


def _require_describable(unit: Unit, since: date | None) -> None:
    if since is None:
        return
    if since not in unit.life:
        raise Refused(
            "not_alive", _("On that day the unit does not exist."), field="since",
            mend=_("Choose a day within its life."),
        )  # fmt: skip
    latest = latest_descriptions([unit.pk])[unit.pk].valid_from
    if latest is not None and since < latest:
        raise Refused(
            "described_later", _("The unit has changed on %(day)s already.", day=latest), field="since",
            mend=_("Choose that day or a later one."),
        )  # fmt: skip


def hold_unit(
    *, actor: Actor, unit_id: int, kind: str, since: date, until: date | None = None, note: str = ""
) -> UnitHold:
    """Say why an unlet unit is not vacant: reserved, fitting out, sealed, not handed over.

    `until` is the last day; None while no end is known. Refuses a second reservation on the same days,
    an end before the beginning, and days on which the unit does not exist.
    """
    require_day(since, "since")
    require_day(until, "until")
    if kind not in UnitHold.Kind.values:
        raise Refused("unknown_kind", _("Say why the unit is held back."), field="kind", mend=_("Choose one."))
    if until is not None and until < since:
        raise Refused(
            "ends_before_start", _("The last day lies before the first."), field="until", mend=_("Enter a later day.")
        )
    span = DateRange(since, until + ONE_DAY if until else None)
    with transaction.atomic():
        unit = take_unit(actor, unit_id)
        actor.require(Permission.REGISTER_EDIT, area_path=unit.area_path, tower_id=unit.tower_id)
        if since not in unit.life or (until is not None and until not in unit.life):
            raise Refused(
                "not_alive", _("On that day the unit does not exist."), field="since",
                mend=_("Choose a day within its life."),
            )  # fmt: skip
        origin, _at = source_of(actor)
        try:
            with transaction.atomic():
                hold = UnitHold.objects.create(
                    district_id=unit.district_id,
                    unit=unit,
                    kind=kind,
                    span=span,
                    note=note.strip()[:200],
                    source=origin,
                )
        except IntegrityError as error:
            raise _hold_in_words(error) from error
        _tell(actor, unit, "unit.hold", {"hold": hold.pk, "kind": kind, "since": since, "until": until})
    return hold


def release_unit(*, actor: Actor, hold_id: int) -> None:
    """The unit is no longer held back. Refuses a hold that is released already."""
    with transaction.atomic():
        hold = UnitHold.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=hold_id).first()
        outside = hold is not None and actor.tower_ids is not None and hold.unit.tower_id not in actor.tower_ids
        if hold is None or outside or not actor.covers(hold.unit.area_path):
            raise NotThere("no_such_hold", _("There is no such unit in your area that is held back."))
        actor.require(Permission.REGISTER_EDIT, area_path=hold.unit.area_path)
        if hold.released_at is not None:
            raise Refused("released_already", _("The unit is not held back any more."))
        _origin, at = source_of(actor)
        UnitHold.objects.filter(pk=hold.pk).update(released_at=at)
        _tell(actor, hold.unit, "unit.release", {"hold": hold.pk, "kind": hold.kind})


def require_sound_room(floor_no: int, room: str, area_sqm: Decimal | None, field: str = "room") -> None:
    """Refuse floor 0, an empty number, and an area of nothing."""
    if floor_no == 0 or abs(floor_no) > 200:
        raise Refused(
            "floor_zero",
            _("There is no floor %(no)s.", no=floor_no),
            field="floor_no",
            mend=_("1 is the ground floor, -1 the first below it."),
        )
    if not room.strip():
        raise Refused("room_needed", _("Enter the room's number."), field=field)
    _require_area(area_sqm, "area_sqm" if field == "room" else field)


def make_unit(
    tower: Tower, floor_no: int | None, room: str, life: DateRange, origin: Source, *, area_sqm: Decimal | None,
    field: str = "rooms", like: Unit | None = None,
) -> Unit:  # fmt: skip
    """Write a unit; what is known of the one it came from (`like`) and holds for its parts goes along, all of it where
    the area stays the same."""
    room = unicodedata.normalize("NFKC", room).strip()[:40]
    along: dict[str, Any] = {"owner": like.owner, "own_use": like.own_use, "tags": like.tags} if like else {}
    if like and like.area_sqm == area_sqm:
        along |= {"inner_sqm": like.inner_sqm, "divisible": like.divisible, "joinable": like.joinable}
    try:
        with transaction.atomic():
            return Unit.objects.create(
                district_id=tower.district_id, area_path=tower.area_path, tower=tower, floor_no=floor_no, room=room,
                area_sqm=area_sqm, life=life, source=origin, **along,
            )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) != "unit_room_once_at_a_time":
            raise
        raise Refused(
            "room_exists",
            _("Room %(room)s is there already on these days.", room=room),
            field=field,
            mend=_("Choose another number, or close the other room first."),
        ) from error


def _require_area(area: Decimal | None, field: str) -> None:
    if area is not None and area <= 0:
        raise Refused(
            "area_not_positive",
            _("The area must be more than nothing."),
            field=field,
            mend=_("Leave it open when it is not known."),
        )


def _tell(actor: Actor, unit: Unit, act: str, diff: dict[str, object]) -> None:
    record(
        actor=actor, act=act, subject_kind="unit", subject_id=unit.pk, diff=diff, area_path=unit.area_path,
        district_id=unit.district_id,
    )  # fmt: skip


def _hold_in_words(error: IntegrityError) -> Exception:
    if constraint_of(error) != "unit_reserved_once_at_a_time":
        return error
    return Refused(
        "reserved_already", _("The unit is reserved on these days."), field="since",
        mend=_("Release that reservation first."),
    )  # fmt: skip
