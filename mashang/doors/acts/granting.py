"""Giving and taking roles. Nobody gives themselves a role, and powerful roles need two persons."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Area, Department, Membership, User
from mashang.accounts.rules.roles import Permission, Role
from mashang.doors.binding import release
from mashang.doors.reads.people import visible_people
from mashang.doors.rules import granting
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.trail.acts import record


@transaction.atomic
def grant_role(
    *, actor: Actor, user_id: int, role: str, area_id: int, department_id: int | None = None, until: date | None = None
) -> Membership:
    """Give a person a role in an area, from today, at most through the day `until`.

    An administrator's role waits for a second security administrator (GB/T 22239: separation of duties).
    Refuses: oneself, a closed account, a place outside one's area, a liaison without department, two
    administrators' roles in one hand, and a role that the person holds already.
    """
    area = open_area(area_id)
    actor.require(Permission.ROLES_GRANT, area_path=area.path)
    if user_id == actor.user_id:
        raise NotAllowed(
            "not_oneself", _("Nobody may grant a role to themselves."), mend=_("Ask another security administrator.")
        )
    user = (
        User.objects.select_for_update(of=("self",))
        .filter(pk__in=visible_people(actor).values("pk"), pk=user_id)
        .first()
    )
    if user is None:
        raise NotThere("no_such_person", _("There is no such person."))
    if not user.is_active:
        raise Refused(
            "account_closed", _("This account is closed."), mend=_("Let a system administrator open it again first.")
        )
    department = department_for(role, department_id, area)
    row = open_membership(
        user=user,
        role=role,
        area=area,
        department=department,
        until=until,
        invited_by_id=actor.user_id,
        awaits_approval=granting.needs_second_person(role),
    )
    diff: dict[str, object] = {"role": role, "area": area.name_zh, "until": until}
    diff |= {"department": department.name_zh} if department else {}
    record(
        actor=actor, act="role.grant", subject_kind="user", subject_id=user.pk, diff=diff,
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    if not row.awaits_approval:
        tell_role(actor=actor, membership=row, topic="role.granted")
    return row


@transaction.atomic
def approve_role(*, actor: Actor, membership_id: int) -> None:
    """Agree to a role that another proposed; from then on it is in force.

    Refuses one's own role, a role that oneself proposed, and one that waits no longer.
    """
    row = locked(membership_id)
    actor.require(Permission.ROLES_GRANT, area_path=row.area.path)
    if actor.user_id in {row.user_id, row.invited_by_id}:
        raise NotAllowed(
            "second_person", _("Another person than the one who proposed the role must approve it."),
            mend=_("Ask another security administrator."),
        )  # fmt: skip
    if not row.awaits_approval or row.ended_at is not None:
        raise Refused("waits_no_longer", _("This role does not wait for approval any more."))
    row.awaits_approval, row.approved_by_id = False, actor.user_id
    row.save(update_fields=["awaits_approval", "approved_by"])
    _trail(actor, row, "role.approve")
    tell_role(actor=actor, membership=row, topic="role.granted")


@transaction.atomic
def end_role(*, actor: Actor, membership_id: int, reason: str) -> None:
    """Take a role from a person at once, and with it the towers and firms they had in it; what they did stays.

    Refuses one's own role, a role already ended, and an end without a reason.
    """
    row = locked(membership_id)
    actor.require(Permission.ROLES_GRANT, area_path=row.area.path)
    if row.user_id == actor.user_id:
        raise NotAllowed(
            "not_oneself", _("Nobody may end a role of their own."), mend=_("Ask another security administrator.")
        )
    if row.ended_at is not None:
        raise Refused("already_ended", _("This role has ended already."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the role ends."), field="reason")
    end_membership(row)
    release(actor=actor, membership_id=row.pk, reason=reason)
    _trail(actor, row, "role.end", reason)
    tell_role(actor=actor, membership=row, topic="role.ended")


def open_area(area_id: int) -> Area:
    """The area, unless it is closed or does not exist."""
    area = Area.objects.filter(pk=area_id, closed_on=None).first()
    if area is None:
        raise NotThere("no_such_area", _("There is no such area, or it is closed."))
    return area


def department_for(role: str, department_id: int | None, area: Area) -> Department | None:
    """The department of a role; refuses a liaison without one and a department of another line."""
    if department_id is None:
        if granting.needs_department(role):
            raise Refused("department_missing", _("A department liaison needs a department."), field="department")
        return None
    department = Department.objects.select_related("area").filter(pk=department_id, closed_on=None).first()
    if department is None or not granting.in_one_line(department.area.path, area.path):
        raise Refused("department_elsewhere", _("This department does not work for that area."), field="department")
    return department


def open_membership(
    *,
    user: User,
    role: str,
    area: Area,
    department: Department | None,
    until: date | None = None,
    invited_by_id: int | None,
    approved_by_id: int | None = None,
    awaits_approval: bool = False,
) -> Membership:
    """Write the membership; the checks that hold however a role is given. The caller holds the lock on the user."""
    if role not in set(Role):
        raise Refused("unknown_role", _("There is no such role."), field="role")
    today = timezone.localdate()
    if until is not None and until < today:
        raise Refused("ends_before_it_begins", _("The last day lies in the past."), field="until")
    current = Membership.objects.filter(user=user, ended_at=None, span__contains=today).values_list("role", flat=True)
    if granting.clashing_role(role, set(current)):
        raise Refused(
            "separation_of_duties",
            _(
                "System, security and audit administration must lie in different hands; this person already holds one of them."
            ),
            mend=_("End the other role first, or choose another person."),
            field="role",
        )
    return _written(
        Membership(
            user=user, role=role, area=area, department=department,
            span=DateRange(today, until + timedelta(days=1) if until else None),
            invited_by_id=invited_by_id, approved_by_id=approved_by_id, awaits_approval=awaits_approval,
        )
    )  # fmt: skip


def _written(row: Membership) -> Membership:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "membership_once_at_a_time" not in str(error):
            raise
        raise Refused(
            "held_already", _("This person holds the role there already, or it ended today."),
            mend=_("A role that ended today can be given again from tomorrow."), field="role",
        ) from error  # fmt: skip
    return row


def end_membership(row: Membership) -> None:
    """Close a membership now; its last day is today."""
    today = timezone.localdate()
    row.ended_at, row.awaits_approval = timezone.now(), False
    row.span = DateRange(row.span.lower, max(today, row.span.lower) + timedelta(days=1))
    row.save(update_fields=["ended_at", "span", "awaits_approval"])


def locked(membership_id: int) -> Membership:
    """The membership under a lock; refuses one that does not exist."""
    row = Membership.objects.select_for_update(of=("self",)).select_related("area").filter(pk=membership_id).first()
    if row is None:
        raise NotThere("no_such_role", _("There is no such role of a person."))
    return row


def tell_role(*, actor: Actor, membership: Membership, topic: str) -> None:
    """Tell the person about a role of theirs."""
    queue(
        actor=actor, topic=topic, key=f"membership:{membership.pk}", recipients=[membership.user_id],
        template=topic.replace(".", "_"), args={"membership_id": membership.pk},
        subject_kind="membership", subject_id=membership.pk,
    )  # fmt: skip


def _trail(actor: Actor, row: Membership, act: str, reason: str = "") -> None:
    record(
        actor=actor, act=act, subject_kind="user", subject_id=row.user_id, reason=reason,
        diff={"role": row.role, "area": row.area.name_zh},
        area_path=row.area.path, district_id=row.area.district_id,
    )  # fmt: skip
