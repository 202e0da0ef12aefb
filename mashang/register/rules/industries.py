"""Industries by GB/T 4754-2017: sections, and the eight groups in which a finance district is drawn.

A code is a section letter, or two to four digits (division, group, class); a letter before the digits
is accepted, as in `J6621`.
"""

from __future__ import annotations

from enum import StrEnum

# First and last division of each section (GB/T 4754-2017, table of sections).
SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip


class Colour(StrEnum):
    """The groups of the stacking plan, in the order of its legend."""

    BANKING = "banking"
    INSURANCE = "insurance"
    SECURITIES = "securities"
    FUNDS = "funds"
    QUASI_FINANCE = "quasi_finance"
    PROFESSIONAL = "professional"
    TECHNOLOGY = "technology"
    OTHER = "other"


# The longest prefix that fits wins.
_COLOURS = {
    "66": Colour.QUASI_FINANCE, "661": Colour.BANKING, "662": Colour.BANKING, "664": Colour.BANKING,
    "665": Colour.BANKING,
    "67": Colour.SECURITIES, "672": Colour.FUNDS, "673": Colour.FUNDS, "676": Colour.FUNDS,
    "68": Colour.INSURANCE, "685": Colour.INSURANCE, "69": Colour.QUASI_FINANCE,
    "63": Colour.TECHNOLOGY, "64": Colour.TECHNOLOGY, "65": Colour.TECHNOLOGY, "73": Colour.TECHNOLOGY,
    "75": Colour.TECHNOLOGY, "71": Colour.PROFESSIONAL, "72": Colour.PROFESSIONAL, "74": Colour.PROFESSIONAL,
}  # fmt: skip
_SECTION_COLOURS = {"I": Colour.TECHNOLOGY, "L": Colour.PROFESSIONAL}


def digits_of(code: str) -> str:
    """The digits of a code; empty for a bare section letter or no code."""
    bare = code.strip().upper()
    return bare[1:] if bare[:1] in SECTIONS else bare


def section_of(code: str) -> str:
    """The section letter (A to T) of a code; empty when there is none."""
    bare = code.strip().upper()
    if bare[:1] in SECTIONS:
        return bare[0]
    if len(bare) < 2 or not bare[:2].isdigit():
        return ""
    division = int(bare[:2])
    return next((letter for letter, (first, last) in SECTIONS.items() if first <= division <= last), "")


def colour_of(code: str) -> Colour:
    """The group in which the plan draws a firm of this industry; OTHER for an unknown one."""
    bare = digits_of(code)
    for length in (4, 3, 2):
        if len(bare) >= length and bare[:length] in _COLOURS:
            return _COLOURS[bare[:length]]
    return _SECTION_COLOURS.get(section_of(code), Colour.OTHER) if not bare else Colour.OTHER
