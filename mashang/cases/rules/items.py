"""What a case may be about, and what the desk may not take. Read from content/cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

FOLDER = Path(__file__).resolve().parents[3] / "content" / "cases"
Names = tuple[str, str, str]  # simplified, traditional, English


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a case may be about. `words` are looked for in its text; `until` is set for one no longer offered.

    `bring`: what a firm has ready for a team that comes on site for it.
    """

    code: str
    kind: str
    names: Names
    words: tuple[str, ...] = ()
    until: date | None = None
    shared: bool = False  # of a place rather than of one firm, so that several may ask the same
    bring: tuple[Names, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDoor:
    """Something the desk may not take: what it is, whose door is the right one, and by which rule."""

    code: str
    names: Names
    door: Names
    law: Names
    words: tuple[str, ...] = ()


@cache
def load_items() -> dict[str, Item]:
    """All items of content/cases/items.yaml by code, in the order in which they are offered."""
    said = yaml.safe_load((FOLDER / "items.yaml").read_text(encoding="utf-8"))["items"]
    items = {one["code"]: _item(one) for one in said}
    if len(items) < len(said):
        raise ValueError("content/cases/items.yaml states a code twice")
    return items


@cache
def load_other_doors() -> dict[str, OtherDoor]:
    """All doors of content/cases/other_doors.yaml by code."""
    said = yaml.safe_load((FOLDER / "other_doors.yaml").read_text(encoding="utf-8"))["doors"]
    return {
        one["code"]: OtherDoor(
            code=one["code"], names=_names(one), door=_three(one["door"]), law=_three(one["law"]),
            words=tuple(one.get("words", ())),
        )
        for one in said
    }  # fmt: skip


def find_item(code: str) -> Item:
    """The item of this code; refuses (`no_such_item`) one that is not offered."""
    item = load_items().get(code)
    if item is None or item.until is not None:
        raise Refused("no_such_item", _("Say what it is about."), field="item", mend=_("Choose one of the list."))
    return item


def find_door(code: str) -> OtherDoor:
    """The other door of this code; refuses one that is not listed."""
    door = load_other_doors().get(code)
    if door is None:
        raise Refused(
            "no_such_door", _("Say why it is not for this desk."), field="door", mend=_("Choose one of the list.")
        )
    return door


def items_for(text: str) -> list[Item]:
    """The items on offer, those first of which a word stands in the text; of these, the longest word first, then more words."""
    offered = [item for item in load_items().values() if item.until is None]

    def hit(item: Item) -> tuple[int, int]:
        found = [len(word) for word in item.words if word in text]
        return -max(found, default=0), -len(found)

    return sorted(offered, key=hit)


def doors_for(text: str) -> list[OtherDoor]:
    """The other doors of which a word stands in the text: a warning, never a decision."""
    return [door for door in load_other_doors().values() if any(word in text for word in door.words)]


def name_of(names: Sequence[str], locale: str) -> str:
    """One of three names by the reader's language."""
    tag = locale.lower()
    return names[2] if tag.startswith("en") else names[1] if "hant" in tag else names[0]


def _item(one: dict[str, Any]) -> Item:
    tuples = {"words": tuple(one.get("words", ())), "bring": tuple(map(_three, one.get("bring", ())))}
    return Item(**{**one, "names": _names(one), **tuples})


def _names(one: dict[str, object]) -> Names:
    return _three(one["names"])


def _three(said: object) -> Names:
    if not isinstance(said, list) or len(said) != 3:
        raise ValueError(f"content/cases: three names are needed, not {said!r}")
    return (str(said[0]), str(said[1]), str(said[2]))
