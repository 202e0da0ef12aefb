"""Every address of one-time links: whoever holds the link may open it; the link itself is the key."""

from __future__ import annotations

from mashang.doors.guarding import PUBLIC, Need

ACCESS: dict[str, Need] = {
    "link_invitation": PUBLIC,
    "link_renew": PUBLIC,
    "link_summons": PUBLIC,
    "link_summons_done": PUBLIC,
    "link_summons_renew": PUBLIC,
    "link_summons_file": PUBLIC,
}
