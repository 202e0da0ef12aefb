"""The version is the first heading of the changelog; it is written nowhere else."""

from __future__ import annotations

import re
from pathlib import Path


def version() -> str:
    """The newest version named in CHANGELOG.md, for example `0.1.0`."""
    text = (Path(__file__).resolve().parents[2] / "CHANGELOG.md").read_text(encoding="utf-8")
    match = re.search(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE)
    return match.group(1) if match else "0.0.0"
