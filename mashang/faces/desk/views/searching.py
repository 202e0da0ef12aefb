"""The search of the desk: towers and firms by name, code or pinyin, rooms through their tower."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk.nav import render_page
from mashang.register.reads.finding import find_anything


def desk_search(request: Asked) -> HttpResponse:
    """What a few letters find: towers, firms, rooms."""
    q = request.GET.get("q", "").strip()[:60]
    found = find_anything(request.actor, q, timezone.localdate()) if q else None
    return render_page(request, "desk/search.html", {"q": q, "found": found}, title=_("Search"))
