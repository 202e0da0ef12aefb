"""What was seen on the floors of a tower in a round, and what a floor looks like to whoever goes over it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import FloorCheck, RoundMove
from mashang.register.reads.rounds.progress import RoundTowerLine, get_round_tower
from mashang.register.reads.stacking import UnitOnPlan, get_stacking
from mashang.register.rules.rounds.floor_checks import UnitSeen, clashes

LIVE = ("taken", "clash", "settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One person's look at a floor. `against` are the units of which another live look says something else."""

    id: int
    floor_no: int
    by_id: int | None
    by: str
    seen_at: datetime
    state: str
    differs: bool
    seen: tuple[UnitSeen, ...]
    against: frozenset[int]

    @property
    def open(self) -> bool:
        """Must somebody still do something about it?"""
        return self.state == "clash" or (self.state == "taken" and self.differs)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorToSee:
    """A floor with its units as the register has them, and the live looks at it, the newest first."""

    no: int
    label: str
    units: tuple[UnitOnPlan, ...]
    looks: tuple[Look, ...]

    @property
    def state(self) -> str:
        """unseen, open (something is to be settled) or seen."""
        if not self.looks:
            return "unseen"
        return "open" if any(look.open for look in self.looks) else "seen"


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a tower took in its round."""

    act: str
    to_state: str
    at: datetime
    by: str
    reason: str


def list_floors(actor: Actor, line: RoundTowerLine) -> tuple[FloorToSee, ...]:
    """The floors of a tower in a round that have rooms, from top to bottom; a fixed number of queries."""
    looks = _looks(line.id)
    plan = get_stacking(actor, line.tower_id, timezone.localdate())
    return tuple(
        FloorToSee(no=floor.no, label=floor.label, units=floor.units, looks=looks.get(floor.no, ()))
        for floor in plan.floors
        if floor.no is not None and floor.units
    )


def get_floor(actor: Actor, round_tower_id: int, floor_no: int) -> tuple[RoundTowerLine, FloorToSee]:
    """One floor of a tower in a round; NotThere when the tower has no rooms on it."""
    line = get_round_tower(actor, round_tower_id)
    found = next((floor for floor in list_floors(actor, line) if floor.no == floor_no), None)
    if found is None:
        raise NotThere("no_such_floor", _("This tower has no rooms on this floor."))
    return line, found


def list_steps(round_tower_id: int) -> tuple[Step, ...]:
    """Every step of a tower in its round, the newest first. The caller has found the tower for its reader."""
    rows = RoundMove.objects.filter(tower=round_tower_id).select_related("by").order_by("-id")
    return tuple(Step(row.act, row.to_state, row.at, row.by.name if row.by else "", row.reason) for row in rows)


def find_look(actor: Actor, check_id: int) -> int:
    """The tower of the round that a look belongs to; NotThere outside the actor's reach."""
    found = FloorCheck.objects.filter(pk=check_id).values_list("tower_id", flat=True).first()
    if found is None:
        raise NotThere("no_such_check", _("There is no such look at a floor."))
    return get_round_tower(actor, found).id


def _looks(round_tower_id: int) -> Mapping[int, tuple[Look, ...]]:
    rows = (
        FloorCheck.objects.filter(tower=round_tower_id, state__in=LIVE).select_related("by").order_by("-seen_at", "-pk")
    )
    seen = {row.pk: tuple(UnitSeen(**one) for one in row.result) for row in rows}
    floors: dict[int, list[FloorCheck]] = defaultdict(list)
    for row in rows:
        floors[row.floor_no].append(row)
    return {no: tuple(_look(row, here, seen) for row in here) for no, here in floors.items()}


def _look(row: FloorCheck, here: list[FloorCheck], seen: Mapping[int, tuple[UnitSeen, ...]]) -> Look:
    others = [other for other in here if other.pk != row.pk]
    against = frozenset(unit for other in others for unit in clashes(seen[row.pk], seen[other.pk]))
    return Look(
        id=row.pk, floor_no=row.floor_no, by_id=row.by_id, by=row.by.name if row.by else "", seen_at=row.seen_at,
        state=row.state, differs=row.differs, seen=seen[row.pk], against=against,
    )  # fmt: skip
