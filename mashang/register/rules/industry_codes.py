"""The codes and names of GB/T 4754-2017, and reading them from what a sheet says of an industry."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from mashang.kernel.names import fold
from mashang.register.rules.industry import SECTION_NAMES, section_of

FILE = Path(__file__).resolve().parents[3] / "content" / "industry" / "gbt4754-2017.csv"
_CODE = re.compile(r"^([A-T])?(\d{2,4})(?!\d)[\s\-:、.]*(.*)$")


@cache
def industry_names() -> dict[str, str]:
    """Every code (section, division, group, class) with its Chinese name; read once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def _codes_by_name() -> dict[str, str]:
    """Names to codes; a name that two branches of the classification bear means neither of them."""
    codes: dict[str, str] = {}
    unclear: set[str] = set()
    for code, name in industry_names().items():
        key = fold(name)
        known = codes.get(key)
        if known is not None and not code.startswith(known) and section_of(code) != known:
            unclear.add(key)
        elif known is None or len(code) > len(known):
            codes[key] = code  # a group of one class bears the name of its class
    return {key: code for key, code in codes.items() if key not in unclear}


@lru_cache(maxsize=16384)
def read_industry(text: str) -> str:
    """The code that a text is, or the exact name of which it is; "" for any other word.

    `J6621`, `6621`, `6621 商业银行服务` and `商业银行服务` give 6621; a letter that contradicts its digits gives nothing.
    """
    said = unicodedata.normalize("NFKC", text[:80]).strip()
    if not said:
        return ""
    names = industry_names()
    if said.upper() in SECTION_NAMES:
        return said.upper()
    if found := _CODE.match(said.upper()):
        letter, code, name = found.groups()
        right = code in names and letter in (None, section_of(code))
        return code if right and (not name or fold(name) == fold(names[code])) else ""
    if said[1:2] in tuple("-: 、.") and said[0].upper() in SECTION_NAMES:
        said = said[2:]
    return _codes_by_name().get(fold(said), "")


def says_less(said: str, known: str) -> bool:
    """Is the one code a wider heading of the other: J of 6621, 66 of 6621?"""
    return known.startswith(said) or (said in SECTION_NAMES and section_of(known) == said)
