"""Invitations: those that are out, and what the holder of a link may see of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mashang.accounts.models import Invitation, Membership, OneTimeLink
from mashang.accounts.rules.roles import Permission
from mashang.doors.reads.people import PAGE_SIZE
from mashang.doors.rules.links import INVITATION, hash_of
from mashang.doors.standing import local_name
from mashang.doors.wording import role_label
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation in the list; `state` is open, expired, accepted or recalled.

    `waiting_role` is the role of the person who came in, while another still has to approve it.
    """

    id: int
    name: str
    email: str
    role_label: str
    area: str
    area_path: str
    department: str
    invited_by_id: int | None
    invited_by: str
    created_at: datetime
    expires_at: datetime | None
    awaits_approval: bool
    state: str
    person_id: int | None
    waiting_role: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link shows when it is opened. `alive` is False for a dead link, which shows nothing of the matter."""

    alive: bool
    why: str = ""
    name: str = ""
    role_label: str = ""
    area: str = ""
    department: str = ""
    awaits_approval: bool = False


def list_invitations(
    *, actor: Actor, q: str = "", state: str = "", page: int | str = 1, size: int = PAGE_SIZE
) -> Page[InvitationLine]:
    """A page of the invitations into the actor's area, newest first. Two queries.

    `state` is open (also expired ones, which want a new link), accepted or recalled.
    """
    rows = _invitations(actor)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    if state == "open":
        rows = rows.filter(accepted_at=None, recalled_at=None)
    elif state == "accepted":
        rows = rows.exclude(accepted_at=None)
    elif state == "recalled":
        rows = rows.exclude(recalled_at=None)
    paginator = Paginator(rows, size)
    shown = paginator.get_page(page)
    return Page([_line(row) for row in shown.object_list], shown.number, cast("Paginator[InvitationLine]", paginator))


def open_link(token: str) -> Opened:
    """What the holder of an invitation's link sees. Opening does not use it up: mail scanners open links too."""
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=INVITATION).first()
    if link is None:
        return Opened(alive=False, why="unknown")
    row = Invitation.objects.select_related("area", "department").get(pk=link.subject_id)
    if link.used_at or row.accepted_at:
        return Opened(alive=False, why="used")
    if link.revoked_at or row.recalled_at:
        return Opened(alive=False, why="recalled")
    if link.expires_at <= timezone.now():
        return Opened(alive=False, why="expired")
    return Opened(
        alive=True,
        name=row.name,
        role_label=role_label(row.role),
        area=local_name(row.area),
        department=local_name(row.department) if row.department else "",
        awaits_approval=row.awaits_approval,
    )


def invited_names(actor: Actor, ids: set[int]) -> dict[int, str]:
    """Invitations into the actor's area by whom they invite; none for readers outside the office. One query."""
    if actor.firm_ids is not None or actor.tower_ids is not None:
        return {}
    rows = Invitation.objects.filter(pk__in=ids, area__path__startswith=actor.area_path)
    return dict(rows.values_list("pk", "name"))


def _invitations(actor: Actor) -> QuerySet[Invitation]:
    actor.require(Permission.PEOPLE_READ)
    newest = OneTimeLink.objects.filter(
        act=INVITATION, subject_kind="invitation", subject_id=OuterRef("pk"), revoked_at=None
    )
    waiting = Membership.objects.filter(
        user=OuterRef("accepted_by"), role=OuterRef("role"), area=OuterRef("area"), awaits_approval=True, ended_at=None
    )
    return (
        Invitation.objects.filter(area__path__startswith=actor.area_path)
        .select_related("area", "department", "invited_by")
        .annotate(
            expires_at=Subquery(newest.order_by("-id").values("expires_at")[:1]),
            waiting_role=Subquery(waiting.order_by("-id").values("pk")[:1]),
        )
        .order_by("-id")
    )


def _line(row: Invitation) -> InvitationLine:
    expires_at: datetime | None = getattr(row, "expires_at", None)
    waiting_role: int | None = getattr(row, "waiting_role", None)
    if row.accepted_at:
        state = "accepted"
    elif row.recalled_at:
        state = "recalled"
    else:
        state = "open" if expires_at and expires_at > timezone.now() else "expired"
    return InvitationLine(
        id=row.pk,
        name=row.name,
        email=row.email,
        role_label=role_label(row.role),
        area=local_name(row.area),
        area_path=row.area.path,
        department=local_name(row.department) if row.department else "",
        invited_by_id=row.invited_by_id,
        invited_by=row.invited_by.name if row.invited_by else "",
        created_at=row.created_at,
        expires_at=expires_at,
        awaits_approval=row.awaits_approval if row.accepted_at is None else waiting_role is not None,
        state=state,
        person_id=row.accepted_by_id,
        waiting_role=waiting_role,
    )
