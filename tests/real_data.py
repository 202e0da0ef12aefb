"""Where the real lists lie that tests are held against; they are no part of the project."""

from __future__ import annotations

import os
from pathlib import Path

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def find_real_data() -> Path:
    """The folder that MASHANG_REAL_DATA names, else `../shared/data` beside the checkout; it need not be there."""
    return Path(os.environ.get("MASHANG_REAL_DATA") or BESIDE)


REAL_DATA = find_real_data()
