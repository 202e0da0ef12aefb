"""Reads a Chinese address into building, part of the building, floors and rooms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mashang.kernel.names import simplify

from .floors import find_floors, floor_of_room
from .heads import strip_head
from .parts import ends_in_part, read_part, starts_tail
from .rooms import read_rooms
from .words import (
    ENDS_LIKE_BUILDING,
    ENDS_STRONGLY,
    FILLER,
    HOLDS_BUILDING,
    NAMED_PART_END,
    NUMERAL,
    RAW,
    ROOM_MARK,
    SIDE,
    STAGE,
)

LONGEST = 240


class Space(NamedTuple):
    """Rooms on one floor; no rooms: the whole floor, or it is not said which."""

    floor: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """Where an address lies inside a district; what it does not say is empty."""

    building: str = ""
    tower: str = ""
    spaces: tuple[Space, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The form that `mashang address parse --json` prints."""
        return {
            "building": self.building,
            "tower": self.tower,
            "spaces": [{"floor": s.floor, "units": list(s.units)} for s in self.spaces],
        }


_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−－﹣", "-")
    | {
        "〔": "(",
        "〕": ")",
        "【": "(",
        "】": ")",
        "[": "(",
        "]": ")",
        "〈": "(",
        "〉": ")",
        "⟦": "(",
        "⟧": ")",
        "№": "#",
        "。": ".",
        "・": "·",
        "﹟": "#",
        "号": "号",
    }
)
_STRONG_WITHIN = re.compile("[一-鿿A-Z·]{2,24}(?:大厦|广场|中心|大楼|商厦|小区|新村|花园)")
# The usual end of an address: a floor and at most some rooms, or rooms alone; nothing that names a place.
_SIMPLE = re.compile(
    r"^(?P<place>[^\d]*(?:\d+[^\d]+){0,12}?(?<=[一-鿿#]))"
    r"(?P<tail>(?P<floor>\d{1,3}[层楼])?(?(floor)[A-Z]?(?:\d{1,4}[A-Z]?(?:[、-]\d{1,4})*)?|\d{3,4})(?:单元|(?(floor)办公|室)|(?(floor)店面|房)|(?(floor)商铺|号房)|(?(floor)号|室)|号房|[室房])?(?:-\d{1,3})?)$"
)
_QUOTES = re.compile("[\"'“”‘’《》「」『』*]+")
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_HAN = re.compile("[一-鿿]")
_BRACKET = re.compile(r"\(([^()]{0,120})\)")
_NAMED = re.compile("^(?!原)[一-鿿A-Z·.]{2,20}$")
_ROOM_IN_BRACKET = re.compile(
    "^(?:自编|部位|内|第|:)*((?=[A-Z\\d])[A-Z\\d\\-、,]{1,16}(?:号?(?:室|单元|房|铺|商铺|店面|店|区|号|#))?)$"
)
_ZONE_IN_BRACKET = re.compile(f"^(?:{SIDE}|[A-Z]\\d?)(?:区|塔|座|楼|栋|幢)$")
_ELEVATOR = re.compile(
    "电梯|实际|名义|标示|自然|消防|楼层|原|旧|曾|又名|又称|仅限|一照|集群|托管|住所|经营场所|申报|承诺|办公场所|不得|限|含|物理"
)
# 北京: 13号楼-4至33层101内17层1701室 names first the whole that is registered, then the room.
_INSIDE = re.compile(r"-?\d{1,2}(?:至|到|-)-?\d{1,3}层(?:整幢|\d{1,4}室?)?(?:内|-)(?=-?\d|[A-Z])")
_ROAD_AFTER_BUILDING = re.compile(
    f"[一-鿿]{{1,8}}?(?:大道|大街|路|街|道){SIDE}?(?:段|路)?(?:\\d{{1,5}}号(?!楼)(?:院)?)?"
)
_PART_BEFORE = re.compile("(?:楼|座|幢|栋|#|层|室|房|单元|号)$")


