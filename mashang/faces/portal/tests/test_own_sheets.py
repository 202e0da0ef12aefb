"""A property manager hands in the sheet of an own tower; firms' people see their own firm."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from mashang.notices.models import Notice
from mashang.register.models import FirmMember, ImportBatch, Tower, TowerKeeper
from mashang.register.tests import make
from mashang.register.tests.tenant_sheets import sheet
from mashang.trail.models import View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
SINCE = DateRange(date(2020, 1, 1))


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def own(cast: Cast) -> Tower:
    tower = make.make_tower(cast.aofeng, "云帆大厦")
    for login, duty in (("property_manager", "property"), ("tower_steward", "local")):
        TowerKeeper.objects.create(membership=cast.user(login).memberships.get(), tower=tower, duty=duty, span=SINCE)
    return tower


def client(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def hand_in(browser: Client, tower: Tower, *rows: tuple[object, ...]) -> ImportBatch | None:
    data = {
        "as_of_on": "2026-11-18",
        "whole": "on",
        "tower": str(tower.pk),
        "file": SimpleUploadedFile("租户.xlsx", sheet(*rows)),
    }
    browser.post(reverse("own_sheet_new"), data)
    return ImportBatch.objects.order_by("-id").first()


def test_a_sheet_is_handed_in_compared_and_the_steward_told(cast: Cast, own: Tower) -> None:
    manager = client(cast, "property_manager")
    batch = hand_in(
        manager,
        own,
        ("甲（示例）有限公司", make.make_uscc(), "", "8", "801"),
        ("乙（示例）有限公司", "91350100M000100Y4Z", "", "8", "802"),
    )
    assert batch is not None
    assert (batch.state, batch.tower_id, batch.whole) == ("compared", own.pk, True)
    assert Notice.objects.get(topic="import.handed_in", channel="app").recipient_id == cast.user("tower_steward").pk
    assert "租户.xlsx" in manager.get(reverse("own_sheets")).content.decode()
    returned = manager.get(reverse("own_sheet_returned", args=[batch.pk]))
    assert "attachment" in returned["Content-Disposition"]
    assert View.objects.get().page == "own_sheet_returned"
    page = load_workbook(io.BytesIO(returned.content)).worksheets[0]
    assert any(str(cell.value or "").startswith("统一社会信用代码：") for row in page.iter_rows() for cell in row)


def test_a_property_manager_neither_decides_nor_sees_the_review(cast: Cast, own: Tower) -> None:
    manager = client(cast, "property_manager")
    batch = hand_in(manager, own, ("甲（示例）有限公司", make.make_uscc(), "", "8", "801"))
    assert batch is not None
    assert manager.get(reverse("import_review", args=[batch.pk])).status_code in {302, 403}
    manager.post(reverse("import_decide", args=[batch.pk]), {"do": "all"})
    assert not batch.rows.exclude(decision="none").exists()


def test_the_sheet_of_another_tower_is_not_there(cast: Cast, own: Tower) -> None:
    other = make.make_tower(cast.aofeng, "海鹭大厦")
    manager = client(cast, "property_manager")
    assert hand_in(manager, other) is None
    steward = client(cast, "tower_steward")
    values = {
        "as_of_on": "2026-11-18",
        "whole": "part",
        "tower": "",
        "sender": "",
        "file": SimpleUploadedFile("b.xlsx", sheet()),
    }
    steward.post(reverse("import_new"), values)
    foreign = ImportBatch.objects.get()
    assert manager.get(reverse("own_sheet_returned", args=[foreign.pk])).status_code == 404
    assert "b.xlsx" not in manager.get(reverse("own_sheets")).content.decode()


def test_a_firms_people_see_their_own_firm_alone(cast: Cast) -> None:
    mine, other = make.make_firm("甲（示例）有限公司", cast.aofeng), make.make_firm("乙（示例）有限公司", cast.aofeng)
    make.make_tenancy(mine, make.make_unit(make.make_tower(cast.aofeng, "云帆大厦"), "0801", floor=8))
    FirmMember.objects.create(
        membership=cast.user("firm_owner").memberships.get(), firm=mine, standing="approved", span=SINCE
    )
    owner = client(cast, "firm_owner")
    html = owner.get(reverse("own_firms"), follow=True).content.decode()
    assert "甲（示例）有限公司" in html
    assert "云帆大厦" in html
    assert owner.get(reverse("own_firm", args=[other.pk])).status_code == 404


def test_older_sheets_stand_on_further_pages(cast: Cast, own: Tower) -> None:
    for n in range(60):
        ImportBatch.objects.create(
            area=cast.aofeng, area_path=cast.aofeng.path, tower=own, name=f"表{n:02d}.xlsx", as_of_on=date(2026, 1, 1),
            file_sha256=f"{n:064d}", state="dropped",
        )  # fmt: skip
    first, second = (
        client(cast, "property_manager").get(reverse("own_sheets"), {"page": n}).content.decode() for n in (1, 2)
    )
    assert ("表59" in first, "表05" in first, "?page=2" in first) == (True, False, True)
    assert ("表59" in second, "表05" in second) == (False, True)
