"""How the desk writes areas, shares, days and flags."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mashang.register.rules.above_threshold import FEN_OF_WAN
from mashang.register.rules.occupancy import Figures
from mashang.register.rules.unit_status import Expiry

UNKNOWN = "—"


def area(sqm: Decimal | None, *, unit: bool = False) -> str:
    """An area with separators and no needless decimals; a dash for what is not known."""
    if sqm is None:
        return UNKNOWN
    text = f"{sqm:,.2f}".rstrip("0").rstrip(".")
    return f"{text} ㎡" if unit else text


def whole_area(sqm: Decimal) -> str:
    """A summed area in whole square metres."""
    return f"{sqm:,.0f}"


def wan_of(fen: int, places: int = 0) -> Decimal:
    """A sum in ten thousand yuan, rounded down: what lies under a bound never reads as if it reached it."""
    return (Decimal(fen) / FEN_OF_WAN).quantize(Decimal(1).scaleb(-places), rounding=ROUND_FLOOR)


def share(rate: Decimal | None, places: int = 1) -> str:
    """A rate of 0 to 1 as percents without the sign; a dash where it cannot be told."""
    return UNKNOWN if rate is None else f"{rate * 100:.{places}f}"


def percent(rate: Decimal | None, places: int = 1) -> str:
    """A rate of 0 to 1 as percents."""
    return UNKNOWN if rate is None else f"{share(rate, places)}%"


def day(on: date | None) -> str:
    """A day as ISO."""
    return UNKNOWN if on is None else on.isoformat()


def flag(value: bool | None) -> str:
    """A flag that may be unknown, as a file holds it."""
    if value is None:
        return ""
    return pgettext("a fact", "Yes") if value else pgettext("a fact", "No")


def unknown_words(figures: Figures) -> str:
    """How many units have no known area; nothing when all are known."""
    count = figures.unknown_units
    if not count:
        return ""
    return ngettext("%(count)s unit of unknown area", "%(count)s units of unknown area", count) % {"count": count}


def days_left(ends_on: date | None, on: date) -> str:
    """How many days a lease still runs, or ran out ago."""
    if ends_on is None:
        return ""
    left = (ends_on - on).days
    if left < 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", -left) % {"days": -left}
    return ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}


LAMPS = {Expiry.OVERRUN: "late", Expiry.SOON: "soon", Expiry.LATER: "ok", Expiry.YEAR: "ok", Expiry.FAR: "ok"}


def expiry_lamp(expiry: Expiry) -> str:
    """The lamp beside a lease end."""
    return LAMPS.get(expiry, "none")


def expiry_word(expiry: Expiry) -> str:
    """The word beside the lamp."""
    words = {
        Expiry.OVERRUN: _("Not renewed"),
        Expiry.SOON: _("Ends soon"),
        Expiry.NONE: _("No lease"),
        Expiry.UNKNOWN: _("End not known"),
    }
    return words.get(expiry, _("Running"))
