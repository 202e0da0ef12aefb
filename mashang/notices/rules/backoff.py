"""When a notice that did not go is tried again."""

from __future__ import annotations

import datetime as dt

FIRST_WAIT = 30
LONGEST_WAIT = 3600
CHANNEL_WAIT = 60
MOST_ATTEMPTS = 40
LEASE_SECONDS = 60


def wait_after(attempts: int, *, whole_channel: bool = False, asked: int = 0) -> dt.timedelta:
    """How long to wait after the attempt with this number: 30 s, doubling, at most an hour.

    When the other side was not there at all the notice is not to blame: a minute. When it `asked` for so many seconds,
    these, but never longer than an hour.
    """
    if asked:
        return dt.timedelta(seconds=min(asked, LONGEST_WAIT))
    if whole_channel:
        return dt.timedelta(seconds=CHANNEL_WAIT)
    return dt.timedelta(seconds=min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT))


def gives_up(attempts: int) -> bool:
    """After 40 attempts, about a day and a half, it is given up and shown to the administrator."""
    return attempts >= MOST_ATTEMPTS
