"""Codes of areas: province, city and district after GB/T 2260, sub-district after GB/T 10114."""

from __future__ import annotations

import re

LENGTHS = {"province": 6, "city": 6, "district": 6, "subdistrict": 9}


def well_formed(kind: str, code: str) -> bool:
    """Six digits, nine for a sub-district; a province ends in 0000 and a city in 00. A park has no such code."""
    if kind not in LENGTHS:
        return code == ""
    if re.fullmatch(r"[1-9]\d*", code, re.ASCII) is None or len(code) != LENGTHS[kind]:
        return False
    return code.endswith({"province": "0000", "city": "00"}.get(kind, ""))


def lies_in(code: str, above: str) -> bool:
    """Does an area's code lie below another's? The digits of the upper one without its closing pairs of zeros begin it."""
    while above.endswith("00"):
        above = above[:-2]
    return code != above and code.startswith(above)
