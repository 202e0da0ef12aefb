"""What an invited person is bound to besides a role: a firm, a tower.

Keys point down only, so the app that knows firms and towers says here what is to be written when the
person comes in; it is called in the same transaction and may refuse.
"""

from __future__ import annotations

from typing import Protocol

from mashang.kernel.actor import Actor


class Binder(Protocol):
    """Writes down that a new membership belongs to a firm or tower; `actor` is the one who invited."""

    def __call__(self, *, actor: Actor, membership_id: int, subject_id: int) -> None: ...


_BINDERS: dict[str, Binder] = {}


def bind_by(kind: str, binder: Binder) -> None:
    """Register what happens when someone invited for a `firm` or a `tower` comes in (in `AppConfig.ready()`)."""
    _BINDERS[kind] = binder


def bind(kind: str, *, actor: Actor, membership_id: int, subject_id: int) -> None:
    """Bind a membership; KeyError for a kind that nobody registered: a fault of the calling code."""
    _BINDERS[kind](actor=actor, membership_id=membership_id, subject_id=subject_id)
