"""What the frame of every page says about the person: plain values that each face hands to the design system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from mashang.accounts.models import Area
from mashang.doors import standing as door
from mashang.doors.wording import role_label

if TYPE_CHECKING:
    from mashang.doors.standing import Held, Standing

UnreadCount = Callable[[int], int]
_UNREAD: list[UnreadCount] = []


def count_unread_by(counter: UnreadCount) -> None:
    """Register who counts a person's unread notices (called in `AppConfig.ready()`)."""
    _UNREAD[:] = [counter]


@dataclass(frozen=True, slots=True)
class Option:
    """One role or area that the person may switch to; `value` is the membership."""

    label: str
    value: str
    note: str
    current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the account menu or a link to another face."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of one page for one reader; everything is empty when nobody is signed in."""

    name: str = ""
    belongs: str = ""
    place: str = ""
    roles: list[Option] = field(default_factory=list)
    areas: list[Option] = field(default_factory=list)
    account: list[Entry] = field(default_factory=list)
    faces: list[Entry] = field(default_factory=list)
    switch_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    notices_url: str = ""
    unread: int = 0
    sample: bool = False


def frame_of(request: HttpRequest) -> Frame:
    """The frame for the one who asks: who they are, what they may switch to, what waits for them."""
    standing = door.stand(request)
    if standing is None:
        return Frame(place=district_name(), sign_in_url=address("account_login"), sample=settings.DEMO)
    now = standing.now
    return Frame(
        name=standing.name,
        belongs=" · ".join((now.label, now.area_name)) if now else "",
        place=now.area_name if now else district_name(),
        roles=[_option(one, role_label(one.role), one == now) for one in standing.held],
        areas=[_option(one, one.area_name, one == now) for one in standing.held if now and one.role == now.role],
        account=_account_entries(),
        faces=_other_faces(standing),
        switch_url=address("switch_role"),
        sign_out_url=address("account_logout"),
        notices_url=address("notices"),
        unread=_UNREAD[0](standing.user_id) if _UNREAD else 0,
        sample=settings.DEMO,
    )


def address(name: str) -> str:
    """The address of a url name, empty when this process does not mount its face."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def district_name() -> str:
    """The name of the district that this installation serves; empty before any area exists."""
    area = Area.objects.filter(kind=Area.Kind.DISTRICT, closed_on=None).first() or Area.objects.first()
    return door.local_name(area) if area else ""


def _option(held: Held, label: str, current: bool) -> Option:
    note = " · ".join(part for part in (held.department_name, held.area_name) if part and part != label)
    return Option(label=label, value=str(held.membership_id), note=note, current=current)


def _account_entries() -> list[Entry]:
    entries = (
        (_("My account"), "profile", "user"),
        (_("Where I am signed in"), "usersessions_list", "shield-check"),
        (_("Second factor"), "mfa_index", "shield-lock"),
        (_("Change password"), "account_change_password", "key"),
    )
    return [Entry(label, url, icon) for label, name, icon in entries if (url := address(name))]


def _other_faces(standing: Standing) -> list[Entry]:
    faces = {one.face for one in standing.held}
    now = standing.now.face if standing.now else ""
    entries = (("desk", _("Desk"), "desk_home", "building"), ("portal", _("Portal"), "portal_home", "briefcase"))
    return [
        Entry(label, url, icon)
        for face, label, name, icon in entries
        if face in faces and face != now and (url := address(name))
    ]
