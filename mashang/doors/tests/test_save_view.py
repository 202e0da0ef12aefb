"""Saved views: kept under a name, shared by their owner, opened by those they are for."""

from __future__ import annotations

import pytest

from mashang.accounts.models import SavedView, User
from mashang.doors.acts.saving_views import delete_view, save_view, share_view
from mashang.doors.reads.saved_views import list_views
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.trail.models import Entry
from tests.cast import Cast, grant, make_cast, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_same_name_again_replaces_the_filters(cast: Cast) -> None:
    steward = cast.actor("tower_steward")
    first = save_view(actor=steward, page="towers", name="  空得多 ", query="sort=-vacant")
    assert save_view(actor=steward, page="towers", name="空得多", query="vacant=500") == first
    assert [(v.name, v.query, v.mine) for v in list_views(steward, "towers")] == [("空得多", "vacant=500", True)]
    assert list_views(steward, "firms") == ()
    assert [entry.act for entry in Entry.objects.order_by("id")] == ["view.save", "view.save"]


def test_a_view_is_seen_by_others_only_when_it_is_shared(cast: Cast) -> None:
    steward, other = cast.actor("tower_steward"), cast.actor("leader")
    view = save_view(actor=steward, page="towers", name="甲", query="")
    assert list_views(other, "towers") == ()
    share_view(actor=steward, view_id=view, shared_with="all")
    assert [(v.name, v.mine) for v in list_views(other, "towers")] == [("甲", False)]


def test_a_shared_view_stays_in_the_line_of_its_area(cast: Cast) -> None:
    view = save_view(actor=cast.actor("tower_steward"), page="towers", name="甲", query="")
    share_view(actor=cast.actor("tower_steward"), view_id=view, shared_with="all")
    assert list_views(cast.other("leader"), "towers") == ()
    for role, area in (("supervisor", cast.taijiang), ("agent", cast.city)):
        grant(make_user(f"above_{role}"), role, area)
    above = actor_for(User.objects.get(login="above_supervisor"))
    assert [v.name for v in list_views(above, "towers")] == ["甲"]
    far = save_view(actor=cast.other("leader"), page="towers", name="乙", query="")
    share_view(actor=cast.other("leader"), view_id=far, shared_with="all")
    assert [v.name for v in list_views(above, "towers")] == ["甲"]
    assert len(list_views(actor_for(User.objects.get(login="above_agent")), "towers")) == 2
    SavedView.objects.update(area_path="")
    assert list_views(above, "towers") == ()


def test_a_view_of_the_department_is_for_its_people(cast: Cast) -> None:
    liaison, stranger = cast.actor("department_liaison"), cast.other("department_liaison")
    view = save_view(actor=liaison, page="towers", name="甲", query="")
    share_view(actor=liaison, view_id=view, shared_with="department")
    assert list_views(stranger, "towers") == ()
    assert [v.id for v in list_views(cast.actor("department_liaison"), "towers")] == [view]


def test_only_the_owner_shares_or_deletes(cast: Cast) -> None:
    view = save_view(actor=cast.actor("tower_steward"), page="towers", name="甲", query="")
    for act in (
        lambda a: share_view(actor=a, view_id=view, shared_with="all"),
        lambda a: delete_view(actor=a, view_id=view),
    ):
        with pytest.raises(NotThere):
            act(cast.actor("leader"))
    assert delete_view(actor=cast.actor("tower_steward"), view_id=view) == "towers"
    assert not SavedView.objects.exists()


def test_what_cannot_be_kept_is_refused(cast: Cast) -> None:
    steward = cast.actor("tower_steward")
    for name, query in (("", ""), ("名" * 61, ""), ("甲", "x" * 2001)):
        with pytest.raises(Refused):
            save_view(actor=steward, page="towers", name=name, query=query)
    with pytest.raises(NotAllowed):
        save_view(actor=Actor.system(), page="towers", name="甲", query="")
    view = save_view(actor=steward, page="towers", name="甲", query="")
    with pytest.raises(Refused):
        share_view(actor=steward, view_id=view, shared_with="the world")


def test_fifty_views_of_a_page_are_the_most(cast: Cast) -> None:
    steward = cast.actor("tower_steward")
    for i in range(50):
        save_view(actor=steward, page="towers", name=str(i), query="")
    with pytest.raises(Refused):
        save_view(actor=steward, page="towers", name="one more", query="")
    save_view(actor=steward, page="towers", name="7", query="q=1")
