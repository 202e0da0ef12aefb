"""The clock of a process of a campaign: the machine's, moved by as many seconds as a file says."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

FILE = Path(os.environ.get("FAULTS_FOLDER", "/nowhere")) / "clock"
_real = timezone.now


def moved() -> datetime:
    """Now, by the moved clock; the machine's own where no file moves it."""
    try:
        return _real() + timedelta(seconds=float(FILE.read_text()))
    except (OSError, ValueError):
        return _real()


def install() -> None:
    """From now on everything that asks Django for the time gets the moved one."""
    timezone.now = moved
