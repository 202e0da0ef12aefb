"""What a typed value of a fact means: the columns of its row, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_GROUPED = re.compile(r"[\s,，]")
LARGEST = 9_000_000_000_000_000_000
DIGITS = 19
LONGEST = 4000  # a business scope runs to several thousand characters


def read_value(type_: str, text: str, *, scale: int = 1, choices: Collection[str] = ()) -> dict[str, Any]:
    """The columns for a typed value: a number times its scale, a code of the list, a day as far as it is known.

    Refuses, at the field `value`, what is no number, has more decimals than are kept, is not in the list,
    or is no day (2003, 2003-02 and 2003-02-18 all are).
    """
    text = text.strip()
    if not text:
        raise Refused("value_needed", _("Enter the value."), field="value", mend=_("Or say that it is not known."))
    if type_ == "int":
        return {"num": _number(text, scale)}
    if type_ == "date":
        return _day(text)
    if type_ == "flag":
        if text not in ("yes", "no"):
            raise Refused("not_a_flag", _("Choose yes or no."), field="value")
        return {"flag": text == "yes"}
    if type_ == "code":
        if choices and text not in choices:
            raise Refused("not_in_list", _("This is not in the list."), field="value", mend=_("Choose one."))
        return {"code": text[:40]}
    if len(text) > LONGEST:
        raise Refused(
            "text_too_long", _("At most %(count)s characters.", count=LONGEST), field="value", mend=_("Shorten it.")
        )
    return {"body": text}


def _number(text: str, scale: int) -> int:
    try:
        number = Decimal(_GROUPED.sub("", text)) * scale
        whole = int(number) if number.adjusted() < DIGITS or not number.is_finite() else LARGEST + 1
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused("not_a_number", _("This is no number."), field="value", mend=_("Write it as 1234.5.")) from None
    if whole != number and abs(whole) <= LARGEST:
        raise Refused("too_precise", _("More decimals than are kept."), field="value", mend=_("Round it."))
    if abs(whole) > LARGEST:
        raise Refused("too_large", _("The number is too large."), field="value", mend=_("Check it."))
    return whole


def _day(text: str) -> dict[str, Any]:
    found = _PARTIAL.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
        precision = "day" if found[3] else "month" if found[2] else "year"
        return {"day": date(year, month, day), "precision": precision}
    except ValueError:
        raise Refused(
            "not_a_day", _("This is no day."), field="value", mend=_("Write 2003-02-18, 2003-02 or 2003.")
        ) from None


def first_day(shape: str, day: date) -> date:
    """The first day of the period of this shape in which the day lies; the day itself for a state."""
    if shape == "year":
        return day.replace(month=1, day=1)
    if shape == "half":
        return day.replace(month=1 if day.month < 7 else 7, day=1)
    if shape == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(day=1) if shape == "month" else day
