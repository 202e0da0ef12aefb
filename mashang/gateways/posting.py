"""Posts JSON to a service and reads its answer. Knows time limits and the ways a service fails; nothing of notices."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 8.0
LONGEST_ANSWER = 64_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class BadAddress(ValueError):
    """The address of a service cannot be used; the message is one sentence for the operator."""


class Away(Exception):
    """Nobody answers there, or the connection broke off. `slow`: it took the message and did not answer in time."""

    def __init__(self, kind: str, *, slow: bool = False) -> None:
        super().__init__(kind)
        self.slow = slow


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: the status, its JSON (nothing when it is none), and when to come again, in seconds."""

    status: int
    said: Mapping[str, Any] | None
    retry_after: int = 0


def check_address(url: str) -> str:
    """The host of an address that may be posted to; BadAddress unless it is https, or http on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.username or parts.password or not host or parts.scheme not in {"https", "http"}:
        raise BadAddress("An address must look like https://host/path.")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise BadAddress("What leaves this machine goes over https.")
    return host


def post_json(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = TIMEOUT_SECONDS) -> Answer:
    """Post once, follow no redirects, and read at most 64 kB of the answer. Away when there is none; BadAddress as above."""
    host, parts = check_address(url), urlsplit(url)
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        link = http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
    else:
        link = http.client.HTTPConnection(host, parts.port, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        link.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8", **headers})
        answer = link.getresponse()
        said = answer.read(LONGEST_ANSWER)
        return Answer(answer.status, _json(said), _seconds(answer.getheader("Retry-After", "")))
    except TimeoutError:
        raise Away("TimeoutError", slow=True) from None
    except (OSError, http.client.HTTPException) as absent:
        raise Away(type(absent).__name__) from None
    finally:
        link.close()


def _json(said: bytes) -> Mapping[str, Any] | None:
    try:
        read = json.loads(said)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _seconds(header: str) -> int:
    """Retry-After in seconds or as a date (RFC 9110 10.2.3); none when it cannot be read."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return int(text[:6])
    try:
        return max(int(parsedate_to_datetime(text).timestamp() - time()), 0)
    except (TypeError, ValueError):
        return 0
