"""What a security administrator has to look at: weak accounts, failed sign-ins, open sessions, roles that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Membership, User
from mashang.accounts.rules.roles import Permission
from mashang.doors.reads.people import visible_people
from mashang.doors.rules.browsers import browser_and_system
from mashang.doors.standing import local_name
from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor

DORMANT, RECENT, FAILED = timedelta(days=90), timedelta(days=30), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One thing to look at: whose account it is, what about it, and when."""

    user_id: int
    name: str
    login: str
    says: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The first few of a kind, and how many there are."""

    rows: Sequence[Sight]
    count: int


def get_sights(actor: Actor, limit: int = 6) -> dict[str, Group]:
    """`no_factor`, `dormant`, `failed`, `sessions`, `ended`, `in_force`: of the people of the actor's area.

    Refuses everyone but the security administrator. A bounded number of queries, whatever the number of people.
    """
    actor.require(Permission.SECURITY_MANAGE)
    people = visible_people(actor).filter(is_active=True)
    held = Membership.objects.filter(user_id=OuterRef("pk"), ended_at=None, span__contains=timezone.localdate())
    at_work = people.filter(Exists(held))
    return {
        "no_factor": _no_factor(at_work, limit),
        "dormant": _dormant(at_work, limit),
        "failed": _failed(visible_people(actor), limit),
        "sessions": _sessions(visible_people(actor), limit),
        "ended": _ended(actor, limit),
        "in_force": _in_force(actor, limit),
    }


def _no_factor(people: QuerySet[User], limit: int) -> Group:
    bare = people.filter(~Exists(Authenticator.objects.filter(user_id=OuterRef("pk")))).order_by("name", "pk")
    return _group(bare, limit)


def _dormant(people: QuerySet[User], limit: int) -> Group:
    before = timezone.now() - DORMANT
    asleep = people.filter(Q(last_login__lt=before) | Q(last_login=None, created_at__lt=before))
    return _group(asleep.order_by("last_login", "pk"), limit)


def _group(people: QuerySet[User], limit: int) -> Group:
    rows = [Sight(user_id=one.pk, name=one.name, login=one.login, says="", at=one.last_login) for one in people[:limit]]
    return Group(rows=rows, count=people.count())


def _failed(people: QuerySet[User], limit: int) -> Group:
    """Failed attempts of the last days by login name; those at names that nobody bears are not shown to anyone."""
    tries = list(AccessAttempt.objects.filter(attempt_time__gt=timezone.now() - FAILED).order_by("-attempt_time")[:500])
    names = {
        person.login.lower(): person
        for person in people.filter(login__in={one.username for one in tries if one.username})
    }
    rows = [
        Sight(
            user_id=names[one.username].pk, name=names[one.username].name, login=one.username,
            says=str(one.failures_since_start), at=one.attempt_time,
        )
        for one in tries
        if one.username and one.username in names
    ]  # fmt: skip
    return Group(rows=rows[:limit], count=len(rows))


def _sessions(people: QuerySet[User], limit: int) -> Group:
    open_now = UserSession.objects.filter(user__in=people).select_related("user").order_by("-last_seen_at")
    rows = [
        Sight(
            user_id=one.user_id, name=one.user.name, login=one.user.login,
            says=" · ".join(filter(None, (*browser_and_system(one.user_agent), str(one.ip or "")))), at=one.last_seen_at,
        )
        for one in open_now[:limit]
    ]  # fmt: skip
    return Group(rows=rows, count=open_now.count())


def _roles(actor: Actor) -> QuerySet[Membership]:
    rows = Membership.objects.filter(area__path__startswith=actor.area_path, user__kind=User.Kind.PERSON)
    return rows.select_related("user", "area")


def _ended(actor: Actor, limit: int) -> Group:
    rows = _roles(actor).filter(ended_at__gt=timezone.now() - RECENT).order_by("-ended_at")
    return _role_group(rows, limit)


def _in_force(actor: Actor, limit: int) -> Group:
    rows = _roles(actor).filter(ended_at=None, span__contains=timezone.localdate(), awaits_approval=False)
    return _role_group(rows.order_by("-id"), limit)


def _role_group(rows: QuerySet[Membership], limit: int) -> Group:
    lines = [
        Sight(
            user_id=one.user_id, name=one.user.name, login=one.user.login,
            says=f"{role_label(one.role)} · {local_name(one.area)}", at=one.ended_at,
        )
        for one in rows[:limit]
    ]  # fmt: skip
    return Group(rows=lines, count=rows.count())
