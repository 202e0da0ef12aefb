"""What the scripts must know of a page: attributes of <html>."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from mashang.ui.theme import THEME_COOKIE, THEMES


def theme_of(request: object) -> str:
    """`light` or `dark`, as the reader's cookie says; light without one."""
    chosen = request.COOKIES.get(THEME_COOKIE, "") if isinstance(request, HttpRequest) else ""
    return chosen if chosen in THEMES else "light"


def marks_of(request: object, owner: str = "") -> dict[str, str]:
    """The attributes, without a value where the name says it all; none for a page without a request (a fault).

    `data-keep-owner`: whose unsaved text this window may keep; empty for nobody. A keyed hash of the person and not
    of the session: text has to survive a session that ended. `data-posted`: the page answers a form.
    `data-theme-free`: the reader chose neither light nor dark.
    """
    if not isinstance(request, HttpRequest):
        return {}
    user = getattr(request, "user", None)
    if not owner and user is not None and user.is_authenticated:
        owner = salted_hmac("mashang.ui.marks", str(user.pk)).hexdigest()[:16]
    marks = {"data-keep-owner": owner}
    if request.method == "POST":
        marks["data-posted"] = ""
    if request.COOKIES.get(THEME_COOKIE, "") not in THEMES:
        marks["data-theme-free"] = ""
    return marks
