"""The names of industries, from content/industry."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language, gettext
from opencc import OpenCC

from mashang.register.rules.industry import SECTION_NAMES, section_of
from mashang.register.rules.industry_codes import industry_names


def get_industry_names() -> dict[str, str]:
    """Every code of GB/T 4754-2017 (section, division, group, class) with its Chinese name; read once."""
    return industry_names()


def find_industry_name(code: str) -> str:
    """The name of a code such as `6621`, `J6621` or `J` in the reader's writing; in English that of its section.

    An unknown code is named by the nearest wider one that is known; no code, or nonsense, by nothing.
    """
    if (get_language() or "").lower().startswith("en"):
        section = SECTION_NAMES.get(section_of(code))
        return gettext(section.id) if section else ""
    names = get_industry_names()
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    for length in range(len(digits), 1, -1):
        if digits[:length] in names:
            return _written(names[digits[:length]])
    return _written(names.get(section_of(code), ""))


def _written(name: str) -> str:
    return _traditional(name) if (get_language() or "").lower() == "zh-hant" else name


@cache
def _traditional(name: str) -> str:
    return str(_converter().convert(name))


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")
