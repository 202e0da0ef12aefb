"""Two records of one tower side by side: which rooms stand in both, and when two of them can become one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mashang.kernel.errors import Text
from mashang.kernel.text import _
from mashang.register.rules.versions import ONE_DAY, Span

KEEP, JOIN = "keep", "join"
KEPT, GONE = "kept", "gone"
LONGEST_ROOM = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A firm that holds a room during a span, by one lease."""

    line: int
    firm_id: int
    firm: str
    span: Span
    exclusive: bool

    @property
    def last_day(self) -> date | None:
        """Its last day there; None while no end is known."""
        return None if self.span.end is None else self.span.end - ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A live unit as one of the two records has it. `since` and `until` bound its life `[since, until)`; None is open."""

    id: int
    floor_no: int | None
    room: str
    area_sqm: Decimal | None
    since: date | None
    until: date | None
    held: tuple[Held, ...] = ()
    held_back: bool = False

    def meets(self, other: Room) -> bool:
        """Do the two bear one number on one floor at the same time?"""
        apart = (self.until is not None and other.since is not None and self.until <= other.since) or (
            other.until is not None and self.since is not None and other.until <= self.since
        )
        return (self.floor_no or 0, self.room) == (other.floor_no or 0, other.room) and not apart

    def lives_through(self, span: Span) -> bool:
        """Does it exist on all days of the span?"""
        begins = self.since is None or self.since <= span.start
        return begins and (self.until is None or (span.end is not None and span.end <= self.until))


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay:
    """Why two rooms cannot become one; `line` is the lease that is in the way, 0 where it is none."""

    text: Text
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomClash:
    """A room that both records have: `gone` beside those of the kept tower, the number that it would bear, what is in the way."""

    gone: Room
    kept: tuple[Room, ...]
    number: str
    in_the_way: tuple[InTheWay, ...]

    @property
    def ways(self) -> tuple[str, ...]:
        """What may be chosen: keep both (under another number) and make them one, as far as each can be done."""
        return (*((KEEP,) if self.number else ()), *(() if self.in_the_way else (JOIN,)))


def room_clashes(
    kept: Sequence[Room], gone: Sequence[Room], borne: Collection[tuple[int, str]] = ()
) -> tuple[RoomClash, ...]:
    """The rooms of `gone` that stand in `kept` too, by floor and number.

    `borne` are floor (0: not known) and number of all rooms of both towers, of which none is given a second time.
    """
    taken = {*borne, *((one.floor_no or 0, one.room) for one in (*kept, *gone))}
    clashes = []
    for one in sorted(gone, key=lambda r: (r.floor_no or 0, r.room, r.id)):
        beside = tuple(other for other in kept if one.meets(other))
        if beside:
            number = _free_number(one, taken)
            taken.add((one.floor_no or 0, number))
            clashes.append(RoomClash(gone=one, kept=beside, number=number, in_the_way=_in_the_way(beside, one)))
    return tuple(clashes)


def _free_number(one: Room, taken: Collection[tuple[int, str]]) -> str:
    """The number with the first suffix that is free; none for a whole floor, which bears no number."""
    if not one.room:
        return ""
    tried = (f"{one.room[: LONGEST_ROOM - 4]}-{no}" for no in range(2, len(taken) + 3))
    return next(number for number in tried if (one.floor_no or 0, number) not in taken)


def _in_the_way(kept: Sequence[Room], gone: Room) -> tuple[InTheWay, ...]:
    if len(kept) > 1:
        return (InTheWay(text=_("The kept tower had several rooms of this number, one after the other.")),)
    into = kept[0]
    found = [_outside(one) for one in gone.held if not into.lives_through(one.span)]
    if gone.held_back:
        found.append(InTheWay(text=_("The room is held back; release it first.")))
    for one in gone.held:
        found += [_together(one, other) for other in into.held if _clash(one, other)]
    return tuple(found)


def _clash(one: Held, other: Held) -> bool:
    """A firm is in one room once, and only one holds it exclusively."""
    return one.span.meets(other.span) and ((one.exclusive and other.exclusive) or one.firm_id == other.firm_id)


def _outside(one: Held) -> InTheWay:
    return InTheWay(
        text=_("%(firm)s was there on days on which the kept tower has no such room.", firm=one.firm), line=one.line
    )


def _together(one: Held, other: Held) -> InTheWay:
    values = {"firm": one.firm, "other": other.firm}
    if one.firm_id == other.firm_id:
        return InTheWay(
            text=_("%(firm)s holds both: one of the two leases has to be taken back.", **values), line=one.line
        )
    return InTheWay(text=_("%(firm)s and %(other)s hold it on the same days.", **values), line=one.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorSays:
    """What a record says of a floor."""

    label: str
    use: str
    area_sqm: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorClash:
    """A floor of which both records speak, and do not say the same."""

    no: int
    kept: FloorSays
    gone: FloorSays


def floors_apart(
    kept: Iterable[tuple[int, FloorSays]], gone: Iterable[tuple[int, FloorSays]]
) -> tuple[FloorClash, ...]:
    """The floors of which `gone` says something that `kept` does not say, from below upwards."""
    known = dict(kept)
    return tuple(
        FloorClash(no=no, kept=known[no], gone=says)
        for no, says in sorted(gone, key=lambda one: one[0])
        if no in known and _adds(known[no], says)
    )


def _adds(kept: FloorSays, gone: FloorSays) -> bool:
    return any(
        new and new != old
        for old, new in ((kept.label, gone.label), (kept.use, gone.use), (kept.area_sqm, gone.area_sqm))
    )
