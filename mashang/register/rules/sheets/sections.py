"""Rows that head a group: A座, 【8层】, 云帆大厦. What they say of the place holds for the rows below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mashang.register.rules.addresses.reading import normalise, read_tail

from .places import building_in_title

_NUMBERING = re.compile("^(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.]|[(]\\d{1,2}[)]|\\d{1,2}[、.](?!\\d))")
_REMARK = re.compile("[(][^()]{3,}[)]$")
_OUTER = re.compile("^[(]([^()]{1,20})[)]$")


@dataclass(slots=True)
class Section:
    """The place that the rows below a group's head have in common; empty where it says nothing."""

    building: str = ""
    tower: str = ""
    floor: str = ""

    def enter(self, text: str) -> None:
        """Take in the head of a group: a part ends the floor before it, a building ends both."""
        said = _OUTER.sub(r"\1", normalise(text)).rstrip(":-")
        said = _NUMBERING.sub("", _REMARK.sub("", said))
        said = _OUTER.sub(r"\1", said)
        if not said or len(said) > 20:
            return
        if building := building_in_title(said):
            self.building, self.tower, self.floor = building, "", ""
            said = said.partition(building)[2]
        tower, spaces = read_tail(said)
        floors = [space.floor for space in spaces]
        if any(space.units for space in spaces) or (not tower and not floors):
            return
        if tower:
            self.tower, self.floor = tower, ""
        if len(floors) == 1:
            self.floor = floors[0]

    def leave(self, texts: list[str]) -> None:
        """A subtotal ends the floor, and the part that it names."""
        self.floor = ""
        if self.tower and any(normalise(text).startswith(self.tower) for text in texts if text):
            self.tower = ""
