"""Every address of one-time links: whoever holds the link may open it; the link itself is the key."""

from __future__ import annotations

from mashang.doors.guarding import PUBLIC, Need

ACCESS: dict[str, Need] = {
    "link_invitation": PUBLIC,
    "link_renew": PUBLIC,
    # By telephone number: the pass in the browser is the key (doors/proved_number.py).
    "phone_ask": PUBLIC,
    "phone_prove": PUBLIC,
    "phone_end": PUBLIC,
    "phone_cases": PUBLIC,
    "phone_case_new": PUBLIC,
    "phone_hints": PUBLIC,
    "phone_towers": PUBLIC,
    "phone_case": PUBLIC,
    "phone_case_do": PUBLIC,
    "phone_case_file": PUBLIC,
    "link_case": PUBLIC,
    "link_case_do": PUBLIC,
    "link_case_renew": PUBLIC,
    "link_case_file": PUBLIC,
    "link_summons": PUBLIC,
    "link_summons_done": PUBLIC,
    "link_summons_renew": PUBLIC,
    "link_summons_meeting": PUBLIC,
    "link_summons_file": PUBLIC,
}
