"""One's own notices, and of what one wants mail."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.faces.account.nav import render_page
from mashang.notices.acts.reading import choose_channel, mark_read
from mashang.notices.reads.listing import address_in, list_choices, list_notices
from mashang.ui.page import Crumb
from mashang.ui.parts import Tab
from mashang.ui.toast import toast


def notice_list(request: Asked) -> HttpResponse:
    """What one was told, newest first."""
    wanted = request.GET.get("before", "")
    before = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    unread_only = request.GET.get("unread") == "1"
    found = list_notices(actor=request.actor, unread_only=unread_only, before=before)
    tabs = [
        Tab(label=_("All"), url=reverse("notices"), current=not unread_only),
        Tab(label=_("Unread"), url="?unread=1", current=unread_only),
    ]
    values = {
        "found": found,
        "tabs": tabs,
        "unread_only": unread_only,
        "any_unread": any(one.unread for one in found.notices),
    }
    return render_page(request, "account/notices/list.html", values, title=_("Notices"))


@require_POST
def notices_read(request: Asked) -> HttpResponse:
    """Mark all as read."""
    mark_read(actor=request.actor)
    return HttpResponseRedirect(reverse("notices"))


@require_POST
def notice_open(request: Asked, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads."""
    mark_read(actor=request.actor, notice_ids=[pk])
    url = address_in(actor=request.actor, notice_id=pk)
    safe = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return HttpResponseRedirect(url if safe else reverse("notices"))


def choices(request: Asked) -> HttpResponse:
    """Of which topics one wants mail and text messages."""
    held = list_choices(actor=request.actor)
    if request.method == "POST":
        for channel in ("mail", "sms"):
            wanted = set(request.POST.getlist(channel))
            chosen = {one.topic: one.topic in wanted for one in held if not one.fixed}
            choose_channel(actor=request.actor, channel=channel, choices=chosen)
        toast(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("notice_choices"))
    user = request.user
    values = {"choices": held, "has_address": bool(user.email), "has_phone": bool(user.phone_sealed)}
    crumbs = (Crumb(label=_("Notices"), url=reverse("notices")), Crumb(label=_("Mail and text messages")))
    title = _("Of what you want mail or text messages")
    return render_page(request, "account/notices/choices.html", values, title=title, crumbs=crumbs)
