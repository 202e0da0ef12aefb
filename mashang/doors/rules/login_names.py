"""What a login name may look like."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def well_formed(login: str) -> bool:
    """3 to 40 small letters, digits, dots, hyphens or underscores, beginning with a letter."""
    return _SHAPE.fullmatch(login) is not None
