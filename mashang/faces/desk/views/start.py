"""The start page of the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from mashang.doors.guarding import Asked
from mashang.faces.desk.nav import render_page


def desk_home(request: Asked) -> HttpResponse:
    """Where a member of staff arrives: the doors of the role they act in."""
    return render_page(request, "desk/start.html", title=_("Start"))
