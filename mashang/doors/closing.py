"""What keeps an area open: the apps above say what of theirs still lies in it. Keys point down only."""

from __future__ import annotations

from collections.abc import Callable

# Raises Refused, in words that name how many, when something of its own still lies in the area.
Check = Callable[[int], None]
_CHECKS: list[Check] = []


def keep_open_by(check: Check) -> None:
    """Register a check of an area that is to be closed (in `AppConfig.ready()`)."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def check_empty(area_id: int) -> None:
    """Refuse to close an area in which an app above still has something."""
    for check in _CHECKS:
        check(area_id)
