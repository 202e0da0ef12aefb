"""What stands round every page of the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import frame_of
from mashang.faces.account.guard import guard
from mashang.ui.framing import Entry, Furniture, page_of
from mashang.ui.page import Crumb, Page, Text

NAV = (
    Entry(label=_("My account"), name="profile", icon="user"),
    Entry(label=_("Notices"), name="notices", icon="bell", also=("notice_choices",)),
    Entry(label=_("Where I am signed in"), name="usersessions_list", icon="shield-check"),
    Entry(
        label=_("Second factor"),
        name="mfa_index",
        icon="shield-lock",
        also=("mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    ),
    Entry(label=_("Change password"), name="account_change_password", icon="key"),
)
# On a phone the same doors stand at the foot of the page.
FURNITURE = Furniture(
    home="home",
    nav=NAV,
    tabbar=NAV,
)


def page(request: HttpRequest, *, title: Text, crumbs: Sequence[Crumb] = ()) -> Page:
    """The frame of one page of this face for the one who asks."""
    framed = frame_of(request)
    return page_of(request, title=title, crumbs=crumbs, framed=framed, furniture=FURNITURE, may_open=guard.may_open)


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    title: Text,
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
) -> HttpResponse:
    """Draw a template of this face in its frame."""
    values = {**(context or {}), "page": page(request, title=title, crumbs=crumbs)}
    return render(request, template, values, status=status)
