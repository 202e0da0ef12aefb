"""What is seen on a floor, sent once from a phone, and settled where two people saw different things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.rounds.moving import move, take_round_tower
from mashang.register.models import FloorCheck, Occupancy, RoundTower, Unit
from mashang.register.reads.rounds.agreement import find_contradicted
from mashang.register.rules.rounds.floor_checks import UnitSeen, clashes, read_result
from mashang.trail.acts import record

FAST_CLOCK = timedelta(minutes=10)
LIVE = [FloorCheck.State.TAKEN, FloorCheck.State.CLASH]


@transaction.atomic
def take_floor_check(
    *, actor: Actor, round_tower_id: int, floor_no: int, client_key: UUID, result: Iterable[Mapping[str, Any]],
    seen_at: datetime | None = None,
) -> FloorCheck:  # fmt: skip
    """Keep what was seen on one floor; the same `client_key` sent again gives back what was kept and does nothing.

    `result` lists the units of the floor as `read_result` says, `seen_at` is the device's own time. A later look of the same
    person takes the place of the earlier one, save for rooms that it leaves out; one that arrives late yields to it. Of two people who contradict each other both are kept in clash, until
    `settle_floor_check` chooses. Refuses a floor that is not there, and a time that is still to come.
    """
    row = take_round_tower(actor, round_tower_id, Permission.REGISTER_EDIT)
    kept = FloorCheck.objects.filter(tower=row, client_key=client_key).first()
    if kept is not None:
        return kept
    at = _time_of(seen_at)
    mine = list(row.checks.filter(floor_no=floor_no, by_id=actor.user_id, state__in=LIVE).order_by("seen_at"))
    units = units_of(row, floor_no)
    seen = _carried(_against_register(read_result(result, units), units), mine, at)
    check = FloorCheck.objects.create(
        tower=row, floor_no=floor_no, client_key=client_key, seen_at=at, by_id=actor.user_id,
        result=[one.as_json() for one in seen], differs=any(one.differs for one in seen),
    )  # fmt: skip
    later = any(one.seen_at > at for one in mine)
    dropped = [check.pk] if later else [one.pk for one in mine]
    FloorCheck.objects.filter(pk__in=dropped).update(state=FloorCheck.State.DROPPED)
    _mark_clashes(row, floor_no)
    check.refresh_from_db()
    move(actor, row, "look")
    return check


@transaction.atomic
def settle_floor_check(*, actor: Actor, check_id: int) -> FloorCheck:
    """Say that what was seen stands in the register now; of two that clash choose the one that is right.

    What contradicts it on the same floor is dropped, and kept to be read. One that is chosen out of a clash stays open until
    the register agrees with it. Refuses one that is settled or dropped, and one that the register still contradicts.
    """
    row, check = _take_live(actor, check_id)
    seen = seen_of(check)
    against = find_contradicted(seen)
    if against is not None and check.state != FloorCheck.State.CLASH:
        raise _still_has(*against)
    rivals = row.checks.filter(floor_no=check.floor_no, state=FloorCheck.State.CLASH).exclude(pk=check.pk)
    dropped = rivals.update(state=FloorCheck.State.DROPPED)
    check.state = FloorCheck.State.SETTLED if against is None else FloorCheck.State.TAKEN
    check.save(update_fields=["state"])
    _record(actor, row, "census.settle_floor", {"floor": check.floor_no, "dropped": dropped})
    return check


@transaction.atomic
def drop_floor_check(*, actor: Actor, check_id: int, reason: str) -> FloorCheck:
    """Say that a look was wrong, and why: it is no longer followed, and kept to be read.

    A floor that nobody else looked at counts as not seen again. Refuses no reason, and one that is settled or dropped.
    """
    row, check = _take_live(actor, check_id)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("It is kept in the trail."))
    check.state = FloorCheck.State.DROPPED
    check.save(update_fields=["state"])
    _mark_clashes(row, check.floor_no)
    _record(actor, row, "census.drop_floor", {"floor": check.floor_no, "dropped": 1}, reason.strip())
    return check


def _take_live(actor: Actor, check_id: int) -> tuple[RoundTower, FloorCheck]:
    check = FloorCheck.objects.filter(pk=check_id).first()
    if check is None:
        raise NotThere("no_such_check", _("There is no such look at a floor."))
    row = take_round_tower(actor, check.tower_id, Permission.REGISTER_EDIT)
    check = FloorCheck.objects.select_for_update().get(pk=check_id)
    if check.state not in LIVE:
        raise Refused("settled_already", _("This is settled already."), mend=_("Load the page again."))
    return row, check


def _still_has(room: str, firms: tuple[str, ...]) -> Refused:
    named = " · ".join(firms)
    return Refused(
        "register_differs",
        _("The register still has %(firms)s in room %(room)s.", firms=named, room=room or "—")
        if firms
        else _("The register still has room %(room)s as vacant.", room=room or "—"),
        mend=_("Enter it in the register first, or say that the look was wrong and why."),
    )


def _record(actor: Actor, row: RoundTower, act: str, diff: dict[str, object], reason: str = "") -> None:
    record(
        actor=actor, act=act, subject_kind="tower", subject_id=row.tower_id, reason=reason,
        diff={"round": row.round_id, **diff}, area_path=row.area_path, district_id=row.district_id,
    )  # fmt: skip


def seen_of(check: FloorCheck) -> tuple[UnitSeen, ...]:
    """What a look at a floor said, unit by unit."""
    return tuple(UnitSeen(**one) for one in check.result)


def units_of(row: RoundTower, floor_no: int) -> set[int]:
    """The units that stand on a floor of the tower today."""
    today = timezone.localdate()
    standing = Unit.objects.filter(tower=row.tower_id, floor_no=floor_no, retracted_at=None, life__contains=today)
    found = set(standing.values_list("pk", flat=True))
    if not found:
        raise NotThere("no_such_floor", _("This tower has no rooms on this floor."))
    return found


def _carried(seen: tuple[UnitSeen, ...], mine: Iterable[FloorCheck], at: datetime) -> tuple[UnitSeen, ...]:
    """What was seen, with what the same person saw before of the rooms that this look leaves out."""
    known = {one.unit: one for check in mine if check.seen_at <= at for one in seen_of(check) if one.seen != "unseen"}
    said = {one.unit: one for one in seen if one.seen != "unseen"}
    left_out = {one.unit: one for one in seen if one.seen == "unseen"}
    return tuple(sorted((left_out | known | said).values(), key=lambda one: one.unit))


def _against_register(seen: tuple[UnitSeen, ...], units: set[int]) -> tuple[UnitSeen, ...]:
    """A room that is empty by the register and was seen empty is as it is."""
    today = timezone.localdate()
    let = set(
        Occupancy.objects.filter(unit__in=units, retracted_at=None, span__contains=today).values_list(
            "unit_id", flat=True
        )
    )
    return tuple(replace(one, seen="as_is") if one.seen == "empty" and one.unit not in let else one for one in seen)


def _mark_clashes(row: RoundTower, floor_no: int) -> None:
    """Each look at a floor that another live one contradicts is in clash, and no other is."""
    looks = list(row.checks.filter(floor_no=floor_no, state__in=[*LIVE, FloorCheck.State.SETTLED]))
    for look in looks:
        against = any(clashes(seen_of(look), seen_of(other)) for other in looks if other.pk != look.pk)
        state = FloorCheck.State.CLASH if against else FloorCheck.State.TAKEN
        if look.state != state and (against or look.state == FloorCheck.State.CLASH):
            FloorCheck.objects.filter(pk=look.pk).update(state=state)


def _time_of(seen_at: datetime | None) -> datetime:
    now = timezone.now()
    if seen_at is not None and seen_at > now + FAST_CLOCK:
        raise Refused(
            "seen_to_come", _("The device says it was seen at a time that is still to come."),
            mend=_("Set the clock of the device, then send it again."),
        )  # fmt: skip
    return min(seen_at or now, now)
