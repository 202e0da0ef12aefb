"""Which towers of the register a building of a sheet may be, by how alike the names are."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from mashang.kernel.actor import Actor
from mashang.kernel.names import fold
from mashang.register.models import TowerName
from mashang.register.reads.scope import towers_seen_by

ALIKE = 0.55
PART = 0.85
SHOWN = 3


def likeness(one: str, other: str) -> float:
    """From 0 to 1 how alike two folded names are; a name that holds the other whole is at least 0.85."""
    if not one or not other:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((one, other), key=len)
    return max(ratio, PART) if len(short) >= 3 and short in long else ratio


def find_alike_towers(actor: Actor, places: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For each place as a sheet writes it the towers whose names are most alike, the likeliest first; one query."""
    names = TowerName.objects.filter(tower__in=towers_seen_by(actor).values("pk"), superseded_at=None)
    known = list(names.values_list("tower_id", "folded"))
    return {place: _likeliest(fold(place), known) for place in places}


def _likeliest(folded: str, known: list[tuple[int, str]]) -> tuple[int, ...]:
    best: dict[int, float] = {}
    for tower_id, name in known:
        best[tower_id] = max(best.get(tower_id, 0.0), likeness(folded, name))
    alike = sorted((tower for tower, score in best.items() if score >= ALIKE), key=lambda t: (-best[t], t))
    return tuple(alike[:SHOWN])
