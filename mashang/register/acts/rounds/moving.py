"""What all steps of a round share: taking a tower of it under lock, moving it, telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from mashang.clocks.acts.running import start_deadline, stop_deadline, void_deadline
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.register.models import CensusRound, RoundMove, RoundTower, TowerKeeper
from mashang.register.reads.keepers import role_held_on
from mashang.register.rules.rounds.moves import next_state
from mashang.trail.acts import record

SUBJECT = "round_tower"
SHEET, COLLECT, APPROVE = "census_sheet", "census_collect", "census_approve"


def take_round(actor: Actor, round_id: int) -> CensusRound:
    """An open round, locked. NotThere outside the actor's area; refuses one that is published."""
    found = CensusRound.objects.select_for_update(of=("self",)).select_related("area").filter(pk=round_id).first()
    if found is None or not actor.covers(found.area_path):
        raise NotThere("no_such_round", _("There is no such census round in your area."))
    require_open(found)
    return found


def require_open(found: CensusRound) -> None:
    """Refuse a round that is published: nothing in it changes any more."""
    if found.state == CensusRound.State.PUBLISHED:
        raise Refused(
            "round_published", _("This round is published; nothing in it changes any more."),
            mend=_("Publish a correction instead."),
        )  # fmt: skip


def take_round_tower(actor: Actor, round_tower_id: int, permission: str) -> RoundTower:
    """A tower of an open round, locked. NotThere outside the actor's reach."""
    row = (
        RoundTower.objects.select_for_update(of=("self",))
        .select_related("round", "tower", "batch")
        .filter(pk=round_tower_id)
        .first()
    )
    own = row is not None and (actor.tower_ids is None or row.tower_id in actor.tower_ids)
    if row is None or not own or not actor.covers(row.area_path):
        raise NotThere("no_such_round_tower", _("There is no such tower in a round of your area."))
    actor.require(permission, area_path=row.area_path)
    row.round.refresh_from_db(fields=["state"])  # it may have been published while the row's lock was waited for
    require_open(row.round)
    return row


def move(
    actor: Actor, row: RoundTower, act: str, *, reason: str = "", also: Iterable[str] = (),
    more: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Take one step: write the move, the row with the columns `also`, and the trail, whose diff holds `more` too.

    Refuses steps that do not lead on.
    """
    before, row.state = row.state, next_state(row.state, act)
    row.save(update_fields=["state", *also])
    RoundMove.objects.create(
        tower=row, act=act, from_state=before, to_state=row.state, by_id=actor.user_id, reason=reason.strip()
    )
    record(
        actor=actor, act=f"census.{act}", subject_kind="tower", subject_id=row.tower_id, reason=reason.strip(),
        diff={"round": row.round_id, "round_state": [before, row.state], **(more or {})},
        area_path=row.area_path, district_id=row.district_id,
    )  # fmt: skip


def start_time_limit(actor: Actor, row: RoundTower, clock: str) -> None:
    """Begin a clock over a tower of a round, and let one that still runs lapse. Its due day may be provisional."""
    end_time_limit(actor, row, clock, lapsed=True)
    start_deadline(
        actor=actor, clock=clock, subject_kind=SUBJECT, subject_id=row.pk, area_path=row.area_path,
        district_id=row.district_id, provisional=True,
    )  # fmt: skip


def end_time_limit(actor: Actor, row: RoundTower, clock: str, *, lapsed: bool = False) -> bool:
    """End a clock over a tower of a round, if it runs: what it waited for has happened, or it lapsed. Returns whether it ran."""
    try:
        if lapsed:
            void_deadline(actor=actor, clock=clock, subject_kind=SUBJECT, subject_id=row.pk, reason="")
        else:
            stop_deadline(actor=actor, clock=clock, subject_kind=SUBJECT, subject_id=row.pk)
    except NotThere:
        return False
    return True


def keepers_of(tower_id: int, duties: Iterable[str]) -> list[int]:
    """The accounts of those who keep a tower today, with one of these duties; the first is the longest there."""
    today = timezone.localdate()
    rows = TowerKeeper.objects.filter(
        role_held_on(today), tower_id=tower_id, duty__in=list(duties), span__contains=today
    ).order_by("span", "pk")
    return list(dict.fromkeys(rows.values_list("membership__user_id", flat=True)))


def tell(actor: Actor, row: RoundTower, *, topic: str, people: Iterable[int | None], key: str, url: str) -> int:
    """Tell people of a tower in a round, once under this key; returns how many accounts are told.

    `due_on` is the day by which it is due by the clock that ends first, or the last of the round when none runs.
    """
    clocks = Deadline.objects.filter(subject_kind=SUBJECT, subject_id=row.pk, state=Deadline.State.RUNNING)
    due_at = clocks.order_by("due_at").values_list("due_at", flat=True).first()
    due_on = timezone.localdate(due_at) if due_at else row.round.closes_on
    return queue(
        actor=actor, topic=topic, key=f"round_tower:{row.pk}:{key}", recipients={one for one in people if one},
        template=topic.replace(".", "_"), args={"tower_id": row.tower_id, "closes_on": row.round.closes_on, "due_on": due_on},
        subject_kind=SUBJECT, subject_id=row.pk, url=url,
    )  # fmt: skip


def desk_url(row: RoundTower) -> str:
    """Where the office goes on with a tower of a round."""
    return f"/desk/rounds/towers/{row.pk}"
