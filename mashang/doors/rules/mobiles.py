"""Mobile numbers that can take a text message, and the codes that prove whose they are."""

from __future__ import annotations

import re
import unicodedata

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
CODE_DIGITS = 6
CODE_MINUTES = 10
MOST_ATTEMPTS = 5
MOST_A_DAY = 5
WAIT_SECONDS = 60


def clean_mobile(text: str) -> str:
    """The eleven digits of a mainland mobile number, however it is written. Refuses everything else."""
    plain = re.sub(r"[\s().-]", "", unicodedata.normalize("NFKC", text))
    match = _MOBILE.fullmatch(plain)
    if match is None:
        raise Refused(
            "no_mobile", _("This is not a mobile number of the mainland."), field="phone",
            mend=_("Write its eleven digits, such as 13800000000."),
        )  # fmt: skip
    return match.group(1)
