"""How many clocks may be called overdue at once without a person's word. Pure."""

from __future__ import annotations

AT_ONCE_SHARE = 100
AT_ONCE_LEAST = 20


def most_at_once(open_clocks: int) -> int:
    """One in a hundred of the open clocks, and never fewer than 20.

    More of them overdue in one sweep look like a machine whose clock jumped, or that slept: the rest waits for a person.
    """
    return max(open_clocks // AT_ONCE_SHARE, AT_ONCE_LEAST)
