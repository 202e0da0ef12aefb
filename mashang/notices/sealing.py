"""Keeps addresses and secrets of unsent notices unreadable in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.conf import settings

from mashang.kernel import sealing
from mashang.kernel.sealing import Unreadable

__all__ = ["Unreadable", "seal", "unseal"]

PURPOSE: Final = "notices"


def seal(values: Mapping[str, object], *, bound_to: str) -> bytes:
    """The values sealed under the platform's secret key, bound to the notice's key so that they cannot be moved."""
    return sealing.seal(values, secret=settings.SECRET_KEY, purpose=PURPOSE, bound_to=bound_to)


def unseal(blob: bytes | memoryview[int], *, bound_to: str) -> dict[str, str]:
    """The values that were sealed; Unreadable under another key."""
    return sealing.unseal(blob, secret=settings.SECRET_KEY, purpose=PURPOSE, bound_to=bound_to)
