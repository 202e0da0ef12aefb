"""Do short texts speak of the same thing? By the pairs of signs they share, so that it works without word breaks. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence

_BESIDE = re.compile(r"[\W_]+")
SAME_MATTER = 0.25  # of two titles about the same item in the same tower
SHORTEST_WORD = 2


def pairs_of(text: str) -> set[str]:
    """Every two neighbouring signs of a text, without blanks and punctuation."""
    plain = _BESIDE.sub("", text.lower())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def alike(one: str, other: str) -> float:
    """Which share of the shorter text's pairs stands in the other; 0 for texts of fewer than three signs."""
    return _share(pairs_of(one), pairs_of(other))


def _share(first: set[str], second: set[str]) -> float:
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter > 1 else 0.0


def largest_group(
    texts: Mapping[int, str], *, said_by: Mapping[int, Hashable] | None = None, least: float = SAME_MATTER
) -> list[int]:
    """The keys of the texts like one of them that the most say, that one first; the earliest key where several are as many.

    `said_by` names whose each text is, so that one who says a thing often counts once; without it each text counts.
    Compares each with each: for at most some hundred texts.
    """
    pairs, whose = {key: pairs_of(text) for key, text in texts.items()}, said_by or {key: key for key in texts}
    best: list[int] = []
    most = 0
    for key, own in pairs.items():
        near = [key, *(other for other, its in pairs.items() if other != key and _share(own, its) >= least)]
        if (count := len({whose[one] for one in near})) > most:
            best, most = near, count
    return best


def shared_words(texts: Iterable[str]) -> str:
    """The longest run of signs that stands in every text; empty when none of two signs does."""
    plain: Sequence[str] = sorted((_BESIDE.sub("", text) for text in texts), key=len)
    if not plain:
        return ""
    shortest, others = plain[0], plain[1:]
    for length in range(len(shortest), SHORTEST_WORD - 1, -1):
        for start in range(len(shortest) - length + 1):
            run = shortest[start : start + length]
            if all(run in other for other in others):
                return run
    return ""
