"""Who works here: people, their roles, invitations, locked sign-ins, as far as the one who asks may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Invitation, Membership, User
from mashang.accounts.rules.roles import Permission
from mashang.doors.rules.granting import APART
from mashang.doors.standing import local_name
from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

PAGE_SIZE = 25
EVERY = 100_000  # the size of a page that holds all, for files
SORTS = {"name": "name", "login": "login", "created": "created_at", "last_login": "last_login"}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of a person; `state` is open, waits, ended or future."""

    membership_id: int
    role: str
    role_label: str
    area_id: int
    area: str
    area_path: str
    department: str
    since: date
    last_day: date | None
    state: str
    user_id: int
    proposed_by_id: int | None
    approved_by: str

    @property
    def told(self) -> str:
        """Role and place in one line, for files."""
        return " · ".join(filter(None, (self.role_label, self.area, self.department)))


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in the list."""

    id: int
    name: str
    login: str
    email: str
    is_active: bool
    second_factor: bool
    sample: bool
    last_login: datetime | None
    created_at: datetime
    roles: tuple[RoleLine, ...]

    @property
    def current_roles(self) -> list[RoleLine]:
        """The roles that have not ended."""
        return [role for role in self.roles if role.state != "ended"]


def visible_people(actor: Actor) -> QuerySet[User]:
    """People who hold or held a role in the actor's area, or came in by an invitation into it."""
    actor.require(Permission.PEOPLE_READ)
    inside = Membership.objects.filter(user_id=OuterRef("pk"), area__path__startswith=actor.area_path)
    invited = Invitation.objects.filter(accepted_by_id=OuterRef("pk"), area__path__startswith=actor.area_path)
    return User.objects.filter(Exists(inside) | Exists(invited), kind=User.Kind.PERSON)


def may_manage(actor: Actor, user_id: int) -> bool:
    """Do all open roles of this person lie in the actor's area?"""
    beyond = Membership.objects.filter(user_id=user_id, ended_at=None, span__contains=timezone.localdate())
    return not beyond.exclude(area__path__startswith=actor.area_path).exists()


def holds_apart(user_id: int) -> bool:
    """Does this person hold, or wait for, the role of a system or security administrator or an auditor?"""
    held = Membership.objects.filter(user_id=user_id, role__in=APART, ended_at=None)
    return held.exclude(span__fully_lt=DateRange(timezone.localdate(), None)).exists()


def home_areas(user_id: int) -> list[tuple[str, int]]:
    """The topmost areas of a person's roles with their districts: of the open ones, else of those that ended.

    One without any area when the person never held a role. Areas that lie in one another count once.
    """
    rows = Membership.objects.filter(user_id=user_id).order_by("area__path")
    now = rows.filter(ended_at=None, span__contains=timezone.localdate())
    homes: list[tuple[str, int]] = []
    for path, district_id in (now if now.exists() else rows).values_list("area__path", "area__district_id"):
        if not any(path.startswith(above) for above, _ in homes):
            homes.append((path, district_id))
    return homes or [("", 0)]


def list_people(
    *,
    actor: Actor,
    q: str = "",
    role: str = "",
    area_id: int | None = None,
    state: str = "",
    sort: str = "name",
    page: int | str = 1,
    size: int = PAGE_SIZE,
) -> Page[PersonLine]:
    """A page of people. `q` looks into name, login name and mail address; `state` is open, closed or waits.

    Bounded to five queries whatever the number of people.
    """
    people = visible_people(actor)
    today = timezone.localdate()
    current = Membership.objects.filter(
        user_id=OuterRef("pk"), ended_at=None, span__contains=today, area__path__startswith=actor.area_path
    )
    if q:
        people = people.filter(Q(name__icontains=q) | Q(login__icontains=q) | Q(email__icontains=q))
    if role:
        current = current.filter(role=role)
    if area_id:
        current = current.filter(area_id=area_id)
    if role or area_id:
        people = people.filter(Exists(current))
    if state in {"open", "closed"}:
        people = people.filter(is_active=state == "open")
    if state == "waits":
        people = people.filter(Exists(current.filter(awaits_approval=True)))
    down = sort.startswith("-")
    column = SORTS.get(sort.lstrip("-"), "name")
    people = people.order_by(f"-{column}" if down else column, "pk").prefetch_related(_roles_of(actor))
    paginator = Paginator(people, size)
    shown = paginator.get_page(page)
    return Page(_lines(list(shown.object_list)), shown.number, cast("Paginator[PersonLine]", paginator))


