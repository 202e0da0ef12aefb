"""The start page of the portal."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.faces.portal.nav import render_page


def portal_home(request: Asked) -> HttpResponse:
    """Where a firm's people and property managers arrive."""
    return render_page(request, "portal/start.html", title=_("Start"))
