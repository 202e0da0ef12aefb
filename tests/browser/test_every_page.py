"""Every page of every face, in each role that may open it: accessible, narrow enough, in one language, without faults.

A page is asked for in every role; the browser looks at it once, and again only where a role sees what no page showed yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from mashang.accounts.models import Invitation, Membership
from mashang.accounts.rules.roles import PORTAL_ROLES, Role, permissions_of
from mashang.cli.content import load_content
from mashang.doors.guarding import GUARDS, PUBLIC, may_open_path
from mashang.insight.tests.make import freeze
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.documents import attach_document
from mashang.register.models import FactKey, FirmMember, TowerKeeper, UnitHold
from mashang.register.tests import make
from mashang.register.tests.tenant_sheets import hand_in
from tests.browser.conftest import come_in
from tests.browser.every_page import Walk, filled, patterns
from tests.browser.handing_in import messy
from tests.browser.street import Street, make_street
from tests.browser.waiting import make_waiting
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The pages of people and doors; the others of the desk are those of the register.
DOORS = (
    "people",
    "person",
    "role_",
    "invit",
    "area",
    "department",
    "lockout",
    "steward",
    "manager",
    "joining",
    "owner",
)
# What stands in addresses that name no record of the street.
ELSE = {"token": "nonsense", "key": "nonsense", "slug": "towers", "form": "csv"}
STAFF = tuple(role for role in Role if role not in PORTAL_ROLES)
# Roles with the same permissions open the same pages and see the same on them: one of each kind walks.
KINDS = tuple({permissions_of(role): role for role in reversed(STAFF)}.values())


@pytest.fixture
def street(cast: Cast, settings: Any) -> Street:
    settings.OPEN_DATA = True
    made = make_street(cast)
    for ago in (40, 0):
        freeze(cast.city, on=timezone.localdate() - timedelta(days=ago))
    return made


def numbers(street: Street) -> dict[str, dict[str, str]]:
    """What stands for `<pk>` and its like in the addresses: by the beginning of the route."""
    steward = street.cast.actor("tower_steward")
    firm = street.firms[0]
    load_content()
    make.make_fact(firm, FactKey.objects.get(subject="firm", key="registered_capital"), num=5_000_000)
    contact = add_contact(actor=steward, name="物业前台", phone="13900001234", post="office", firm_id=firm.pk)
    paper = attach_document(
        actor=steward, about_kind="firm", about_id=firm.pk, data=b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n",
        name="租约.pdf", kind="lease",
    )  # fmt: skip
    batch = hand_in(steward, messy(street))
    invited = Invitation.objects.create(name="窗口新人", role="window_clerk", area=street.cast.aofeng)
    asked = FirmMember.objects.exclude(firm=None).latest("id")
    liaison = Membership.objects.get(user=street.cast.user("department_liaison"))
    pk = {
        "desk/towers": street.tower.pk, "desk/units": street.unit("502").pk, "desk/firms": firm.pk,
        "desk/tenancies": street.tenancies["101"].line, "desk/holds": UnitHold.objects.latest("id").pk,
        "desk/facts": firm.pk, "desk/documents": firm.pk, "desk/documents/<int:pk>": paper.pk,
        "desk/contacts": contact.pk, "desk/imports": batch.pk, "desk/people": street.cast.user("leader").pk,
        "desk/roles": liaison.pk, "desk/invitations": invited.pk, "desk/areas": street.cast.aofeng.pk,
        "desk/departments": street.cast.department.pk, "desk/lockouts": street.cast.user("leader").pk,
        "desk/stewards/tower": street.tower.pk, "desk/stewards": TowerKeeper.objects.latest("id").pk,
        "desk/joinings": asked.pk, "portal/towers": street.tower.pk, "portal/people": asked.pk,
        "portal/firms": firm.pk,
    }  # fmt: skip
    more = {"about": "firm", "key": "registered_capital"}
    figure = {"desk/figures": {"key": "vacancy_rate"}}
    return {route: {"pk": str(number), **more} for route, number in pk.items()} | figure | make_waiting(street)


def address(route: str, known: dict[str, dict[str, str]]) -> str:
    """The address of a route with the numbers of the longest beginning that is known."""
    fits = [start for start in known if route.startswith(f"/{start}")]
    return filled(route, known[max(fits, key=len)] if fits else ELSE)


def walk(
    open_page: Callable[..., Page], server: str, street: Street, face: str, roles: tuple[str, ...], part: str = ""
) -> Walk:
    """All pages of the face (of one part of it) in these roles, each as far as it may be opened."""
    known, done = numbers(street), Walk()
    for role in roles:
        page = open_page()
        client = come_in(page, server, street.cast.user(role))
        for name, route in patterns(face):
            at = address(route, known)
            if part and name.startswith(DOORS) != (part == "doors"):
                continue
            if (role, name) == (Role.FINANCE_OFFICER, "fact_state"):
                continue  # states tax alone, and the address names another fact
            if name != "account_logout" and may_open_path(at, role):
                done.visit(page, client, name, at)
        page.context.close()
    return done


def pages_without_fault(done: Walk) -> int:
    """How many pages were looked at; fails with every finding in words."""
    if done.findings:
        pytest.fail("\n".join(done.findings), pytrace=False)
    return done.looked_at


@pytest.mark.parametrize("part", ["register", "doors"])
def test_every_page_of_the_desk(open_page: Callable[..., Page], server: str, street: Street, part: str) -> None:
    done = walk(open_page, server, street, "desk", KINDS, part)
    assert pages_without_fault(done) >= 15


def test_every_page_of_the_portal(open_page: Callable[..., Page], server: str, street: Street) -> None:
    done = walk(open_page, server, street, "portal", tuple(sorted(PORTAL_ROLES)))
    assert pages_without_fault(done) >= 5


def test_every_page_of_the_account(open_page: Callable[..., Page], server: str, street: Street) -> None:
    done = walk(open_page, server, street, "account", ("tower_steward", "firm_owner"))
    assert pages_without_fault(done) >= 8


def test_every_page_that_anyone_may_open(open_page: Callable[..., Page], server: str, street: Street) -> None:
    done, page = Walk(), open_page()
    for face in ("public", "account", "link"):
        for name, route in patterns(face):
            if GUARDS[face].access[name] is PUBLIC:
                done.visit(page, Client(), name, address(route, {}))
    assert pages_without_fault(done) >= 5
