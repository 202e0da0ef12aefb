"""The second factor: asked of staff, set up, used, lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from mashang.accounts.rules.roles import DESK_ROLES
from mashang.doors.acts.accounts import drop_second_factor
from mashang.faces.account.tests.conftest import code_now, recovery_codes, sign_in, with_second_factor
from mashang.kernel.errors import Refused
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast

ENTER = "/account/second-factor/enter"


@pytest.fixture(autouse=True)
def _not_a_demo(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]


def test_staff_without_a_second_factor_are_sent_to_set_it_up(cast: Cast, client: Client) -> None:
    sign_in(client, "tower_steward")
    assert client.get("/desk/").headers["Location"] == "/account/second-factor/app"
    fresh = Client()
    sign_in(fresh, "firm_owner")
    assert fresh.get("/portal/").status_code == 200, "firms' people may go without"


def test_a_second_factor_is_set_up_by_picture_or_key(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, "tower_steward")
    page = client.get("/account/second-factor/app").text
    secret = re.search(r'class="code">([A-Z2-7]{32})<', page)[1]  # type: ignore[index]
    picture = client.get("/account/second-factor/app/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "data:" not in page
    assert client.post("/account/second-factor/app", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/account/second-factor/app", {"code": code_now(secret)})
    assert done.headers["Location"] == "/account/second-factor/codes"
    shown = client.get("/account/second-factor/codes").text
    codes = recovery_codes(cast.user("tower_steward"))
    assert len(codes) == 10
    assert all(code in shown for code in codes)
    saved = client.post("/account/second-factor/codes/download", {"code": codes})
    assert saved.text.split() == codes
    assert codes[0] not in client.get("/account/second-factor/codes").text, "shown once"
    assert client.get("/desk/").status_code == 200
    assert Entry.objects.filter(act="second_factor.set_up", actor=cast.user("tower_steward")).exists()


def test_codes_of_others_are_not_written_into_a_file(cast: Cast, client: Client) -> None:
    sign_in(client, "firm_owner")
    assert client.post("/account/second-factor/codes/download", {"code": ["12345678"]}).status_code == 404


def test_the_secret_lies_encrypted_in_the_database(cast: Cast) -> None:
    user = cast.user("tower_steward")
    secret = with_second_factor(user)
    for kept in Authenticator.objects.filter(user=user):
        assert secret not in str(kept.data)


def test_after_the_password_the_code_is_asked_for(cast: Cast, client: Client) -> None:
    secret = with_second_factor(cast.user("tower_steward"))
    assert sign_in(client, "tower_steward").headers["Location"].startswith(ENTER)
    assert client.get("/desk/").headers["Location"].startswith("/account/sign-in"), "the password alone opens nothing"
    assert client.post(ENTER, {"code": "000000"}).status_code == 200
    assert client.post(ENTER, {"code": code_now(secret)}).status_code == 302
    assert client.get("/desk/").status_code == 200


def test_a_recovery_code_works_once(cast: Cast, client: Client) -> None:
    user = cast.user("tower_steward")
    with_second_factor(user)
    code = recovery_codes(user)[0]
    sign_in(client, "tower_steward")
    assert client.post(ENTER, {"code": code}).status_code == 302
    again = Client()
    sign_in(again, "tower_steward")
    assert again.post(ENTER, {"code": code}).status_code == 200
    assert len(recovery_codes(user)) == 9


def test_guessing_codes_is_slowed_down(cast: Cast, client: Client) -> None:
    secret = with_second_factor(cast.user("tower_steward"))
    sign_in(client, "tower_steward")
    for _try in range(25):
        client.post(ENTER, {"code": "000000"})
    assert client.post(ENTER, {"code": code_now(secret)}).status_code in {200, 429}
    assert client.get("/desk/").status_code == 302


def test_taking_the_factor_off_asks_for_proof_first(cast: Cast, client: Client) -> None:
    user = cast.user("tower_steward")
    secret = with_second_factor(user)
    sign_in(client, "tower_steward")
    client.post(ENTER, {"code": code_now(secret)})
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()
    assert "/again" in client.post("/account/second-factor/app/remove").headers["Location"]
    assert Authenticator.objects.filter(user=user).exists()
    client.post("/account/again", {"password": PASSWORD})
    client.post("/account/second-factor/app/remove")
    assert not Authenticator.objects.filter(user=user).exists()
    assert Entry.objects.filter(act="second_factor.remove").exists()


def test_a_lost_phone_is_helped_by_the_security_administrator(cast: Cast, client: Client) -> None:
    user = cast.user("tower_steward")
    secret = with_second_factor(user)
    sign_in(client, "tower_steward")
    client.post(ENTER, {"code": code_now(secret)})
    actor = cast.actor("security_administrator")
    with pytest.raises(Refused, match="Say why"):
        drop_second_factor(actor=actor, user_id=user.pk, reason="")
    drop_second_factor(actor=actor, user_id=user.pk, reason="came in person")
    assert client.get("/account/profile").status_code == 302, "open sessions end"
    sign_in(client, "tower_steward")
    assert client.get("/desk/").headers["Location"] == "/account/second-factor/app"


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_no_staff_role_opens_the_desk_without_a_second_factor(cast: Cast, client: Client, role: str) -> None:
    sign_in(client, role)
    assert client.get("/desk/").headers["Location"] == "/account/second-factor/app"
