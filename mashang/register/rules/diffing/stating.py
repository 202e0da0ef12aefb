"""From a row as it was read to what it states; and to and from JSON, so that a batch can be compared again."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from sys import intern
from typing import Any, Protocol

from mashang.kernel.names import fold
from mashang.register.rules.addresses.floors import counted_floor
from mashang.register.rules.diffing.stated import Stated
from mashang.register.rules.industry_codes import read_industry
from mashang.register.rules.legal_types import read_legal_type
from mashang.register.rules.sheets.flags import works_here
from mashang.register.rules.sheets.head_grammar import FLAGS


class SpaceRead(Protocol):
    """Rooms on one floor, as the reader of sheets gives them."""

    floor: str
    units: list[str]


@lru_cache(maxsize=8192)
def day_of(text: str | None) -> tuple[date | None, bool]:
    """The day, and whether it is written. Of a month or a year the last day: "at the latest"."""
    if not text:
        return None, False
    parts = [int(part) for part in text.split("-")]
    year = parts[0]
    if len(parts) == 3:
        return date(year, parts[1], parts[2]), True
    month = parts[1] if len(parts) == 2 else 12
    return date(year, month, calendar.monthrange(year, month)[1]), False


def floor_of(text: str) -> int | None:
    """The floor's number (3A counts as 4), or None where none is stated or it is not a number (a mezzanine)."""
    if counted := counted_floor(text):
        return counted
    try:
        number = int(text)
    except ValueError:
        return None
    return number if number and -9 <= number <= 200 else None


def _rent_per_sqm(row: Any) -> int | None:
    """Fen per square metre and month or day; a rent for all rooms is spread over their stated area."""
    if row.rent_fen is None or row.rent_per not in {"month", "day"}:
        return None
    if row.rent_basis == "sqm":
        return int(row.rent_fen)
    if row.rent_basis == "total" and row.area_sqm:
        return int((Decimal(row.rent_fen) / row.area_sqm).quantize(Decimal(1), ROUND_HALF_UP))
    return None


def _flags(row: Any) -> dict[str, bool]:
    """What the row says outright; whether a firm works here may also be told by plain words on its state."""
    said = {key: flag for key in FLAGS if (flag := getattr(row, key)) is not None}
    if "operates_here" not in said and row.status_word and (works := works_here(row.status_word)) is not None:
        said["operates_here"] = works
    return said


_NOTHING: dict[str, Any] = {}  # nobody writes into what a row states


def state(row: Any, *, tower_id: int | None = None) -> Stated:
    """What a row read from a sheet states (see rules/sheets for its fields)."""
    start, start_known = day_of(row.lease_start)
    end, end_known = day_of(row.lease_end)
    spaces: list[tuple[int | None, str]] = []
    for space in row.spaces:
        floor = floor_of(space.floor)
        spaces += [(floor, unit[:40]) for unit in space.units] or [(floor, "")]
    facts = {"registered_on": row.registered_on} if row.registered_on else {}
    if row.capital_minor is not None:
        facts["registered_capital"] = str(row.capital_minor)
        facts["capital_currency"] = row.currency or "CNY"
    if row.address:
        facts["registered_address"] = row.address
    if row.industry and (code := read_industry(row.industry)):
        facts["industry"] = code
    if row.legal_form and (legal_type := read_legal_type(row.legal_form)):
        facts["legal_type"] = legal_type
    if row.scope:
        facts["business_scope"] = row.scope
    place, rent = f"{row.building}{row.tower}", _rent_per_sqm(row)
    if tower_id is not None or place:
        spaces = spaces or [(None, "")]
    return Stated(
        sheet=row.sheet,
        row=row.row,
        name=intern(row.name),  # once in memory, however often rows and register hold it
        folded=intern(fold(row.name)),
        uscc=row.uscc if row.uscc_problem is None else None,
        place=intern(place[:120]),
        tower_id=tower_id,
        spaces=tuple(dict.fromkeys(spaces)) if len(spaces) > 1 else tuple(spaces),
        area_sqm=row.area_sqm,
        lease_start=start,
        start_known=start_known,
        lease_end=end,
        written=("" if start_known else row.lease_start or "", "" if end_known else row.lease_end or ""),
        rent_fen=rent,
        rent_per=row.rent_per if rent is not None else "",
        flags=_flags(row) or _NOTHING,
        facts=facts or _NOTHING,
    )


_EMPTY: tuple[Any, ...] = (None, "", {}, False)


def to_json(row: Stated) -> dict[str, Any]:
    """Plain values for the batch's row; empty ones are left out."""
    said: dict[str, Any] = {"name": row.name}
    for key in ("uscc", "place", "tower_id", "start_known", "rent_per", "rent_basis", "flags", "facts"):
        if (value := getattr(row, key)) not in _EMPTY:
            said[key] = value
    if row.spaces:
        said["spaces"] = row.spaces
    if row.rent_fen is not None:
        said["rent_fen"] = row.rent_fen
    if row.area_sqm is not None:
        said["area_sqm"] = str(row.area_sqm)
    if row.lease_start:
        said["lease_start"] = row.lease_start.isoformat()
    if row.lease_end:
        said["lease_end"] = row.lease_end.isoformat()
    if any(row.written):
        said["written"] = row.written
    return said


@lru_cache(maxsize=8192)
def _number(text: str) -> Decimal:
    return Decimal(text)


def from_json(sheet: str, row_no: int, values: dict[str, Any]) -> Stated:
    """The inverse of `to_json`."""
    return Stated(
        sheet=sheet,
        row=row_no,
        name=intern(values["name"]),
        folded=intern(fold(values["name"])),
        uscc=values.get("uscc"),
        place=intern(values.get("place", "")),
        tower_id=values.get("tower_id"),
        spaces=tuple((floor, room) for floor, room in values.get("spaces", [])),
        area_sqm=_number(values["area_sqm"]) if "area_sqm" in values else None,
        lease_start=day_of(values.get("lease_start"))[0],
        start_known=values.get("start_known", False),
        lease_end=day_of(values.get("lease_end"))[0],
        rent_fen=values.get("rent_fen"),
        rent_per=values.get("rent_per", ""),
        rent_basis=values.get("rent_basis", ""),
        flags=values.get("flags", _NOTHING),
        facts=values.get("facts", _NOTHING),
    )