def normalise(text: str) -> str:
    """Half width, simplified, capitals, one kind of dash and bracket, no spaces; at most LONGEST characters."""
    if text.isalnum() and len(text) <= LONGEST and unicodedata.is_normalized("NFKC", text):
        return simplify(text.upper())
    text = unicodedata.normalize("NFKC", text[: LONGEST * 2]).translate(_DASHES)
    return simplify(_QUOTES.sub("", _SPACE.sub("", text)).upper())[:LONGEST]


@lru_cache(maxsize=8_192)
def parse_address(text: str) -> ParsedAddress:
    """Building, part, floors and rooms of a Chinese address of any city; empty where it says nothing.

    Never raises. Ranges of rooms are written out; a floor is inferred from a room number where none is
    written (706 is on 7). Reads grammar only: no dictionary of buildings or streets.
    """
    text = normalise(text)
    if simple := _SIMPLE.match(text):
        place = _place_before(simple["place"], simple["floor"] is not None)
        if place is not None:
            return ParsedAddress(place.building, place.tower, _spaces_of(simple["tail"]))
    return parse_fully(text)


@lru_cache(maxsize=8_192)
def _spaces_of(tail: str) -> tuple[Space, ...]:
    return read_tail(tail)[1]


@lru_cache(maxsize=16_384)
def _place_before(place: str, floor_written: bool) -> ParsedAddress | None:
    """Building and part of an address up to its floor or room, read once for all rooms of a building.

    None where the place is not read alike whatever floor or room follows.
    """
    probe = parse_fully(place + ("47层" if floor_written else "4711室"))
    expected = Space("47") if floor_written else Space("47", ("4711",))
    return probe if probe.building and probe.spaces == (expected,) else None


def parse_fully(text: str) -> ParsedAddress:
    """The reading of a normalised address from its beginning, without what earlier ones have taught."""
    text = _INSIDE.sub("", text)
    if not _HAN.search(text):
        return ParsedAddress()
    flat, alias = _without_brackets(text)
    rest, _head, house = strip_head(flat)
    building, tail = split_building(rest, numbered=_head.endswith(("号", "弄", "院", "#")))
    if not building and alias:
        building = alias
    stage = STAGE.match(tail)
    if stage and building:
        building += stage[0].removesuffix("工程")
        tail = tail[stage.end() :]
    if building and (road := _ROAD_AFTER_BUILDING.match(tail)):
        tail = tail[road.end() :]
    tower, spaces = read_tail(tail)
    return ParsedAddress(building, (house + tower) if house else tower, spaces)


def _without_brackets(text: str) -> tuple[str, str]:
    """The text with brackets resolved, and a building that only stood in brackets."""
    alias = ""
    for _depth in range(4):
        pieces: list[str] = []
        at = 0
        for found in _BRACKET.finditer(text):
            before = text[at : found.start()]
            pieces.append(before)
            inner, name = _bracket(found[1], before, text[found.end() :])
            pieces.append(inner)
            alias = alias or name
            at = found.end()
        pieces.append(text[at:])
        changed = "".join(pieces)
        if changed == text:
            break
        text = changed
    cut = text.find("(")
    return (text[:cut] if cut > 6 else text).replace("(", "").replace(")", ""), alias


def _bracket(inner: str, before: str, after: str) -> tuple[str, str]:
    if STAGE.fullmatch(inner) or (after[:1] == "期" and len(inner) <= 2):
        return inner, ""
    if _ELEVATOR.search(inner):
        return "", ""
    if _ZONE_IN_BRACKET.match(inner):
        return ("" if _PART_BEFORE.search(before) else inner), ""
    if found := _ROOM_IN_BRACKET.match(inner):
        return ("⟦" + found[1] + "⟧") if before and not before.endswith(("路", "街")) else "", ""
    if not after and HOLDS_BUILDING.search(inner) and not HOLDS_BUILDING.search(before) and find_floors(inner):
        return inner, ""
    if _NAMED.match(inner) and ENDS_STRONGLY.search(inner) and not re.search("[路街]", inner):
        return "", inner
    return "", ""


