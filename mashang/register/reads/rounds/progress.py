"""How a round stands: its towers, whose turn it is, what is late; and one tower in it with its floors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import CensusRound, FloorCheck, RoundTower, Unit
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area

SUBJECT = "round_tower"
DONE = ("approved", "published", "excepted")
OPEN_BATCH = ("uploaded", "reading", "compared", "applying")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round with how many of its towers are done; those that were left out are counted apart."""

    id: int
    no: int
    name: str
    area: str
    opens_on: date
    closes_on: date
    state: str
    towers: int
    done: int
    left_out: int

    @property
    def asked(self) -> int:
        """How many towers are to be done: all but those that were left out."""
        return self.towers - self.left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTowerLine:
    """A tower in a round. `waits_for` is steward, manager, head or nobody; `due_at` of the clock that runs, if one does."""

    id: int
    round_id: int
    round: str
    tower_id: int
    tower: str
    steward_id: int | None
    steward: str
    state: str
    waits_for: str
    floors: int
    floors_seen: int
    differing: int
    batch_id: int | None
    batch_state: str
    asked_at: datetime | None
    due_at: datetime | None
    warn_at: datetime | None

    def is_late(self, at: datetime) -> bool:
        """Has the time passed in which whoever it waits for should have acted?"""
        return self.due_at is not None and self.due_at < at


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWanted:
    """Which towers of a round are asked for; `mine` keeps those of the actor."""

    q: str = ""
    state: str = ""
    steward_id: int | None = None
    late: bool = False
    mine: bool = False


def list_rounds(actor: Actor) -> tuple[RoundLine, ...]:
    """The rounds of the actor's area and of the areas above that hold it, newest first; one query."""
    actor.require(Permission.REGISTER_READ)
    rows = _rounds(actor).annotate(
        n=Count("towers", filter=_within(actor)),
        d=Count("towers", filter=_within(actor) & Q(towers__state__in=("approved", "published"))),
        x=Count("towers", filter=_within(actor) & Q(towers__state="excepted")),
    )
    return tuple(_round(actor, row) for row in rows.order_by("-opens_on", "-pk"))


def get_round(actor: Actor, round_id: int) -> RoundLine:
    """One round; NotThere where none of its towers lies in the actor's area."""
    found = next((one for one in list_rounds(actor) if one.id == round_id), None)
    if found is None:
        raise NotThere("no_such_round", _("There is no such census round in your area."))
    return found


def list_round_towers(actor: Actor, round_id: int, wanted: RoundWanted | None = None) -> tuple[RoundTowerLine, ...]:
    """The towers of a round that the actor sees, those that wait first; a fixed number of queries."""
    lines = _lines(actor, _rows(actor).filter(round=round_id))
    wanted, now = wanted or RoundWanted(), timezone.now()
    kept = [
        one
        for one in lines
        if (not wanted.q or wanted.q.strip().lower() in one.tower.lower())
        and (not wanted.state or one.state == wanted.state)
        and (wanted.steward_id is None or one.steward_id == wanted.steward_id)
        and (not wanted.late or one.is_late(now))
        and (not wanted.mine or one.steward_id == actor.user_id)
    ]
    return tuple(sorted(kept, key=lambda one: (one.state in DONE, one.due_at is None, one.due_at or now, one.tower)))


def get_round_tower(actor: Actor, round_tower_id: int) -> RoundTowerLine:
    """One tower of a round; NotThere outside the actor's reach."""
    found = _lines(actor, _rows(actor).filter(pk=round_tower_id))
    if not found:
        raise NotThere("no_such_round_tower", _("There is no such tower in a round of your area."))
    return found[0]


def round_of(actor: Actor, round_tower_id: int) -> int:
    """The number of the round that a tower's row belongs to; NotThere as above."""
    found = _rows(actor).filter(pk=round_tower_id).values_list("round_id", flat=True).first()
    if found is None:
        raise NotThere("no_such_round_tower", _("There is no such tower in a round of your area."))
    return found


def list_my_towers(actor: Actor) -> tuple[RoundTowerLine, ...]:
    """The towers in rounds that go on for which the actor is the steward, or which a property manager keeps."""
    rows = _rows(actor).filter(round__state=CensusRound.State.OPEN)
    rows = rows.filter(tower__in=actor.tower_ids) if actor.tower_ids is not None else rows.filter(steward=actor.user_id)
    return tuple(sorted(_lines(actor, rows), key=lambda one: (one.state in DONE, one.tower)))


