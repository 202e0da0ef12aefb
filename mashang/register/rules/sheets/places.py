"""Joins what a row says about its place: own columns win over the address, and both are kept."""

from __future__ import annotations

import re
from functools import lru_cache

from mashang.register.rules.addresses import ParsedAddress, Space, parse_address
from mashang.register.rules.addresses.floors import counted_floor, find_floors
from mashang.register.rules.addresses.numerals import number_of
from mashang.register.rules.addresses.reading import inferred_spaces, merge, normalise, read_tail
from mashang.register.rules.addresses.rooms import read_rooms

_BARE_FLOORS = re.compile(r"^(?:第)?-?[\d、,和及/\-~]{1,40}$")
_BARE_TOWER = re.compile(r"^[A-Z]?\d{0,2}[A-Z]?$")
_PLACE_IN_TITLE = re.compile(
    "(?P<name>[一-鿿A-Z0-9·]{2,20}?(?:大厦|广场|中心|大楼|商厦|写字楼|商务楼|花园|公寓|国际|商城|产业园|科技园|工业园|创业园|软件园|园区|金座|银座)"
    "(?!大厦|广场|中心|大楼|商厦|写字楼|商务楼|公寓|商城))"
    "(?P<rest>.{0,12}?)(?:入驻|租户|企业|商户|客户|楼宇|摸排|台账|名单|清单|明细|情况|信息|统计|一览|登记|底册|$|\\))"
)
_NUMERAL = "[〇零○一二三四五六七八九]"
# What stands before the name in a title: an annex's number, a day or period. A bare year counts where it is of our days.
_DATES_BEFORE = re.compile(
    "^(?:附(?:[件表][一二三四五六七八九十0-9]{0,2}|[0-9]{1,2})[:.、-]?|[(][^()]*(?:19|20)\\d\\d[^()]*[)]|截[至止]|更新[至于]?|关于"
    f"|(?:19|20)\\d\\d(?:年度?[底末初]?|(?:[./-]\\d{{1,2}}){{1,2}})|20[1-3]\\d(?=[一-鿿])|{_NUMERAL}{{4}}年度?"
    "|第?[一二三四1-4]季度|Q[1-4]|[上下]半年|(?:1[0-2]|0?[1-9])月(?:份|底|末|初)?|[一二三四五六七八九十]{1,2}月(?:份|底|末|初)"
    "|(?:[12]\\d|3[01]|0?[1-9])[日号])+"
)
_BEFORE_NAME = re.compile("^(?:.{0,12}(?:街道|片区|社区|镇|区|市))(?=[一-鿿A-Z0-9]{2,})")


@lru_cache(maxsize=16384)
def floors_of(text: str) -> tuple[str, ...]:
    """The floors that a floor cell names: 3, 3层, B1, 负一层, 3-5层, 12、13; () when it names none."""
    text = normalise(text)
    if not text or text in "/-":
        return ()
    if (number := number_of(text.removeprefix("-"))) is not None:
        return (str(-number if text.startswith("-") else number),)
    if counted_floor(bare := re.sub("(?:层|楼|F)$", "", text)):
        return (bare,)
    if _BARE_FLOORS.match(text):
        text += "层"
    marks = find_floors(text)
    if not marks and re.fullmatch(r"(?:B|-|负|地下)[一二三四1-9]", text):
        marks = find_floors(text + "层")
    if not marks and re.fullmatch(r"[A-Z]{1,2}\d?", text):
        return (text.removesuffix("F") or text,)
    return tuple(dict.fromkeys(floor for mark in marks for floor in mark.floors))


@lru_cache(maxsize=16384)
def _rooms_of(text: str, floor: str) -> tuple[str, tuple[Space, ...], tuple[str, ...]]:
    """(part, whole spaces, rooms) of a room cell; spaces when the cell names floors itself."""
    text = normalise(text)
    tower, spaces = read_tail(text)
    if any(s.floor for s in spaces) and find_floors(text):
        return tower, spaces, ()
    if tower:
        return tower, (), tuple(unit for s in spaces for unit in _whole_units(s))
    return "", (), tuple(read_rooms(text, floor))


def _whole_units(space: Space) -> tuple[str, ...]:
    return space.units


@lru_cache(maxsize=16384)
def _building_of(text: str) -> tuple[str, str]:
    parsed = parse_address(text)
    if parsed.building:
        return parsed.building, parsed.tower
    return normalise(text), ""


@lru_cache(maxsize=16384)
def _tower_of(text: str) -> str:
    text = normalise(text).strip("/-")
    if _BARE_TOWER.match(text):
        return f"{text}#" if text.isdigit() else f"{text}座" if text else ""
    return read_tail(text)[0] or text


@lru_cache(maxsize=8192)
def read_place(building: str, tower: str, floor: str, room: str, address: str) -> ParsedAddress:
    """Building, part and spaces of a row from its cells; what a cell does not say comes from the address."""
    written = parse_address(address) if address else ParsedAddress()
    if not (building or tower or floor or room):
        return written
    name, part = _building_of(building) if building.strip("/- ") else (written.building, written.tower)
    part = (_tower_of(tower) if tower else "") or part or written.tower
    floors = floors_of(floor) if floor else ()
    room_part, room_spaces, rooms = _rooms_of(room, floors[0] if floors else "") if room else ("", (), ())
    part = part or room_part
    if room_spaces and not floors:
        spaces = room_spaces
    elif floors:
        rooms = rooms or tuple(unit for s in room_spaces for unit in s.units)
        spaces = tuple(Space(f, rooms) for f in floors)
    elif rooms:
        spaces = (
            inferred_spaces(rooms)
            if not written.spaces or len(written.spaces) > 1
            else (Space(written.spaces[0].floor, rooms),)
        )
    else:
        spaces = written.spaces
    return ParsedAddress(name, part, merge(list(spaces)))


def building_in_title(text: str) -> str:
    """The building that a title or the name of a sheet is about; "" when it names none."""
    text = normalise(text)
    if not text or len(text) > 60:
        return ""
    text = re.sub(r"^[^()]{0,40}\(([^()]{2,20})\)$", r"\1", text) if text.endswith(")") else text
    for before in (_DATES_BEFORE, _BEFORE_NAME, _DATES_BEFORE):
        text = before.sub("", text)
    found = _PLACE_IN_TITLE.match(text)
    return found["name"] if found else ""
