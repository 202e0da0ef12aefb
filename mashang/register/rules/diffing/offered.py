"""A firm's tenancies in one tower, handed out to the rows of a sheet that speak of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator

from mashang.register.rules.diffing.held import HeldTenancy

Place = tuple[int | None, str]
Key = tuple[str, int | None, str]
ALL: Key = ("all", None, "")


class Offered:
    """Each tenancy is given once, the earliest held first. Found by place, not by looking at all of them:

    a firm may hold thousands of rooms in one tower.
    """

    def __init__(self, tenancies: Iterable[tuple[HeldTenancy, Collection[Place]]]) -> None:
        self._tenancies: list[HeldTenancy] = []
        self._given: set[int] = set()
        self._waiting: dict[Key, deque[int]] = defaultdict(deque)
        for at, (tenancy, places) in enumerate(tenancies):
            self._tenancies.append(tenancy)
            for key in dict.fromkeys(_keys_of_held(places)):
                self._waiting[key].append(at)

    def take(self, said: Collection[Place] | None) -> HeldTenancy | None:
        """The first tenancy left whose rooms agree with what is said; of None any that is left.

        The less precise statement agrees with the more precise: a floor with its rooms, nothing with everything.
        """
        keys = [ALL] if said is None else _keys_of_said(said)
        first = min((at for key in keys if (at := self._head(key)) is not None), default=None)
        if first is None:
            return None
        self._given.add(first)
        return self._tenancies[first]

    def _head(self, key: Key) -> int | None:
        waiting = self._waiting.get(key)
        while waiting and waiting[0] in self._given:
            waiting.popleft()
        return waiting[0] if waiting else None


def _keys_of_held(places: Iterable[Place]) -> Iterator[Key]:
    yield ALL
    for floor, room in places:
        yield "place", floor, room
        yield "floor", floor, ""
        if not room:
            yield "whole", floor, ""


def _keys_of_said(places: Collection[Place]) -> Iterator[Key]:
    if not places:
        yield ALL
    yield "whole", None, ""
    for floor, room in places:
        yield "place", floor, room
        yield "whole", floor, ""
        if not room:
            yield ALL if floor is None else ("floor", floor, "")
