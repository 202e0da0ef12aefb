"""How areas nest and how their paths are counted: two base-36 characters a level, never reused."""

from __future__ import annotations

from collections.abc import Collection

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST = "AA"
LONGEST = 16
BELOW = {
    "": ("province", "city", "district"),
    "province": ("city",),
    "city": ("district",),
    "district": ("subdistrict", "park"),
    "subdistrict": ("park",),
    "park": (),
}


def kinds_below(kind: str) -> tuple[str, ...]:
    """The kinds of area that may lie directly in one of this kind; the empty kind stands for the root."""
    return BELOW.get(kind, ())


def next_path(parent: str, taken: Collection[str]) -> str | None:
    """The path of the next area below `parent`, after the highest ever taken; None when the level is full.

    Paths of closed areas count as taken: a path is never given twice.
    """
    if len(parent) + 2 > LONGEST:
        return None
    steps = [DIGITS.index(path[-2]) * 36 + DIGITS.index(path[-1]) for path in taken]
    first = DIGITS.index(FIRST[0]) * 36 + DIGITS.index(FIRST[1])
    step = max(steps, default=first - 1) + 1
    if step >= 36 * 36:
        return None
    return parent + DIGITS[step // 36] + DIGITS[step % 36]
