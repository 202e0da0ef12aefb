"""Collecting what a tower holds: asking its manager for the sheet, the sheet that comes in, verifying."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.rounds.moving import (
    APPROVE,
    COLLECT,
    SHEET,
    desk_url,
    end_time_limit,
    keepers_of,
    move,
    start_time_limit,
    take_round_tower,
    tell,
)
from mashang.register.models import CensusRound, FloorCheck, ImportBatch, RoundTower, Tower, TowerKeeper, Unit
from mashang.register.reads.rounds.people import heads_of

CLOSED = [ImportBatch.State.APPLIED, ImportBatch.State.DROPPED, ImportBatch.State.UNDONE, ImportBatch.State.BROKEN]


@transaction.atomic
def ask_for_sheet(*, actor: Actor, round_tower_id: int) -> int:
    """Ask the tower's property managers for their sheet; returns how many are told. Asked again, they are told again.

    Refuses a tower whose manager has no account here.
    """
    row = take_round_tower(actor, round_tower_id, Permission.REGISTER_EDIT)
    managers = keepers_of(row.tower_id, [TowerKeeper.Duty.PROPERTY])
    if not managers:
        raise Refused(
            "no_manager", _("This tower's property manager has no account yet."),
            mend=_("Invite the manager, or hand in the sheet yourself."),
        )  # fmt: skip
    row.asked_at = timezone.now()
    move(actor, row, "ask", also=["asked_at"])
    start_time_limit(actor, row, SHEET)
    turn = row.moves.filter(act="ask").count()
    return tell(
        actor, row, topic="census.sheet_wanted", people=managers, key=f"sheet:{turn}", url=f"/portal/rounds/{row.pk}"
    )


def note_sheet(*, actor: Actor, batch: ImportBatch) -> None:
    """A sheet was compared: the towers it speaks of, in rounds that go on, now have differences to settle.

    Called by the import, in its transaction; a sheet of towers that are in no open round changes nothing.
    """
    towers = (
        [batch.tower_id] if batch.tower_id else list(batch.rows.exclude(tower=None).values_list("tower", flat=True))
    )
    rows = RoundTower.objects.select_for_update(of=("self",)).select_related("round", "tower").filter(
        tower__in=towers, round__state=CensusRound.State.OPEN, state__in=["assigned", "collecting", "diff"]
    )  # fmt: skip
    for row in rows.order_by("pk"):
        row.batch = batch
        move(actor, row, "hand_in", also=["batch"])
        end_time_limit(actor, row, SHEET)


@transaction.atomic
def verify_tower(*, actor: Actor, round_tower_id: int, confirm: bool = False) -> RoundTower:
    """Say that a tower's rows are as they are on site. The heads of its area are told that it waits for approval.

    `confirm` says that floors nobody went over are as the sheet (or the register, without one) has them; how many they are
    stands in the trail. Refuses unseen floors without it, while its sheet waits for review, while people saw different things
    on a floor or something that is not in the register yet, and when neither a sheet nor a floor was looked at.
    """
    row = take_round_tower(actor, round_tower_id, Permission.REGISTER_EDIT)
    _refuse_unsettled(row)
    unseen = count_unseen_floors(row)
    if unseen and not confirm:
        raise Refused(
            "floors_unseen", _("Floors not gone over: %(n)s.", n=unseen), field="confirm",
            mend=_("Go over them, or tick that what is handed in or registered stands for them."),
        )  # fmt: skip
    row.verified_by_id, row.verified_at = actor.user_id, timezone.now()
    more = {"floors_unseen": unseen} if unseen else {}
    move(actor, row, "verify", also=["verified_by", "verified_at"], more=more)
    Tower.objects.filter(pk=row.tower_id).update(verified_on=timezone.localdate())
    end_time_limit(actor, row, COLLECT)
    end_time_limit(actor, row, SHEET, lapsed=True)
    start_time_limit(actor, row, APPROVE)
    turn = row.moves.filter(act="verify").count()
    tell(
        actor, row, topic="census.to_approve", people=heads_of(row.area_path), key=f"verified:{turn}", url=desk_url(row)
    )
    return row


def count_unseen_floors(row: RoundTower) -> int:
    """How many floors of the tower have rooms today of which no look is followed."""
    units = Unit.objects.filter(tower=row.tower_id, retracted_at=None, life__contains=timezone.localdate())
    seen = row.checks.exclude(state=FloorCheck.State.DROPPED).values("floor_no")
    return units.exclude(floor_no=None).exclude(floor_no__in=seen).values("floor_no").distinct().count()


def _refuse_unsettled(row: RoundTower) -> None:
    if row.batch is not None and row.batch.state not in CLOSED:
        raise Refused(
            "sheet_open", _("The sheet of this tower waits for review."),
            mend=_("Settle its differences and apply it, or drop it."),
        )  # fmt: skip
    checks = row.checks.exclude(state=FloorCheck.State.DROPPED)
    if checks.filter(state=FloorCheck.State.CLASH).exists():
        raise Refused(
            "floors_clash", _("Two people saw different things on a floor."), mend=_("Choose which of them is right.")
        )
    if checks.filter(state=FloorCheck.State.TAKEN, differs=True).exists():
        raise Refused(
            "floors_differ", _("On a floor something was seen that is not in the register yet."),
            mend=_("Enter it, then mark it as settled."),
        )  # fmt: skip
    if row.batch is None and not checks.exists():
        raise Refused(
            "nothing_looked_at", _("Nobody has gone over this tower yet."),
            mend=_("Hand in its sheet, or go over its floors."),
        )  # fmt: skip
