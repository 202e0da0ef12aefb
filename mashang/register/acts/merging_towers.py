"""Making two records of one tower one, with all their history; and taking them apart again. Why so: docs/why/0024."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import constraint_of, require_reason
from mashang.register.acts.ledger.carrying import carry_facts, carry_names
from mashang.register.acts.ledger.findable import find_towers_anew, place_firms
from mashang.register.acts.merging_relations import OVER, unknown_relations
from mashang.register.acts.merging_rooms import (
    carry_floors,
    carry_units,
    decide_floors,
    decide_rooms,
    join_rooms,
    part_rooms,
    refuse_changed,
    refuse_later,
    refuse_leases_across,
    return_floors,
    with_what_they_became,
)
from mashang.register.acts.rounds.moving import COLLECT, SHEET, end_time_limit, move, start_time_limit
from mashang.register.acts.sources import source_of
from mashang.register.models import (
    CensusRound,
    ImportBatch,
    RoundTower,
    Tower,
    TowerFact,
    TowerMerge,
    TowerName,
    Unit,
    UnitFact,
)
from mashang.register.reads.merging_towers import find_obstacles, find_undo_obstacles
from mashang.register.reads.scope import towers_seen_by
from mashang.register.rules.merging import JOIN, KEEP, FloorClash, RoomClash
from mashang.trail.acts import record

FILLED = ("name_hant", "name_en", "address", "floors_above", "floors_below", "footprint", "park_id")
AREAS, POSITION = ("gross_sqm", "lettable_sqm"), ("lon", "lat", "crs")


@transaction.atomic
def merge_towers(
    *, actor: Actor, kept_id: int, gone_id: int, reason: str, rooms: Mapping[int, str] | None = None,
    floors: Mapping[int, str] | None = None,
) -> TowerMerge:  # fmt: skip
    """Make `gone` one with `kept`: its rooms with their leases, floors, facts, names, keepers, contacts, files go over.

    `rooms` says of each room of `gone` that both have (by the id of its unit) whether both are kept (`keep`: it bears a
    number with a suffix from now on) or the two are one (`join`); `floors` of each floor on which they differ which record
    holds (`kept`, `gone`). Refuses what is not decided or cannot be done, one tower with itself, towers of two districts,
    a sheet that waits, a round under way, and no reason. What only `gone` states of itself fills gaps of `kept`.
    """
    if unknown := unknown_relations():
        raise Refused(
            "unknown_relations",
            _("Something points at towers that a merge does not know: %(what)s.", what=", ".join(sorted(unknown))),
        )
    require_reason(reason, _("It stands in the trail."))
    _take_rounds([kept_id, gone_id])
    kept, gone = _take_two(actor, kept_id, gone_id)
    for obstacle in find_obstacles(kept, gone):
        raise obstacle
    _take_rooms([kept_id, gone_id])
    chosen, ours = decide_rooms(kept, gone, rooms or {}), decide_floors(kept, gone, floors or {})
    try:
        with transaction.atomic():
            return _make_one(actor, kept, gone, chosen, ours, reason)
    except IntegrityError as error:
        raise _in_words(error) from error


def _make_one(
    actor: Actor, kept: Tower, gone: Tower, chosen: Sequence[tuple[RoomClash, str]], ours: Sequence[FloorClash], reason: str,
) -> TowerMerge:  # fmt: skip
    origin, at = source_of(actor)
    pairs = [(clash.gone.id, clash.kept[0].id) for clash, way in chosen if way == JOIN]
    renamed = {clash.gone.id: clash.number for clash, way in chosen if way == KEEP}
    moved: dict[str, Any] = {
        **join_rooms(pairs, kept, origin=origin, at=at),
        "units": list(Unit.objects.filter(tower=gone).order_by("pk").values_list("pk", flat=True)),
        "rooms": [[clash.gone.id, clash.gone.room] for clash, way in chosen if way == KEEP],
        "facts": carry_facts("tower", kept.pk, gone.pk, at=at),
        "names": carry_names(kept, gone, source=origin, at=at), **carry_floors(kept, gone, ours),
        **{name: over.rows_of(kept, gone) for name, over in OVER.items()}, "covered": _covered(kept, gone),
        "filled": _fill_gaps(kept, gone), **_leave_rounds(actor, gone, reason),
    }  # fmt: skip
    merge = TowerMerge.objects.create(
        kept=kept, gone=gone, moved=moved, reason=reason.strip(), by_id=actor.user_id, merged_at=at,
        area_path=kept.area_path, district_id=kept.district_id,
    )  # fmt: skip
    firms = carry_units(moved["units"], renamed, gone, kept)
    for name, over in OVER.items():
        over.point(moved[name], gone, kept)
    _cover(moved["covered"], gone.pk, kept.pk)
    Tower.objects.filter(pk=gone.pk).update(merged_into=kept)
    _follow(kept, gone, firms)
    diff = {"rooms": len(moved["units"]), "joined": len(pairs)}
    _tell(actor, merge, "tower.merge", reason, diff, of_kept=_in_trail(moved["filled"]))
    return merge


def _take_two(actor: Actor, kept_id: int, gone_id: int) -> tuple[Tower, Tower]:
    """Both towers under lock, in one order: of two merges at once the second finds one of them gone."""
    seen = towers_seen_by(actor).filter(pk__in=[kept_id, gone_id]).values("pk")
    found = {row.pk: row for row in Tower.objects.select_for_update(no_key=True).filter(pk__in=seen).order_by("pk")}
    if kept_id == gone_id or len(found) < 2 or any(row.merged_into_id for row in found.values()):
        raise NotThere("no_such_tower", _("There is no such tower in your area, or it was merged already."))
    for row in found.values():
        actor.require(Permission.REGISTER_EDIT, area_path=row.area_path, tower_id=row.pk)
    return found[kept_id], found[gone_id]


def _take_rounds(tower_ids: Sequence[int]) -> None:
    """Where the towers stand in rounds that go on, under lock before the towers are, as all steps of a round do."""
    rows = RoundTower.objects.select_for_update(of=("self",)).filter(
        tower__in=tower_ids, round__state=CensusRound.State.OPEN
    )
    list(rows.order_by("pk").values_list("pk"))


def _take_rooms(tower_ids: Sequence[int]) -> None:
    """All rooms under lock, those too that a split or merge of rooms made while others were waited for."""
    rows = Unit.objects.filter(tower__in=tower_ids).order_by("pk")
    held = set[int]()
    while fresh := set(rows.values_list("pk", flat=True)) - held:
        list(rows.select_for_update(no_key=True).filter(pk__in=fresh).values_list("pk"))
        held |= fresh


def _covered(kept: Tower, gone: Tower) -> list[int]:
    batches = ImportBatch.objects.filter(covers_towers__contains=[gone.pk])
    return list(batches.exclude(covers_towers__contains=[kept.pk]).values_list("pk", flat=True))


def _cover(batch_ids: Iterable[int], old: int, new: int) -> None:
    for batch in ImportBatch.objects.filter(pk__in=list(batch_ids)).order_by("pk"):
        batch.covers_towers = [new if one == old else one for one in batch.covers_towers]
        batch.save(update_fields=["covers_towers"])


def _fill_gaps(kept: Tower, gone: Tower) -> dict[str, Any]:
    """What `kept` does not state of itself and `gone` does; areas and the position only as a whole. Returns before and after."""
    fill = {name: getattr(gone, name) for name in FILLED if not _states(kept, name) and _states(gone, name)}
    if kept.area_id != gone.area_id:
        fill.pop("park_id", None)
    if not any(_states(kept, name) for name in AREAS):
        fill |= {name: getattr(gone, name) for name in AREAS if _states(gone, name)}
    if kept.lon is None and gone.lon is not None and not kept.footprint:
        fill |= {name: getattr(gone, name) for name in POSITION}
    elif kept.crs != gone.crs:
        fill.pop("footprint", None)
    filled = {name: [_plain(getattr(kept, name)), _plain(value)] for name, value in fill.items()}
    if fill:
        Tower.objects.filter(pk=kept.pk).update(**fill)
    return filled


def _states(tower: Tower, name: str) -> bool:
    """Does it say so of itself? A nought is a statement."""
    return getattr(tower, name) not in (None, "")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list) else str(value)


def _leave_rounds(actor: Actor, gone: Tower, reason: str) -> dict[str, list[int]]:
    """A tower that nobody has gone over yet leaves its round: the round goes over the kept one."""
    rows = RoundTower.objects.select_for_update(of=("self",)).filter(
        tower=gone, round__state=CensusRound.State.OPEN, state=RoundTower.State.ASSIGNED
    )
    left = list(rows.select_related("round", "tower").order_by("pk"))
    waited = []
    for row in left:
        move(actor, row, "leave_out", reason=reason)
        end_time_limit(actor, row, COLLECT, lapsed=True)
        if end_time_limit(actor, row, SHEET, lapsed=True):
            waited.append(row.pk)
    return {"rounds": [row.pk for row in left], "sheets_awaited": waited}


def _follow(kept: Tower, gone: Tower, firms: Iterable[int]) -> None:
    find_towers_anew([kept.pk, gone.pk])
    place_firms(firms)


def _in_trail(changed: Mapping[str, list[Any]]) -> dict[str, object]:
    """What was filled or emptied; of an outline only whether there is one, not its points."""
    return {name: list(map(bool, pair)) if name == "footprint" else pair for name, pair in changed.items()}


def _tell(
    actor: Actor, merge: TowerMerge, act: str, reason: str, diff: Mapping[str, object], *, of_kept: Mapping[str, object]
) -> None:
    for tower, other in ((merge.kept, merge.gone), (merge.gone, merge.kept)):
        record(
            actor=actor, act=act, subject_kind="tower", subject_id=tower.pk, reason=reason.strip(),
            diff={"other_tower": other.pk, **diff, **(of_kept if tower.pk == merge.kept_id else {})}, area_path=tower.area_path, district_id=tower.district_id,
        )  # fmt: skip


@transaction.atomic
def undo_tower_merge(*, actor: Actor, merge_id: int, reason: str) -> TowerMerge:
    """Take two towers apart again: each has what it had. What was done in a room since goes back with the room.

    What came to the kept tower itself since stays with it, and what was written on a floor. Refuses no reason, a merge that
    is undone, a kept tower that was merged on or took another one in later, a sheet that waits, a round in which the kept
    tower is verified, a name of `gone` that another tower bears by now, and later leases, rooms, facts that belong to both.
    """
    merge = (
        TowerMerge.objects.select_for_update(of=("self",))
        .select_related("kept", "gone")
        .filter(pk=merge_id, undone_at=None)
        .first()
    )
    if merge is None or not (actor.covers(merge.area_path) and actor.covers(merge.gone.area_path)):
        raise NotThere("no_such_merge", _("There is no such merge, or it was undone already."))
    require_reason(reason, _("It stands in the trail."))
    kept, gone = _take_both_back(actor, merge)
    moved = merge.moved
    units = with_what_they_became(moved["units"])
    _refuse_what_stands(merge, units)
    origin, at = source_of(actor)
    try:
        with transaction.atomic():
            firms = carry_units(units, dict(moved["rooms"]), kept, gone)
            part_rooms(moved, origin=origin, at=at)
            floors = return_floors(moved, kept, gone)
            _unsay(moved, at)
            for name, over in OVER.items():
                over.point(moved[name], kept, gone)
            _cover(moved["covered"], kept.pk, gone.pk)
            emptied = _empty_gaps(kept, moved["filled"])
            Tower.objects.filter(pk=gone.pk).update(merged_into=None)
            TowerMerge.objects.filter(pk=merge.pk).update(undone_at=at)
    except IntegrityError as error:
        raise _in_words_of_undoing(error) from error
    _take_rounds_up(actor, moved)
    _follow(kept, gone, firms)
    diff = {"rooms": len(units), **({"floors_stay": floors} if floors else {})}
    _tell(actor, merge, "tower.undo_merge", reason, diff, of_kept=_in_trail(emptied))
    merge.refresh_from_db()
    return merge


def _take_both_back(actor: Actor, merge: TowerMerge) -> tuple[Tower, Tower]:
    both = [merge.kept_id, merge.gone_id]
    _take_rounds(both)
    found = {row.pk: row for row in Tower.objects.select_for_update(no_key=True).filter(pk__in=both).order_by("pk")}
    kept, gone = found[merge.kept_id], found[merge.gone_id]
    for row in (kept, gone):
        actor.require(Permission.REGISTER_EDIT, area_path=row.area_path, tower_id=row.pk)
    for obstacle in find_undo_obstacles(merge.pk, kept, gone):
        raise obstacle
    _take_rooms([kept.pk])
    return kept, gone


def _refuse_what_stands(merge: TowerMerge, units: set[int]) -> None:
    moved = merge.moved
    refuse_changed(moved["lines"])
    refuse_leases_across(units, merge.kept, but=[line for line, _before, _after in moved["lines"]])
    for table, ids in ((TowerFact, moved["facts"]), (UnitFact, moved["unit_facts"])):
        refuse_later(
            table.objects.filter(pk__in=ids, superseded_at__isnull=False).values_list("key__name_zh", flat=True)
        )


def _unsay(moved: Mapping[str, Any], at: datetime) -> None:
    TowerFact.objects.filter(pk__in=moved["facts"], superseded_at=None).update(superseded_at=at)
    UnitFact.objects.filter(pk__in=moved["unit_facts"], superseded_at=None).update(superseded_at=at)
    TowerName.objects.filter(pk__in=moved["names"], superseded_at=None).update(superseded_at=at)


def _empty_gaps(kept: Tower, filled: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Gaps that the merge filled are gaps again, unless somebody wrote something else there since; a position as a whole.

    Returns before and after of what was emptied.
    """
    still = {name: before for name, (before, after) in filled.items() if _plain(getattr(kept, name)) == after}
    outlined = kept.footprint and "footprint" not in still  # in the system of the position
    if any(name in filled and name not in still for name in POSITION) or outlined:
        still = {name: before for name, before in still.items() if name not in POSITION}
    if still:
        Tower.objects.filter(pk=kept.pk).update(**still)
    return {name: [filled[name][1], before] for name, before in still.items()}


