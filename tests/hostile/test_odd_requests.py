"""Requests that no page of ours sends: each gets an answer in words, never a broken page."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_firm, make_tower
from tests.hostile.conftest import addresses, client_of

ROLES = ("section_head", "system_administrator", "security_administrator", "auditor", "property_manager", "firm_owner")
ODD = (
    "' or 1=1; drop table register_firm --",
    "-name) desc, (select pg_sleep(5)",
    "\x00",
    "9" * 30,
    "-1",
    "__class__",
    "password",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "٣",
    "%%s{0}%(x)s",
)
QUERIES = ("q", "sort", "page", "as_of", "export", "view", "unit", "floor", "state", "role", "area", "tower", "kind",
           "before", "days", "group", "from", "until", "user", "act", "industry", "steward", "months", "mode")  # fmt: skip


def broken(client: Client, paths: list[str]) -> list[str]:
    """The addresses that answer with a broken page."""
    return [path for path in paths if client.get(path).status_code >= 500]


@pytest.mark.parametrize("role", ROLES)
def test_no_number_in_an_address_breaks_a_page(cast: Cast, role: str) -> None:
    client = client_of(cast, role)
    assert broken(client, [*addresses(10**30), *addresses(0)]) == []


@pytest.mark.parametrize("odd", ODD)
def test_no_parameter_breaks_a_list(cast: Cast, odd: str) -> None:
    tower, firm = make_tower(cast), make_firm(cast)
    lists = ["towers", "firms", "lease_ends", "imports", "desk_search", "stewards", "people", "invitations", "areas"]
    paths = [reverse(name) for name in lists] + [reverse("tower", args=[tower.pk]), reverse("firm", args=[firm.pk])]
    asked = [f"{path}?{urlencode({name: odd})}" for path in paths for name in QUERIES[:12]]
    asked += [f"{path}?{urlencode(dict.fromkeys(QUERIES, odd))}" for path in paths]
    assert broken(client_of(cast, "section_head"), asked) == []


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("auditor", ("trail", "trail_views", "people")),
        ("system_administrator", ("outbox", "people", "invitations", "departments")),
    ],
)
def test_no_parameter_breaks_an_administrators_list(cast: Cast, role: str, names: tuple[str, ...], odd: str) -> None:
    client = client_of(cast, role)
    asked = [f"{reverse(name)}?{urlencode({query: odd})}" for name in names for query in QUERIES]
    assert broken(client, asked) == []


@pytest.mark.parametrize("odd", ["\x00", "9" * 30, "<b>"])
def test_no_form_breaks_a_page(cast: Cast, odd: str) -> None:
    tower, firm = make_tower(cast), make_firm(cast)
    said = dict.fromkeys(("name_zh", "name", "q", "uscc", "area", "floor", "room", "starts_on", "reason", "kind", "email", "role", "next", "membership", "login", "query", "value", "firm", "rooms", "rent", "password", "code"), odd)  # fmt: skip
    wrong = []
    for role in ("section_head", "system_administrator", "security_administrator"):
        for path in sorted({*addresses(tower.pk), *addresses(firm.pk)}):
            if "sign-out" not in path and client_of(cast, role).post(path, said).status_code >= 500:
                wrong.append(f"{role} {path}")
    assert wrong == []
