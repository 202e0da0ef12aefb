"""The chain of seals: each root covers its rows and the root before it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

START = bytes(32)


@dataclass(slots=True)
class Link:
    """A seal in the making: feed it the rows in order, then take the root.

    The rows' own number and digest are covered, so that two rows cannot change places unnoticed.
    """

    key: bytes
    stream: str
    era: int
    no: int
    prev: bytes
    n: int = 0
    _mac: hmac.HMAC = field(init=False, repr=False)

    def __post_init__(self) -> None:
        head = f"{self.stream} {self.era} {self.no} ".encode()
        self._mac = hmac.new(self.key, head + self.prev, hashlib.sha256)

    def add(self, row_id: int, xid: int, digest: bytes) -> None:
        """Cover one more row."""
        self.n += 1
        self._mac.update(row_id.to_bytes(8, "big", signed=True) + xid.to_bytes(8, "big", signed=True) + digest)

    def root(self, xid_to: int) -> bytes:
        """The root of what was added, up to and without transaction number `xid_to`."""
        closing = self._mac.copy()
        closing.update(f"{xid_to} {self.n}".encode())
        return closing.digest()
