"""Every address and every role: who may open what is written in one place and holds at every door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import DESK_ROLES, PORTAL_ROLES, Role, permissions_of
from mashang.doors.guarding import ACTING, GUARDS, PUBLIC, SIGNED_IN, Guard, Need, Unlisted
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast, make_firm, make_tower, make_user

# Addresses outside the faces: the switches of the kit and the signs of life for operators.
OUTSIDE = {"set_theme", "set_language", "ui_specimen", "ui_specimen_part", "favicon", "healthz", "readyz"}
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
    # Behind the door: the page, onward, no such record (the examples name none), the other method, not now, a dead link.
    inside = {200, 302, 404, 405, 409, 410}
    return "in" if response.status_code in inside else str(response.status_code)


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.DEMO = True  # the second factor has tests of its own
    assert doors()  # the guards are there once the addresses are read
    cast = make_cast()
    cast.users[ROLELESS] = make_user(ROLELESS)
    return cast


@pytest.mark.slow
@pytest.mark.parametrize("who", [NOBODY, ROLELESS, *Role])
def test_every_address_opens_to_those_it_names_and_to_nobody_else(cast: Cast, who: str) -> None:
    wrong = []
    client = Client(raise_request_exception=False)
    for path, name, guard, need in doors():
        if who != NOBODY and SESSION_KEY not in client.session:  # at first, and when the last address ended it
            client.force_login(cast.user(str(who)))
        wanted = expected(need, guard, str(who))
        for method in (client.get, client.post):
            found = seen(method(path))
            # Without a role `home` and the page that says so lead to each other's place.
            if found != wanted and not (who == ROLELESS and name == "home"):
                wrong.append(f"{name} {method.__name__} {path}: {found}, not {wanted}")
    assert wrong == []


def records(cast: Cast, *, other: bool) -> dict[str, int]:
    """A record for each of some addresses, on this side of the wall between the districts or on the other."""
    area = cast.hongshan if other else cast.aofeng
    login = "other_agent" if other else "agent"
    tower, firm = make_tower(cast, f"{area.name_zh}大厦", area=area, code=f"T{area.pk}"), make_firm(cast, area=area)
    person = cast.user(login).pk
    return {
        "tower": tower.pk, "tower_edit": tower.pk, "unit_add": tower.pk, "steward_assign": tower.pk,
        "firm": firm.pk, "firm_edit": firm.pk, "person": person, "person_edit": person, "person_close": person,
        "person_drop_second_factor": person, "role_grant": person,
        "role_end": Membership.objects.get(user=person).pk, "area_edit": area.pk, "area_close": area.pk,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("who", [NOBODY, ROLELESS, *Role])
def test_records_open_to_those_who_may_and_not_beyond_their_district(cast: Cast, who: str) -> None:
    guard, wrong = GUARDS["desk"], []
    for other in (False, True):
        for name, pk in records(cast, other=other).items():
            client = Client(raise_request_exception=False)
            if who != NOBODY:
                client.force_login(cast.user(str(who)))
            response = client.get(reverse(name, args=[pk]))
            wanted = expected(guard.access[name], guard, str(who))
            found = str(response.status_code) if seen(response) == "in" else seen(response)
            if found != (("404" if other else "200") if wanted == "in" else wanted):
                wrong.append(f"{name} {'of the others' if other else ''}: {found}")
    assert wrong == []


# What changes something, with what is sent along; each is done by one POST.
DEEDS = {
    "person_close": {"reason": "x"},
    "person_edit": {"name": "x", "email": "x@example.org"},
    "role_end": {"reason": "x"},
    "area_close": {"reason": "x"},
    "firm_edit": {"name": "别名有限公司（示例）", "standing": "unknown"},
}


@pytest.mark.slow
@pytest.mark.parametrize("who", [NOBODY, ROLELESS, *Role])
def test_nothing_is_changed_by_those_who_may_not_nor_across_districts(cast: Cast, who: str) -> None:
    guard, done = GUARDS["desk"], []
    for other in (False, True):
        held = records(cast, other=other)
        for name, sent in DEEDS.items():
            allowed = expected(guard.access[name], guard, str(who)) == "in"
            if allowed and not other:
                continue
            client = Client(raise_request_exception=False)
            if who != NOBODY:
                client.force_login(cast.user(str(who)))
            before = Entry.objects.count()
            response = client.post(reverse(name, args=[held[name]]), sent)
            if response.status_code not in {302, 403, 404} or Entry.objects.count() != before:
                done.append(f"{name} {'of the others' if other else ''}: {response.status_code}")
    assert done == []


@pytest.mark.slow
def test_the_deeds_that_are_tried_are_done_by_those_who_may(cast: Cast) -> None:
    """So that the test before this one can fail."""
    held = records(cast, other=False)
    for who, name in (
        ("section_head", "firm_edit"),
        ("system_administrator", "person_edit"),
        ("security_administrator", "role_end"),
    ):
        client, before = Client(), Entry.objects.count()
        client.force_login(cast.user(who))
        assert client.post(reverse(name, args=[held[name]]), DEEDS[name]).status_code == 302, name
        assert Entry.objects.count() > before, name


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
