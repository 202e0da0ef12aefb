"""The security administrator hands over a link for a new password; never for an administrator."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from mashang.accounts.models import User
from mashang.doors.acts.handing_over import make_password_link
from mashang.kernel.errors import NotAllowed
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

NEW = "another quiet morning"


@pytest.fixture
def cast(db: None, settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


def test_the_link_sets_a_new_password_once(cast: Cast, client: Client) -> None:
    person = cast.user("agent")
    User.objects.filter(pk=person.pk).update(email="")
    client.force_login(cast.user("security_administrator"))
    page = reverse("person_password_link", args=[person.pk])
    assert client.post(page, {"reason": ""}).status_code == 200
    assert not Entry.objects.filter(act="password.hand_over").exists(), "not without a reason"
    shown = client.post(page, {"reason": "came in person"}).text
    found = re.search(r'value="http://testserver(/account/password/new/[^"]+)"', shown)
    assert found
    entry = Entry.objects.get(act="password.hand_over", subject_id=person.pk)
    assert found[1].rsplit("-", 1)[-1] not in str(entry.diff) + entry.reason
    holder = Client()
    where = holder.get(found[1], follow=True).redirect_chain[-1][0]
    holder.post(where, {"password1": NEW, "password2": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert Client().get(found[1], follow=True).redirect_chain == [], "used up"


@pytest.mark.parametrize("login", ["system_administrator", "auditor", "security_administrator"])
def test_no_link_is_made_for_an_administrator_or_oneself(cast: Cast, login: str) -> None:
    with pytest.raises(NotAllowed):
        make_password_link(actor=cast.actor("security_administrator"), user_id=cast.user(login).pk, reason="x")
    with pytest.raises(NotAllowed):
        make_password_link(actor=cast.actor("system_administrator"), user_id=cast.user("agent").pk, reason="x")
