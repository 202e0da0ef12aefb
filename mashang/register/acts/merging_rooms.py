"""The rooms and floors of a tower go over to the tower that it is one with, and back. Private to `merging_towers`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Value, When

from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import write_settled
from mashang.register.acts.ledger import Change
from mashang.register.acts.ledger.carrying import carry_facts
from mashang.register.models import Document, Floor, Occupancy, Source, Tenancy, Tower, Unit, UnitLineage
from mashang.register.reads.merging_towers import list_floor_clashes, list_leases_of, list_room_clashes
from mashang.register.reads.versions import get_version_by_id, get_versions
from mashang.register.rules.merging import GONE, JOIN, KEEP, KEPT, FloorClash, Room, RoomClash

SHOWN = 5
SAID = ("label", "use", "area_sqm")  # of a floor


def decide_rooms(kept: Tower, gone: Tower, decided: Mapping[int, str]) -> list[tuple[RoomClash, str]]:
    """Each room that both have, with what was decided about it.

    Refuses, naming the rooms, when one is not decided or cannot be done: nothing is guessed.
    """
    clashes = list_room_clashes(kept.pk, gone.pk)
    open_ = [one.gone for one in clashes if decided.get(one.gone.id) not in (KEEP, JOIN)]
    if open_:
        raise Refused(
            "rooms_undecided", _("Both towers have these rooms: %(rooms)s.", rooms=_named(open_)), field="rooms",
            mend=_("Say of each whether both are kept or the two are one room."),
        )  # fmt: skip
    chosen = [(one, decided[one.gone.id]) for one in clashes]
    barred = [one.gone for one, way in chosen if way not in one.ways]
    if barred:
        raise Refused(
            "room_in_the_way", _("This cannot be done with these rooms: %(rooms)s.", rooms=_named(barred)), field="rooms",
            mend=_("Clear what is in the way, as it stands beside each room, or keep both."),
        )  # fmt: skip
    return chosen


def decide_floors(kept: Tower, gone: Tower, decided: Mapping[int, str]) -> list[FloorClash]:
    """The floors of which what `gone` says is to hold. Refuses when one on which they differ is not decided."""
    clashes = list_floor_clashes(kept.pk, gone.pk)
    open_ = [str(one.no) for one in clashes if decided.get(one.no) not in (KEPT, GONE)]
    if open_:
        raise Refused(
            "floors_undecided", _("The two say different things of these floors: %(floors)s.", floors=", ".join(open_)),
            field="floors", mend=_("Say of each which record holds."),
        )  # fmt: skip
    return [one for one in clashes if decided[one.no] == GONE]


def _named(rooms: Sequence[Room]) -> str:
    names = [one.room or (f"{one.floor_no}F" if one.floor_no is not None else "—") for one in rooms]
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def join_rooms(pairs: Sequence[tuple[int, int]], kept: Tower, *, origin: Source, at: datetime) -> dict[str, Any]:
    """The first room of each pair becomes one with the second, of the kept tower: leases, facts and files go over to it.

    The room itself is taken back and stays on record with what it was.
    """
    into = dict(pairs)
    changes = [
        Change(version, replace(version, spaces=tuple(
            replace(s, unit_id=into[s.unit_id], tower_id=kept.pk) if s.unit_id in into else s for s in version.spaces
        )))
        for version in get_versions(list_leases_of(into), lock=True).values()
    ]  # fmt: skip
    Unit.objects.filter(pk__in=into).update(retracted_at=at)
    if changes:
        write_settled(changes, origin=origin, at=at)
    facts = [fact for one, other in pairs for fact in carry_facts("unit", other, one, at=at)]
    papers = []
    for one, other in pairs:
        here = Document.objects.filter(about_kind="unit", about_id=one)
        papers.append([one, other, list(here.values_list("pk", flat=True))])
        here.update(about_id=other)
    return {
        "joined": [list(pair) for pair in pairs], "unit_facts": facts, "unit_papers": papers,
        "lines": [[c.line, c.before.id if c.before else 0, c.written_id or 0] for c in changes],
    }  # fmt: skip


def carry_units(unit_ids: Iterable[int], rooms: Mapping[int, str], source: Tower, target: Tower) -> list[int]:
    """Units with all that hangs on them lie in `target` now, some under another number. Returns the firms that are moved.

    The database lets rooms and leases over only between the two towers of a merge that stands.
    """
    ids = list(unit_ids)
    # One statement: neither tower could hold the room under the other's number for a moment.
    numbers = Case(*(When(pk=pk, then=Value(room)) for pk, room in rooms.items()), default=F("room"))
    Unit.objects.filter(pk__in=ids).update(tower=target, area_path=target.area_path, room=numbers)
    held = Occupancy.objects.filter(unit__in=ids)
    held.update(tower=target, area_path=target.area_path)
    if source.area_path != target.area_path:
        elsewhere = Occupancy.objects.filter(tenancy=OuterRef("pk")).exclude(unit__in=ids).exclude(tower=target)
        Tenancy.objects.filter(~Exists(elsewhere), pk__in=held.values("tenancy")).update(area_path=target.area_path)
    return list(held.order_by("firm").values_list("firm", flat=True).distinct())


def carry_floors(kept: Tower, gone: Tower, chosen: Sequence[FloorClash]) -> dict[str, Any]:
    """Floors that only `gone` has go over; of the chosen ones what `gone` says holds from now on."""
    changed = []
    for clash in chosen:
        says = {name: getattr(clash.gone, name) for name in SAID}
        mine = Floor.objects.get(tower=kept, no=clash.no)
        changed.append([mine.pk, {name: [_said(getattr(mine, name)), _said(says[name])] for name in SAID}])
        Floor.objects.filter(pk=mine.pk).update(**says)
    alone = Floor.objects.filter(tower=gone).exclude(no__in=Floor.objects.filter(tower=kept).values("no"))
    ids = list(alone.values_list("pk", flat=True))
    Floor.objects.filter(pk__in=ids).update(tower=kept)
    return {"floors": ids, "floors_changed": changed}


def return_floors(moved: Mapping[str, Any], kept: Tower, gone: Tower) -> list[int]:
    """Each record has its floors again; one on which other rooms of the kept tower stand stays with it too.

    What somebody wrote on a floor since the merge stays; returns the numbers of those floors.
    """
    Floor.objects.filter(pk__in=moved["floors"]).update(tower=gone)
    stay = []
    for pk, says in moved["floors_changed"]:
        floor = Floor.objects.get(pk=pk)
        back = {name: before for name, (before, after) in says.items() if _said(getattr(floor, name)) == after}
        if len(back) < len(says):
            stay.append(floor.no)
        if back:
            Floor.objects.filter(pk=pk).update(**back)
    back_there = Floor.objects.filter(pk__in=moved["floors"]).values("no")
    left = Unit.objects.filter(tower=kept, retracted_at=None, floor_no__in=back_there)
    Floor.objects.bulk_create(
        Floor(tower=kept, no=no, district_id=kept.district_id)
        for no in left.order_by("floor_no").values_list("floor_no", flat=True).distinct()
        if no is not None
    )
    return sorted(stay)


def _said(value: Any) -> str | None:
    return None if value is None else str(value)


def with_what_they_became(unit_ids: Iterable[int]) -> set[int]:
    """These units and all that they were split or merged into since.

    Refuses, naming the rooms, when one of those was also made of a room that is not among them.
    """
    found = set(unit_ids)
    fresh = found
    while fresh:
        fresh = set(UnitLineage.objects.filter(from_unit__in=fresh).values_list("to_unit", flat=True)) - found
        found |= fresh
    mixed = UnitLineage.objects.filter(to_unit__in=found).exclude(from_unit__in=found)
    refuse_later(str(room) for room in mixed.values_list("to_unit__room", flat=True))
    return found


def refuse_leases_across(unit_ids: Iterable[int], kept: Tower, *, but: Iterable[int]) -> None:
    """Refuse, naming the firms, when a lease holds rooms of both: it was written since and lies in no single tower.

    `but` are the leases that the merge wrote anew: they go back one by one.
    """
    ids = list(unit_ids)
    beside = Occupancy.objects.filter(retracted_at=None, line=OuterRef("line"), tower=kept).exclude(unit__in=ids)
    across = Occupancy.objects.filter(Exists(beside), unit__in=ids, retracted_at=None).exclude(line__in=list(but))
    refuse_later(across.values_list("firm__name", flat=True))


def refuse_changed(lines: Sequence[Sequence[int]]) -> None:
    """Refuse, naming the firms, when a lease that the merge wrote anew was changed since."""
    live = Tenancy.objects.filter(line__in=[line for line, _b, _a in lines], retracted_at=None)
    now = dict(live.values_list("line", "pk"))
    changed = [after for line, _before, after in lines if now.get(line) != after]
    refuse_later(Tenancy.objects.filter(pk__in=changed).values_list("firm__name", flat=True))


def refuse_later(names: Iterable[str]) -> None:
    """Refuse, naming up to five things that stand on the merge."""
    found = sorted(set(names))
    if found:
        raise Refused(
            "later_rows", _("Something later stands on this merge: %(names)s.", names=", ".join(found[:SHOWN])),
            mend=_("Take the later change back first."),
        )  # fmt: skip


def part_rooms(moved: Mapping[str, Any], *, origin: Source, at: datetime) -> None:
    """Rooms that became one are two again, each with its own leases and files."""
    Unit.objects.filter(pk__in=[one for one, _other in moved["joined"]]).update(retracted_at=None)
    put_leases_back(moved["lines"], origin=origin, at=at)
    for one, _other, papers in moved["unit_papers"]:
        Document.objects.filter(pk__in=papers).update(about_id=one)


def put_leases_back(lines: Sequence[Sequence[int]], *, origin: Source, at: datetime) -> None:
    """Each lease of these (line, version before the merge, version after it) is again what it was, as a new version."""
    earlier = get_version_by_id(before for _line, before, _after in lines)
    now = get_versions((line for line, _b, _a in lines), lock=True)
    changes = [Change(now[line], replace(earlier[before], id=0)) for line, before, _a in lines if line in now]
    if changes:
        write_settled(changes, origin=origin, at=at)
