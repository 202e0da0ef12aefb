"""The front page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import address, district_name
from mashang.doors.guarding import Asked
from mashang.faces.public.nav import render_page


def public_ask(request: Asked) -> HttpResponse:
    """A short address for signs in lobbies: to asking by number, or to the sign-in where no links are served."""
    return HttpResponseRedirect(address("phone_ask") or address("account_login") or "/")


def public_home(request: Asked) -> HttpResponse:
    """The name of the district and the way in."""
    values = {"district": district_name(), "home_url": address("home") if request.standing else ""}
    return render_page(request, "public/front.html", values, title=values["district"] or _("Mashang"))
