"""Saved views: the filters of a list under a name, kept by a person and shared as they wish."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mashang.accounts.models import SavedView
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.trail.acts import record

MOST = 50


def save_view(*, actor: Actor, page: str, name: str, query: str) -> int:
    """Keep the filters of a page under a name and return the view's id; the same name again replaces them.

    Refuses an empty or overlong name, an overlong query, and more than fifty views of one page.
    """
    user_id = _person(actor)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 60:
        raise Refused("view_name", _("A view needs a name of 1 to 60 characters."), field="name")
    if len(query) > 2000:
        raise Refused("view_too_long", _("These filters are too long to be kept."), mend=_("Take away some of them."))
    with transaction.atomic():
        kept = SavedView.objects.select_for_update().filter(owner_id=user_id, page=page)
        if kept.exclude(name=name).count() >= MOST:
            raise Refused("views_too_many", _("You keep fifty views of this page."), mend=_("Delete one first."))
        view, _made = SavedView.objects.update_or_create(
            owner_id=user_id, page=page, name=name, defaults={"query": query, "area_path": actor.area_path}
        )
        _note(actor, "view.save", view.pk, page)
    return view.pk


def share_view(*, actor: Actor, view_id: int, shared_with: str) -> None:
    """Show a view to others: `me`, `department` (those of the same department) or `all`. Only its owner may.

    All are those who work in the owner's area, below it or above it; never another district's people.
    """
    if shared_with not in SavedView.Sharing.values:
        raise Refused("view_sharing", _("Choose with whom the view is shared."), field="shared_with")
    with transaction.atomic():
        view = _own(actor, view_id)
        SavedView.objects.filter(pk=view.pk).update(shared_with=shared_with, area_path=actor.area_path)
        _note(actor, "view.share", view.pk, view.page, shared_with=[view.shared_with, shared_with])


def delete_view(*, actor: Actor, view_id: int) -> str:
    """Delete a view and return the page it was of. Only its owner may."""
    with transaction.atomic():
        view = _own(actor, view_id)
        page = view.page
        _note(actor, "view.delete", view.pk, page)
        view.delete()
    return page


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("view_needs_person", _("Only a person signed in can keep views."))
    return actor.user_id


def _own(actor: Actor, view_id: int) -> SavedView:
    view = SavedView.objects.select_for_update().filter(pk=view_id, owner_id=_person(actor)).first()
    if view is None:
        raise NotThere("view_not_there", _("There is no such view, or it is not yours."))
    return view


def _note(actor: Actor, act: str, view_id: int, page: str, **diff: object) -> None:
    record(actor=actor, act=act, subject_kind="saved_view", subject_id=view_id, diff={"page": page, **diff})
