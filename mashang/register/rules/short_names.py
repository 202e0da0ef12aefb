"""Short names of firms, as they fit into a unit of the stacking plan."""

from __future__ import annotations

import re
from collections import Counter

LEGAL_FORM = re.compile(r"(?:股份)?有限(?:责任|責任)?公司.*$|(?:集团|集團|(?:特殊)?普通合伙|有限合伙)$")
PLACE = re.compile(r"^(?:[一-鿿]{2,3}省)?(?:[一-鿿]{2,3}市)?(?:[一-鿿]{2,3}[区县])?(?=[一-鿿]{2,})")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def short_name_of(name: str) -> str:
    """The distinctive part of a firm's name, without place, brackets and legal form; the name itself where nothing is left."""
    bare = BRACKETS.sub("", name).strip()
    cut = PLACE.sub("", LEGAL_FORM.sub("", bare))
    return cut if len(cut) >= 2 else bare or name


def distinct_names(names: list[str]) -> dict[str, str]:
    """Short names of the firms of one place, without the two characters with which many of them begin.

    A beginning that at least three names and one in twenty share tells nobody apart (a city's name, for example):
    it is left out where at least two characters remain.
    """
    short = {name: short_name_of(name) for name in names}
    heads = Counter(one[:2] for one in set(short.values()) if len(one) >= 4 and not one.isascii())
    common = {head for head, count in heads.items() if count >= max(3, len(set(short.values())) // 20)}
    return {name: one[2:] if one[:2] in common and len(one) >= 4 else one for name, one in short.items()}
