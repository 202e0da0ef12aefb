"""Areas and departments as far as the one who asks works in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Area, Department
from mashang.accounts.rules.roles import Permission
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area in the tree; `depth` counts from the topmost area that the actor sees."""

    id: int
    name: str
    name_zh: str
    name_hant: str
    name_en: str
    kind: str
    kind_label: str
    code: str
    path: str
    depth: int
    parent_id: int | None
    closed: bool
    people: int
    departments: int

    @property
    def indented(self) -> str:
        """The name moved in by its depth, for lists of choices."""
        return "\u00a0" * 4 * self.depth + self.name


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """A department in the list."""

    id: int
    name: str
    name_zh: str
    name_hant: str
    name_en: str
    area_id: int
    area: str
    area_path: str
    supervisor_id: int | None
    supervisor: str
    has_chat: bool
    people: int
    closed: bool
    ours: bool


def list_areas(*, actor: Actor, closed: bool = False) -> list[AreaLine]:
    """The areas of the actor's subtree from the top down; closed ones only when asked for. One query."""
    rows = _areas(actor)
    if not closed:
        rows = rows.filter(closed_on=None)
    return [_area_line(row, actor) for row in rows]


def find_area(*, actor: Actor, area_id: int) -> AreaLine:
    """One area of the actor's subtree; NotThere for any other."""
    row = _areas(actor).filter(pk=area_id).first()
    if row is None:
        raise NotThere("no_such_area", _("There is no such area, or it is closed."))
    return _area_line(row, actor)


def list_departments(
    *, actor: Actor, q: str = "", area_id: int | None = None, closed: bool = False
) -> list[DepartmentLine]:
    """The departments of the actor's subtree and of the areas above it, by area and name. One query."""
    rows = _departments(actor)
    if not closed:
        rows = rows.filter(closed_on=None)
    if q:
        rows = rows.filter(Q(name_zh__icontains=q) | Q(name_hant__icontains=q) | Q(name_en__icontains=q))
    if area_id:
        rows = rows.filter(area_id=area_id)
    return [_department_line(row, actor) for row in rows]


def find_department(*, actor: Actor, department_id: int) -> DepartmentLine:
    """One department that the actor may know; NotThere for any other."""
    row = _departments(actor).filter(pk=department_id).first()
    if row is None:
        raise NotThere("no_such_department", _("There is no such department, or it is closed."))
    return _department_line(row, actor)


def _open_roles(way: str = "memberships") -> Count:
    today = timezone.localdate()
    wanted = Q(**{f"{way}__ended_at": None, f"{way}__span__contains": today, f"{way}__awaits_approval": False})
    return Count(f"{way}__user", filter=wanted, distinct=True)


def _areas(actor: Actor) -> QuerySet[Area]:
    actor.require(Permission.PEOPLE_READ)
    return Area.objects.filter(path__startswith=actor.area_path).annotate(
        people=_open_roles(), offices=Count("departments", filter=Q(departments__closed_on=None), distinct=True)
    )


def _departments(actor: Actor) -> QuerySet[Department]:
    actor.require(Permission.PEOPLE_READ)
    above = [actor.area_path[:end] for end in range(2, len(actor.area_path) + 1, 2)]
    return (
        Department.objects.filter(Q(area__path__startswith=actor.area_path) | Q(area__path__in=above))
        .select_related("area", "supervisor")
        .annotate(people=_open_roles())
        .order_by("area__path", "name_zh")
    )


def _area_line(row: Area, actor: Actor) -> AreaLine:
    return AreaLine(
        id=row.pk,
        name=local_name(row),
        name_zh=row.name_zh,
        name_hant=row.name_hant,
        name_en=row.name_en,
        kind=row.kind,
        kind_label=str(Area.Kind(row.kind).label),
        code=row.code or "",
        path=row.path,
        depth=max(0, (len(row.path) - max(len(actor.area_path), 2)) // 2),
        parent_id=row.parent_id,
        closed=row.closed_on is not None,
        people=getattr(row, "people", 0),
        departments=getattr(row, "offices", 0),
    )


def _department_line(row: Department, actor: Actor) -> DepartmentLine:
    return DepartmentLine(
        id=row.pk,
        name=local_name(row),
        name_zh=row.name_zh,
        name_hant=row.name_hant,
        name_en=row.name_en,
        area_id=row.area_id,
        area=local_name(row.area),
        area_path=row.area.path,
        supervisor_id=row.supervisor_id,
        supervisor=local_name(row.supervisor) if row.supervisor else "",
        has_chat=row.chat_sealed is not None,
        people=getattr(row, "people", 0),
        closed=row.closed_on is not None,
        ours=row.area.path.startswith(actor.area_path),
    )
