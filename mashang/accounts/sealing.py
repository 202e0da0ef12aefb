"""Numbers of people and addresses of chat groups, unreadable in the database and bound to whose they are."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from mashang.kernel import sealing
from mashang.kernel.sealing import Unreadable

__all__ = ["Unreadable", "phone_index", "seal_chat", "seal_phone", "unseal_chat", "unseal_phone"]

PHONE: Final = "account phone"
CHAT: Final = "department chat"


def seal_phone(phone: str, user_id: int) -> bytes:
    """The number sealed under the platform's seal key, bound to its owner."""
    return sealing.seal({"phone": phone}, secret=settings.SEAL_KEY, purpose=PHONE, bound_to=str(user_id))


def unseal_phone(blob: bytes | memoryview[int], user_id: int) -> str:
    """The number that was sealed; Unreadable under another key, or of another person."""
    return sealing.unseal(blob, secret=settings.SEAL_KEY, purpose=PHONE, bound_to=str(user_id))["phone"]


def phone_index(phone: str) -> bytes:
    """Equal for equal numbers, and tells nothing of them without the key."""
    return sealing.blind_index(phone, secret=settings.SEAL_KEY, purpose=PHONE)


def seal_chat(url: str, secret: str, department_id: int) -> bytes:
    """Where a department's group is reached and by what it is signed, bound to the department."""
    values = {"url": url, "secret": secret}
    return sealing.seal(values, secret=settings.SEAL_KEY, purpose=CHAT, bound_to=str(department_id))


def unseal_chat(blob: bytes | memoryview[int], department_id: int) -> tuple[str, str]:
    """Address and signing secret of the group; Unreadable under another key, or of another department."""
    values = sealing.unseal(blob, secret=settings.SEAL_KEY, purpose=CHAT, bound_to=str(department_id))
    return values["url"], values["secret"]
