"""Two records of one tower beside each other: what stands in both, what would go over, what is in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused, Text
from mashang.kernel.text import _
from mashang.register.models import (
    CensusRound,
    Contact,
    Document,
    Floor,
    ImportBatch,
    Occupancy,
    RoundTower,
    Tenancy,
    Tower,
    TowerFact,
    TowerKeeper,
    TowerMerge,
    TowerName,
    Unit,
    UnitHold,
)
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by
from mashang.register.rules.merging import FloorClash, FloorSays, Held, Room, RoomClash, floors_apart, room_clashes
from mashang.register.rules.versions import Span

_State = ImportBatch.State
WAITING = (_State.UPLOADED, _State.READING, _State.COMPARED, _State.APPLYING)
NOT_BEGUN = (RoundTower.State.ASSIGNED, RoundTower.State.EXCEPTED)
SETTLED = (RoundTower.State.VERIFIED, RoundTower.State.APPROVED)
INSTEAD = _("Publish the round first, or keep this record and merge the other one into it.")
COUNTED = ("units", "floors", "leases", "facts", "names", "keepers", "contacts", "documents", "batches", "rounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerSide:
    """One of the two records as the preview shows it, with how much hangs on it (by `COUNTED`)."""

    id: int
    code: str
    name: str
    area: str
    address: str
    floors_above: int | None
    gross_sqm: Decimal | None
    lettable_sqm: Decimal | None
    position: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerPreview:
    """Both records, the rooms and floors that a person has to decide on, and what keeps them from being merged today."""

    kept: TowerSide
    gone: TowerSide
    rooms: tuple[RoomClash, ...]
    floors: tuple[FloorClash, ...]
    obstacles: tuple[Refused, ...]


def get_tower_preview(actor: Actor, kept_id: int, gone_id: int) -> TowerPreview:
    """What merging `gone` into `kept` would do; NotThere when the actor may not see both. A fixed number of queries."""
    found = {row.pk: row for row in towers_seen_by(actor).filter(pk__in=[kept_id, gone_id]).select_related("area")}
    if len(found) < 2:
        raise NotThere("no_such_tower", _("There is no such tower in your area, or it was merged already."))
    kept, gone = found[kept_id], found[gone_id]
    return TowerPreview(
        kept=_side(actor, kept), gone=_side(actor, gone), rooms=list_room_clashes(kept_id, gone_id),
        floors=list_floor_clashes(kept_id, gone_id), obstacles=find_obstacles(kept, gone),
    )  # fmt: skip


def _side(actor: Actor, tower: Tower) -> TowerSide:
    return TowerSide(
        id=tower.pk, code=tower.code, name=name_in(actor.locale, tower), area=name_in(actor.locale, tower.area),
        address=tower.address, floors_above=tower.floors_above, gross_sqm=tower.gross_sqm,
        lettable_sqm=tower.lettable_sqm,
        position=f"{tower.lon}, {tower.lat}" if tower.lon is not None else "", counts=count_parts(tower.pk),
    )  # fmt: skip


def count_parts(tower_id: int) -> dict[str, int]:
    """How much hangs on a tower, by `COUNTED`."""
    leases = Occupancy.objects.filter(tower=tower_id, retracted_at=None).values("line").distinct()
    found: dict[str, QuerySet[Any, Any]] = {
        "units": Unit.objects.filter(tower=tower_id, retracted_at=None),
        "floors": Floor.objects.filter(tower=tower_id),
        "leases": leases,
        "facts": TowerFact.objects.filter(subject=tower_id, superseded_at=None),
        "names": TowerName.objects.filter(tower=tower_id, superseded_at=None),
        "keepers": TowerKeeper.objects.filter(tower=tower_id),
        "contacts": Contact.objects.filter(tower=tower_id, erased_at=None),
        "documents": Document.objects.filter(about_kind="tower", about_id=tower_id),
        "batches": ImportBatch.objects.filter(Q(tower=tower_id) | Q(covers_towers__contains=[tower_id])),
        "rounds": RoundTower.objects.filter(tower=tower_id),
    }
    return {name: rows.count() for name, rows in found.items()}


def list_room_clashes(kept_id: int, gone_id: int) -> tuple[RoomClash, ...]:
    """The rooms that both towers have at the same time; three queries. The caller has found both for its reader."""
    units = Unit.objects.filter(tower__in=[kept_id, gone_id], retracted_at=None).order_by("pk")
    rows = list(units.values_list("pk", "tower_id", "floor_no", "room", "area_sqm", "life"))
    places = {(floor or 0, room) for _pk, tower, floor, room, _sqm, _life in rows if tower == gone_id}
    same = [row for row in rows if row[1] == gone_id or (row[2] or 0, row[3]) in places]
    ids = [row[0] for row in same]
    held, held_back = _held(ids), set(_held_back(ids))
    sides: dict[int, list[Room]] = defaultdict(list)
    for pk, tower, floor, room, sqm, life in same:
        sides[tower].append(
            Room(
                id=pk, floor_no=floor, room=room, area_sqm=sqm, since=life.lower, until=life.upper,
                held=tuple(held.get(pk, ())), held_back=pk in held_back,
            )
        )  # fmt: skip
    borne = {(floor or 0, room) for _pk, _tower, floor, room, _sqm, _life in rows}
    return room_clashes(sides[kept_id], sides[gone_id], borne)


def _held(unit_ids: Collection[int]) -> dict[int, list[Held]]:
    rows = Occupancy.objects.filter(unit__in=unit_ids, retracted_at=None).order_by("span", "pk")
    found: dict[int, list[Held]] = defaultdict(list)
    for unit, line, firm_id, firm, span, exclusive in rows.values_list(
        "unit_id", "line", "firm_id", "firm__name", "span", "exclusive"
    ):
        found[unit].append(
            Held(line=line, firm_id=firm_id, firm=firm, span=Span(span.lower, span.upper), exclusive=exclusive)
        )
    return found


def _held_back(unit_ids: Collection[int]) -> list[int]:
    return list(UnitHold.objects.filter(unit__in=unit_ids, released_at=None).values_list("unit_id", flat=True))


def list_floor_clashes(kept_id: int, gone_id: int) -> tuple[FloorClash, ...]:
    """The floors of which the two say different things; one query."""
    sides: dict[int, list[tuple[int, FloorSays]]] = defaultdict(list)
    for floor in Floor.objects.filter(tower__in=[kept_id, gone_id]):
        says = FloorSays(label=floor.label, use=floor.use, area_sqm=floor.area_sqm)
        sides[floor.tower_id].append((floor.no, says))
    return floors_apart(sides[kept_id], sides[gone_id])


def find_obstacles(kept: Tower, gone: Tower) -> tuple[Refused, ...]:
    """What keeps the two from being merged today, whatever is decided about rooms and floors; two queries."""
    found = []
    if kept.district_id != gone.district_id:
        found.append(Refused("two_districts", _("The two towers lie in different districts.")))
    return (*found, *_waiting_imports(kept, gone), *_open_rounds(kept, gone))


def _waiting_imports(kept: Tower, gone: Tower) -> list[Refused]:
    both = [kept.pk, gone.pk]
    here = Q(tower__in=both) | Q(covers_towers__overlap=both) | Q(rows__tower__in=both)
    batches = ImportBatch.objects.filter(here, state__in=WAITING).order_by("pk").distinct()
    return [
        Refused(
            "import_waits", _("The tenant sheet %(name)s waits for one of the two towers.", name=batch.name),
            mend=_("Apply it or put it away first: it was compared with the towers as they are now."),
        )
        for batch in batches
    ]  # fmt: skip


def _open_rounds(kept: Tower, gone: Tower) -> list[Refused]:
    """A tower that nobody has gone over yet may leave its round, if that goes over the kept one; what is done in a round stays."""
    rows = RoundTower.objects.filter(tower__in=[kept, gone], round__state=CensusRound.State.OPEN)
    both = list(rows.select_related("round", "tower").order_by("pk"))
    gone_over = {row.round_id for row in both if row.tower_id == kept.pk and row.state != RoundTower.State.EXCEPTED}
    found = []
    for row in both:
        if row.tower_id == gone.pk and row.state == RoundTower.State.ASSIGNED and row.round_id not in gone_over:
            found.append(_lost_to_round(row))
        elif row.tower_id == gone.pk and row.state not in NOT_BEGUN:
            found.append(_in_round(row, INSTEAD))
        elif row.tower_id == kept.pk and row.state in SETTLED:
            found.append(_in_round(row, _("Have it sent back first: more rooms come to it than were verified.")))
    return found


def _lost_to_round(row: RoundTower) -> Refused:
    values = {"tower": row.tower.name_zh, "round": row.round.name}
    return Refused(
        "round_would_lose_it",
        _("%(tower)s is still to be gone over in the census round %(round)s, which leaves the kept tower out.", **values),
        mend=INSTEAD,
    )  # fmt: skip


def find_undo_obstacles(merge_id: int, kept: Tower, gone: Tower) -> tuple[Refused, ...]:
    """What keeps a merge that stands from being undone today, whatever happened in its rooms; three queries."""
    found = []
    if kept.merged_into_id is not None:
        found.append(
            Refused(
                "merged_on", _("%(tower)s was merged into another tower since.", tower=kept.name_zh),
                mend=_("Take those two apart first."),
            )
        )  # fmt: skip
    if later := TowerMerge.objects.filter(kept=kept, undone_at=None, pk__gt=merge_id).select_related("gone").last():
        found.append(
            Refused(
                "merged_later", _("%(tower)s was merged into the same tower later.", tower=later.gone.name_zh),
                mend=_("Take that one apart first: the last merge goes first."),
            )
        )  # fmt: skip
    settled = RoundTower.objects.filter(tower=kept, round__state=CensusRound.State.OPEN, state__in=SETTLED)
    mend = _("Have it sent back first: rooms that were verified with it leave it.")
    rounds = [_in_round(row, mend) for row in settled.select_related("round", "tower").order_by("pk")]
    return (*found, *_waiting_imports(kept, gone), *rounds)


def _in_round(row: RoundTower, mend: Text) -> Refused:
    return Refused(
        "round_open",
        _("%(tower)s is under way in the census round %(round)s.", tower=row.tower.name_zh, round=row.round.name),
        mend=mend,
    )


def list_leases_of(unit_ids: Collection[int]) -> list[int]:
    """The lines of the live leases that hold one of these units."""
    held = Occupancy.objects.filter(unit__in=unit_ids, retracted_at=None).values("line")
    return list(
        Tenancy.objects.filter(line__in=held, retracted_at=None).order_by("line").values_list("line", flat=True)
    )
