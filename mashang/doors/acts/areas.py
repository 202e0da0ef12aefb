"""Areas and departments: added, renamed, closed. What stands in them keeps its place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.models import Area, Department, Membership
from mashang.accounts.rules.roles import Permission
from mashang.doors.closing import check_empty, hand_on
from mashang.doors.rules.area_paths import kinds_below, next_path
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The name of a place in each language; only the Chinese one must be given."""

    zh: str
    hant: str = ""
    en: str = ""


@transaction.atomic
def add_area(*, actor: Actor, parent_id: int | None, kind: str, names: Names, code: str = "") -> Area:
    """Add an area below another (without parent: the root, once).

    Refuses a kind that may not lie there, a code in use, and a place outside one's area.
    """
    parent = _locked(parent_id) if parent_id else None
    actor.require(Permission.AREAS_MANAGE, area_path=parent.path if parent else "")
    if kind not in kinds_below(parent.kind if parent else ""):
        raise Refused("kind_does_not_fit", _("An area of this kind cannot lie there."), field="kind")
    siblings = Area.objects.filter(parent=parent).values_list("path", flat=True)
    if parent is None and siblings:
        raise Refused("one_root", _("There is a topmost area already."), field="parent")
    path = next_path(parent.path if parent else "", list(siblings))
    if path is None:
        raise Refused("level_full", _("No further area fits below this one."))
    area = Area(
        parent=parent, kind=kind, path=path, code=code or None, district_id=parent.district_id if parent else 0,
        name_zh=names.zh, name_hant=names.hant, name_en=names.en,
    )  # fmt: skip
    _save_area(area)
    if kind == Area.Kind.DISTRICT:
        area.district_id = area.pk
        area.save(update_fields=["district_id"])
    record(
        actor=actor, act="area.add", subject_kind="area", subject_id=area.pk,
        diff={"kind": kind, "name_zh": names.zh, "code": code}, area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return area


@transaction.atomic
def edit_area(*, actor: Actor, area_id: int, names: Names, code: str = "", parent_id: int | None = None) -> None:
    """Rename an area or change its code.

    Refuses another parent: the place of everything in it is counted by its path, so moving is a task of
    its own that is not built yet.
    """
    area = _locked(area_id)
    actor.require(Permission.AREAS_MANAGE, area_path=area.path)
    if parent_id is not None and parent_id != area.parent_id:
        raise Refused(
            "areas_do_not_move",
            _("An area cannot be moved: everything in it is counted by its place in the tree."),
            mend=_("Add a new area where it belongs and close this one once it is empty."),
            field="parent",
        )
    diff = _name_diff(area, names)
    if (area.code or "") != code:
        diff["code"] = [area.code, code or None]
    if not diff:
        return
    area.name_zh, area.name_hant, area.name_en, area.code = names.zh, names.hant, names.en, code or None
    _save_area(area)
    record(
        actor=actor, act="area.edit", subject_kind="area", subject_id=area.pk, diff=diff,
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip


@transaction.atomic
def close_area(*, actor: Actor, area_id: int, reason: str) -> None:
    """Close an area from today; it stays in history.

    Refuses the actor's own topmost area, one with open areas, departments, roles, towers
    or firms in it, and a missing reason.
    """
    area = _locked(area_id)
    actor.require(Permission.AREAS_MANAGE, area_path=area.path)
    if area.parent_id is None or area.path == actor.area_path:
        raise Refused("own_area", _("The area in which you work cannot be closed from here."))
    if area.closed_on is not None:
        raise Refused("closed_already", _("This area is closed already."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the area is closed."), field="reason")
    inside = {
        "areas": area.children.filter(closed_on=None).exists(),
        "departments": area.departments.filter(closed_on=None).exists(),
        "roles": Membership.objects.filter(area=area, ended_at=None, span__contains=timezone.localdate()).exists(),
    }
    if any(inside.values()):
        raise Refused(
            "not_empty", _("Something is still open in this area: areas below it, departments, or roles of people."),
            mend=_("Close or end these first."),
        )  # fmt: skip
    check_empty(area.pk)
    area.closed_on = timezone.localdate()
    area.save(update_fields=["closed_on"])
    record(
        actor=actor, act="area.close", subject_kind="area", subject_id=area.pk, reason=reason,
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip


@transaction.atomic
def add_department(*, actor: Actor, area_id: int, names: Names, supervisor_id: int | None = None) -> Department:
    """Add an office or line department to an area. Refuses a name that an open department there has."""
    area = _locked(area_id)
    actor.require(Permission.AREAS_MANAGE, area_path=area.path)
    department = Department(
        area=area, name_zh=names.zh, name_hant=names.hant, name_en=names.en, supervisor_id=_supervisor(supervisor_id)
    )
    _save_department(department)
    record(
        actor=actor, act="department.add", subject_kind="department", subject_id=department.pk,
        diff={"name_zh": names.zh, "area": area.name_zh}, area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return department


@transaction.atomic
def edit_department(*, actor: Actor, department_id: int, names: Names, supervisor_id: int | None = None) -> None:
    """Rename a department or place it under another. Refuses a closed one and one that would supervise itself."""
    department = _locked_department(actor, department_id)
    if supervisor_id == department.pk:
        raise Refused("own_supervisor", _("A department cannot be its own superior."), field="supervisor")
    diff = _name_diff(department, names)
    if department.supervisor_id != supervisor_id:
        diff["supervisor"] = [department.supervisor_id, supervisor_id]
    if not diff:
        return
    department.name_zh, department.name_hant, department.name_en = names.zh, names.hant, names.en
    department.supervisor_id = _supervisor(supervisor_id)
    _save_department(department)
    _trail_department(actor, department, "department.edit", diff)


@transaction.atomic
def close_department(*, actor: Actor, department_id: int, reason: str) -> None:
    """Close a department from today; what it was asked to do goes on elsewhere (`doors.closing`).

    Refuses one in which people still hold roles, and a missing reason.
    """
    department = _locked_department(actor, department_id)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the department is closed."), field="reason")
    if department.memberships.filter(ended_at=None, span__contains=timezone.localdate()).exists():
        raise Refused("not_empty", _("People still hold roles in this department."), mend=_("End these roles first."))
    department.closed_on = timezone.localdate()
    department.save(update_fields=["closed_on"])
    _trail_department(actor, department, "department.close", {}, reason)
    hand_on(actor=actor, department_id=department.pk, reason=reason.strip())


def _trail_department(
    actor: Actor, department: Department, act: str, diff: dict[str, object], reason: str = ""
) -> None:
    record(
        actor=actor, act=act, subject_kind="department", subject_id=department.pk, diff=diff, reason=reason,
        area_path=department.area.path, district_id=department.area.district_id,
    )  # fmt: skip


def _locked(area_id: int) -> Area:
    area = Area.objects.select_for_update(of=("self",)).filter(pk=area_id).first()
    if area is None:
        raise NotThere("no_such_area", _("There is no such area, or it is closed."))
    return area


def _locked_department(actor: Actor, department_id: int) -> Department:
    row = (
        Department.objects.select_for_update(of=("self",))
        .select_related("area")
        .filter(pk=department_id, closed_on=None)
        .first()
    )
    if row is None:
        raise NotThere("no_such_department", _("There is no such department, or it is closed."))
    actor.require(Permission.AREAS_MANAGE, area_path=row.area.path)
    return row


def _supervisor(department_id: int | None) -> int | None:
    if department_id is not None and not Department.objects.filter(pk=department_id, closed_on=None).exists():
        raise Refused("no_such_department", _("There is no such department, or it is closed."), field="supervisor")
    return department_id


def _name_diff(place: Area | Department, names: Names) -> dict[str, object]:
    now = {"name_zh": names.zh, "name_hant": names.hant, "name_en": names.en}
    return {key: [getattr(place, key), value] for key, value in now.items() if getattr(place, key) != value}


def _save_area(area: Area) -> None:
    try:
        with transaction.atomic():
            area.save()
    except IntegrityError as error:
        raise Refused("code_taken", _("Another area has this code."), field="code") from error


def _save_department(department: Department) -> None:
    try:
        with transaction.atomic():
            department.save()
    except IntegrityError as error:
        raise Refused(
            "name_taken", _("An open department of this area has this name already."), field="name_zh"
        ) from error
