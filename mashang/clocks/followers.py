"""Who hears of clocks: apps above say, by kind of subject, what follows when one runs short, is overdue, or moves.

Each app adds its own in `AppConfig.ready()`: `follow("case", warned=tell_desk, overdue=tell_head, moved=tell_firm)`. They
are called in the transaction that marks the clocks; what they raise undoes it, so nothing is marked that was not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due instant changed, with the instant before and after."""

    deadline: Deadline
    due_before: datetime
    due_after: datetime


class Told(Protocol):
    """Follows clocks of one kind that run short, or are overdue; at most 500 at a time."""

    def __call__(self, *, actor: Actor, deadlines: Sequence[Deadline]) -> object: ...


class Shifted(Protocol):
    """Follows clocks of one kind whose due date changed."""

    def __call__(self, *, actor: Actor, moves: Sequence[Moved]) -> object: ...


@dataclass(frozen=True, slots=True)
class Follower:
    """What one app wants to hear of the clocks over one kind of thing."""

    warned: Told | None = None
    overdue: Told | None = None
    moved: Shifted | None = None


_followers: dict[str, list[Follower]] = {}


def follow(
    subject_kind: str, *, warned: Told | None = None, overdue: Told | None = None, moved: Shifted | None = None
) -> None:
    """Hear of the clocks over things of this kind. Several may follow one kind, and are called in turn."""
    _followers.setdefault(subject_kind, []).append(Follower(warned, overdue, moved))


def tell_warned(actor: Actor, subject_kind: str, deadlines: Sequence[Deadline]) -> None:
    """Call whoever follows this kind: these clocks run short."""
    for follower in _followers.get(subject_kind, []):
        if follower.warned:
            follower.warned(actor=actor, deadlines=deadlines)


def tell_overdue(actor: Actor, subject_kind: str, deadlines: Sequence[Deadline]) -> None:
    """Call whoever follows this kind: these clocks are overdue."""
    for follower in _followers.get(subject_kind, []):
        if follower.overdue:
            follower.overdue(actor=actor, deadlines=deadlines)


def tell_moved(actor: Actor, moves: Iterable[Moved]) -> None:
    """Call whoever follows their kinds: the due dates of these clocks changed."""
    of_kind: dict[str, list[Moved]] = {}
    for move in moves:
        of_kind.setdefault(move.deadline.subject_kind, []).append(move)
    for kind, group in of_kind.items():
        for follower in _followers.get(kind, []):
            if follower.moved:
                follower.moved(actor=actor, moves=group)
