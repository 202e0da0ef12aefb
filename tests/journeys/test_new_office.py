"""A real office from the first command to the first tenant sheet, outside demo mode, page by page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mashang.accounts.models import Area, Invitation
from mashang.cli.content import load_content
from mashang.cli.office import office
from mashang.faces.account.tests.conftest import code_now, sign_in
from mashang.register.models import ImportBatch, Tenancy
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import sheet
from mashang.trail.models import Entry
from tests.cast import PASSWORD

FOUND = [
    *("found", "--city", "350100=福州市/福州市/Fuzhou", "--district", "350103=台江区/臺江區/Taijiang"),
    *("--subdistrict", "350103013=鳌峰街道/鰲峰街道/Aofeng", "--system-administrator", "系统甲"),
    *("--security-administrator", "安全乙 <security@example.org>", "--auditor", "审计丙"),
]


@pytest.fixture(autouse=True)
def _a_real_office(settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    settings.DEMO = False
    monkeypatch.setattr("mashang.cli.office.platform", nullcontext)


def links(output: str) -> list[str]:
    return re.findall(r"/link/invitation/[\w-]+", output)


def come_in(link: str, login: str, *, leads_to: str = "/account/second-factor/app") -> Client:
    """Open the link, open the account, sign in, set up the second factor."""
    client = Client()
    assert client.get(link).status_code == 200
    values = {"name": f"{login}君", "login": login, "password": PASSWORD, "again": PASSWORD}
    answer = client.post(link, values)
    assert answer.headers["Location"] == reverse("account_login"), answer.text
    sign_in(client, login)
    assert client.get("/desk/").headers["Location"] == leads_to
    secret = re.search(r'class="code">([A-Z2-7]{32})<', client.get("/account/second-factor/app").text)
    assert secret is not None
    assert client.post("/account/second-factor/app", {"code": code_now(secret[1])}).status_code == 302
    return client


def found() -> list[Client]:
    ran = CliRunner().invoke(office, FOUND)
    assert ran.exit_code == 0, ran.output
    names = ("sysadmin", "secadmin", "auditor")
    return [come_in(link, name) for link, name in zip(links(ran.output), names, strict=True)]


def invite(client: Client, name: str, role: str, area: Area) -> str:
    values = {"name": name, "email": "", "role": role, "area": str(area.pk), "department": "", "locale": "zh-hans"}
    answer = client.post(reverse("invite"), values)
    found_links = links(answer.text)
    assert found_links, answer.text
    return found_links[0]


def hand_in(client: Client) -> ImportBatch:
    rows = (("晨光商务咨询有限公司（示例）", make_uscc(), "云帆大厦", "3", "0301", 120),)
    values = {"as_of_on": "2026-11-18", "whole": "part", "tower": "", "sender": "海风物业（示例）"}
    answer = client.post(reverse("import_new"), {**values, "file": SimpleUploadedFile("租户.xlsx", sheet(*rows))})
    assert answer.status_code == 302, answer.text
    return ImportBatch.objects.get()


def test_an_office_begins_with_nothing_and_takes_in_its_first_sheet() -> None:
    load_content()
    system, security, auditor = found()
    street = Area.objects.get(kind="subdistrict")
    for client in (system, security, auditor):
        assert client.get("/desk/", follow=True).status_code == 200
        assert client.get(reverse("towers")).status_code == 403, "administration is no business"
    steward_link = invite(system, "专员丁", "tower_steward", street)
    head_link = invite(system, "科长戊", "section_head", street)
    assert system.post(reverse("invitation_approve", args=[Invitation.objects.latest("id").pk])).status_code == 403
    steward = come_in(steward_link, "steward", leads_to=reverse("no_role"))
    assert steward.get("/desk/").headers["Location"] == reverse("no_role"), "not before the role is approved"
    page = security.get(reverse("people")).text
    assert "steward君" in page
    for row in Invitation.objects.exclude(invited_by=None):
        person = row.accepted_by
        if person is None:
            answer = security.post(reverse("invitation_approve", args=[row.pk]))
        else:
            answer = security.post(reverse("role_approve", args=[person.memberships.get().pk]))
        assert answer.status_code == 302, answer.text
    come_in(head_link, "head")
    assert steward.get("/desk/", follow=True).status_code == 200
    assert reverse("import_new") in steward.get(reverse("towers")).text, "an empty list says what comes next"
    batch = hand_in(steward)
    decided = {"group-new": "accept", "do": "apply"}
    assert steward.post(reverse("import_decide", args=[batch.pk]), decided).status_code == 302
    assert Tenancy.objects.filter(retracted_at=None).count() == 1
    assert "云帆大厦" in steward.get(reverse("towers")).text
    assert auditor.get(reverse("trail")).status_code == 200
    assert {"office.found", "role.approve", "invitation.approve"} <= set(Entry.objects.values_list("act", flat=True))


def test_a_second_administrator_is_invited_by_one_and_approved_by_another() -> None:
    system, security, _auditor = found()
    link = invite(system, "安全己", "security_administrator", Area.objects.get(kind="district"))
    second = come_in(link, "secadmin2", leads_to=reverse("no_role"))
    assert second.get("/desk/").headers["Location"] == reverse("no_role")
    membership = Invitation.objects.latest("id").accepted_by.memberships.get()  # type: ignore[union-attr]
    assert system.post(reverse("role_approve", args=[membership.pk])).status_code == 403
    assert security.post(reverse("role_approve", args=[membership.pk])).status_code == 302
    assert second.get("/desk/", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--auditor", "系统甲"), "three different persons"),
        (("--district", "350103"), "CODE=NAME"),
        (("--district", "350203=思明区"), "does not lie in"),
        (("--auditor", "<>"), "MAIL"),
    ],
)
def test_a_founding_that_cannot_be_is_refused_in_words(change: tuple[str, str], says: str) -> None:
    from django.utils import translation

    with translation.override("en"):
        ran = CliRunner().invoke(office, [*FOUND, *change])
    assert ran.exit_code != 0
    assert says in ran.output
    assert not Area.objects.exists()


def test_lost_links_are_printed_anew() -> None:
    ran = CliRunner().invoke(office, FOUND)
    again = CliRunner().invoke(office, ["links"])
    assert len(links(again.output)) == 3
    assert not set(links(again.output)) & set(links(ran.output))
    assert Client().get(links(ran.output)[0]).status_code == 410
    assert CliRunner().invoke(office, FOUND).exit_code == 1
