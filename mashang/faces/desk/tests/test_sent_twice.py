"""A form that is sent twice does its work once, and shows the first result."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mashang.accounts.models import Invitation
from mashang.register.models import Firm, ImportBatch
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import sheet
from mashang.trail.models import RequestKey
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="form_token" value="([0-9a-f-]{36})"')


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def steward(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("tower_steward"))
    return client


def token_of(client: Client, name: str) -> str:
    found = TOKEN.findall(client.get(reverse(name)).content.decode())
    assert len(found) == 1
    return str(found[0])


def upload(token: str, data: bytes) -> dict[str, object]:
    file = SimpleUploadedFile("租户.xlsx", data)
    return {"as_of_on": "2026-11-18", "whole": "part", "tower": "", "sender": "", "file": file, "form_token": token}


def test_a_double_click_on_upload_makes_one_import(steward: Client) -> None:
    data = sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 50))
    token = token_of(steward, "import_new")
    first = steward.post(reverse("import_new"), upload(token, data))
    second = steward.post(reverse("import_new"), upload(token, data))
    batch = ImportBatch.objects.get()
    assert batch.state == "compared"
    assert [first.status_code, first.headers["Location"]] == [302, reverse("import_review", args=[batch.pk])]
    assert [second.status_code, second.headers["Location"]] == [302, first.headers["Location"]]


def test_another_file_under_the_same_token_is_refused_in_words(steward: Client) -> None:
    token = token_of(steward, "import_new")
    one, other = (sheet((f"{n}（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 50)) for n in "甲乙")
    steward.post(reverse("import_new"), upload(token, one))
    answer = steward.post(reverse("import_new"), upload(token, other), headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert "This form was already sent with other contents." in answer.content.decode()
    assert ImportBatch.objects.count() == 1


def test_a_double_click_on_add_firm_makes_one_firm(steward: Client) -> None:
    token = token_of(steward, "firm_add")
    said = {"name": "甲（示例）有限公司", "uscc": make_uscc(), "standing": "", "form_token": token}
    answers = [steward.post(reverse("firm_add"), said) for _time in range(2)]
    firm = Firm.objects.get()
    assert [a.headers.get("Location") for a in answers] == [reverse("firm", args=[firm.pk])] * 2
    assert RequestKey.objects.get().scope == "desk.firm_add"


def test_a_refused_form_leaves_its_token_free(steward: Client) -> None:
    token = str(uuid.uuid4())
    said = {"name": "甲（示例）有限公司", "uscc": make_uscc()[:-1] + "I", "standing": "", "form_token": token}
    assert steward.post(reverse("firm_add"), said).status_code == 200
    assert steward.post(reverse("firm_add"), {**said, "uscc": make_uscc()}).status_code == 302
    assert Firm.objects.count() == 1


def test_the_token_of_another_person_is_refused(cast: Cast, steward: Client) -> None:
    token, other = str(uuid.uuid4()), Client()
    other.force_login(cast.user("section_head"))
    said = {"name": "甲（示例）有限公司", "uscc": make_uscc(), "standing": "", "form_token": token}
    assert steward.post(reverse("firm_add"), said).status_code == 302
    assert other.post(reverse("firm_add"), said).status_code == 200
    assert Firm.objects.count() == 1


def test_an_invitation_sent_twice_is_one_and_its_link_is_shown_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("security_administrator"))
    token = token_of(client, "invite")
    said = {
        "name": "林示例", "email": "", "role": "tower_steward", "locale": "zh-hans", "area": str(cast.aofeng.pk),
        "department": "", "form_token": token,
    }  # fmt: skip
    first, second = (client.post(reverse("invite"), said) for _time in range(2))
    assert "/link/invitation/" in first.content.decode()
    assert [second.status_code, second.headers.get("Location")] == [302, reverse("invitations")]
    assert Invitation.objects.count() == 1
