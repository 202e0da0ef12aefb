"""Speaks to the robot of a group in a work chat: one JSON message a request. Knows nothing of notices.

The common form of these robots: `{"msgtype": "markdown", "markdown": {"title", "text", "content"}}`, where some read
`text` and others `content`; the answer `{"errcode": 0, "errmsg": "ok"}`. A group with a signing secret gets `timestamp`
(milliseconds) and `sign` in the address: the HMAC-SHA256 under the secret of both in lines, in base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from time import time
from urllib.parse import urlencode

TAKEN = 0
# Codes that the makers of these robots publish for their answers.
SIGNATURE = {310000, 19021}
TOO_MANY = {45009, 130101, 11232}
GONE = {93000, 300001, 300005, 19001}
LONGEST = 2_000
_MARKS = re.compile(r"([\\`*_\[\]()<>#|~@])")


def compose(*, line: str, url: str) -> bytes:
    """The body of a message: one line, and a link below it where there is one.

    What the line holds cannot become a link, a heading or a call to somebody in the group.
    """
    safe = _MARKS.sub(r"\\\1", line[:LONGEST])
    text = f"{safe}\n\n{url}" if url else safe
    return json.dumps(
        {"msgtype": "markdown", "markdown": {"title": line[:60], "text": text, "content": text}}, ensure_ascii=False
    ).encode()


def signed(url: str, secret: str, *, at: float | None = None) -> str:
    """The address with time and signature; as it is for a group without a secret."""
    if not secret:
        return url
    stamp = str(int((time() if at is None else at) * 1000))
    mark = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    more = urlencode({"timestamp": stamp, "sign": base64.b64encode(mark).decode()})
    return f"{url}{'&' if '?' in url else '?'}{more}"
