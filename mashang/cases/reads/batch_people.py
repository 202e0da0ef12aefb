"""Who is on the team of a batch, who may be, and which departments may accept one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from mashang.accounts.models import Department, Membership
from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.cases.models import Batch, TeamMember
from mashang.cases.reads.batch_lines import BatchFile, Member
from mashang.kernel.actor import Actor


def list_members(batch: Batch) -> list[Member]:
    """The team as it is now."""
    rows = TeamMember.objects.filter(batch=batch, left_at=None).select_related("user").order_by("team", "pk")
    offices = _offices([row.user_id for row in rows], batch.area_path)
    return [Member(row.pk, row.user_id, row.user.name, row.team, offices.get(row.user_id, "")) for row in rows]


def list_candidates(actor: Actor, batch: BatchFile) -> list[tuple[int, str]]:
    """Who may be on the team: the office's people of the place and the liaisons of its departments, with their office."""
    people = _candidates(batch.area_path, timezone.localdate())
    return [(user, f"{name} · {office}" if office else name) for user, name, office in people]


def may_be_on_team(user_ids: Sequence[int], area_path: str, day: date) -> set[int]:
    """Those of the accounts that may be on a team of this place today."""
    return {user for user, _name, _office in _candidates(area_path, day)} & set(user_ids)


def list_departments(area_path: str) -> list[tuple[int, str]]:
    """The departments that may accept a batch of this place: those of its area and of all above."""
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    rows = Department.objects.filter(area__path__in=above, closed_on=None).order_by("-area__path", "pk")
    return list(rows.values_list("pk", "name_zh"))


def _candidates(area_path: str, day: date) -> list[tuple[int, str, str]]:
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    roles = [*roles_with(Permission.BATCH_RUN), str(Role.DEPARTMENT_LIAISON)]
    rows = Membership.objects.filter(
        area__path__in=above, role__in=roles, span__contains=day, ended_at=None, awaits_approval=False, user__is_active=True,
    ).order_by("role", "user__name", "pk")  # fmt: skip
    out: dict[int, tuple[int, str, str]] = {}
    for user, name, office in rows.values_list("user_id", "user__name", "department__name_zh"):
        out.setdefault(user, (user, name, office or ""))
    return list(out.values())


def _offices(users: Sequence[int], area_path: str) -> dict[int, str]:
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    rows = Membership.objects.filter(user__in=users, area__path__in=above, ended_at=None, department__isnull=False)
    return dict(rows.values_list("user_id", "department__name_zh"))
