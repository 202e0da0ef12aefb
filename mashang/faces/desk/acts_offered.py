"""Buttons of a page: those acts whose pages exist and that the reader may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from mashang.doors.guarding import Asked
from mashang.faces.desk.guard import guard
from mashang.ui.page import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One button: `name` is the url name of the page that does it, `args` its arguments."""

    label: Text
    name: str
    icon: str = ""
    args: tuple[int | str, ...] = ()
    tail: str = ""
    tone: str = "secondary"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLink:
    """A button as the template draws it."""

    label: Text
    url: str
    icon: str
    tone: str


def acts_offered(request: Asked, *offers: Offered) -> list[ActLink]:
    """The offers that can be opened, in their order; the last that asks for it is the primary one, and only one is."""
    links: list[ActLink] = []
    for offer in offers:
        if not guard.may_open(request, offer.name):
            continue
        try:
            url = reverse(offer.name, args=offer.args)
        except NoReverseMatch:
            continue
        links.append(ActLink(label=offer.label, url=url + offer.tail, icon=offer.icon, tone=offer.tone))
    return links
