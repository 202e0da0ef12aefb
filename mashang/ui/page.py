"""What a page tells its shell: plain values that a face fills in and `ui/shell.html` or `ui/portal.html` draws.

A view puts one `Page` into the template context under the name `page`. Every text may be lazy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One door in the rail, the portal bar or the phone bar; with `children` it is a group that folds."""

    label: Text
    url: str = ""
    icon: str = ""
    says: Text = ""
    current: bool = False
    count: int | None = None
    children: Sequence[NavItem] = ()

    @property
    def is_open(self) -> bool:
        """A group stands open when the reader is inside it."""
        return any(child.current for child in self.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way to this page; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry of a menu. With `post` it is a button that posts to `url`."""

    label: Text
    url: str
    icon: str = ""
    note: Text = ""
    current: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value a person may switch to (an area, a role)."""

    label: Text
    value: str
    note: Text = ""
    icon: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A menu in the top bar that posts `name=value` to `url`: which area, in which role.

    With a single choice it is drawn as plain text.
    """

    label: Text
    heading: Text
    url: str
    name: str
    choices: Sequence[Choice]

    @property
    def current(self) -> Choice | None:
        """The choice in force, or None when nothing is chosen yet."""
        return next((choice for choice in self.choices if choice.current), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person signed in: `name`, where they belong, and the entries of their account menu."""

    name: str
    belongs: Text = ""
    links: Sequence[Link] = ()
    sign_out_url: str = ""

    @property
    def initial(self) -> str:
        """The sign in the round mark: the first letter of the name."""
        return self.name[:1].upper() or "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything the frame of a page needs. Only `title` is required.

    `place` stands under the brand; `foot` at the end of the rail (register day, snapshot).
    `area_choices` and `role_choices` are the two switches; `faces` links to the other faces
    this person may enter. `sample` marks a page that shows sample data. `unread` counts notices.
    `tabbar` holds up to five doors of the phone bar; the last one should open the rail (`#rail`).
    `search_url` answers GET `?q=`; without it there is no search button. With `search_parts` it answers `&part=1` with
    groups of links for the palette.
    """

    title: Text
    place: Text = ""
    home_url: str = "/"
    crumbs: Sequence[Crumb] = ()
    nav: Sequence[NavItem] = ()
    tabbar: Sequence[NavItem] = ()
    foot: Text = ""
    area_choices: Switch | None = None
    role_choices: Switch | None = None
    faces: Sequence[Link] = ()
    who: Who | None = None
    sign_in_url: str = ""
    sample: bool = False
    notices_url: str = ""
    unread: int = 0
    search_url: str = ""
    search_hint: Text = ""
    search_parts: bool = False
    foot_links: Sequence[Link] = field(default=())

    @property
    def doors(self) -> list[NavItem]:
        """Every entry of the navigation that has an address, flat, for the palette."""
        flat: list[NavItem] = []
        for item in self.nav:
            flat.extend([item] if item.url else [])
            flat.extend(child for child in item.children if child.url)
        return flat
