"""The signs of the stacking plan: for each view a letter, a word and a class; never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import pgettext_lazy

from mashang.ui.page import Text


@dataclass(frozen=True, slots=True)
class Sign:
    """How one value looks: its letter in the unit, its word, its css class, and its pattern if it has one."""

    letter: Text
    label: Text
    css: str
    pattern: str = ""


STATUSES: Final[dict[str, Sign]] = {
    "leased": Sign(pgettext_lazy("unit letter", "L"), pgettext_lazy("unit status", "Let"), "s-leased"),
    "own": Sign(pgettext_lazy("unit letter", "O"), pgettext_lazy("unit status", "Owner-used"), "s-own"),
    "vacant": Sign(pgettext_lazy("unit letter", "V"), pgettext_lazy("unit status", "Vacant"), "s-vacant"),
    "reserved": Sign(
        pgettext_lazy("unit letter", "R"), pgettext_lazy("unit status", "Reserved"), "s-reserved", "reserved"
    ),
    "fitout": Sign(
        pgettext_lazy("unit letter", "F"), pgettext_lazy("unit status", "Fitting out"), "s-fitout", "fitout"
    ),
    "sealed": Sign(
        pgettext_lazy("unit letter", "S"), pgettext_lazy("unit status", "Sealed or disputed"), "s-sealed", "sealed"
    ),
    "pending": Sign(
        pgettext_lazy("unit letter", "P"), pgettext_lazy("unit status", "Not handed over"), "s-pending", "pending"
    ),
    "unknown": Sign("?", pgettext_lazy("unit status", "Not known"), "s-unknown"),
}
