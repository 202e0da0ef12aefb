"""Reads the part of a building (tower, wing, block) that stands before floor and room."""

from __future__ import annotations

import re

from .floors import find_floors
from .numerals import number_of
from .words import (
    DROPPED_AFTER_NUMBER,
    FILLER,
    LETTERED,
    NAMED_SEAT,
    NUMBERED,
    NUMBERED_USE,
    NUMERAL,
    PART_WORD,
    SIDE_START,
    SIDED,
    STAGE,
    TOWER_T,
    WHOLE,
    ZONE,
)

_ROOM_START = re.compile("(?:[A-Z]{0,2}-?\\d|[A-Z](?![A-Z一-鿿])|[A-Z](?=单元|室|房|区)|⟦|第)")
_STRONG_ROOM = re.compile("\\d{3,4}(?:室|单元|房|号|$)|\\d{1,2}[A-Z](?:室|单元|$)")
_SIMPLE_ID = re.compile(f"^第?([{NUMERAL}]{{1,3}})$")
_MORE_NAME = re.compile("[一-鿿·]{1,10}?(?:大厦|广场|中心|大楼|商厦|花园|银座|大酒店|新城|小区|产业园)")
_JOINT = re.compile("连接体|连体楼?|连廊")
_HOUSE_NUMBER = re.compile(f"\\d{{1,3}}号(?=\\d{{3,4}}(?:室|单元|$)|(?:\\d{{1,2}}|[{NUMERAL}]{{1,3}})(?:层|楼(?!层)))")
_HASH_NUMBER = re.compile("(?P<ids>[A-Z]?\\d{1,3}[A-Z]?)#(?=\\d{1,2}(?:层|楼)|$|[A-Z](?:座|区))")


def starts_tail(text: str, at: int) -> str:
    """Whether a part, floor or room starts here: "strong", "weak" or "" (it does not)."""
    if at >= len(text):
        return "weak"
    if STAGE.match(text, at) or SIDE_START.match(text, at) or WHOLE.match(text, at):
        return "weak"
    part = _part_at(text, at)
    if (more := _MORE_NAME.match(text, at)) and more.end() > (part.end() if part else at):
        return ""
    if part:
        return "strong"
    if (marks := find_floors(text[at : at + 14])) and marks[0].start == 0:
        return "strong"
    if _STRONG_ROOM.match(text, at):
        return "strong"
    if _ROOM_START.match(text, at):
        return "weak"
    filler = FILLER.match(text, at)
    return "weak" if filler and filler.end() > at and text[at] not in "的之" else ""


def ends_in_part(name: str, at: int) -> bool:
    """Whether what stands in a name from a place on is nothing but numbered parts, as 1号楼 or A座."""
    while at < len(name):
        found = _part_at(name, at)
        if found is None or found.re in (PART_WORD, SIDED, ZONE) or found.end() > len(name):
            return False
        at = found.end()
    return True


def _part_at(text: str, at: int) -> re.Match[str] | None:
    for pattern in (
        NUMBERED,
        NUMBERED_USE,
        _HASH_NUMBER,
        _HOUSE_NUMBER,
        TOWER_T,
        LETTERED,
        PART_WORD,
        SIDED,
        ZONE,
        NAMED_SEAT,
    ):
        found = pattern.match(text, at)
        if found and found.end() > at:
            return found
    return None


def read_part(text: str) -> tuple[str, str]:
    """(part in its normal spelling, what is left): 1号楼 is 1#, 1幢 and A座 stay, C1#写字楼 is C1#."""
    at = 0
    parts: list[str] = []
    while at < len(text) and text[at] != "\n":
        found = _part_at(text, at)
        if found is None:
            filler = FILLER.match(text, at)
            if filler and (not parts or text[at] in ",、-"):
                at = filler.end()
                continue
            if side := SIDE_START.match(text, at):
                named = re.match("[一-鿿]{1,6}?楼", text[side.end() :])
                if named:
                    parts.append(side[0] + named[0])
                    at = side.end() + named.end()
                    continue
            break
        if parts and found[0].endswith("#") and not text.startswith("楼", found.end()):
            break  # 1座12#店面: the second number is a room
        if _JOINT.match(text, found.end()):
            joint = _JOINT.match(text, found.end())
            parts = [text[: joint.end()]] if joint else parts
            at = joint.end() if joint else found.end()
            continue
        parts.append(_spelled(found))
        at = found.end()
        if found.re in (NUMBERED, NUMBERED_USE, _HASH_NUMBER, TOWER_T, LETTERED, SIDED) and (
            dropped := DROPPED_AFTER_NUMBER.match(text, at)
        ):
            at = dropped.end()
    return "".join(parts), text[at:].removesuffix("\n")


def _spelled(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if found.re is NUMBERED_USE or found.re is _HASH_NUMBER:
        return groups["ids"] + "#"
    if found.re is not NUMBERED:
        return found[0]
    kind = groups["kind"].removesuffix("楼") if groups["kind"][:1] in "幢栋" else groups["kind"]
    ids = groups["ids"]
    side = groups["side"] or ""
    hashed = ids.endswith(("号", "#"))
    pieces = re.split("([、,及和与/~-])", ids)
    names = [_plain(name) + "#" * (name[-1:] in "号#" and n < len(pieces) - 1) for n, name in enumerate(pieces)]
    ids = "".join(names) if not side else ids
    return side + ids + ("#" if hashed and kind in ("", "楼", "号楼", "号", "楼座") else kind) + (groups["stair"] or "")


def _plain(name: str) -> str:
    name = name.rstrip("号#")
    if simple := _SIMPLE_ID.match(name):
        return str(number_of(simple[1]))
    return name
