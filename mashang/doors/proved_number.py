"""The pass of somebody who proved a telephone number: sealed, in a cookie, good for half an hour without use."""

from __future__ import annotations

import base64
import binascii
import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from mashang.kernel.sealing import Unreadable, seal, unseal

COOKIE: Final = "asker"
PURPOSE: Final = "pass of a proved number"
SECONDS: Final = 30 * 60
LONGEST: Final = 12 * 3600  # however much it is used


def make_pass(number: str, *, purpose: str = PURPOSE, since: float | None = None) -> str:
    """A pass that nobody can read, alter or make."""
    now = time.time()
    values = {"number": number, "at": str(int(now)), "since": str(int(since or now))}
    blob = seal(values, secret=settings.SEAL_KEY, purpose=purpose, bound_to="browser")
    return base64.urlsafe_b64encode(blob).decode()


def read_pass(text: str, *, purpose: str = PURPOSE) -> tuple[str, float]:
    """The number of a pass and since when it is used; an empty one for none, an altered and an old one."""
    try:
        blob = base64.urlsafe_b64decode(text.encode())
        values = unseal(blob, secret=settings.SEAL_KEY, purpose=purpose, bound_to="browser")
    except (Unreadable, ValueError, binascii.Error):
        return "", 0
    at, since = float(values["at"]), float(values["since"])
    fresh = time.time() - at < SECONDS and time.time() - since < LONGEST
    return (values["number"], since) if fresh else ("", 0)


def number_of(request: HttpRequest) -> str:
    """The number that this browser proved within the last half hour; empty for none."""
    return read_pass(request.COOKIES.get(COOKIE, ""))[0]


def hand_pass(request: HttpRequest, response: HttpResponseBase, number: str = "") -> HttpResponseBase:
    """Give the pass, or prolong the one that is there; the half hour begins anew."""
    held, since = read_pass(request.COOKIES.get(COOKIE, ""))
    if number or held:
        response.set_cookie(
            COOKIE, make_pass(number or held, since=None if number else since), max_age=SECONDS, httponly=True,
            samesite="Lax", secure=bool(getattr(settings, "SESSION_COOKIE_SECURE", False)), path="/link/",
        )  # fmt: skip
    return response


def take_pass(response: HttpResponseBase) -> HttpResponseBase:
    """Take the pass away."""
    response.delete_cookie(COOKIE, path="/link/")
    return response
