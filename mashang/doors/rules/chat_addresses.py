"""Addresses of robots in work chats that a department may name."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from mashang.kernel.errors import Refused
from mashang.kernel.text import _


def check_chat_address(url: str, hosts: Collection[str] | None) -> str:
    """The address itself. Refuses one that is not https, holds a password, or whose host is not among these (if any are given)."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise Refused(
            "no_chat_address", _("This is not the address of a robot."), field="url",
            mend=_("Copy it from the settings of the group; it begins with https://."),
        )  # fmt: skip
    if hosts is not None and parts.hostname not in hosts:
        raise Refused(
            "host_not_allowed", _("Nothing may be sent to this host from here."), field="url",
            mend=_("Ask the operator of the platform to allow it (MASHANG_WORKCHAT_HOSTS)."),
        )  # fmt: skip
    return url.strip()
