"""Who stands at the door: the person signed in, what they are where, and in which of these they act now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import PORTAL_ROLES, Role, permissions_of
from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor

if TYPE_CHECKING:
    from mashang.accounts.models import User

SESSION_KEY = "acting_membership"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The single towers and firms to which a membership is narrowed; None leaves that kind open."""

    tower_ids: frozenset[int] | None = None
    firm_ids: frozenset[int] | None = None


Finder = Callable[[int], Narrowing]
_FINDERS: dict[Role, Finder] = {}
_CLOSED: dict[Role, Narrowing] = {
    Role.PROPERTY_MANAGER: Narrowing(tower_ids=frozenset(), firm_ids=frozenset()),
    Role.FIRM_OWNER: Narrowing(tower_ids=frozenset(), firm_ids=frozenset()),
    Role.FIRM_MEMBER: Narrowing(tower_ids=frozenset(), firm_ids=frozenset()),
}


def narrow_by(role: Role, finder: Finder) -> None:
    """Register who knows the towers or firms of a role's membership (called in `AppConfig.ready()` of a higher app).

    Until one is registered a property manager and a firm's people see no tower and no firm at all.
    """
    _FINDERS[role] = finder


@dataclass(frozen=True, slots=True)
class Held:
    """One open membership of the person."""

    membership_id: int
    role: str
    area_id: int
    area_path: str
    area_name: str
    district_id: int
    department_id: int | None
    department_name: str

    @property
    def label(self) -> str:
        """The role and, for a department's people, the department."""
        return " · ".join(part for part in (role_label(self.role), self.department_name) if part)

    @property
    def face(self) -> str:
        """The face in which this role works."""
        return "portal" if self.role in PORTAL_ROLES else "desk"


@dataclass(frozen=True, slots=True)
class Standing:
    """The person signed in with all open memberships; `now` is the one acted in, None without any."""

    user_id: int
    name: str
    login: str
    held: tuple[Held, ...]
    now: Held | None


class Named(Protocol):
    """A place with names in three writings."""

    name_zh: str
    name_hant: str
    name_en: str


def local_name(place: Named) -> str:
    """The name of an area, a department or a tower in the reader's language, Chinese where no other is known."""
    language = (get_language() or "").lower()
    if language.startswith("zh-hant") and place.name_hant:
        return place.name_hant
    if language.startswith("en") and place.name_en:
        return place.name_en
    return place.name_zh


def find_held(user_id: int, *, on: date | None = None) -> tuple[Held, ...]:
    """The memberships of a person that are open on a day (today), those of the desk first, oldest first; one query."""
    rows = (
        Membership.objects.filter(
            user_id=user_id,
            span__contains=on or timezone.localdate(),
            awaits_approval=False,
            ended_at=None,
            area__closed_on=None,
        )
        .select_related("area", "department")
        .order_by("id")
    )
    held = [
        Held(
            membership_id=row.pk,
            role=row.role,
            area_id=row.area_id,
            area_path=row.area.path,
            area_name=local_name(row.area),
            district_id=row.area.district_id,
            department_id=row.department_id,
            department_name=local_name(row.department) if row.department else "",
        )
        for row in rows
    ]
    return tuple(sorted(held, key=lambda one: one.face != "desk"))


def stand(request: HttpRequest) -> Standing | None:
    """The standing of the person who asks, read once a request; None when nobody is signed in.

    The membership acted in is the session's choice as long as it is still open, else the first one.
    """
    known: Standing | None = getattr(request, "standing", None)
    if known is not None:
        return known
    user = request.user
    if not user.is_authenticated:
        return None
    held = find_held(user.pk)
    chosen = request.session.get(SESSION_KEY)
    now = next((one for one in held if one.membership_id == chosen), held[0] if held else None)
    standing = Standing(user_id=user.pk, name=user.name, login=user.login, held=held, now=now)
    request.standing = standing  # type: ignore[attr-defined]
    return standing


def actor_of(standing: Standing | None, *, face: str) -> Actor:
    """The actor of a standing in a face. Without a membership it may do nothing and sees no tower and no firm."""
    locale = get_language() or "zh-hans"
    nothing: frozenset[int] = frozenset()
    if standing is None:
        return Actor(user_id=None, name="", role="", tower_ids=nothing, firm_ids=nothing, face=face, locale=locale)
    now = standing.now
    if now is None:
        return Actor(
            user_id=standing.user_id,
            name=standing.name,
            role="",
            tower_ids=nothing,
            firm_ids=nothing,
            face=face,
            locale=locale,
        )
    narrowing = narrowing_of(now)
    return Actor(
        user_id=standing.user_id,
        name=standing.name,
        role=now.role,
        area_path=now.area_path,
        area_id=now.area_id,
        district_id=now.district_id,
        membership_id=now.membership_id,
        department_id=now.department_id,
        permissions=permissions_of(now.role),
        tower_ids=narrowing.tower_ids,
        firm_ids=narrowing.firm_ids,
        face=face,
        locale=locale,
    )


def narrowing_of(held: Held) -> Narrowing:
    """The towers and firms to which a membership is narrowed, by the registered finder of its role."""
    role = Role(held.role)
    if finder := _FINDERS.get(role):
        return finder(held.membership_id)
    return _CLOSED.get(role, Narrowing())


def actor_for(user: User, *, role: str = "", membership_id: int | None = None, face: str = "desk") -> Actor:
    """The actor of a user outside a request: in one membership, or in the first open one of a role.

    A membership that has ended, or is another person's, gives an actor who may do nothing.
    """
    held = find_held(user.pk)
    if membership_id is not None:
        now = next((one for one in held if one.membership_id == membership_id), None)
    else:
        now = next((one for one in held if not role or one.role == role), None)
    return actor_of(Standing(user_id=user.pk, name=user.name, login=user.login, held=held, now=now), face=face)