def _take_rounds_up(actor: Actor, moved: Mapping[str, list[int]]) -> None:
    """A tower that left its round is gone over again, if the round still goes on."""
    rows = RoundTower.objects.select_for_update(of=("self",)).filter(
        pk__in=moved["rounds"], round__state=CensusRound.State.OPEN, state=RoundTower.State.EXCEPTED
    )
    for row in rows.select_related("round", "tower").order_by("pk"):
        move(actor, row, "take_up")
        start_time_limit(actor, row, COLLECT)
        if row.pk in moved["sheets_awaited"]:
            start_time_limit(actor, row, SHEET)


def _in_words(error: IntegrityError) -> Exception:
    if constraint_of(error) != "unit_room_once_at_a_time":
        return error
    return Refused(
        "room_taken", _("A room that goes over would bear the number of another room of the kept tower."), field="rooms",
        mend=_("Give one of the two another number first."),
    )  # fmt: skip


def _in_words_of_undoing(error: IntegrityError) -> Exception:
    known = {
        "tower_name_once_per_area": _("Another tower bears the name of the merged one by now."),
        "unit_room_once_at_a_time": _("A room that would come back bears the number of another by now."),
    }
    text = known.get(constraint_of(error))
    if text is None:
        return error
    return Refused("taken_since", text, mend=_("Give it another name or number first, then take the two apart."))
