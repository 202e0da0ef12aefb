"""Opening a census round and giving its towers to stewards."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.rounds.moving import COLLECT, desk_url, keepers_of, start_time_limit, take_round_tower, tell
from mashang.register.models import CensusRound, RoundTower, Tower, TowerKeeper
from mashang.register.reads.rounds.people import stewards_of
from mashang.register.reads.scope import in_area
from mashang.trail.acts import record

LONGEST_DAYS = 190
STEWARDS = (TowerKeeper.Duty.LOCAL, TowerKeeper.Duty.DISTRICT)


@transaction.atomic
def open_round(*, actor: Actor, area_id: int, name: str, opens_on: date, closes_on: date) -> CensusRound:
    """Open a round over all towers of an area; each goes to its local steward, else to its district steward.

    Every steward is told once. Refuses an area outside the actor's, one in which a round is going on, one without towers,
    an empty name, and days that are no span of at most half a year.
    """
    area = Area.objects.select_for_update(no_key=True).filter(pk=area_id).first()
    if area is None or not actor.covers(area.path):
        raise NotThere("no_such_area", _("There is no such area."), field="area")
    actor.require(Permission.CENSUS_RUN, area_path=area.path)
    _refuse_opening(area, name, opens_on, closes_on)
    standing = Tower.objects.filter(in_area(area.path), retracted_at=None, merged_into=None)
    towers = list(standing.select_for_update(no_key=True).order_by("pk"))  # none is merged away meanwhile
    if not towers:
        raise Refused(
            "no_towers", _("This area has no tower yet."), field="area", mend=_("Enter or import towers first.")
        )
    no = (CensusRound.objects.filter(area=area).aggregate(last=Max("no"))["last"] or 0) + 1
    opened = CensusRound.objects.create(
        area=area, no=no, name=name.strip(), opens_on=opens_on, closes_on=closes_on, opened_by_id=actor.user_id,
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    for tower in towers:
        _give(actor, opened, tower)
    record(
        actor=actor, act="census.open", subject_kind="round", subject_id=opened.pk,
        diff={"no": no, "towers": len(towers), "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()},
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return opened


def _give(actor: Actor, opened: CensusRound, tower: Tower) -> None:
    stewards = keepers_of(tower.pk, [STEWARDS[0]]) or keepers_of(tower.pk, [STEWARDS[1]])
    row = RoundTower.objects.create(
        round=opened, tower=tower, steward_id=next(iter(stewards), None),
        area_path=tower.area_path, district_id=tower.district_id,
    )  # fmt: skip
    start_time_limit(actor, row, COLLECT)
    tell(actor, row, topic="census.assigned", people=stewards, key="assigned", url=desk_url(row))


def _refuse_opening(area: Area, name: str, opens_on: date, closes_on: date) -> None:
    if not name.strip():
        raise Refused("name_missing", _("Give the round a name."), field="name", mend=_("For example 2026 Q4."))
    if closes_on < opens_on or (closes_on - opens_on).days > LONGEST_DAYS:
        raise Refused(
            "strange_days", _("A round ends after it begins, and within half a year."), field="closes_on",
            mend=_("Check both days."),
        )  # fmt: skip
    going_on = CensusRound.objects.filter(area=area, state=CensusRound.State.OPEN).first()
    if going_on is not None:
        raise Refused(
            "round_going_on", _("Round no. %(no)s of this area is still going on.", no=going_on.no), field="area",
            mend=_("Publish it first."),
        )  # fmt: skip


@transaction.atomic
def assign_round_tower(*, actor: Actor, round_tower_id: int, user_id: int) -> RoundTower:
    """Give a tower of an open round to another person of the office, who is told.

    Refuses whoever holds no role that may edit the register where the tower stands.
    """
    row = take_round_tower(actor, round_tower_id, Permission.CENSUS_RUN)
    if user_id not in dict(stewards_of(row.area_path)):
        raise Refused("role_does_not_fit", _("This person may not check towers here."), field="steward")
    before, row.steward_id = row.steward_id, user_id
    row.save(update_fields=["steward"])
    entry = record(
        actor=actor, act="census.assign", subject_kind="tower", subject_id=row.tower_id,
        diff={"round": row.round_id, "user": [before, user_id]}, area_path=row.area_path, district_id=row.district_id,
    )  # fmt: skip
    tell(actor, row, topic="census.assigned", people=[user_id], key=f"assigned:{user_id}:{entry}", url=desk_url(row))
    return row
