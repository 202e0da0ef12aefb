"""Search over the register: a few letters find towers, firms and rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mashang.kernel.actor import Actor
from mashang.register.models import Unit
from mashang.register.reads.firms import FirmRow, FirmsWanted, list_firms
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.towers import TowerRow, find_towers

ROOM = re.compile(
    r"^(?P<tower>.*?)\s*(?P<room>[A-Za-z]?-?\d{2,5}[A-Za-z]?)\s*(?:室|房|号)?$"  # zh: words that follow a room's number
)
MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFound:
    """A room of a tower."""

    unit_id: int
    tower_id: int
    tower: str
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query finds, at most ten of each kind."""

    towers: tuple[TowerRow, ...]
    firms: tuple[FirmRow, ...]
    rooms: tuple[RoomFound, ...]

    @property
    def nothing(self) -> bool:
        """Did nothing match?"""
        return not (self.towers or self.firms or self.rooms)


def find_anything(actor: Actor, q: str, as_of: date) -> Found:
    """Towers by name, former name, address, pinyin and initials; firms by name, code, pinyin; rooms by number.

    A room may follow the name of its tower: `汇金 2703`. Five queries at most.
    """
    towers = find_towers(actor, q, as_of)[:MOST]
    firms = list_firms(actor, as_of, FirmsWanted(q=q), size=MOST).rows
    return Found(towers=towers, firms=firms, rooms=_rooms(actor, q, as_of))


def _rooms(actor: Actor, q: str, as_of: date) -> tuple[RoomFound, ...]:
    asked = ROOM.match(q)
    if asked is None:
        return ()
    units = Unit.objects.filter(
        room__iexact=asked["room"],
        retracted_at=None,
        life__contains=as_of,
        tower__in=towers_seen_by(actor).values("pk"),
    ).select_related("tower")
    if asked["tower"]:
        units = units.filter(tower__in=[tower.id for tower in find_towers(actor, asked["tower"], as_of)])
    return tuple(
        RoomFound(unit_id=unit.pk, tower_id=unit.tower_id, tower=name_in(actor.locale, unit.tower), room=unit.room)
        for unit in units.order_by("tower__name_pinyin", "pk")[:MOST]
    )
