"""Requests that somebody else's page sends in our name."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.hostile.conftest import addresses

ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "\thttps://evil.example",
)


def test_every_change_asks_for_the_token_of_the_form(cast: Cast) -> None:
    assert len(addresses()) > 100
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.user("section_head"))
    watchdogs = {"/healthz", "/readyz"}
    let_through = [path for path in addresses() if path not in watchdogs and client.post(path).status_code != 403]
    assert let_through == []


@pytest.mark.parametrize("onward", ELSEWHERE)
@pytest.mark.parametrize("path", ["/ui/theme", "/ui/language", "/account/role", "/account/sign-in"])
def test_nobody_is_sent_to_another_host(cast: Cast, path: str, onward: str) -> None:
    client = Client()
    said = {"next": onward, "theme": "dark", "language": "en", "login": "leader", "password": PASSWORD}
    if path == "/account/role":
        client.force_login(cast.user("leader"))
        said["membership"] = str(cast.user("leader").memberships.get().pk)
    answer = client.post(path, said)
    where = answer.headers.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))


def test_a_session_from_before_signing_in_is_not_carried_on(cast: Cast) -> None:
    client = Client()
    client.get("/account/sign-in")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    before = session.session_key
    client.post("/account/sign-in", {"login": "leader", "password": PASSWORD})
    assert client.session.session_key != before
    old = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={before}"})
    assert old.get("/desk/").headers["Location"].startswith("/account/sign-in")


def test_another_host_name_is_not_served() -> None:
    for headers in ({"host": "evil.example"}, {"host": "localhost@evil.example"}, {"host": "localhost, evil.example"}):
        assert Client(headers=headers).get("/").status_code == 400


def test_another_host_name_from_the_proxy_is_not_served(settings: Any) -> None:
    settings.USE_X_FORWARDED_HOST = True
    assert Client(headers={"X-Forwarded-Host": "evil.example"}).get("/").status_code == 400


def test_forgotten_passwords_are_asked_for_only_so_often(cast: Cast) -> None:
    from django.core.cache import cache

    cache.clear()
    client = Client()
    path = next(one for one in addresses() if "forgot" in one or one.endswith("password/reset"))
    answers = [client.post(path, {"email": cast.user("leader").email}).status_code for _ in range(8)]
    cache.clear()
    assert answers[0] == 302
    assert answers[-1] == 429
