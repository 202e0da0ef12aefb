"""Saved views that a person may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from mashang.accounts.models import Membership, SavedView
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One saved view; `query` is the address's query without the question mark."""

    id: int
    page: str
    name: str
    query: str
    shared_with: str
    owner: str
    mine: bool


def list_views(actor: Actor, page: str = "") -> tuple[View, ...]:
    """The actor's own views of a page (of all pages without one), then those shared with it; one query.

    Shared with all means: with those whose area lies in one line with the area where the view was kept.
    """
    if actor.user_id is None:
        return ()
    above = [actor.area_path[:end] for end in range(2, len(actor.area_path), 2)]
    in_line = Q(area_path__in=above)
    if actor.area_path:
        in_line |= Q(area_path__startswith=actor.area_path)
    seen = Q(owner_id=actor.user_id) | Q(in_line, shared_with=SavedView.Sharing.ALL)
    if actor.department_id is not None:
        here = Membership.objects.filter(
            department=actor.department_id, span__contains=timezone.localdate(), ended_at=None, awaits_approval=False
        )
        seen |= Q(shared_with=SavedView.Sharing.DEPARTMENT, owner__in=here.values("user"))
    rows = SavedView.objects.filter(seen).select_related("owner").order_by("page", "name", "id")
    if page:
        rows = rows.filter(page=page)
    views = [
        View(
            id=row.pk,
            page=row.page,
            name=row.name,
            query=row.query,
            shared_with=row.shared_with,
            owner=row.owner.name,
            mine=row.owner_id == actor.user_id,
        )
        for row in rows[:200]
    ]
    return tuple(sorted(views, key=lambda view: not view.mine))


SHARING = tuple(SavedView.Sharing.choices)
