"""How wide a text is when it is drawn at 11 units, by the kind of its signs; enough to cut a label to its unit."""

from __future__ import annotations

import unicodedata
from typing import Final

FULL: Final = 11.0
NARROW: Final = frozenset("iljt.,:;'|!()[] -")


def sign_width(sign: str) -> float:
    """The width of one sign: full for Chinese, about half for Latin letters and digits."""
    if unicodedata.east_asian_width(sign) in "WFA":
        return FULL
    if sign in NARROW:
        return 4.0
    return 7.6 if sign.isupper() or sign in "mwMW%&" else 6.3


def text_width(text: str) -> float:
    """The width of a whole text."""
    return sum(map(sign_width, text))


def cut(text: str, room: float) -> str:
    """The longest beginning of `text` that fits into `room`, or nothing when not even two signs fit.

    No dots are added, so that what is seen stays a part of the full name that is read out.
    """
    used = 0.0
    for place, sign in enumerate(text):
        used += sign_width(sign)
        if used > room:
            return text[:place].rstrip() if place >= 2 else ""
    return text
