"""Every address and every role: who may open what is written in one place and holds at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mashang.accounts.rules.roles import DESK_ROLES, PORTAL_ROLES, Role, permissions_of
from mashang.doors.guarding import ACTING, GUARDS, PUBLIC, SIGNED_IN, Guard, Need, Unlisted
from tests.cast import Cast, make_cast, make_user

# Addresses outside the faces: the switches of the kit and the signs of life for operators.
OUTSIDE = {"set_theme", "set_language", "ui_specimen", "healthz", "readyz"}
VALUES = {
    "IntConverter": "0",
    "StringConverter": "x",
    "SlugConverter": "x",
    "Base36": "x",
    "UUIDConverter": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
}
NOBODY, ROLELESS = "nobody", "without_a_role"
Door = tuple[str, str, Guard, Need]


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product with an example of its path."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        else:
            for name, converter in one.pattern.converters.items():
                route = re.sub(rf"<(\w+:)?{name}>", VALUES.get(type(converter).__name__, "0"), route)
            yield "/" + route, one


def doors() -> list[Door]:
    """Every guarded address: path, name, the guard before it and what it needs."""
    found = []
    for path, pattern in patterns():
        name = pattern.name or ""
        for guard in GUARDS.values():
            if name in guard.access and getattr(pattern.callback, "need", None) == guard.access[name]:
                found.append((path, name, guard, guard.access[name]))
    return found


def expected(need: Need, guard: Guard, who: str) -> str:
    """`in`, `sign in`, `no role` or `403`: what the table of roles promises."""
    if need is PUBLIC:
        return "in"
    if who == NOBODY:
        return "sign in"
    if need is SIGNED_IN:
        return "in"
    if who == ROLELESS:
        return "no role"
    if Role(who) not in guard.roles:
        return "403"
    wanted = need if isinstance(need, frozenset) else frozenset() if need is ACTING else frozenset({need})
    return "in" if not wanted or wanted & permissions_of(who) else "403"


def seen(response: Any) -> str:
    """What came of a request, in the words of `expected`."""
    goes = response.headers.get("Location", "")
    if response.status_code == 302 and goes.startswith("/account/sign-in?next="):
        return "sign in"
    if response.status_code == 302 and goes == "/account/no-role":
        return "no role"
    if response.status_code == 403:
        return "403"
    return "in" if response.status_code < 500 else f"broken {response.status_code}"


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.DEMO = True  # the second factor has tests of its own
    cast = make_cast()
    cast.users[ROLELESS] = make_user(ROLELESS)
    return cast


@pytest.mark.slow
@pytest.mark.parametrize("who", [NOBODY, ROLELESS, *Role])
def test_every_address_opens_to_those_it_names_and_to_nobody_else(cast: Cast, who: str) -> None:
    wrong = []
    for path, name, guard, need in doors():
        client = Client(raise_request_exception=False)
        if who != NOBODY:
            client.force_login(cast.user(str(who)))
        wanted, found = expected(need, guard, str(who)), seen(client.get(path))
        # Without a role `home` and the page that says so lead to each other's place.
        if found != wanted and not (who == ROLELESS and name == "home"):
            wrong.append(f"{name} {path}: {found}, not {wanted}")
    assert wrong == []


def test_every_address_stands_behind_a_guard() -> None:
    guarded = {name for _, name, _, _ in doors()}
    assert len(guarded) > 40
    assert sorted({str(p.name) for _, p in patterns()} - guarded - OUTSIDE) == []


def test_every_name_in_the_tables_of_access_is_an_address() -> None:
    mounted = {name for _, name, _, _ in doors()}
    assert {face: sorted(set(guard.access) - mounted) for face, guard in GUARDS.items()} == {
        face: [] for face in GUARDS
    }


def test_an_address_that_is_not_listed_cannot_be_mounted() -> None:
    with pytest.raises(Unlisted, match="not in"):
        GUARDS["desk"].path("secret", lambda request: HttpResponse(), "secret_page")


def test_a_name_of_another_face_cannot_be_taken() -> None:
    taken = Guard("trial", {"home": PUBLIC})
    try:
        with pytest.raises(Unlisted, match="already"):
            taken.path("home", lambda request: HttpResponse(), "home")
    finally:
        GUARDS.pop("trial")


def test_each_role_works_in_one_face() -> None:
    assert frozenset(Role) == DESK_ROLES | PORTAL_ROLES
    assert not DESK_ROLES & PORTAL_ROLES
    assert GUARDS["desk"].roles == DESK_ROLES
    assert GUARDS["portal"].roles == PORTAL_ROLES


def test_administrators_hold_no_permission_of_the_business() -> None:
    business = {"register.read", "register.edit", "census.import", "tax.read", "contact.read"}
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR):
        assert not permissions_of(role) & business


def test_an_address_that_no_face_has_is_answered_in_words(db: None, client: Client) -> None:
    answer = client.get("/desk/nowhere")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
