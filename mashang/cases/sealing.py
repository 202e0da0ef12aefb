"""Who asks without an account: name and number lie sealed, bound to the case, and are found again by a blind index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from mashang.kernel import sealing

PURPOSE = "asker"
TICKETS = "tickets"
SHOWN = "tickets_shown"


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


def seal_cells(cells: Sequence[str], import_id: int, row_no: int) -> bytes:
    """The cells of a row of tickets, sealed and bound to its place: they name people."""
    values = {"cells": list(cells)}
    return sealing.seal(values, secret=settings.SEAL_KEY, purpose=TICKETS, bound_to=f"{import_id}:{row_no}")


def open_cells(blob: bytes | memoryview[int], import_id: int, row_no: int) -> list[str]:
    """The cells that were sealed for this row; Unreadable for another one."""
    values = sealing.unseal(blob, secret=settings.SEAL_KEY, purpose=TICKETS, bound_to=f"{import_id}:{row_no}")
    return [str(cell) for cell in values["cells"]]


def seal_shown(values: dict[str, Any], import_id: int, row_no: int) -> bytes:
    """What is shown of a row of tickets, sealed and bound to its place."""
    return sealing.seal(values, secret=settings.SEAL_KEY, purpose=SHOWN, bound_to=f"{import_id}:{row_no}")


def open_shown(blob: bytes | memoryview[int], import_id: int, row_no: int) -> dict[str, Any]:
    """What was sealed for this row; Unreadable for another one."""
    return sealing.unseal(blob, secret=settings.SEAL_KEY, purpose=SHOWN, bound_to=f"{import_id}:{row_no}")
