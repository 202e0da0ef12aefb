"""The port that outside channels plug into. Gateways register theirs when Django starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

# The reference that a channel gives back which only keeps letters for looking at: nothing was sent.
SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to go. `message_id` is the same at every attempt, so a receiver can tell a repetition.

    `to` is a mail address, a mobile number, or the address of a chat group; `signing_secret` that of the group.
    """

    message_id: str
    to: str
    subject: str
    body: str
    locale: str
    signing_secret: str = ""


class TryLater(Exception):
    """It did not go now. `reason` is a short code without personal values.

    `whole_channel`: the other side is not there at all, so the rest of this run need not be tried. `after_seconds`: it
    said itself when to come again, not before; with `whole_channel` nothing goes there before.
    """

    def __init__(self, reason: str, *, whole_channel: bool = False, after_seconds: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.whole_channel = whole_channel
        self.after_seconds = after_seconds


class NeverDeliverable(Exception):
    """It will never go, however often it is tried: no such mailbox, refused for good."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """One outside way to reach people. Made for one run of the outbox, closed at its end."""

    def send(self, letter: Letter) -> str:
        """Hand the letter over and return the provider's reference; TryLater or NeverDeliverable otherwise."""
        ...

    def close(self) -> None:
        """Let go of connections. Never raises."""
        ...


# Makes a channel for one run, or None when it is not set up. Opens no connection yet.
Maker = Callable[[], Channel | None]
_makers: dict[str, Maker] = {}


def register(channel: str, maker: Maker) -> None:
    """Plug a channel in; the last one registered stands."""
    _makers[channel] = maker


def open_channel(channel: str) -> Channel | None:
    """The channel of that name for one run; None when this deployment has none."""
    maker = _makers.get(channel)
    return maker() if maker else None


def is_set_up(channel: str) -> bool:
    """Has this deployment that channel?"""
    opened = open_channel(channel)
    if opened is None:
        return False
    opened.close()
    return True


class OnlyShown:
    """A channel of a demo that is not set up: letters are kept on the outbox page, marked as not sent."""

    def send(self, letter: Letter) -> str:
        return SHOWN

    def close(self) -> None:
        return None
