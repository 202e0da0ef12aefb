"""Who receives a case: who holds the role there, keeps the tower, is not away, and has the fewest open cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet

from mashang.accounts.models import Membership, User
from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.cases.models import Absence

# Asked at each opening of a case, so said to the database as it is. Open cases are counted only between those who are alike.
NEAREST = """
    select user_id, away from (
        select m.user_id, a.path,
            exists (select from cases_absence b where b.user_id = m.user_id and b.span @> %(day)s and b.ended_at is null) as away,
            exists (
                select from register_towerkeeper k
                where k.membership_id = m.id and k.tower_id = %(tower)s and k.span @> %(day)s
            ) as keeps,
            count(*) over (partition by a.path) as alike
        from accounts_membership m join accounts_area a on a.id = m.area_id join accounts_user u on u.id = m.user_id
        where a.path = any(%(above)s) and m.role = any(%(roles)s) and m.span @> %(day)s and m.ended_at is null
            and not m.awaits_approval and u.is_active
    ) held
    order by keeps desc, path desc, case when alike > 1 then (
        select count(*) from cases_case c where c.officer_id = held.user_id and c.closed_at is null
    ) end, user_id
    limit 1
"""


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
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    for roles in ([role], [Role.SECTION_HEAD], roles_with(Permission.CASE_HANDLE)):
        with connection.cursor() as cursor:
            cursor.execute(NEAREST, {"above": above, "roles": list(map(str, roles)), "day": day, "tower": tower_id})
            row = cursor.fetchone()
        if row is not None:
            return present(row[0], day) if row[1] else int(row[0])
    return None


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
    return list(_liaisons(department_id, day).values_list("user_id", flat=True).distinct())


def reach_of_liaisons(department_id: int, day: date) -> list[tuple[int, str, bytes | memoryview[int] | None, str]]:
    """Where the same are written to: who, mail address (or empty), sealed telephone number (or none) and language."""
    held = _liaisons(department_id, day)
    return list(held.values_list("user_id", "user__email", "user__phone_sealed", "user__locale").distinct())


def with_liaison(department_ids: Collection[int], day: date) -> set[int]:
    """Those of these departments that have a liaison today; one query."""
    return set(_all_liaisons(day).filter(department__in=department_ids).values_list("department_id", flat=True))


def count_written_to(department_ids: Collection[int], day: date, *, by_message: bool) -> dict[int, int]:
    """How many liaisons of each of these departments a link is sent to: those with a mail address or, where text messages
    can be sent (`by_message`), a proved number. Departments without any are left out; one query."""
    reached = Q(user__email__gt="") | (Q(user__phone_sealed__isnull=False) if by_message else Q(pk=None))
    rows = _all_liaisons(day).filter(reached, department__in=department_ids)
    return dict(rows.order_by().values_list("department_id").annotate(n=Count("user", distinct=True)))


def _liaisons(department_id: int, day: date) -> QuerySet[Membership]:
    return _all_liaisons(day).filter(department=department_id)


def _all_liaisons(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(
        Q(role=Role.DEPARTMENT_LIAISON), span__contains=day, ended_at=None, awaits_approval=False, user__is_active=True
    )


def name_of_user(user_id: int | None) -> str:
    """How an account is called; empty for none."""
    return User.objects.filter(pk=user_id).values_list("name", flat=True).first() or "" if user_id else ""
