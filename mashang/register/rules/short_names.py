"""Short names of firms, as they fit into a unit of the stacking plan."""

from __future__ import annotations

import re

LEGAL_FORM = re.compile(r"(?:股份)?有限(?:责任|責任)?公司.*$|(?:集团|集團|(?:特殊)?普通合伙|有限合伙)$")
PLACE = re.compile(r"^(?:[一-鿿]{2,3}省)?(?:[一-鿿]{2,3}市)?(?:[一-鿿]{2,3}[区县])?(?=[一-鿿]{2,})")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def short_name_of(name: str) -> str:
    """The distinctive part of a firm's name, without place, brackets and legal form; the name itself where nothing is left."""
    bare = BRACKETS.sub("", name).strip()
    cut = PLACE.sub("", LEGAL_FORM.sub("", bare))
    return cut if len(cut) >= 2 else bare or name
