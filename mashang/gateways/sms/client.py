"""Speaks to a provider of text messages: one signed JSON request a message. Knows nothing of notices.

The request: `POST` of `{"to", "text", "id"}` with the headers `X-Key`, `X-Timestamp` (seconds), `X-Nonce` and
`X-Signature`, the hexadecimal HMAC-SHA256 under the secret of timestamp, nonce and the SHA-256 of the body in lines. The
answer: `{"code": 0, "ref": "..."}`; 1 signature, 2 number, 3 too many, other numbers refused. `id` is the same at every
attempt, so that the provider sends once what came twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from time import time

TAKEN, SIGNATURE, NUMBER, TOO_MANY = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Provider:
    """Where text messages are handed over, by which key, and the sender's registered sign that stands before each."""

    url: str
    key: str
    secret: str
    sign: str


def compose(provider: Provider, *, to: str, text: str, message_id: str) -> bytes:
    """The body of a request."""
    signed = f"【{provider.sign}】{text}" if provider.sign else text  # zh: the brackets that carriers require
    return json.dumps({"to": to, "text": signed, "id": message_id}, ensure_ascii=False).encode()


def headers(provider: Provider, body: bytes, *, at: float | None = None, nonce: str = "") -> Mapping[str, str]:
    """The headers that show that the body comes from us, now."""
    stamp, once = str(int(time() if at is None else at)), nonce or secrets.token_hex(16)
    told = "\n".join([stamp, once, hashlib.sha256(body).hexdigest()])
    mark = hmac.new(provider.secret.encode(), told.encode(), hashlib.sha256).hexdigest()
    return {"X-Key": provider.key, "X-Timestamp": stamp, "X-Nonce": once, "X-Signature": mark}
