"""The names of industries, from content/industry."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from mashang.register.rules.industries import digits_of, section_of

FILE = Path(__file__).resolve().parents[3] / "content" / "industry" / "gbt4754-2017.csv"


@cache
def industry_names() -> dict[str, str]:
    """Every code of GB/T 4754-2017 (section, division, group, class) with its Chinese name; read once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def find_industry_name(code: str) -> str:
    """The name of a code; of the nearest wider code that is known when this one is not; empty for none."""
    names = industry_names()
    bare = digits_of(code)
    while bare:
        if bare in names:
            return names[bare]
        bare = bare[:-1]
    return names.get(section_of(code), "")
