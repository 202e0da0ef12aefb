"""Search over the register: a few letters find towers, firms and rooms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.register.models import Unit
from mashang.register.reads.drawn import place_label
from mashang.register.reads.firms import FirmRow, get_firm_rows
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area, towers_seen_by
from mashang.register.reads.searching import Hit, Kind, find_hits
from mashang.register.reads.towers import TowerRow, get_tower_rows

ROOM = re.compile(
    r"^(?P<tower>.*?)\s*(?P<room>[A-Za-z]?-?\d{2,5}[A-Za-z]?)\s*(?:室|房|号)?$"  # zh: words that follow a room's number
)
MOST = 10
TOWERS, ROOMS, FIRMS = "towers", "rooms", "firms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Something that was found: of a room `tower_id` says where. `where` is the address or the place, `more` counts
    further rooms, `by` is the former name or address that was meant when it was not the name."""

    id: int
    name: str
    where: str = ""
    more: int = 0
    said: str = ""
    by: str = ""
    tower_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters of the search: `kind` one of towers, rooms, firms; `here` firms with a room on the day."""

    q: str
    kind: str = ""
    here: bool = False
    area_id: int | None = None
    most: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query finds, at most so many of each kind as were asked for, the best first."""

    towers: tuple[Match, ...] = ()
    rooms: tuple[Match, ...] = ()
    firms: tuple[Match, ...] = ()

    @property
    def total(self) -> int:
        """How many were found altogether."""
        return len(self.towers) + len(self.rooms) + len(self.firms)


def find_anything(actor: Actor, wanted: Wanted, on: date) -> Found:
    """Towers and firms by name, former name, address, code, pinyin and initials; rooms by number, also after the
    name of their tower: `汇金 2703`. Eight queries at most, for any number found.

    What the table of findables names is shown only as far as the actor may see it: the last word is the register's.
    """
    path = ""
    if wanted.area_id is not None:
        area = Area.objects.filter(in_area(actor.area_path, "path"), pk=wanted.area_id).first()
        if area is None:
            return Found()
        path = area.path
    kinds = [kind for kind, name in ((Kind.TOWER, TOWERS), (Kind.FIRM, FIRMS)) if wanted.kind in ("", name)]
    hits = find_hits(
        actor, wanted.q, on, kinds=kinds, here=wanted.here, area_path=path, most=wanted.most
    ) if kinds else ()  # fmt: skip
    return Found(
        towers=_towers(actor, [hit for hit in hits if hit.kind == Kind.TOWER], on),
        firms=_firms(actor, [hit for hit in hits if hit.kind == Kind.FIRM], on),
        rooms=_rooms(actor, wanted, path, on) if wanted.kind in ("", ROOMS) else (),
    )


def _towers(actor: Actor, hits: Sequence[Hit], on: date) -> tuple[Match, ...]:
    rows = get_tower_rows(actor, [hit.id for hit in hits], on) if hits else {}
    return tuple(_match(hit, row, row.address or row.area) for hit in hits if (row := rows.get(hit.id)))


def _firms(actor: Actor, hits: Sequence[Hit], on: date) -> tuple[Match, ...]:
    rows = get_firm_rows(actor, [hit.id for hit in hits], on) if hits else {}
    return tuple(_match(hit, row, _where(row), len(row.places) - 1) for hit in hits if (row := rows.get(hit.id)))


def _where(firm: FirmRow) -> str:
    if not firm.places:
        return firm.home
    first = firm.places[0]
    return f"{first.tower} {place_label(first.floor_no, first.room)}"


def _match(hit: Hit, row: TowerRow | FirmRow, where: str, more: int = 0) -> Match:
    by = hit.title if hit.said != "current" and hit.title not in (row.name, where) else ""
    return Match(id=row.id, name=row.name, where=where, more=max(more, 0), said=hit.said, by=by)


def _rooms(actor: Actor, wanted: Wanted, path: str, on: date) -> tuple[Match, ...]:
    asked = ROOM.match(wanted.q)
    if asked is None:
        return ()
    towers = towers_seen_by(actor).filter(in_area(path))
    if asked["tower"]:
        hits = find_hits(actor, asked["tower"], on, kinds=[Kind.TOWER], area_path=path)
        towers = towers.filter(pk__in=[hit.id for hit in hits])
    units = Unit.objects.filter(
        room__iexact=asked["room"], retracted_at=None, life__contains=on, tower__in=towers.values("pk")
    ).select_related("tower")
    return tuple(
        Match(id=unit.pk, name=f"{name_in(actor.locale, unit.tower)} {unit.room}", tower_id=unit.tower_id)
        for unit in units.order_by("tower__name_pinyin", "pk")[: wanted.most]
    )
