"""Do two short texts speak of the same thing? By the pairs of signs they share, so that it works without word breaks. Pure."""

from __future__ import annotations

import re

_BESIDE = re.compile(r"[\W_]+")


def pairs_of(text: str) -> set[str]:
    """Every two neighbouring signs of a text, without blanks and punctuation."""
    plain = _BESIDE.sub("", text.lower())
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def alike(one: str, other: str) -> float:
    """Which share of the shorter text's pairs stands in the other; 0 for texts of fewer than three signs."""
    first, second = pairs_of(one), pairs_of(other)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter > 1 else 0.0
