"""What an invited person is bound to besides a role: a firm, a tower.

Keys point down only, so the app that knows firms and towers says here what is to be written when the
person comes in; it is called in the same transaction and may refuse.
"""

from __future__ import annotations

from typing import Protocol

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _


class Binder(Protocol):
    """Writes down that a new membership belongs to a firm or tower; `actor` is the one who invited."""

    def __call__(self, *, actor: Actor, membership_id: int, subject_id: int) -> None: ...


class Checker(Protocol):
    """Refuses an invitation for a firm or tower that does not lie in the area, or is not the inviter's to give."""

    def __call__(self, *, actor: Actor, area_id: int, subject_id: int) -> None: ...


class Releaser(Protocol):
    """Ends what a membership holds of firms or towers, when the role itself was ended."""

    def __call__(self, *, actor: Actor, membership_id: int, reason: str) -> None: ...


_BINDERS: dict[str, Binder] = {}
_CHECKERS: dict[str, Checker] = {}
_RELEASERS: dict[str, Releaser] = {}


def bind_by(kind: str, binder: Binder, *, checker: Checker, releaser: Releaser) -> None:
    """Register for a `firm` or a `tower` (in `AppConfig.ready()`): what happens when someone invited for it comes
    in, who may be invited for it, and what ends when that person's role ends."""
    _BINDERS[kind], _CHECKERS[kind], _RELEASERS[kind] = binder, checker, releaser


def release_by(kind: str, releaser: Releaser) -> None:
    """Register what ends besides when a role ends, for an app that binds nobody (in `AppConfig.ready()`)."""
    _RELEASERS[kind] = releaser


def check(kind: str, *, actor: Actor, area_id: int, subject_id: int) -> None:
    """Refuse an invitation for something that nobody knows, or that is not the inviter's to give."""
    if kind not in _CHECKERS:
        raise Refused("unknown_subject", _("Say for which firm or tower this person comes."), field="role")
    _CHECKERS[kind](actor=actor, area_id=area_id, subject_id=subject_id)


def release(*, actor: Actor, membership_id: int, reason: str) -> None:
    """End everything that a membership holds of firms and towers."""
    for releaser in _RELEASERS.values():
        releaser(actor=actor, membership_id=membership_id, reason=reason)


def bind(kind: str, *, actor: Actor, membership_id: int, subject_id: int) -> None:
    """Bind a membership; KeyError for a kind that nobody registered: a fault of the calling code."""
    _BINDERS[kind](actor=actor, membership_id=membership_id, subject_id=subject_id)
