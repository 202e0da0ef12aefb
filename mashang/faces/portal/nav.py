"""What stands round every page of the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import frame_of
from mashang.faces.portal.guard import guard
from mashang.ui.framing import Entry, Furniture, page_of
from mashang.ui.page import Crumb, Page, Text

NAV = (
    Entry(label=_("Start"), name="portal_home", icon="home"),
    Entry(
        label=_("Our towers"),
        name="own_towers",
        icon="building-skyscraper",
        says=_("How full they are, and what ends soon"),
        also=("own_tower",),
    ),
    Entry(
        label=_("Our sheets"),
        name="own_sheets",
        icon="file-spreadsheet",
        says=_("Hand in the tenant sheet of a tower"),
        also=("own_sheet_new",),
    ),
    Entry(
        label=_("Our firm"),
        name="own_firms",
        icon="building-bank",
        says=_("What the office holds of it: is it right?"),
        also=("own_firm",),
    ),
    Entry(
        label=_("Join a firm"),
        name="join_firm",
        icon="user-plus",
        says=_("By its credit code; its owner or the office lets you in"),
    ),
    Entry(label=_("Colleagues"), name="firm_people", icon="users", says=_("Who acts for the firm; let colleagues in")),
)
# On a phone the same doors stand at the foot of the page.
FURNITURE = Furniture(
    home="portal_home",
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
