"""What an area or a department leaves behind when it closes: the apps above say it. Keys point down only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mashang.kernel.actor import Actor

# Raises Refused, in words that name how many, when something of its own still lies in the area.
Check = Callable[[int], None]
_CHECKS: list[Check] = []


class HandOn(Protocol):
    """Lets what a department was asked to do go on somewhere else, in the transaction that closes it."""

    def __call__(self, *, actor: Actor, department_id: int, reason: str) -> None: ...


_HANDED_ON: dict[str, HandOn] = {}


def keep_open_by(check: Check) -> None:
    """Register a check of an area that is to be closed (in `AppConfig.ready()`)."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def check_empty(area_id: int) -> None:
    """Refuse to close an area in which an app above still has something."""
    for check in _CHECKS:
        check(area_id)


def hand_on_by(kind: str, hand_on: HandOn) -> None:
    """Register what goes on somewhere else when a department closes (in `AppConfig.ready()`)."""
    _HANDED_ON[kind] = hand_on


def hand_on(*, actor: Actor, department_id: int, reason: str) -> None:
    """Let everything that a department was asked to do go on somewhere else."""
    for one in _HANDED_ON.values():
        one(actor=actor, department_id=department_id, reason=reason)
