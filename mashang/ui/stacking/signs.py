"""The signs of the stacking plan: for each view a letter, a word and a class; never colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import pgettext_lazy

from mashang.ui.page import Text


@dataclass(frozen=True, slots=True)
class Sign:
    """How one value looks: its letter in the unit, its word, the class of the unit and of the swatch, its pattern."""

    letter: Text
    label: Text
    css: str
    swatch: str = ""
    pattern: str = ""


def category(letter: Text, label: Text) -> Sign:
    """A letter and a word for one industry or one place of registration; the plan gives it its colour by its number."""
    return Sign(letter, label, "")


def numbered(signs: Sequence[Sign], kind: str) -> list[Sign]:
    """The categories with their classes: `i1`, `i2` ... for industries, `r1` ... for places of registration."""
    swatches = {"r": ("sw-c1", "sw-c2", "sw-q2", "sw-ask")}.get(kind, tuple(f"sw-c{place}" for place in range(1, 9)))
    return [
        Sign(sign.letter, sign.label, f"{kind}{place}", swatches[(place - 1) % len(swatches)])
        for place, sign in enumerate(signs, start=1)
    ]


STATUSES: Final[dict[str, Sign]] = {
    "leased": Sign(pgettext_lazy("unit letter", "L"), pgettext_lazy("unit status", "Let"), "s-leased", "leased"),
    "own": Sign(pgettext_lazy("unit letter", "O"), pgettext_lazy("unit status", "Owner-used"), "s-own", "own"),
    "vacant": Sign(pgettext_lazy("unit letter", "V"), pgettext_lazy("unit status", "Vacant"), "s-vacant", "vacant"),
    "reserved": Sign(
        pgettext_lazy("unit letter", "R"),
        pgettext_lazy("unit status", "Reserved"),
        "s-reserved",
        "reserved",
        "reserved",
    ),
    "fitout": Sign(
        pgettext_lazy("unit letter", "F"), pgettext_lazy("unit status", "Fitting out"), "s-fitout", "fitout", "fitout"
    ),
    "sealed": Sign(
        pgettext_lazy("unit letter", "S"),
        pgettext_lazy("unit status", "Sealed or disputed"),
        "s-sealed",
        "sealed",
        "sealed",
    ),
    "pending": Sign(
        pgettext_lazy("unit letter", "P"),
        pgettext_lazy("unit status", "Not handed over"),
        "s-pending",
        "pending",
        "pending",
    ),
    "unknown": Sign("?", pgettext_lazy("unit status", "Not known"), "s-unknown", "unknown"),
}

BANDS: Final = (
    Sign("", pgettext_lazy("lease end", "Ended, not renewed"), "e0", "sw-q0"),
    Sign("", pgettext_lazy("lease end", "Within 90 days"), "e1", "sw-q1"),
    Sign("", pgettext_lazy("lease end", "Within 180 days"), "e2", "sw-q2"),
    Sign("", pgettext_lazy("lease end", "Within a year"), "e3", "sw-q3"),
    Sign("", pgettext_lazy("lease end", "Later"), "e4", "sw-q4"),
)

NOTHING: Final = Sign("", pgettext_lazy("plan legend", "Does not apply"), "x0", "sw-none")