def list_to_approve(actor: Actor) -> tuple[tuple[int, str], ...]:
    """The verified towers of rounds that go on which the actor may approve, by name; those they verified are for another."""
    rows = _rows(actor).filter(round__state=CensusRound.State.OPEN, state=RoundTower.State.VERIFIED)
    rows = rows.exclude(verified_by__isnull=False, verified_by=actor.user_id)
    return tuple(sorted(((row.pk, name_in(actor.locale, row.tower)) for row in rows), key=lambda one: one[1]))


def list_own_published(actor: Actor) -> tuple[RoundTowerLine, ...]:
    """The towers that a property manager keeps in rounds that are published, the newest round first."""
    rows = _rows(actor).filter(round__state=CensusRound.State.PUBLISHED).filter(tower__in=actor.tower_ids or ())
    return tuple(sorted(_lines(actor, rows), key=lambda one: (-one.round_id, one.tower)))


def count_states(lines: Sequence[RoundTowerLine]) -> Mapping[str, int]:
    """How many towers stand at each step."""
    return Counter(one.state for one in lines)


def _rounds(actor: Actor) -> QuerySet[CensusRound]:
    above = [actor.area_path[:length] for length in range(2, len(actor.area_path), 2)]
    return CensusRound.objects.filter(in_area(actor.area_path) | Q(area_path__in=above)).select_related("area")


def _within(actor: Actor) -> Q:
    return in_area(actor.area_path, "towers__area_path")


def _round(actor: Actor, row: CensusRound) -> RoundLine:
    return RoundLine(
        id=row.pk, no=row.no, name=row.name, area=name_in(actor.locale, row.area), opens_on=row.opens_on,
        closes_on=row.closes_on, state=row.state, towers=row.n, done=row.d, left_out=row.x,  # type: ignore[attr-defined]
    )  # fmt: skip


def _rows(actor: Actor) -> QuerySet[RoundTower]:
    rows = RoundTower.objects.filter(in_area(actor.area_path)).select_related("tower", "steward", "batch", "round")
    if actor.tower_ids is not None:
        actor.require(Permission.OWN_TOWER_READ)
        return rows.filter(tower__in=actor.tower_ids)
    actor.require(Permission.REGISTER_READ)
    return rows


def _lines(actor: Actor, rows: QuerySet[RoundTower]) -> list[RoundTowerLine]:
    towers = list(rows)
    ids = [row.pk for row in towers]
    floors = dict(
        Unit.objects.filter(
            tower__in=[row.tower_id for row in towers], retracted_at=None, life__contains=timezone.localdate()
        )
        .exclude(floor_no=None)
        .values_list("tower")
        .annotate(n=Count("floor_no", distinct=True))
    )
    seen: dict[int, set[int]] = defaultdict(set)
    differing: Counter[int] = Counter()
    checks = FloorCheck.objects.filter(tower__in=ids).exclude(state=FloorCheck.State.DROPPED)
    for tower, floor, state, differs in checks.values_list("tower", "floor_no", "state", "differs"):
        seen[tower].add(floor)
        differing[tower] += state == "clash" or (state == "taken" and differs)
    due: dict[int, tuple[datetime, datetime]] = {}
    clocks = Deadline.objects.filter(subject_kind=SUBJECT, subject_id__in=ids, state="running").order_by("-due_at")
    for subject, due_at, warn_at in clocks.values_list("subject_id", "due_at", "warn_at"):
        due[subject] = (due_at, warn_at)
    return [_line(actor, row, floors, seen, differing, due) for row in towers]


def _line(
    actor: Actor,
    row: RoundTower,
    floors: Mapping[int, int],
    seen: Mapping[int, set[int]],
    differing: Mapping[int, int],
    due: Mapping[int, tuple[datetime, datetime]],
) -> RoundTowerLine:
    due_at, warn_at = due.get(row.pk, (None, None))
    return RoundTowerLine(
        id=row.pk, round_id=row.round_id, round=row.round.name, tower_id=row.tower_id, tower=name_in(actor.locale, row.tower), steward_id=row.steward_id,
        steward=row.steward.name if row.steward else "", state=row.state, waits_for=_waits_for(row),
        floors=floors.get(row.tower_id, 0), floors_seen=len(seen.get(row.pk, ())), differing=differing.get(row.pk, 0),
        batch_id=row.batch_id, batch_state=row.batch.state if row.batch else "", asked_at=row.asked_at,
        due_at=due_at, warn_at=warn_at,
    )  # fmt: skip


def _waits_for(row: RoundTower) -> str:
    if row.state in DONE:
        return "nobody" if row.state != "approved" else "head"
    if row.state == "verified":
        return "head"
    open_batch = row.batch is not None and row.batch.state in OPEN_BATCH
    asked = row.asked_at is not None and (row.batch is None or row.batch.uploaded_at < row.asked_at)
    return "manager" if asked and not open_batch else "steward"
