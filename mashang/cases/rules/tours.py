"""A tour over towers: who goes when to which, within the hours of the office and of the firms. Pure.

Insertion by regret (what has the fewest good places goes first), then moves and exchanges of stops until none helps.
Distances are straight lines times 1.3 at a walking pace: an estimate, and stated as such where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from mashang.kernel.coordinates import Position, distance_m

Span = tuple[datetime, datetime]
Walk = Callable[[int, int], int]  # minutes from tower to tower

DETOUR: Final = 1.3
WALK_M_A_MINUTE: Final = 75.0  # 4.5 km an hour
UNKNOWN_WALK: Final = 15  # minutes, where a tower has no position
A_DAY_LATER: Final = 240.0  # one day later costs as much as four hours of walking: what can be done soon is done soon
WAIT_SHARE: Final = 0.25
ROUNDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Firms of one tower that are called on together: how many minutes, and when they may be. No windows: at any time.

    `items` are called on one after the other in `each` minutes; a visit too long for the day is split between them.
    """

    tower: int
    items: tuple[int, ...]
    each: int
    windows: tuple[Span, ...] = ()

    @property
    def length(self) -> timedelta:
        """How long the team stays."""
        return timedelta(minutes=self.each * len(self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One day of one team: the spans in which it works, without its lunch."""

    team: int
    day: date
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit with its time. `walk` minutes from the stop before it on that day; `waits` minutes until it may begin.

    `choices`: in how many shifts it could have stood alone, which says how tight it was.
    """

    visit: Visit
    team: int
    day: date
    begin: datetime
    walk: int
    waits: int
    choices: int = 0

    @property
    def end(self) -> datetime:
        """When the team goes on."""
        return self.begin + self.visit.length


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A visit that does not fit, and why: `no_shift` (no day at all), `hours` (none of its windows lies in office hours of
    those days), `short` (its windows are shorter than it takes), `full` (the days are full)."""

    visit: Visit
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The stops in order of team and time, and what does not fit."""

    stops: tuple[Stop, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def walk(self) -> int:
        """Minutes of walking in all."""
        return sum(stop.walk for stop in self.stops)


@dataclass(slots=True)
class _Route:
    shift: Shift
    visits: list[Visit] = field(default_factory=list)


def walking_minutes(places: Mapping[int, Position | None]) -> Walk:
    """Minutes on foot between towers: the straight line times 1.3, at 4.5 km an hour, at least 1; none to itself."""

    def walk(one: int, other: int) -> int:
        if one == other:
            return 0
        here, there = places.get(one), places.get(other)
        if here is None or there is None:
            return UNKNOWN_WALK
        return max(1, round(distance_m(here, there) * DETOUR / WALK_M_A_MINUTE))

    return walk


def plan_tour(visits: Iterable[Visit], shifts: Sequence[Shift], walk: Walk) -> Plan:
    """The tour: each visit once, no two of a team at one time, all within office hours and the firms' own.

    What is too long for any span, and what finds no place whole, is split between its items. The order of `visits` and
    `shifts` alone decides between equals: the same input gives the same plan.
    """
    days = sorted({shift.day for shift in shifts})
    routes = [_Route(shift) for shift in sorted(shifts, key=lambda one: (one.day, one.team))]
    longest = _longest(shifts)
    asked = [replace(visit, windows=_united(visit.windows)) for visit in visits]
    pieces = [piece for visit in asked for piece in split_visit(visit, longest)]
    rest = _insert_all(routes, pieces, days, walk)
    _improve(routes, days, walk)
    singles = [piece for visit in rest for piece in split_visit(visit, timedelta(minutes=visit.each))]
    left = _insert_all(routes, singles, days, walk)
    _improve(routes, days, walk)
    stops = [stop for route in routes for stop in _joined(_timed(route.shift, route.visits, walk) or [])]
    told = [replace(stop, choices=sum(_alone(shift, stop.visit, walk) for shift in shifts)) for stop in stops]
    out = [LeftOut(visit=visit, why=_why(visit, shifts)) for visit in left]
    return Plan(tuple(sorted(told, key=lambda one: (one.day, one.team, one.begin))), tuple(out))


def split_visit(visit: Visit, longest: timedelta) -> list[Visit]:
    """The visit in pieces of at most `longest` each, and of about the same size; one item is never split."""
    most = max(1, int(longest / timedelta(minutes=visit.each))) if longest else 1
    count = -(-len(visit.items) // most)
    sizes = [len(visit.items) // count + (no < len(visit.items) % count) for no in range(count)]
    pieces, begin = [], 0
    for size in sizes:
        pieces.append(replace(visit, items=visit.items[begin : begin + size]))
        begin += size
    return pieces


def _united(windows: Iterable[Span]) -> tuple[Span, ...]:
    """The windows in order of time, those that touch as one."""
    out: list[Span] = []
    for begin, end in sorted(windows):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return tuple(out)


def _longest(shifts: Sequence[Shift]) -> timedelta:
    return max((end - begin for shift in shifts for begin, end in shift.spans), default=timedelta())


def _timed(shift: Shift, visits: Sequence[Visit], walk: Walk) -> list[Stop] | None:
    """The visits in this order, each as early as may be; None when one finds no time."""
    if not visits:
        return []
    if not shift.spans:
        return None
    stops: list[Stop] = []
    free = shift.spans[0][0]
    for visit in visits:
        way = walk(stops[-1].visit.tower, visit.tower) if stops else 0
        arrive = free + timedelta(minutes=way)
        begin = _earliest(shift, visit, arrive)
        if begin is None:
            return None
        stops.append(
            Stop(visit=visit, team=shift.team, day=shift.day, begin=begin, walk=way, waits=_minutes(begin - arrive))
        )
        free = stops[-1].end
    return stops


def _earliest(shift: Shift, visit: Visit, arrive: datetime) -> datetime | None:
    found: list[datetime] = []
    for opens, closes in shift.spans:
        for begin, end in visit.windows or ((opens, closes),):
            start = max(opens, begin, arrive)
            if start + visit.length <= min(closes, end):
                found.append(start)
    return min(found, default=None)


def _alone(shift: Shift, visit: Visit, walk: Walk) -> bool:
    return _timed(shift, [visit], walk) is not None


def _cost(route: _Route, visits: Sequence[Visit], days: Sequence[date], walk: Walk) -> float | None:
    stops = _timed(route.shift, visits, walk)
    if stops is None:
        return None
    late = days.index(route.shift.day) * A_DAY_LATER
    return sum(stop.walk + WAIT_SHARE * stop.waits + late * len(stop.visit.items) / 5 for stop in stops)


def _places(routes: Sequence[_Route], visit: Visit, days: Sequence[date], walk: Walk) -> list[tuple[float, int, int]]:
    """Where a visit could go: what it adds, in which route, at which place; the cheapest place of each route."""
    found = []
    for no, route in enumerate(routes):
        now = _cost(route, route.visits, days, walk) or 0.0
        best: tuple[float, int, int] | None = None
        for at in range(len(route.visits) + 1):
            cost = _cost(route, [*route.visits[:at], visit, *route.visits[at:]], days, walk)
            if cost is not None and (best is None or cost - now < best[0]):
                best = (cost - now, no, at)
        if best is not None:
            found.append(best)
    return sorted(found)


def _insert_all(routes: Sequence[_Route], visits: Sequence[Visit], days: Sequence[date], walk: Walk) -> list[Visit]:
    """Put the visits into the routes, the one that would lose most by waiting first; gives back what finds no place."""
    waiting, left = list(visits), []
    while waiting:
        ranked = []
        for no, visit in enumerate(waiting):
            places = _places(routes, visit, days, walk)
            regret = float("inf") if len(places) == 1 else places[1][0] - places[0][0] if places else -1.0
            ranked.append((-regret, -len(visit.items), no, places))
        _regret, _size, chosen, places = min(ranked, key=lambda one: one[:3])
        visit = waiting.pop(chosen)
        if places:
            _more, no, at = places[0]
            routes[no].visits.insert(at, visit)
        else:
            left.append(visit)
    return left


def _improve(routes: Sequence[_Route], days: Sequence[date], walk: Walk) -> None:
    """Move single visits to better places until none is found; `ROUNDS` is far more than ever was needed."""
    for _round in range(ROUNDS):
        if not any(_move_one(routes, route, days, walk) for route in routes):
            return


def _move_one(routes: Sequence[_Route], route: _Route, days: Sequence[date], walk: Walk) -> bool:
    for at, visit in enumerate(route.visits):
        rest = [*route.visits[:at], *route.visits[at + 1 :]]
        before, after = _cost(route, route.visits, days, walk), _cost(route, rest, days, walk)
        if before is None or after is None:
            continue
        kept, route.visits = route.visits, rest
        places = _places(routes, visit, days, walk)
        if places and places[0][0] < before - after - 1e-9:
            _more, no, place = places[0]
            routes[no].visits.insert(place, visit)
            return True
        route.visits = kept
    return False


def _joined(stops: Sequence[Stop]) -> list[Stop]:
    """Neighbours in one tower with the same windows, one right after the other, are one stop."""
    out: list[Stop] = []
    for stop in stops:
        last = out[-1] if out else None
        same = last and (last.visit.tower, last.visit.windows, last.visit.each, last.end) == (
            stop.visit.tower, stop.visit.windows, stop.visit.each, stop.begin,
        )  # fmt: skip
        if last and same:
            out[-1] = replace(last, visit=replace(last.visit, items=last.visit.items + stop.visit.items))
        else:
            out.append(stop)
    return out


def _why(visit: Visit, shifts: Sequence[Shift]) -> str:
    if not any(shift.spans for shift in shifts):
        return "no_shift"
    shared = [
        min(closes, end) - max(opens, begin)
        for shift in shifts for opens, closes in shift.spans for begin, end in visit.windows or ((opens, closes),)
    ]  # fmt: skip
    longest = max(shared, default=timedelta())
    if longest <= timedelta():
        return "hours"
    return "short" if longest < timedelta(minutes=visit.each) else "full"


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
