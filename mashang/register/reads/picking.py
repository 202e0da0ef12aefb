"""Finding what a person types: rooms by their numbers, firms by name or code."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from mashang.kernel import uscc
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.models import Firm, FirmName, Occupancy, Unit
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.register.reads.searching import named

COMMA = "\u3001"  # zh: the comma between things of a list
_BETWEEN = re.compile(rf"[\s,{COMMA};/&+]+")
_FLOOR = re.compile(r"(?P<below>B|-)?(?P<no>\d{1,3})(?:F|[\u5c42\u6a13\u697c])(?:-?(?P<room>[0-9A-Z][0-9A-Z-]*))?")
SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmFound:
    """A firm as a list to pick from shows it; `where` is one place of it today."""

    id: int
    name: str
    uscc: str
    where: str


def find_rooms(actor: Actor, tower_id: int, text: str, on: date) -> tuple[int, ...]:
    """The units of a tower that typed room numbers mean on a day: `1801、1802`, `18F` a whole floor, `18F-01`.

    Refuses what is not there, naming it, and a number that stands on several floors. One query.
    """
    wanted = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text).upper()) if part]
    units = Unit.objects.filter(
        tower=tower_id, tower__in=towers_seen_by(actor).values("pk"), retracted_at=None, life__contains=on
    ).values_list("pk", "floor_no", "room")
    by_room: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    by_place: dict[tuple[int | None, str], int] = {}
    for pk, floor, room in units:
        spelled = unicodedata.normalize("NFKC", room).upper()
        by_room[spelled].append((pk, floor))
        by_place[floor, spelled] = pk
    found: list[int] = []
    for part in wanted:
        hits = by_room.get(part, [])
        if not hits and (place := _FLOOR.fullmatch(part)):
            floor = int(place["no"]) * (-1 if place["below"] else 1)
            hits = [(pk, floor) for pk in (by_place.get((floor, place["room"] or "")),) if pk]
        found.append(_one(part, hits, on))
    return tuple(dict.fromkeys(found))


def _one(part: str, hits: list[tuple[int, int | None]], on: date) -> int:
    if not hits:
        raise Refused(
            "no_such_room", _("There is no room %(room)s in this tower on %(day)s.", room=part, day=on), field="rooms",
            mend=_("Check the number, or add the unit to the tower first."),
        )  # fmt: skip
    if len(hits) > 1:
        floor = min(f for _pk, f in hits if f is not None)
        raise Refused(
            "room_on_floors",
            _("Room %(room)s is on several floors.", room=part),
            field="rooms",
            mend=_("Write the floor before it: %(example)s.", example=f"{floor}F-{part}"),
        )
    return hits[0][0]


def write_rooms(actor: Actor, unit_ids: Iterable[int]) -> str:
    """The rooms of units as a person would type them into the field of rooms. One query."""
    units = list(
        Unit.objects.filter(pk__in=list(unit_ids), tower__in=towers_seen_by(actor).values("pk"))
        .order_by("floor_no", "room", "pk")
        .values_list("floor_no", "room", "tower_id")
    )
    same = list(
        Unit.objects.filter(tower__in={u[2] for u in units}, room__in={u[1] for u in units}, retracted_at=None)
        .exclude(life__isempty=True)
        .values_list("room", "floor_no")
        .distinct()
    )
    return COMMA.join(_typed(floor, room, len({f for r, f in same if r == room})) for floor, room, _tower in units)


def _typed(floor: int | None, room: str, floors: int) -> str:
    level = "" if floor is None else f"{floor}F" if floor > 0 else f"B{-floor}F"
    if not room:
        return level
    return f"{level}-{room}" if floors > 1 and level else room


def find_firms(actor: Actor, q: str, on: date) -> tuple[FirmFound, ...]:
    """Firms that typed words name: an exact name or code first, then those in reach by part of a name. Three queries."""
    word, code = fold(q), uscc.clean(q)
    if not word:
        return ()
    living = Firm.objects.filter(merged_into=None, retracted_at=None)
    firms = (
        list(living.filter(uscc=code)[:1]) if uscc.problem(code) is None else list(living.filter(name_folded=word)[:5])
    )
    if not firms or len(word) < 18:
        known = {firm.pk for firm in firms}
        near = firms_seen_by(actor).filter(named(q)).exclude(pk__in=known).order_by("-weight", "name_pinyin", "pk")
        firms += list(near[: SHOWN - len(firms)])
    return _with_places(actor, firms, on, typed=q.strip())


def get_firm_found(actor: Actor, firm_id: int, on: date) -> FirmFound | None:
    """One firm as the list to pick from shows it; None when there is no such firm.

    Of a firm of another area, that there is one is all that is told.
    """
    found = _with_places(actor, list(Firm.objects.filter(pk=firm_id, merged_into=None, retracted_at=None)), on)
    return found[0] if found else None


def _with_places(actor: Actor, firms: list[Firm], on: date, *, typed: str = "") -> tuple[FirmFound, ...]:
    """Firms with where they are; one out of reach is called as it was typed, and nothing more is told of it."""
    seen = set(firms_seen_by(actor).filter(pk__in=[f.pk for f in firms]).values_list("pk", flat=True))
    stays = Occupancy.objects.filter(
        firm__in=firms, retracted_at=None, span__contains=on, tower__in=towers_seen_by(actor).values("pk")
    ).select_related("tower", "unit")
    where = {stay.firm_id: f"{name_in(actor.locale, stay.tower)} {stay.unit}" for stay in stays}
    return tuple(
        FirmFound(id=f.pk, name=f.name, uscc=f.uscc or "", where=where.get(f.pk, ""))
        if f.pk in seen
        else FirmFound(id=f.pk, name=typed or str(_("A firm of another area")), uscc="", where="")
        for f in firms
    )


def sum_areas(unit_ids: Iterable[int]) -> Decimal | None:
    """The areas of units together; None when one of them is not known. The caller has found the units."""
    areas = list(Unit.objects.filter(pk__in=list(unit_ids)).values_list("area_sqm", flat=True))
    known = [area for area in areas if area is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(areas) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmAlike:
    """A firm that bears a name or code already; `in_reach` says that the actor may open its file."""

    id: int
    name: str
    in_reach: bool


def list_firms_like(actor: Actor, name: str, code: str) -> tuple[FirmAlike, ...]:
    """Firms that bear or bore this very name, or bear this code; two queries. One out of reach keeps its name to itself."""
    folded, code = fold(name), uscc.clean(code)
    names = FirmName.objects.filter(folded=folded, superseded_at=None).values("firm")
    same = Q(name_folded=folded) | Q(pk__in=names) if folded else Q(pk__in=[])
    if uscc.problem(code) is None:  # what is no code is nobody's, and may hold what no database takes
        same |= Q(uscc=code)
    rows = list(Firm.objects.filter(same, merged_into=None, retracted_at=None).order_by("pk")[:5])
    seen = set(firms_seen_by(actor).filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True))
    return tuple(FirmAlike(id=r.pk, name=r.name if r.pk in seen else name.strip(), in_reach=r.pk in seen) for r in rows)
