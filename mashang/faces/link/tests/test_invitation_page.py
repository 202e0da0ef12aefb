"""What the holder of an invitation's link sees and can do."""

from __future__ import annotations

import pytest
from django.test import Client

from mashang.accounts.models import User
from mashang.doors.acts.inviting import Invited, invite_person
from tests.cast import PASSWORD, Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def invited(cast: Cast) -> Invited:
    return invite_person(
        actor=cast.actor("security_administrator"), name="窗口新人", role="window_clerk", area_id=cast.aofeng.pk
    )


def values(**other: str) -> dict[str, str]:
    return {"name": "窗口新人", "login": "xinren", "password": PASSWORD, "again": PASSWORD, **other}


def test_the_page_says_who_invites_as_what(invited: Invited, client: Client) -> None:
    page = client.get(invited.path)
    assert page.status_code == 200
    assert "鳌峰街道" in page.text
    assert "窗口" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin", "the link does not leak to other hosts"
    assert "no-store" in page.headers["Cache-Control"]


def test_coming_in_leads_to_the_sign_in(invited: Invited, client: Client) -> None:
    assert client.post(invited.path, values()).headers["Location"] == "/account/sign-in"
    assert client.post("/account/sign-in", {"login": "xinren", "password": PASSWORD}).status_code == 302
    assert Client().get(invited.path).status_code == 410


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"again": "something else"}, "不一致"),
        ({"login": "tower_steward"}, "已被使用"),
        ({"login": "x"}, "3 到 40"),
        ({"password": "short", "again": "short"}, "12"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(
    invited: Invited, client: Client, other: dict[str, str], says: str
) -> None:
    answer = client.post(invited.path, values(**other))
    assert answer.status_code == 200
    assert says in answer.text
    assert PASSWORD not in answer.text
    assert not User.objects.filter(name="窗口新人").exists()
    assert client.post(invited.path, values()).status_code == 302


def test_a_dead_link_offers_a_new_one_and_tells_nothing(invited: Invited, client: Client) -> None:
    unknown = client.get("/link/invitation/nonsense")
    assert unknown.status_code == 410
    asked = client.post("/link/invitation/nonsense/renew")
    assert asked.status_code == 200
    assert "窗口新人" not in unknown.text + asked.text
