"""Passwords: changed, forgotten, renewed by mail; sessions seen and ended."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from mashang.accounts.models import User
from mashang.faces.account.tests.conftest import sign_in
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast

NEW = "another quiet morning"
FORGOTTEN = "/account/password/forgotten"


@pytest.fixture(autouse=True)
def _mail_is_kept(settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def link_in_the_mail() -> str:
    found = re.search(r"https?://[^/]+(/account/password/new/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_forgotten_password_is_renewed_by_the_link_in_the_mail(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "firm_owner")
    client.post(FORGOTTEN, {"email": "firm-owner@example.org"})
    assert [message.to for message in mail.outbox] == [["firm-owner@example.org"]]
    assert "firm_owner" in str(mail.outbox[0].body)
    link = link_in_the_mail()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    assert client.post(where, {"password1": "short", "password2": "short"}).status_code == 200
    client.post(where, {"password1": NEW, "password2": NEW})
    assert sign_in(Client(), "firm_owner").status_code == 200, "the old one is gone"
    assert sign_in(Client(), "firm_owner", NEW).status_code == 302
    assert elsewhere.get("/account/profile").status_code == 302, "other browsers are signed out"
    assert "用过" in Client().get(link, follow=True).text
    assert Entry.objects.filter(act="password.change").exists()


def test_the_page_never_tells_whether_an_account_exists(cast: Cast, client: Client) -> None:
    answers = [client.post(FORGOTTEN, {"email": f"{name}@example.org"}, follow=True) for name in ("leader", "nobody")]
    assert [one.redirect_chain[-1][0] for one in answers] == ["/account/password/forgotten/sent"] * 2
    cleaned = [re.sub(r'data-csrf="\w+"|value="\w+"', "", one.text) for one in answers]
    assert cleaned[0] == cleaned[1]
    assert [message.to for message in mail.outbox] == [["leader@example.org"]], "strangers get no mail"


def test_a_closed_account_gets_no_link(cast: Cast, client: Client) -> None:
    User.objects.filter(login="leader").update(is_active=False)
    client.post(FORGOTTEN, {"email": "leader@example.org"})
    assert mail.outbox == []


def test_one_changes_ones_password_and_stays_signed_in_here_only(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "firm_owner")
    sign_in(client, "firm_owner")
    page = "/account/password"
    wrong = client.post(page, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert wrong.status_code == 200
    weak = client.post(page, {"oldpassword": PASSWORD, "password1": "firm_owner1234", "password2": "firm_owner1234"})
    assert weak.status_code == 200
    assert client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}).status_code == 302
    assert client.get("/account/profile").status_code == 200
    assert elsewhere.get("/account/profile").status_code == 302


def test_passwords_are_kept_as_argon2(cast: Cast, client: Client) -> None:
    sign_in(client, "firm_owner")
    client.post("/account/password", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert User.objects.get(login="firm_owner").password.startswith("argon2")


def test_one_sees_ones_browsers_and_ends_another(cast: Cast, client: Client) -> None:
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"})
    sign_in(elsewhere, "firm_owner")
    sign_in(client, "firm_owner")
    assert "Firefox · Linux" in client.get("/account/sessions").text
    other = UserSession.objects.get(user_agent__contains="Firefox")
    client.post(f"/account/sessions/{other.pk}/end")
    assert elsewhere.get("/account/profile").status_code == 302
    assert client.get("/account/profile").status_code == 200
    assert Entry.objects.filter(act="session.end").exists()


def test_one_signs_out_everywhere_else(cast: Cast, client: Client) -> None:
    others = [Client(), Client()]
    for one in others:
        sign_in(one, "firm_owner")
    sign_in(client, "firm_owner")
    client.post("/account/sessions")
    assert [one.get("/account/profile").status_code for one in others] == [302, 302]
    assert client.get("/account/profile").status_code == 200


def test_the_browser_of_another_person_cannot_be_ended(cast: Cast, client: Client) -> None:
    victim = Client()
    sign_in(victim, "leader")
    session = UserSession.objects.get(user=cast.user("leader"))
    sign_in(client, "firm_owner")
    assert client.post(f"/account/sessions/{session.pk}/end").status_code == 404
    assert victim.get("/account/profile").status_code == 200


def test_ones_own_account_is_edited_and_on_record(cast: Cast, client: Client) -> None:
    sign_in(client, "firm_owner")
    client.post("/account/profile", {"name": "新名", "email": "new@example.org", "language": "zh-hant"})
    user = User.objects.get(login="firm_owner")
    assert (user.name, user.email, user.locale) == ("新名", "new@example.org", "zh-hant")
    assert "我的賬號" in client.get("/account/profile").text or "我的帳號" in client.get("/account/profile").text
    entry = Entry.objects.get(act="person.edit")
    assert "new@example.org" not in str(entry.diff)
