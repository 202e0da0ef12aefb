"""Keeps addresses and secrets of unsent notices unreadable in the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class Unreadable(Exception):
    """The key is another one than the value was sealed with, or the value was altered."""


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=b"mashang notices").derive(secret.encode()))


def seal(values: Mapping[str, object], *, bound_to: str) -> bytes:
    """AES-256-GCM over the values as JSON, bound to the notice's key so that it cannot be moved to another."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, json.dumps(values).encode(), bound_to.encode())


def unseal(blob: bytes | memoryview[int], *, bound_to: str) -> dict[str, str]:
    """The values that were sealed; Unreadable under another key."""
    blob = bytes(blob)
    try:
        text = _cipher(settings.SECRET_KEY).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as wrong:
        raise Unreadable from wrong
    values: dict[str, str] = json.loads(text)
    return values
