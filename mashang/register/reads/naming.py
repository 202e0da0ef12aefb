"""Names of places in the reader's language."""

from __future__ import annotations

from typing import Protocol


class Named(Protocol):
    """A place with names in three writings."""

    name_zh: str
    name_hant: str
    name_en: str


def name_in(locale: str, place: Named) -> str:
    """The name for a reader; simplified Chinese where the other one is not known."""
    wanted = {"zh-hant": place.name_hant, "en": place.name_en}.get(locale.lower(), "")
    return wanted or place.name_zh
