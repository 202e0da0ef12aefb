"""Whatever is sent to an address with a real record in it: who may not, and who works elsewhere, changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.db import connection, transaction
from django.test import Client

from mashang.accounts.rules.roles import Role
from mashang.doors.guarding import GUARDS
from mashang.register.tests import make
from tests.cast import Cast, make_cast
from tests.house.test_access import expected
from tests.house.test_marker import KINDS, Numbers, plant, routes, text_of
from tests.tables import sum_of_tables

NUMBER = re.compile(r"<int:pk>")
PART = re.compile(r"<(?:\w+:)?(\w+)>")
WORDS = {"about": ("tower", "unit", "firm"), "key": ("registered_address",)}
# Looks are noted, whoever looks; a key of a form that was refused goes with its transaction.
NOTED = {"trail_view"}
TYPED = {"date": "2026-06-01", "number": "12", "text": "某", "textarea": "某"}
# Sent along everywhere: what the forms of several addresses ask that no page shows beforehand.
ALONG = {"reason": "x", "decision": "accept", "verdict": "all", "on": "2026-06-01", "confirm": "on"}
Door = tuple[str, str]


def doors(numbers: Numbers) -> Iterator[Door]:
    """Every address with a number in it, by name, with each number of that kind."""
    for name, route in routes():
        if "<int:pk>" not in route or name in {"account_logout", "switch_role"}:
            continue
        subject = next((part for part in route.split("/") if part in numbers), "")
        for number in numbers.get(subject, ()):
            numbered = NUMBER.sub(str(number), route)
            for about in WORDS["about"] if "<slug:about>" in route else ("",):
                known = {"about": about, "key": "registered_address"}
                yield name, PART.sub(lambda part, known=known: known.get(part[1], "0"), numbered)  # type: ignore[misc]


def may(name: str, role: Role) -> bool:
    guard = next(guard for guard in GUARDS.values() if name in guard.access)
    return expected(guard.access[name], guard, str(role)) == "in"


def filled(page: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The forms of a page that send: their address, and what a person would send who fills in what is empty."""
    for form in lxml.html.fromstring(page).forms:
        if form.method != "POST":
            continue
        values = {field.name: typed(field) for field in form.inputs if field.name and field.name != "form_token"}
        yield form.get("action") or "", {name: value for name, value in values.items() if value}


def typed(field: Any) -> str:
    """What stands in a field; something for one that asks for it, and another name for what has one."""
    kind, value = field.get("type", field.tag), field.value.strip() if isinstance(field.value, str) else ""
    if kind in {"file", "submit", "button"}:
        return ""
    if value:
        return f"{value}某" if field.name.startswith("name") else value
    choices = [choice for choice in getattr(field, "value_options", []) if choice]
    if choices:
        return str(choices[-1])
    return TYPED.get(kind, "") if kind == "textarea" or field.get("required") is not None else ""


def client_of(cast: Cast, login: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.user(login))
    return client


def bodies(cast: Cast, held: list[Door], prefix: str) -> dict[str, dict[str, Any]]:
    """What to send to each address, as the pages of those who may show it."""
    found: dict[str, dict[str, Any]] = {}
    clients = {role: client_of(cast, f"{prefix}{role}") for role in KINDS}
    for name, address in held:
        for role in [role for role in KINDS if may(name, role)][:2]:
            answer = clients[role].get(address)
            text = text_of(answer)  # a file is read to its end, so that it is closed
            if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
                for action, values in filled(text):
                    found.setdefault(action.split("?")[0] or address, {}).update(values)
    return found


def changes(client: Client, address: str, body: dict[str, Any], before: int) -> bool:
    """Does it change any table? What it did is taken back."""
    with transaction.atomic():
        text_of(client.post(address, {**ALONG, **body}))
        # What broke a transaction has changed nothing.
        changed = not connection.needs_rollback and sum_of_tables(without=NOTED) != before
        transaction.set_rollback(True)
    return changed


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.DEMO = True  # the second factor has tests of its own
    return make_cast()


@pytest.mark.slow
def test_nobody_changes_a_record_of_another_district_or_one_that_is_not_for_his_role(cast: Cast) -> None:
    make.make_fact_key("registered_address")
    theirs, ours = plant(cast, other=True, mark="洪山甲座"), plant(cast, other=False, mark="鳌峰甲座")
    far, near = list(doors(theirs)), list(doors(ours))
    known = bodies(cast, far, "other_") | bodies(cast, near, "")
    clients = {role: client_of(cast, str(role)) for role in KINDS}
    before = sum_of_tables(without=NOTED)  # once they have signed in, which is noted with them

    def does(role: Role, name: str, address: str) -> bool:
        return changes(clients[role], address, known.get(address, {}), before)

    done = [
        f"{role}: {name} {address}"
        for role in KINDS
        # In the other district whose role may; in the own one whose role may not.
        for name, address in [*(door for door in far if may(door[0], role)), *(d for d in near if not may(d[0], role))]
        if does(role, name, address)
    ]
    assert done == []
    # So that this can fail: those who may do change something.
    effective = {
        name
        for name, address in near
        if any(does(role, name, address) for role in [role for role in KINDS if may(name, role)][:3])
    }
    assert len(effective) > 30, sorted(effective)
