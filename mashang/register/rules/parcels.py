"""Reading a list of land parcels: name, area in mu, since when, granted when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

MU_SCALE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One line of the list; the area in ten-thousandths of a mu (1 mu = 2000/3 square metres)."""

    name: str
    mu_e4: int
    since: date
    granted_on: date | None


def read_parcels(lines: Iterable[Mapping[str, str]]) -> list[Parcel]:
    """The parcels of a list with the columns name, mu, since, granted; Refused, with the line, where one is not right."""
    found = [_parcel(no, line) for no, line in enumerate(lines, start=2)]
    names = [parcel.name for parcel in found]
    if double := next((name for name in names if names.count(name) > 1), None):
        raise Refused(
            "parcel_twice", _("The list names %(name)s twice.", name=double),
            mend=_("Give each parcel a name of its own."),
        )  # fmt: skip
    return found


def _parcel(no: int, line: Mapping[str, str]) -> Parcel:
    try:
        mu = Decimal((line.get("mu") or "").replace(",", "").strip()) * MU_SCALE
        since = date.fromisoformat((line.get("since") or "").strip())
        granted = (line.get("granted") or "").strip()
        parcel = Parcel(
            name=(line.get("name") or "").strip(), mu_e4=int(mu), since=since,
            granted_on=date.fromisoformat(granted) if granted else None,
        )  # fmt: skip
        right = mu == parcel.mu_e4 > 0 and parcel.name and (parcel.granted_on is None or parcel.granted_on >= since)
    except (InvalidOperation, ValueError, OverflowError):
        right = False
    if not right:
        raise Refused(
            "parcel_not_read", _("Line %(no)s of the list cannot be read.", no=no),
            mend=_("Write a name, the mu with at most four decimals, and days like 2014-10-31; granted not before since."),
        )  # fmt: skip
    return parcel
