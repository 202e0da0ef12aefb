"""Who receives a case: who holds the role there, keeps the tower, is not away, and has the fewest open cases."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mashang.accounts.models import Membership, User
from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.cases.models import Absence, Case
from mashang.register.models import TowerKeeper


def _holders(area_path: str, day: date) -> QuerySet[Membership]:
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    return Membership.objects.filter(
        area__path__in=above, span__contains=day, ended_at=None, awaits_approval=False, user__is_active=True
    )


def find_receiver(role: str, area_path: str, day: date, *, tower_id: int | None = None) -> int | None:
    """The account that a new case of this place falls to; None when nobody at all may handle cases there.

    Of the holders of the role: first who keeps the tower, then the nearest area, then who has the fewest open cases. Who is
    away today hands over to their stand-in. When nobody holds the role, the section head; then anyone who handles cases.
    """
    for roles in ([role], [Role.SECTION_HEAD], roles_with(Permission.CASE_HANDLE)):
        found = _choose(_holders(area_path, day).filter(role__in=roles), day, tower_id)
        if found is not None:
            return found
    return None


def _choose(holders: QuerySet[Membership], day: date, tower_id: int | None) -> int | None:
    keeps = TowerKeeper.objects.filter(membership=OuterRef("pk"), tower=tower_id or 0, span__contains=day)
    load = (
        Case.objects.filter(officer=OuterRef("user"), closed_at=None)
        .order_by().values("officer").annotate(n=Count("pk")).values("n")
    )  # fmt: skip
    row = (
        holders.annotate(
            keeps=Exists(keeps),
            load=Coalesce(Subquery(load, output_field=IntegerField()), 0),
            stand_in=_stand_in("user", day),
        )
        .order_by("-keeps", "-area__path", "load", "user_id")
        .values_list("user_id", "stand_in")
        .first()
    )
    if row is None:
        return None
    user, stand_in = row
    return present(user, day) if stand_in else user


def _stand_in(column: str, day: date) -> Subquery:
    away = Absence.objects.filter(user=OuterRef(column), span__contains=day, ended_at=None)
    return Subquery(away.values("stand_in")[:1])


def present(user_id: int, day: date) -> int:
    """Who does a person's work on a day: themselves, or whoever stands in, or stands in for that one.

    When the stand-ins go round in a circle everybody of it is away, and it stays with the person themselves.
    """
    seen, now = {user_id}, user_id
    while True:
        away = Absence.objects.filter(user=now, span__contains=day, ended_at=None).values_list("stand_in", flat=True)
        following = away.first()
        if following is None:
            return now
        if following in seen:
            return user_id
        seen.add(following)
        now = following


def people_with(permission: Permission, area_path: str, day: date) -> list[int]:
    """The accounts that hold a permission over a place today, in the nearest area in which anybody does."""
    rows = _holders(area_path, day).filter(role__in=roles_with(permission)).values_list("area__path", "user_id")
    found = sorted(set(rows), key=lambda row: (-len(row[0]), row[1]))
    return [user for path, user in found if path == found[0][0]]


def may_receive(user_id: int, area_path: str, day: date) -> bool:
    """May this account be given a case of this place today?"""
    return _holders(area_path, day).filter(user=user_id, role__in=roles_with(Permission.CASE_HANDLE)).exists()


def liaisons_of(department_id: int, day: date) -> list[int]:
    """The accounts of a department's liaisons who hold the role today."""
    held = Membership.objects.filter(
        Q(role=Role.DEPARTMENT_LIAISON), department=department_id, span__contains=day, ended_at=None,
        awaits_approval=False, user__is_active=True,
    )  # fmt: skip
    return list(held.values_list("user_id", flat=True).distinct())


def name_of_user(user_id: int | None) -> str:
    """How an account is called; empty for none."""
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or "" if user_id else ""
