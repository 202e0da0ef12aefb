"""What a unit is on a day. Nothing of this is stored: it follows from occupancies and holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from mashang.kernel.text import Message, _

SOON_DAYS = 90
LATER_DAYS = 180
YEAR_DAYS = 365


class UnitStatus(StrEnum):
    """The seven states of a unit, in the order of their letters 租用空留装封待."""

    LET = "let"
    OWN_USE = "own_use"
    VACANT = "vacant"
    RESERVED = "reserved"
    FITTING_OUT = "fitting_out"
    SEALED = "sealed"
    UNDELIVERED = "undelivered"


OCCUPIED = frozenset({UnitStatus.LET, UnitStatus.OWN_USE})

STATUS_NAMES: dict[UnitStatus, Message] = {
    UnitStatus.LET: _("Let"),
    UnitStatus.OWN_USE: _("Own use"),
    UnitStatus.VACANT: _("Vacant"),
    UnitStatus.RESERVED: _("Reserved"),
    UnitStatus.FITTING_OUT: _("Fitting out"),
    UnitStatus.SEALED: _("Sealed or disputed"),
    UnitStatus.UNDELIVERED: _("Not handed over"),
}


class Expiry(StrEnum):
    """When the lease of an occupied unit ends, seen from a day."""

    OVERRUN = "overrun"
    SOON = "soon"
    LATER = "later"
    YEAR = "year"
    FAR = "far"
    UNKNOWN = "unknown"
    NONE = "none"


EXPIRY_NAMES: dict[Expiry, Message] = {
    Expiry.OVERRUN: _("Lease over, still in place"),
    Expiry.SOON: _("Ends within 90 days"),
    Expiry.LATER: _("Ends within 180 days"),
    Expiry.YEAR: _("Ends within a year"),
    Expiry.FAR: _("Ends later"),
    Expiry.UNKNOWN: _("End not known"),
    Expiry.NONE: _("No lease or own use"),
}


def status_of(*, tenancies: Collection[str], holds: Collection[str], own_use: bool = False) -> UnitStatus:
    """The status of a unit from the kinds of its tenancies and holds on that day.

    Sealed comes before not handed over, then occupied, fitting out, reserved, vacant. A unit is in own use
    when every tenant uses it as owner, or when it is marked so and nobody else is there.
    """
    if "sealed" in holds:
        return UnitStatus.SEALED
    if "undelivered" in holds:
        return UnitStatus.UNDELIVERED
    if tenancies:
        return UnitStatus.OWN_USE if all(kind == "own_use" for kind in tenancies) else UnitStatus.LET
    if own_use:
        return UnitStatus.OWN_USE
    if "fitting_out" in holds:
        return UnitStatus.FITTING_OUT
    if "reserved" in holds:
        return UnitStatus.RESERVED
    return UnitStatus.VACANT


def expiry_of(*, occupied: bool, own_use: bool, ends_on: date | None, on: date) -> Expiry:
    """The band of a lease end seen from `on`; `ends_on` is the last day of the lease, included."""
    if not occupied or own_use:
        return Expiry.NONE
    if ends_on is None:
        return Expiry.UNKNOWN
    days = (ends_on - on).days
    if days < 0:
        return Expiry.OVERRUN
    if days <= SOON_DAYS:
        return Expiry.SOON
    if days <= LATER_DAYS:
        return Expiry.LATER
    return Expiry.YEAR if days <= YEAR_DAYS else Expiry.FAR
