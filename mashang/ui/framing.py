"""Makes the `Page` of every face out of plain values about the reader: one logic for all faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from mashang.ui.page import Choice, Crumb, Link, NavItem, Page, Switch, Text, Who


class Offered(Protocol):
    """A role or an area that the reader may switch to."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def current(self) -> bool: ...


class Listed(Protocol):
    """An entry of a menu."""

    @property
    def label(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def icon(self) -> str: ...


class Framed(Protocol):
    """What is known of the reader; empty strings when nobody is signed in."""

    @property
    def name(self) -> str: ...
    @property
    def belongs(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def roles(self) -> Sequence[Offered]: ...
    @property
    def areas(self) -> Sequence[Offered]: ...
    @property
    def account(self) -> Sequence[Listed]: ...
    @property
    def faces(self) -> Sequence[Listed]: ...
    @property
    def switch_url(self) -> str: ...
    @property
    def sign_in_url(self) -> str: ...
    @property
    def sign_out_url(self) -> str: ...
    @property
    def notices_url(self) -> str: ...
    @property
    def unread(self) -> int: ...
    @property
    def sample(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a face's navigation: `name` is a url name, `also` those that count as being there.

    `says` tells on a start page what is behind it; `waiting` how much waits there for the one who asks.
    """

    label: Text
    name: str = ""
    icon: str = ""
    says: Text = ""
    also: tuple[str, ...] = ()
    children: tuple[Entry, ...] = ()
    waiting: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What a face puts round all its pages."""

    home: str
    nav: tuple[Entry, ...] = ()
    tabbar: tuple[Entry, ...] = ()
    search: str = ""
    search_hint: Text = ""
    search_parts: bool = False
    foot_links: tuple[Entry, ...] = ()


MayOpen = Callable[[HttpRequest, str], bool]


def page_of(
    request: HttpRequest,
    *,
    title: Text,
    crumbs: Sequence[Crumb],
    framed: Framed,
    furniture: Furniture,
    may_open: MayOpen,
) -> Page:
    """The `Page` of a template; navigation that the reader may not open is left out."""
    who = Who(name=framed.name, belongs=framed.belongs, links=_links(framed.account), sign_out_url=framed.sign_out_url)
    return Page(
        title=title,
        crumbs=crumbs,
        place=framed.place,
        home_url=address(furniture.home) or "/",
        nav=_items(request, furniture.nav, may_open),
        tabbar=_items(request, furniture.tabbar, may_open),
        area_choices=_switch(_("Area"), _("Work in which area"), framed.areas, framed.switch_url),
        role_choices=_switch(_("Role"), _("Work in which role"), framed.roles, framed.switch_url),
        faces=_links(framed.faces),
        who=who if framed.name else None,
        sign_in_url=framed.sign_in_url,
        sample=framed.sample,
        notices_url=framed.notices_url,
        unread=framed.unread,
        search_url=address(furniture.search) if furniture.search and may_open(request, furniture.search) else "",
        search_hint=furniture.search_hint,
        search_parts=furniture.search_parts,
        foot_links=[Link(label=e.label, url=url) for e in furniture.foot_links if (url := address(e.name))],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Draws every page of one face in its frame: `frame_of` says what the frame holds of the one who asks."""

    furniture: Furniture
    frame_of: Callable[[HttpRequest], Framed]
    may_open: MayOpen

    def page(self, request: HttpRequest, *, title: Text, crumbs: Sequence[Crumb] = ()) -> Page:
        """The frame of one page of this face for the one who asks."""
        framed = self.frame_of(request)
        return page_of(
            request, title=title, crumbs=crumbs, framed=framed, furniture=self.furniture, may_open=self.may_open
        )

    def render(
        self,
        request: HttpRequest,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        title: Text,
        crumbs: Sequence[Crumb] = (),
        status: int = 200,
    ) -> HttpResponse:
        """Draw a template of this face in its frame."""
        values = {**(context or {}), "page": self.page(request, title=title, crumbs=crumbs)}
        return render(request, template, values, status=status)


def address(name: str) -> str:
    """The address of a url name without arguments; empty when it is not mounted."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _items(request: HttpRequest, entries: Sequence[Entry], may_open: MayOpen) -> list[NavItem]:
    here = request.resolver_match.url_name if request.resolver_match else ""
    items = []
    for entry in entries:
        if entry.children:
            if children := _items(request, entry.children, may_open):
                items.append(NavItem(label=entry.label, icon=entry.icon, children=children))
        elif entry.name.startswith("#"):
            items.append(NavItem(label=entry.label, url=entry.name, icon=entry.icon))
        elif may_open(request, entry.name) and (url := address(entry.name)):
            items.append(
                NavItem(
                    label=entry.label,
                    url=url,
                    icon=entry.icon,
                    says=entry.says,
                    count=(entry.waiting(request) or None) if entry.waiting else None,
                    current=here in (entry.name, *entry.also),
                )
            )
    return items


def _switch(label: Text, heading: Text, offered: Sequence[Offered], url: str) -> Switch | None:
    if not offered or not url:
        return None
    choices = [Choice(label=o.label, value=o.value, note=o.note, current=o.current) for o in offered]
    return Switch(label=label, heading=heading, url=url, name="membership", choices=choices)


def _links(entries: Sequence[Listed]) -> list[Link]:
    return [Link(label=e.label, url=e.url, icon=e.icon) for e in entries]
