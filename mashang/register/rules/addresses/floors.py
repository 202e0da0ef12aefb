"""Reads floors out of the tail of an address, and tells a floor from a room number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .numerals import number_of
from .words import BASEMENT, FLOOR_PIECE, FLOORS, WORD_FLOOR, WORD_FLOORS

HIGHEST = 200
_INSTEAD = re.compile(r"(?<![A-Z\d])(?P<no>\d{1,2})A(?:层|楼(?=\d|$)|F)")
_AVOIDED = re.compile(r"4|^13$")
_FLOOR_DASH_LETTER = re.compile(r"^(\d{1,2})-[A-Z]\d{0,3}区?$")
_FLOOR_LETTER_DASH = re.compile(r"^(\d{1,2})([A-Z]{1,2}-\d{1,3})$")
_LETTERS_FIRST = re.compile(r"^[A-Z]{0,3}(\d+)")
_FLOOR_AND_LETTER = re.compile(r"^(\d{1,2})([A-Z]{1,2}\d{0,3})$")


@dataclass(frozen=True, slots=True)
class FloorMark:
    """One or several floors named at one place of a text."""

    start: int
    end: int
    floors: tuple[str, ...]


def find_floors(text: str) -> list[FloorMark]:
    """Every place of the text that names floors, in order."""
    marks: list[FloorMark] = []
    at = 0
    while at < len(text) and len(marks) < 40:
        found = _next(text, at, marks)
        if found is None:
            break
        marks.append(found)
        at = found.end
    return marks


def _next(text: str, at: int, marks: list[FloorMark]) -> FloorMark | None:
    candidates: list[FloorMark] = []
    if (instead := _INSTEAD.search(text, at)) and counted_floor(f"{instead['no']}A"):
        candidates.append(FloorMark(instead.start(), instead.end(), (f"{int(instead['no'])}A",)))
    found = FLOORS.search(text, at)
    while found is not None:
        mark = _numbered(found, marks)
        if mark is not None:
            candidates.append(mark)
            break
        found = FLOORS.search(text, found.start() + 1)
    if word := WORD_FLOOR.search(text, at):
        name = WORD_FLOORS.get(word[0], "-1" if "地下" in word[0] or word[0] == "负" else word[0])
        candidates.append(FloorMark(word.start(), word.end(), (name,)))
    if not marks and (basement := BASEMENT.search(text, at)):
        candidates.append(FloorMark(basement.start(), basement.end(), (f"-{basement['no']}",)))
    return min(candidates, key=lambda m: (m.start, -m.end), default=None)


def counted_floor(label: str) -> int | None:
    """The number under which a floor counts that is called by the one below it to avoid its own: 3A is 4, 12A is 13.

    None for a label that is not of this kind (5A is a part of floor 5).
    """
    below = label.removesuffix("A")
    number = int(below) + 1 if label.endswith("A") and below.isdigit() else 0
    return number if number and _AVOIDED.search(str(number)) else None


def _numbered(found: re.Match[str], marks: list[FloorMark]) -> FloorMark | None:
    if found["last"].endswith("F") and marks:
        return None  # 第四层4E、4F: rooms of a floor already named
    pieces = list(FLOOR_PIECE.finditer(found["list"] + found["last"]))
    start = found.start()
    if marks and marks[-1].end == start and len(pieces) > 1 and not pieces[0]["mark"]:
        # 1层11、2层12: a number that follows a floor at once is a room of it.
        keep = next((n for n, p in enumerate(pieces) if p["mark"]), len(pieces) - 1)
        start = found.start() + pieces[keep].start()
        pieces = pieces[keep:]
    floors: list[str] = []
    for piece in pieces:
        number = number_of(piece["no"])
        if number is None or not 0 < number <= HIGHEST:
            return None
        here = -number if piece["below"] else number
        if piece["sep"] and piece["sep"] not in "、,和及与" and floors:
            floors += _between(int(floors[-1]), here)
        else:
            floors.append(str(here))
    if found["mezzanine"] and floors:
        floors[-1] += "夹层"
    return FloorMark(start, found.end(), tuple(dict.fromkeys(floors)))


def _between(low: int, high: int) -> list[str]:
    if low < high <= low + 120:
        return [str(n) for n in range(low + 1, high + 1) if n != 0]
    if high < low < 0:
        return [str(n) for n in range(low - 1, high - 1, -1)]
    return [str(high)]


def floor_of_room(room: str) -> tuple[str, str]:
    """The floor that a room number implies, and the room: 706 is on 7, 1806 on 18, 15C1 is C1 on 15.

    ("", room) where the number implies none: two digits, a letter alone, a side of a floor.
    """
    if (apart := _FLOOR_DASH_LETTER.match(room)) and int(apart[1]):
        return str(int(apart[1])), room
    if joined := _FLOOR_AND_LETTER.match(room) or _FLOOR_LETTER_DASH.match(room):
        number = int(joined[1])
        return (str(number), joined[2]) if number and len(joined[1]) <= 2 else ("", room)
    if "-" in room and not re.match(r"[A-Z]{0,3}\d{3}", room):
        room, rest = next(((p, room) for p in room.split("-") if re.match(r"[A-Z]{0,3}\d{3,5}$", p)), ("", room))
        return floor_of_room(room)[0] if room else "", rest
    found = _LETTERS_FIRST.match(room)
    if not found:
        return "", room
    digits = found[1]
    if len(digits) < 3 or len(digits) > 5:
        return "", room
    number = int(digits[:-2] if len(digits) < 5 else digits[:2])
    return (str(number), room) if number else ("", room)
