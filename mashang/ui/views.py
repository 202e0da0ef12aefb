"""The few pages of the design system itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from mashang.ui.specimen import sample_values
from mashang.ui.specimen_days import days_values
from mashang.ui.specimen_phone import phone_values
from mashang.ui.specimen_split import split_values
from mashang.ui.specimen_work import work_values
from mashang.ui.theme import ONE_YEAR_SECONDS, THEME_COOKIE, THEMES


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the sign of a site without reading a page: onward to the drawing."""
    return HttpResponseRedirect(static("ui/favicon.svg"))


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in a cookie and go back to where the reader was.

    An unknown theme changes nothing; an address of another host is not followed.
    """
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = "/"
    response = HttpResponseRedirect(onward)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=ONE_YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


PARTS: Final[dict[str, Callable[[HttpRequest], dict[str, Any]]]] = {
    "": sample_values,
    "work": lambda request: work_values(),
    "days": lambda request: days_values(),
    "split": split_values,
    "phone": phone_values,
}


def specimen(request: HttpRequest, part: str = "") -> HttpResponse:
    """Every component of the kit with made-up values, for those who build pages and for the tests, a page for each part.

    Shown only in demo and debug mode; elsewhere the page does not exist.
    """
    if not (settings.DEBUG or getattr(settings, "DEMO", False)) or part not in PARTS:
        raise Http404
    return render(request, f"ui/specimen{'_' if part else ''}{part}.html", PARTS[part](request))
