"""Sections of GB/T 4754-2017 and the eight groups in which a business district looks at its tenants."""

from __future__ import annotations

from mashang.kernel.text import Message, _

# GB/T 4754-2017: the first division of each section.
SECTION_STARTS = (
    ("A", 1), ("B", 6), ("C", 13), ("D", 44), ("E", 47), ("F", 51), ("G", 53), ("H", 61), ("I", 63), ("J", 66),
    ("K", 70), ("L", 71), ("M", 73), ("N", 76), ("O", 80), ("P", 83), ("Q", 84), ("R", 86), ("S", 91), ("T", 97),
)  # fmt: skip

SECTION_NAMES: dict[str, Message] = {
    "A": _("Farming, forestry, husbandry, fishery"),
    "B": _("Mining"),
    "C": _("Manufacturing"),
    "D": _("Power, heat, gas, water supply"),
    "E": _("Construction"),
    "F": _("Wholesale and retail"),
    "G": _("Transport, storage, post"),
    "H": _("Hotels and catering"),
    "I": _("Information, software, IT services"),
    "J": _("Finance"),
    "K": _("Real estate"),
    "L": _("Leasing and business services"),
    "M": _("Research and technical services"),
    "N": _("Water, environment, public facilities"),
    "O": _("Household services, repair"),
    "P": _("Education"),
    "Q": _("Health and social work"),
    "R": _("Culture, sport, entertainment"),
    "S": _("Public administration, social bodies"),
    "T": _("International organisations"),
}

GROUP_NAMES: dict[int, Message] = {
    1: _("Banking"),
    2: _("Insurance"),
    3: _("Capital markets"),
    4: _("Other finance"),
    5: _("Professional services"),
    6: _("Information technology"),
    7: _("Trade and logistics"),
    8: _("Other trades"),
}
UNKNOWN_GROUP = 0
_BY_DIVISION = {66: 1, 68: 2, 67: 3, 69: 4}
_BY_SECTION = {"J": 4, "L": 5, "M": 5, "I": 6, "F": 7, "G": 7}


def division_of(code: str) -> int | None:
    """The two-digit division of an industry code such as `J6620`, `6620` or `66`; None where it has none."""
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    return int(digits[:2]) if digits[:2].isdigit() and len(digits) >= 2 else None


def section_of(code: str) -> str:
    """The section letter of an industry code; empty when it is unknown."""
    if code[:1] in SECTION_NAMES:
        return code[:1]
    division = division_of(code)
    if division is None or not 1 <= division <= 97:
        return ""
    return [letter for letter, start in SECTION_STARTS if start <= division][-1]


def divisions_of(section: str) -> range:
    """The divisions of a section, for finding codes written without their letter."""
    starts = [*SECTION_STARTS, ("", 98)]
    place = next(i for i, (letter, _start) in enumerate(starts) if letter == section)
    return range(starts[place][1], starts[place + 1][1])


def group_of(code: str) -> int:
    """The group 1 to 8 of an industry code, 0 when the industry is not known."""
    division = division_of(code)
    if division in _BY_DIVISION:
        return _BY_DIVISION[division]
    section = section_of(code)
    return _BY_SECTION.get(section, 8) if section else UNKNOWN_GROUP
