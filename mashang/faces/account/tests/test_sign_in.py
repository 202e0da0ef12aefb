"""Coming in by password, being locked out, and what the trail keeps of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from mashang.accounts.models import User
from mashang.doors.acts.accounts import lift_lockout
from mashang.doors.reads.people import list_lockouts
from mashang.faces.account.tests.conftest import SIGN_IN, sign_in
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast, grant, make_user


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


def test_the_right_password_leads_to_the_pages_of_the_role(cast: Cast, client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    answer = sign_in(client, "tower_steward")
    assert answer.headers["Location"] == "/account/home"
    page = client.get("/account/home", follow=True)
    assert page.redirect_chain[-1][0] == "/desk/"
    assert "鳌峰街道" in page.text
    assert "楼长" in page.text
    assert acts() == ["sign_in.succeed"]


def test_the_login_name_may_be_written_in_any_case(cast: Cast, client: Client) -> None:
    assert sign_in(client, "Firm_Owner").status_code == 302


def test_one_comes_back_to_the_page_that_was_asked_for_but_never_to_another_host(cast: Cast, client: Client) -> None:
    asked = client.get("/desk/people?role=auditor")
    assert asked.headers["Location"] == "/account/sign-in?next=/desk/people%3Frole%3Dauditor"
    for onward, lands in (("/desk/people", "/desk/people"), ("https://evil.example/", "/account/home")):
        fresh = Client()
        answer = fresh.post(SIGN_IN, {"login": "leader", "password": PASSWORD, "next": onward})
        assert answer.headers["Location"] == lands


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(cast: Cast, client: Client) -> None:
    known, unknown = sign_in(client, "leader", "wrong"), sign_in(client, "nobody", "wrong")
    assert known.status_code == unknown.status_code == 200
    texts = [page.text.partition("k-errors")[2].partition("</div>")[0] for page in (known, unknown)]
    assert texts[0] == texts[1] != ""
    assert acts() == ["sign_in.fail"], "an unknown name is not recorded: it may be a password"


def test_five_wrong_passwords_lock_the_sign_in_in_words(cast: Cast, client: Client) -> None:
    for _try in range(4):
        assert sign_in(client, "leader", "wrong").status_code == 200
    locked = sign_in(client, "LEADER", "wrong")
    assert locked.status_code == 429
    assert "15" in locked.text
    assert "安全管理员" in locked.text
    assert sign_in(client, "leader").status_code == 429, "the right password does not help now"
    assert sign_in(Client(), "firm_owner").status_code == 302, "others are not locked"
    assert acts().count("sign_in.lock") >= 1


def test_a_lock_ends_by_itself(cast: Cast, client: Client) -> None:
    for _try in range(5):
        sign_in(client, "leader", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, "leader").status_code == 302


def test_the_security_administrator_lifts_a_lock(cast: Cast, client: Client) -> None:
    for _try in range(5):
        sign_in(client, "leader", "wrong")
    actor = cast.actor("security_administrator")
    assert [one.login for one in list_lockouts(actor=actor)] == ["leader"]
    assert list_lockouts(actor=cast.other("security_administrator")) == []
    lift_lockout(actor=actor, user_id=cast.user("leader").pk)
    assert sign_in(client, "leader").status_code == 302
    assert "sign_in.unlock" in acts()


def test_signing_out_ends_the_session_and_needs_a_post(cast: Cast, client: Client) -> None:
    sign_in(client, "firm_owner")
    assert client.get("/account/sign-out").status_code == 200
    assert client.get("/account/profile").status_code == 200
    client.post("/account/sign-out")
    assert client.get("/account/profile").status_code == 302
    assert acts() == ["sign_in.succeed", "sign_out.do"]


def test_nobody_signs_up_by_themselves(db: None, client: Client) -> None:
    page = client.get("/account/sign-up")
    assert "邀请" in page.text
    assert "<form" not in page.text.partition("<main")[2]
    client.post("/account/sign-up", {"username": "sneaky", "password1": PASSWORD})
    assert not User.objects.exists()


def test_without_a_role_one_is_told_what_to_do(cast: Cast, client: Client) -> None:
    make_user("newcomer")
    sign_in(client, "newcomer")
    page = client.get("/account/home", follow=True)
    assert page.redirect_chain[-1][0] == "/account/no-role"
    assert client.get("/desk/people").headers["Location"] == "/account/no-role"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_language_of_the_account_is_that_of_the_pages(cast: Cast, client: Client, language: str) -> None:
    User.objects.filter(login="firm_owner").update(locale=language)
    sign_in(client, "firm_owner")
    words = {"zh-hans": "修改密码", "zh-hant": "修改密碼", "en": "Change password"}
    assert words[language] in client.get("/account/profile").text


def test_roles_are_switched_and_the_old_one_is_left_behind(cast: Cast, client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    person = cast.user("tower_steward")
    second = grant(person, "supervisor", cast.aofeng)
    foreign = cast.user("auditor").memberships.get()
    sign_in(client, "tower_steward")
    assert client.get("/desk/people").status_code == 403
    client.post("/account/role", {"membership": foreign.pk})
    assert client.get("/desk/people").status_code == 403, "another person's role cannot be taken"
    answer = client.post("/account/role", {"membership": second.pk, "next": "/desk/people"})
    assert answer.headers["Location"] == "/desk/people"
    assert client.get("/desk/people").status_code == 200
    first = person.memberships.get(role="tower_steward")
    answer = client.post("/account/role", {"membership": first.pk, "next": "/desk/people"})
    assert answer.headers["Location"] == "/account/home", "the page is not for the other role"


def test_a_role_that_ended_is_gone_with_the_next_page(cast: Cast, client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    sign_in(client, "leader")
    assert client.get("/desk/people").status_code == 200
    cast.user("leader").memberships.update(ended_at=timezone.now())
    assert client.get("/desk/people").headers["Location"] == "/account/no-role"
