"""How a one-time link is kept: by a digest of its token."""

from __future__ import annotations

import hashlib

INVITATION = "invitation.accept"


def hash_of(token: str) -> bytes:
    """What is kept of a token. A token holds 256 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(token.encode()).digest()
