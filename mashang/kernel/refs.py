"""References for what is born outside or shown in an address: unguessable, and in the order of their making."""

from __future__ import annotations

import os
import time
import uuid


def new_ref() -> uuid.UUID:
    """A version 7 UUID: 48 bits of the time in milliseconds, then chance (RFC 9562, 5.7)."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return uuid.UUID(int=value)
