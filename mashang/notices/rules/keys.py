"""Keys of notices: the same news to the same person is one row, however often it is queued."""

from __future__ import annotations

import hashlib
import re


def notice_key(topic: str, key: str, recipient: str, channel: str) -> str:
    """`topic:key:recipient:channel`."""
    return f"{key_start(topic, key)}{recipient}:{channel}"


def key_start(topic: str, key: str) -> str:
    """What all rows of one piece of news begin with; a long key is hashed to fit the column."""
    middle = key if len(key) <= 100 else hashlib.sha256(key.encode()).hexdigest()
    return f"{topic}:{middle}:"


def address_mark(address: str) -> str:
    """What stands for an address in a key: not the address."""
    return "a" + hashlib.sha256(address.strip().lower().encode()).hexdigest()[:24]


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a notice (RFC 5322), the same at every attempt because it is made of the key alone."""
    safe = re.sub(r"[^A-Za-z0-9.-]", "", domain) or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{safe}>"
