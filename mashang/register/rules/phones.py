"""Telephone numbers as they are written, and as they are kept."""

from __future__ import annotations

import re
import unicodedata

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

_NUMBER = re.compile(r"(?:\+?86)?(1[3-9]\d{9}|0\d{2,3}\d{7,8}|\d{7,8}|[48]00\d{7})(?:x\d{1,5})?")


def clean_phone(text: str) -> str:
    """Digits of a mainland mobile, landline or 400 number, its extension after an x; empty stays empty.

    Refuses what cannot be called.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"转|ext\.?|分机", "x", plain)
    plain = re.sub(r"[^\d+x]", "", plain)
    if not plain:
        if text.strip():
            raise Refused(
                "no_number",
                _("This is not a telephone number."),
                field="phone",
                mend=_("Write it as 13800000000 or 0591-83330000."),
            )
        return ""
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise Refused(
            "no_number",
            _("This is not a telephone number."),
            field="phone",
            mend=_("Write it as 13800000000 or 0591-83330000."),
        )
    return (
        plain.removeprefix("+").removeprefix("86") if len(plain) > 11 and "x" not in plain else plain.removeprefix("+")
    )
