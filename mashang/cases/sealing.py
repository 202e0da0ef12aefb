"""Who asks without an account: name and number lie sealed, bound to the case, and are found again by a blind index."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from mashang.kernel import sealing

PURPOSE = "asker"


def seal_asker(name: str, phone: str, ref: UUID) -> bytes:
    """Name and number of somebody without an account, sealed and bound to their case."""
    return sealing.seal({"name": name, "phone": phone}, secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=str(ref))


def open_asker(blob: bytes | memoryview[int], ref: UUID) -> tuple[str, str]:
    """Name and number that were sealed for this case; Unreadable for another one."""
    values = sealing.unseal(blob, secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=str(ref))
    return values["name"], values["phone"]


def phone_index(phone: str) -> bytes:
    """Equal for equal numbers, and tells nothing of them without the key."""
    return sealing.blind_index(phone, secret=settings.SEAL_KEY, purpose=PURPOSE)
