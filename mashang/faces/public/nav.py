"""What stands round every page of the public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mashang.doors.framing import frame_of
from mashang.faces.public.guard import guard
from mashang.ui.framing import Furniture, page_of
from mashang.ui.page import Crumb, Page, Text

FURNITURE = Furniture(home="public_home")


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
