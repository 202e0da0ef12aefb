"""The unified social credit code of GB 32100-2015: cleaning and checking.

Eighteen characters: department, class, six of the area (GB/T 2260), nine of the organisation code
(GB 11714, whose own check character is position 17), and one check character.
"""

from __future__ import annotations

import re
import unicodedata
from operator import mul

from mashang.kernel.text import Message, _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUES = {character: value for value, character in enumerate(ALPHABET)}
_TABLE = bytes(VALUES.get(chr(code), 99) for code in range(256))
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

# The organisation code of GB 11714 counts all 26 letters.
ORGANISATION_VALUES = {c: v for v, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_ORGANISATION_TABLE = bytes(ORGANISATION_VALUES.get(chr(code), 99) for code in range(256))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_LEFT_OUT = re.compile(r"[\s\-\u2010-\u2015\u2212_.\u00b7'`\"*\u200b-\u200f\u2060\ufeff]+")

MESSAGES = {
    "length": _("The credit code must have 18 characters."),
    "alphabet": _("The credit code holds a character that no credit code has; I, O, S, V and Z are never used."),
    "area": _("Positions 3 to 8 of the credit code must be the digits of an area."),
    "organisation": _("The organisation number inside the credit code does not match its check character."),
    "check": _("The last character of the credit code does not match the others: one of them is mistyped."),
}


def clean(text: str) -> str:
    """The code as the standard writes it: half width, capitals, no spaces, line breaks or hyphens."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015); ValueError when they are not 17 of the alphabet."""
    values = first17.encode("latin-1", "replace").translate(_TABLE)
    if len(values) != 17 or max(values) > 30:
        raise ValueError(first17)
    return ALPHABET[-sum(map(mul, values, WEIGHTS)) % 31]


def organisation_check_character(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): position 17 of the credit code."""
    values = first8.encode("latin-1", "replace").translate(_ORGANISATION_TABLE)
    if len(values) != 8 or max(values) > 35:
        raise ValueError(first8)
    rest = 11 - sum(map(mul, values, ORGANISATION_WEIGHTS)) % 11
    return "0" if rest == 11 else "X" if rest == 10 else str(rest)


def problem(code: str) -> str | None:
    """What is wrong with a cleaned code: `length`, `alphabet`, `area`, `organisation`, `check`; None when right.

    `check` comes before `organisation`: a code whose last character fits but whose position 17 does
    not was made up rather than mistyped.
    """
    if len(code) != 18:
        return "length"
    if max(code.encode("latin-1", "replace").translate(_TABLE)) > 30:
        return "alphabet"
    if not code[2:8].isdigit():
        return "area"
    if check_character(code[:17]) != code[17]:
        return "check"
    if organisation_check_character(code[8:16]) != code[16]:
        return "organisation"
    return None


def message(problem_code: str) -> Message:
    """The sentence for a problem code."""
    return MESSAGES[problem_code]
