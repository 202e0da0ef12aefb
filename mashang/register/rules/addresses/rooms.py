"""Reads what stands after a floor: rooms, lists and ranges of rooms, sides of a floor."""

from __future__ import annotations

import re

from .numerals import DIGITS
from .words import CODE, DASH, JOINED, RAW, REGION, ROOM_MARK, SEPARATOR, SIDE_OF_FLOOR, WHOLE

LONGEST_RANGE = 60
_ENDS = re.compile(r"^([A-Z]{0,3})(\d{1,5})$")
_OFFICE = ("办公", "商务办公", "公寓式办公", "写字间")


def read_rooms(text: str, floor: str) -> list[str]:
    """The rooms that a text names, in its order; ranges written out; each room once.

    `floor` is the floor already read ("" when none): on floor 1, `1-70` is a shop number, not a range.
    """
    if WHOLE.match(text):
        return []
    found: list[str] = []
    room = _Room(floor)
    position = 0
    while position < len(text):
        position, finished = room.take(text, position)
        if finished:
            found += room.close()
            room = _Room(floor)
    found += room.close()
    return list(dict.fromkeys(found))


def expand(first: str, last: str) -> list[str] | None:
    """The rooms from first to last, both included; None when the two are not the ends of a range."""
    a, b = _ENDS.match(first), _ENDS.match(last)
    if a and b and (a[1] == b[1] or not b[1]):
        if len(a[2]) != len(b[2]) and (a[2].startswith("0") or b[2].startswith("0")):
            return None
        if len(b[2]) > len(a[2]) + 1:
            return None
        low, high = int(a[2]), int(b[2])
        if low < high <= low + LONGEST_RANGE:
            return [f"{a[1]}{n:0{len(a[2])}d}" for n in range(low, high + 1)]
    elif len(first) == len(last) == 1 and "A" <= first < last <= "Z" and ord(last) - ord(first) <= 12:
        return [chr(c) for c in range(ord(first), ord(last) + 1)]
    return None


class _Room:
    """One entry of a list of rooms while it is being read."""

    def __init__(self, floor: str) -> None:
        self.floor = floor
        self.parts: list[str] = []
        self.rooms: list[str] | None = None  # of a range
        self.mark = ""
        self.dash = False
        self.side = ""

    def take(self, text: str, at: int) -> tuple[int, bool]:
        """Read one token; the place after it, and whether the entry is finished."""
        if raw := RAW.match(text, at):
            self.raw(raw[1])
            return raw.end(), False
        if separator := SEPARATOR.match(text, at):
            return separator.end(), True
        if (dash := DASH.match(text, at)) and (self.parts or self.side):
            self.dash = True
            return dash.end(), False
        if region := REGION.match(text, at):
            ends = (
                expand(self.parts[0], region[0][:-1]) if self.dash and len(self.parts) == 1 and not self.mark else None
            )
            if ends:
                self.rooms = [f"{end}区" for end in ends]
            else:
                self.part(region[0])
            return region.end(), False
        if code := CODE.match(text, at):
            if self.mark == "#" and not self.dash and self.parts:
                return at, True  # 27#28#29#
            self.code(code[0])
            return code.end(), False
        if (side := SIDE_OF_FLOOR.match(text, at)) and not (self.parts and self.mark == "" and len(side[0]) == 1):
            self.take_side(side[0], text, side.end())
            return side.end(), False
        return self.rest(text, at), False

    def rest(self, text: str, at: int) -> int:
        if mark := ROOM_MARK.match(text, at):
            if self.side and not self.parts:
                self.parts, self.side = [self.side], ""
            self.mark = mark[0]
            return mark.end()
        if joined := JOINED.match(text, at):
            if self.parts:
                self.mark = self.mark or joined[0]
            if joined[0] == "之" and at + 1 < len(text) and text[at + 1] in DIGITS and self.parts:
                self.part(str(DIGITS[text[at + 1]]))
                return at + 2
            return joined.end()
        return at + 1

    def raw(self, inner: str) -> None:
        if self.parts and not self.mark and inner.isalnum() and len(inner) <= 2:
            self.parts[-1] += f"({inner})"
            return
        if self.parts:
            return  # 805(2005): another numbering of the same room
        pieces = [kept for piece in SEPARATOR.split(inner) if (kept := ROOM_MARK.sub("", piece))]
        self.parts = pieces[:1]
        self.rooms = pieces if len(pieces) > 1 else None

    def take_side(self, side: str, text: str, after: int) -> None:
        if len(side) <= 2 and side[-1] in "东西南北中" and CODE.match(text, after):
            self.side = side
        elif len(side) <= 2 and side[-1] in "东西南北中" and not ROOM_MARK.match(text, after):
            return
        elif self.parts:
            self.part(side)
        else:
            self.side = "" if side == "中" else side

    def part(self, text: str) -> None:
        self.parts.append(text)
        self.mark, self.dash = "", False

    def code(self, code: str) -> None:
        if self.side and not self.parts:
            joined = self.side + code if self.side[-1] in "东西南北" else ""
            self.parts, self.side = ([joined] if joined else [self.side, code]), ""
            return
        if self.dash and not self.mark and len(self.parts) == 1 and self.rooms is None:
            shop_number = (
                self.parts[0] == self.floor and len(code) <= 2 and self.floor != "" and int(code or 0) > 30
                if code.isdigit()
                else False
            )
            self.rooms = None if shop_number else expand(self.parts[0], code)
            if self.rooms is not None:
                self.dash = False
                return
        if self.parts and self.mark.removeprefix("号") in _OFFICE and not self.dash and code.isdigit():
            self.parts = [code]  # 12办公06室: the first number says which office suite, the last the room
        else:
            self.parts.append(code)
        self.mark, self.dash = "", False

    def close(self) -> list[str]:
        if self.side and not self.parts:
            self.parts = [self.side]
        if self.rooms is not None:
            return self.rooms
        return ["-".join(self.parts)] if self.parts else []