def find_person(*, actor: Actor, user_id: int) -> PersonLine:
    """One person with every role in the actor's area, ended ones too. NotThere when the actor may not know them."""
    person = visible_people(actor).filter(pk=user_id).prefetch_related(_roles_of(actor)).first()
    if person is None:
        raise NotThere("no_such_person", _("There is no such person."))
    return _lines([person])[0]


def find_role(*, actor: Actor, membership_id: int) -> RoleLine:
    """One role of a person in the actor's area; NotThere for any other."""
    actor.require(Permission.PEOPLE_READ)
    rows = Membership.objects.filter(area__path__startswith=actor.area_path)
    row = rows.select_related("area", "department", "approved_by").filter(pk=membership_id).first()
    if row is None:
        raise NotThere("no_such_role", _("There is no such role of a person."))
    return role_line(row)


def _roles_of(actor: Actor) -> Prefetch[str]:
    rows = Membership.objects.filter(area__path__startswith=actor.area_path)
    return Prefetch(
        "memberships", rows.select_related("area", "department", "approved_by").order_by("-id"), to_attr="seen_roles"
    )


def _lines(people: Sequence[User]) -> list[PersonLine]:
    from allauth.mfa.models import Authenticator

    ids = [person.pk for person in people]
    secured = set(Authenticator.objects.filter(user_id__in=ids).values_list("user_id", flat=True))
    return [
        PersonLine(
            id=one.pk,
            name=one.name,
            login=one.login,
            email=one.email,
            is_active=one.is_active,
            second_factor=one.pk in secured,
            sample=one.sample,
            last_login=one.last_login,
            created_at=one.created_at,
            roles=tuple(role_line(row) for row in getattr(one, "seen_roles", [])),
        )
        for one in people
    ]


def role_line(row: Membership) -> RoleLine:
    """A membership in words."""
    return RoleLine(
        membership_id=row.pk,
        role=row.role,
        role_label=role_label(row.role),
        area_id=row.area_id,
        area=local_name(row.area),
        area_path=row.area.path,
        department=local_name(row.department) if row.department else "",
        since=row.span.lower,
        last_day=row.span.upper - timedelta(days=1) if row.span.upper else None,
        state=_state(row),
        user_id=row.user_id,
        proposed_by_id=row.invited_by_id,
        approved_by=row.approved_by.name if row.approved_by else "",
    )


def _state(row: Membership) -> str:
    today = timezone.localdate()
    if row.ended_at is not None or (row.span.upper and row.span.upper <= today):
        return "ended"
    if row.awaits_approval:
        return "waits"
    return "open" if row.span.lower <= today else "future"


@dataclass(frozen=True, slots=True)
class Lockout:
    """A person whose sign-in is locked now."""

    user_id: int
    name: str
    login: str
    tries: int
    last_try: datetime
    until: datetime


def list_lockouts(*, actor: Actor) -> list[Lockout]:
    """The people of the actor's area whose sign-in is locked now, latest first; two queries."""
    from axes.models import AccessAttempt

    actor.require(Permission.SECURITY_MANAGE)
    lasts = timedelta(hours=settings.AXES_COOLOFF_TIME)
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=timezone.now() - lasts
    ).order_by("-attempt_time")
    by_login = {attempt.username: attempt for attempt in attempts if attempt.username}
    people = {person.login.lower(): person for person in visible_people(actor).filter(login__in=list(by_login))}
    return [
        Lockout(
            people[login].pk,
            people[login].name,
            people[login].login,
            one.failures_since_start,
            one.attempt_time,
            one.attempt_time + lasts,
        )
        for login, one in by_login.items()
        if login in people
    ]
