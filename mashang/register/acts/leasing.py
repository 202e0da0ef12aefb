"""What the acts about tenancies share: finding and locking, who is in the way, writing the next version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import Message, _
from mashang.register.acts.ledger import Change, write_changes
from mashang.register.acts.ledger.findable import place_firms
from mashang.register.acts.sources import take_units
from mashang.register.models import Occupancy, Source, Tenancy, Unit
from mashang.register.reads.versions import get_versions
from mashang.register.rules.versions import Space, Span, Version
from mashang.trail.acts import record

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def require_day(day: date | None, field: str) -> None:
    """Refuse a day whose year is surely mistyped."""
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Refused(
            "strange_year", _("The year %(year)s is surely mistyped.", year=day.year), field=field,
            mend=_("Write the day as 2026-11-20."),
        )  # fmt: skip


def require_reason(reason: str, mend: Message) -> None:
    """Refuse an act without its reason; `mend` says who reads it."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=mend)


def require_past(day: date | None, field: str) -> None:
    """Refuse a day whose year is mistyped, and one that is still to come."""
    require_day(day, field)
    if day is not None and day > timezone.localdate():
        raise Refused(
            "day_to_come", _("This day is still to come."), field=field,
            mend=_("Come back on that day, or leave it open."),
        )  # fmt: skip


def take_tenancy_line(actor: Actor, line: int, *, also: Iterable[int] = ()) -> tuple[Version | None, list[Unit]]:
    """The live version of a tenancy (None when it is taken back), locked, and the units `also` names, locked.

    Units are locked before tenancies, as in splits; of the tenancy every version, so that one who waits
    sees what the other wrote. NotThere for a tenancy outside the actor's reach.
    """
    held = Occupancy.objects.filter(line=line, retracted_at=None).values_list("unit_id", flat=True)
    also = set(also)
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in={*held, *also}).order_by("pk").values_list("pk"))
    rows = list(Tenancy.objects.select_for_update().filter(line=line).order_by("pk").values_list("pk", "area_path"))
    version = get_versions([line]).get(line)
    outside = version is not None and actor.tower_ids is not None and not (towers_of(version) & actor.tower_ids)
    if not rows or outside or not actor.covers(rows[-1][1]):
        raise NotThere("no_such_tenancy", _("There is no such tenancy in your area."))
    actor.require(Permission.REGISTER_EDIT, area_path=rows[-1][1])
    return version, take_units(actor, also)


def take_tenancy(actor: Actor, line: int, *, also: Iterable[int] = ()) -> tuple[Version, list[Unit]]:
    """The same for an act that needs a live version: Refused when the tenancy is taken back."""
    version, units = take_tenancy_line(actor, line, also=also)
    if version is None:
        raise Refused(
            "taken_back", _("This tenancy has been taken back."), mend=_("Start a new one if the firm is there.")
        )
    return version, units


def require_one_tower(actor: Actor, units: list[Unit]) -> None:
    """Refuse no rooms, and rooms of several towers."""
    if not units:
        raise Refused("no_units", _("Choose at least one room."), field="rooms")
    if len({u.tower_id for u in units}) > 1:
        raise Refused(
            "many_towers", _("One tenancy lies in one tower."), field="rooms",
            mend=_("Enter one tenancy for each tower."),
        )  # fmt: skip
    actor.require(Permission.REGISTER_EDIT, area_path=units[0].area_path)


def towers_of(version: Version) -> set[int]:
    """The towers in which a version holds rooms."""
    return {s.tower_id for s in version.spaces}


def require_free(spaces: Iterable[Space], *, firm_id: int, own_line: int = 0) -> None:
    """Say who is there before the database has to; its constraint stays the last word in a race.

    A firm cannot be in one room twice on one day, shared or not.
    """
    spaces = list(spaces)
    others = Occupancy.objects.filter(unit_id__in={s.unit_id for s in spaces}, retracted_at=None).exclude(line=own_line)
    for other in others.select_related("firm", "unit").order_by("span", "pk"):
        held = Span(other.span.lower, other.span.upper)
        for space in spaces:
            clash = (space.exclusive and other.exclusive) or other.firm_id == firm_id
            if clash and space.unit_id == other.unit_id and space.span.meets(held):
                raise _taken(other, held, own=other.firm_id == firm_id)


def _taken(other: Occupancy, held: Span, *, own: bool) -> Refused:
    values = {"room": str(other.unit), "firm": other.firm.name, "start": held.start}
    if own:
        return Refused(
            "already_there", _("%(firm)s is in room %(room)s already, from %(start)s on.", **values), field="rooms",
            mend=_("Extend or correct that tenancy instead."),
        )  # fmt: skip
    return Refused(
        "room_taken", _("Room %(room)s is let to %(firm)s from %(start)s on.", **values), field="rooms",
        mend=_("End that tenancy first, choose other days, or enter the room as shared."),
    )  # fmt: skip


def write_settled(changes: list[Change], *, origin: Source, at: datetime) -> None:
    """Write the changes and let the database check all of them now, so that its refusal can be said in words."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            write_changes(changes, source=origin, at=at)
            cursor.execute("set constraints all immediate")
            place_firms(v.firm_id for c in changes for v in (c.before, c.after) if v is not None)
    except IntegrityError as error:
        raise in_words(error) from error
    finally:
        _defer_again()


def _defer_again() -> None:
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all deferred")


def write_tenancy(
    actor: Actor, change: Change, *, origin: Source, at: datetime, act: str, diff: Mapping[str, object],
    vouched: bool = True,
) -> int:  # fmt: skip
    """Write one change and put it on the trail of the firm and of every tower concerned; returns the line.

    `vouched`: the new version stands on the word of this entry, no longer on that of an earlier source.
    """
    if vouched and change.after is not None:
        change.after = replace(change.after, source_id=0)
    write_settled([change], origin=origin, at=at)
    place = change.after or change.before
    assert place is not None
    towers = {t for v in (change.before, change.after) if v is not None for t in towers_of(v)}
    for kind, subject in [("firm", place.firm_id), *(("tower", tower) for tower in sorted(towers))]:
        record(
            actor=actor, act=act, subject_kind=kind, subject_id=subject, diff={**diff, "line": change.line},
            area_path=place.area_path, district_id=place.district_id,
        )  # fmt: skip
    return change.line


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that the database held to."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""


def in_words(error: IntegrityError) -> Exception:
    """The database's refusal as people read it; the error itself when it is a defect of ours."""
    name = constraint_of(error)
    if name in {"occupancy_exclusive_unit_once", "tenancy_one_live_version"}:
        return Refused(
            "room_taken", _("Somebody else has let this room or changed this tenancy at the same moment."),
            field="rooms", mend=_("Look at the tower again."),
        )  # fmt: skip
    if name == "occupancy_within_unit":
        return Refused(
            "outside_life", _("On these days one of the rooms does not exist in this shape."), field="rooms",
            mend=_("Look at the unit's history, or choose other days."),
        )  # fmt: skip
    return error
