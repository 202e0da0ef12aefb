"""Sealed values: unreadable in the database, bound to their place, found again by a blind index."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from functools import lru_cache

NONCE_BYTES = 12


class Unreadable(Exception):
    """The key is another one than the value was sealed with, or the value was altered or moved."""


@lru_cache(maxsize=16)
def _key(secret: str, purpose: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(hashes.SHA256(), 32, salt=None, info=f"mashang {purpose}".encode()).derive(secret.encode())


def seal(values: Mapping[str, object], *, secret: str, purpose: str, bound_to: str) -> bytes:
    """AES-256-GCM over the values as JSON, under a key of its own for the purpose, bound to a place."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(values, ensure_ascii=False).encode()
    return nonce + AESGCM(_key(secret, purpose)).encrypt(nonce, text, bound_to.encode())


def unseal(blob: bytes | memoryview[int], *, secret: str, purpose: str, bound_to: str) -> dict[str, str]:
    """The values that were sealed; Unreadable under another key, purpose or place."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    blob = bytes(blob)
    try:
        text = AESGCM(_key(secret, purpose)).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as wrong:
        raise Unreadable from wrong
    values: dict[str, str] = json.loads(text)
    return values


def blind_index(value: str, *, secret: str, purpose: str) -> bytes:
    """Equal for equal values, and tells nothing of them without the key: for finding a sealed value again."""
    return hmac.digest(_key(secret, f"{purpose} index"), value.encode(), hashlib.sha256)


def mask_name(name: str) -> str:
    """The family name and stars: 陈*, 欧阳**."""
    head = 2 if len(name) > 3 else 1
    return name[:head] + "*" * max(len(name) - head, 1) if name else ""


def mask_phone(phone: str) -> str:
    """The first three and the last four digits: 138****1234; a short number keeps its last two."""
    if len(phone) >= 8:
        return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:]
