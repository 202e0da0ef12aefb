"""The one written form of an entry, over which its digest is made."""

from __future__ import annotations

import datetime as dt
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

FORM = 1
DIGEST_BYTES = 32


def clean(text: object) -> str:
    """The text as PostgreSQL keeps it: no NUL, no half of a surrogate pair."""
    return str(text).replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def plain(value: object) -> Plain:
    """A value that comes back from jsonb exactly as it went in.

    Dates, decimals and uuids become text, a range becomes `[from,to)`. A float is refused: it does
    not come back as it went in, and no figure of this house is one.
    """
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        raise TypeError("The trail takes no floats: give an integer, a Decimal or a text.")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, str | Decimal | uuid.UUID):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(k): plain(v) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(v) for v in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "lower") and hasattr(value, "upper"):
        return f"[{value.lower or ''},{value.upper or ''})"
    return clean(value)


def instant(at: dt.datetime) -> str:
    """An instant in UTC with microseconds, whatever zone it was given in."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(at: dt.datetime, values: Iterable[Plain]) -> bytes:
    """The row as bytes: form number, instant, then the values in the order of their form."""
    row = [FORM, instant(at), *values]
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, message, "sha256")
