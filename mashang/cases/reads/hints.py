"""What is told to somebody who is writing what they ask: what it seems to be about, what is open already, whose desk it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from mashang.cases.reads.own_cases import OwnLine, similar_own
from mashang.cases.reads.places import Place
from mashang.cases.rules.items import doors_for, items_for, load_items, name_of
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorHint:
    """Another desk that may be the right one: why, where, and by which rule."""

    code: str
    why: str
    door: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """`item` is what the words speak of, as a code, and in words when a word was found; `mark` names what has to be seen."""

    item: str
    item_words: str
    similar: Sequence[OwnLine]
    doors: Sequence[DoorHint]

    @property
    def mark(self) -> str:
        """Names the similar cases and doors; empty when there are none."""
        named = [str(one.ref) for one in self.similar] + [one.code for one in self.doors]
        return hashlib.sha256("|".join(named).encode()).hexdigest()[:16] if named else ""


class LookFirst(Exception):
    """Something is to be seen before it is sent; `mark` names what."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


def read_hints(actor: Actor, text: str, place: Place | None = None) -> Hints:
    """The hints for a text. The item is `other` when no word of any is in it. A fixed number of queries, none for a short text."""
    first = items_for(text)[0]
    found = any(word in text for word in first.words)
    similar = similar_own(
        actor, text, firm_id=place.firm_id if place else None, tower_id=place.tower_id if place else None
    )
    doors = [
        DoorHint(
            code=one.code, why=name_of(one.names, actor.locale), door=name_of(one.door, actor.locale), law=name_of(one.law, actor.locale)
        )
        for one in doors_for(text)
    ]  # fmt: skip
    return Hints(
        item=first.code if found else "other", item_words=name_of(first.names, actor.locale) if found else "",
        similar=similar if len(text.strip()) > 2 else [], doors=doors,
    )  # fmt: skip


def item_choices(actor: Actor) -> list[tuple[str, str]]:
    """What may be asked about, as a list of codes and names."""
    return [(code, name_of(one.names, actor.locale)) for code, one in load_items().items() if one.until is None]