def split_building(rest: str, *, numbered: bool) -> tuple[str, str]:
    """The name of the building and what follows it. `numbered`: road and number stood before."""
    fallback = 0
    for at in range(1, min(len(rest), 60) + 1):
        tail = starts_tail(rest, at)
        if not tail:
            continue
        name = rest[:at]
        if at >= 2 and ENDS_LIKE_BUILDING.search(name) and _is_name(name):
            if fallback >= 2 and (ends_in_part(name, fallback) or find_floors(name[fallback:])):
                break  # what ends the name is a part of the building
            return name, rest[at:]
        if not fallback and tail == "strong":
            fallback = at
    if starts_tail(rest, 0) == "strong":
        return _part_first(rest)
    if within := _STRONG_WITHIN.match(rest[: fallback or len(rest)]):
        return within[0], rest[within.end() :]
    if fallback >= 2 and _is_name(rest[:fallback]) and (numbered or fallback >= 4):
        name = rest[:fallback]
        if not re.search("[路街村组号镇乡县市段侧旁内院巷道区层]$", name):
            return name, rest[fallback:]
    return "", rest[fallback:]


def _part_first(rest: str) -> tuple[str, str]:
    """5号楼某某大厦一层: the part stands before the building."""
    _part, left = read_part(rest)
    if _STRONG_WITHIN.match(left):
        building, tail = split_building(left, numbered=True)
        return building, rest[: len(rest) - len(left)] + tail
    return "", rest


def _is_name(name: str) -> bool:
    return not re.match(
        f"[\\d#、,./-]|自编|[{NUMERAL}\\d]{{1,3}}[区层楼]|[\\d#、,./-]|(?:{SIDE}(?:侧|面|边|楼|区|座|塔)|[A-Z]\\d?(?:楼|座|区|栋|塔)|第)",
        name,
    )


def read_tail(tail: str) -> tuple[str, tuple[Space, ...]]:
    """(part of the building, spaces) from what follows the building's name."""
    marks = find_floors(tail)
    before = tail[: marks[0].start] if marks else tail
    tower, left = read_part(before + "\n" if marks else before)
    if not marks:
        return tower, inferred_spaces(read_rooms(left, ""), after_part=bool(tower))
    if left and not tower and NAMED_PART_END.search(left) and len(left) <= 12:
        tower = left
    elif left and (letter := re.fullmatch("-?([A-Z])-?", left)):
        tower += letter[1]
    spaces: list[Space] = []
    for n, mark in enumerate(marks):
        text = tail[mark.end : marks[n + 1].start if n + 1 < len(marks) else len(tail)]
        if not tower and (part := re.match("([A-Z]\\d?座|[A-Z]\\d?栋)(?=[A-Z\\d])", text)):
            tower, text = part[1], text[part.end() :]
        units = tuple(read_rooms(_without_filler(text), mark.floors[0]))
        spaces += [Space(floor, units) for floor in mark.floors]
    return tower, merge(spaces)


def _without_filler(text: str) -> str:
    while (found := FILLER.match(text)) and not ROOM_MARK.fullmatch(text):
        text = text[found.end() :]
    return text


def inferred_spaces(rooms: Sequence[str], *, after_part: bool = False) -> tuple[Space, ...]:
    """Rooms without a written floor: the floor from the room number."""
    spaces: list[Space] = []
    for room in rooms:
        flat = re.fullmatch(r"(\d{1,2})-(\d{1,2})", room) if after_part else None
        floor, unit = (str(int(flat[1])), room) if flat and int(flat[1]) else floor_of_room(room)
        spaces.append(Space(floor, (unit,)))
    return merge(spaces)


def merge(spaces: list[Space]) -> tuple[Space, ...]:
    """One space a floor, floors in the order of first mention, rooms each once."""
    floors: dict[str, dict[str, None]] = {}
    for space in spaces:
        floors.setdefault(space.floor, {}).update(dict.fromkeys(space.units))
    return tuple(Space(floor, tuple(units)) for floor, units in floors.items())


__all__ = ["RAW", "ParsedAddress", "Space", "normalise", "parse_address"]
