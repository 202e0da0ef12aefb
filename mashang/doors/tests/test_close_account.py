"""Accounts are closed, opened again, signed out and freed from locks by those who keep them."""

from __future__ import annotations

import pytest
from django.test import Client

from mashang.accounts.models import Membership
from mashang.doors.acts import accounts
from mashang.doors.reads.people import find_person, list_people
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast, grant


def test_a_closed_account_is_signed_out_and_stays_out(cast: Cast, client: Client) -> None:
    client.post("/account/sign-in", {"login": "agent", "password": PASSWORD})
    assert client.get("/account/profile").status_code == 200
    accounts.close_account(actor=cast.actor("system_administrator"), user_id=cast.user("agent").pk, reason="left")
    assert client.get("/account/profile").status_code == 302
    answer = client.post("/account/sign-in", {"login": "agent", "password": PASSWORD})
    assert answer.headers.get("Location") != "/account/home"
    accounts.reopen_account(actor=cast.actor("system_administrator"), user_id=cast.user("agent").pk)
    assert (
        client.post("/account/sign-in", {"login": "agent", "password": PASSWORD}).headers["Location"] == "/account/home"
    )
    assert {"person.close", "person.reopen"} <= set(Entry.objects.values_list("act", flat=True))


def test_nobody_closes_their_own_account_or_one_without_a_reason(cast: Cast) -> None:
    actor = cast.actor("system_administrator")
    with pytest.raises(NotAllowed):
        accounts.close_account(actor=actor, user_id=actor.user_id or 0, reason="tired")
    with pytest.raises(Refused, match="Say why"):
        accounts.close_account(actor=actor, user_id=cast.user("agent").pk, reason="")


def test_people_of_another_area_are_not_there(cast: Cast) -> None:
    actor, stranger = cast.actor("system_administrator"), cast.user("other_agent")
    with pytest.raises(NotThere):
        find_person(actor=actor, user_id=stranger.pk)
    with pytest.raises(NotThere):
        accounts.close_account(actor=actor, user_id=stranger.pk, reason="not mine")
    assert not any(one.login.startswith("other_") for one in list_people(actor=actor))


def test_a_person_with_roles_beyond_the_area_is_left_to_the_area_above(cast: Cast) -> None:
    grant(cast.user("leader"), "leader", cast.city)
    with pytest.raises(NotAllowed) as refused:
        accounts.close_account(actor=cast.actor("system_administrator"), user_id=cast.user("leader").pk, reason="x")
    assert refused.value.code == "reaches_beyond"


def test_a_changed_address_is_on_record_without_the_address(cast: Cast) -> None:
    person = cast.user("agent")
    accounts.edit_person(
        actor=cast.actor("system_administrator"),
        user_id=person.pk,
        name=person.name,
        email="secret@example.org",
    )
    entry = Entry.objects.get(act="person.edit")
    assert "secret" not in str(entry.diff)
    assert set(entry.diff) == {"email"}


@pytest.mark.parametrize("role", ["security_administrator", "tower_steward", "auditor"])
def test_accounts_are_edited_by_the_system_administrator_alone(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        accounts.edit_person(actor=cast.actor(role), user_id=cast.user("agent").pk, name="x", email="x@example.org")


@pytest.mark.parametrize("role", ["system_administrator", "security_administrator", "auditor"])
def test_the_address_of_an_administrator_is_changed_by_nobody_else(cast: Cast, role: str) -> None:
    actor, person = cast.actor("system_administrator"), cast.user(role)
    held, before = Membership.objects.get(user=person), person.email
    for waits in (False, True):
        Membership.objects.filter(pk=held.pk).update(awaits_approval=waits)
        with pytest.raises(NotAllowed) as refused:
            accounts.edit_person(actor=actor, user_id=person.pk, name=person.name, email="mine@example.org")
        assert refused.value.code == "administrators_address"
        assert "My account" in str(refused.value.mend)
    person.refresh_from_db()
    assert person.email == before
    accounts.edit_person(actor=actor, user_id=person.pk, name="another name", email=before)


def test_lists_of_people_cost_the_same_however_many_there_are(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        shown = list_people(actor=cast.actor("leader").within(user_id=cast.user("leader").pk), q="", sort="-name")
        assert [one.roles for one in shown]


@pytest.mark.parametrize(
    ("wanted", "logins"),
    [
        ({"q": "TOWER_st"}, ["tower_steward"]),
        ({"role": "auditor"}, ["auditor"]),
        ({"state": "closed"}, []),
        ({"q": "nobody at all"}, []),
    ],
)
def test_people_are_found_by_what_is_asked(cast: Cast, wanted: dict[str, str], logins: list[str]) -> None:
    assert [one.login for one in list_people(actor=cast.actor("leader"), **wanted)] == logins  # type: ignore[arg-type]
