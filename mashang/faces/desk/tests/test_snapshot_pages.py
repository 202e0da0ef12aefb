"""Files of a snapshot: words instead of codes, names beside numbers, in the reader's language."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from mashang.register.acts.merging import merge_firms
from mashang.register.acts.rounds import correct_snapshot
from mashang.register.acts.tenancies import end_tenancy
from mashang.register.models import Firm, Snapshot, Unit
from mashang.register.reads.choices import STANDINGS, TENANCY_KINDS, TOWER_KINDS
from mashang.register.rules.unit_status import UnitStatus
from mashang.register.tests import make
from mashang.register.tests.round_scene import TODAY, Scene, make_scene

pytestmark = pytest.mark.django_db
CODES = {code for choices in (TOWER_KINDS, TENANCY_KINDS, STANDINGS) for code, _name in choices} | {*UnitStatus}


@pytest.fixture
def scene(settings: object) -> Scene:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_scene()


@pytest.fixture
def snapshot(scene: Scene) -> Snapshot:
    industry = make.make_fact_key("industry", type="code")
    standing = make.make_fact_key("standing", type="code")
    make.make_fact(scene.firm, industry, code="6510")
    make.make_fact(scene.firm, standing, code="active")
    scene.look(other="unseen")
    scene.verify()
    scene.approve()
    return scene.publish()


def enter(scene: Scene, login: str = "section_head") -> Client:
    client = Client()
    client.force_login(scene.cast.user(login))
    return client


def take(client: Client, snapshot: Snapshot, table: str, language: str = "zh-hans") -> list[dict[str, str]]:
    response = client.get(
        reverse("snapshot", args=[snapshot.pk]),
        {"table": table, "export": "csv"},
        headers={"Accept-Language": language},
    )
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [*csv.DictReader(io.StringIO(text.partition("\n")[2]))]


def test_who_is_where_is_told_by_name(scene: Scene, snapshot: Snapshot) -> None:
    (row,) = take(enter(scene), snapshot, "stays")
    told = {"楼宇": "鳌峰甲座", "房间": "101", "企业": "晨光（示例）有限公司", "类型": "租约"}
    assert told.items() <= row.items()
    assert row["楼宇序号"] == str(scene.tower.pk)


def test_units_and_firms_say_their_state_in_words(scene: Scene, snapshot: Snapshot) -> None:
    units = take(enter(scene), snapshot, "units")
    assert {(row["房间"], row["状态"]) for row in units} == {("101", "出租"), ("102", "空置")}
    (firm,) = take(enter(scene), snapshot, "firms")
    assert {"名称": "晨光（示例）有限公司", "行业": "软件开发", "经营状态": "存续"}.items() <= firm.items()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("table", ["towers", "units", "stays", "firms"])
def test_no_cell_of_any_file_is_a_code(scene: Scene, snapshot: Snapshot, table: str, language: str) -> None:
    rows = take(enter(scene), snapshot, table, language)
    assert rows
    assert not {cell for row in rows for cell in row.values()} & CODES
    if language == "en":
        assert all(re.search("[A-Za-z]", head) for head in rows[0])


def test_the_workbook_holds_the_same_rows(scene: Scene, snapshot: Snapshot) -> None:
    response = enter(scene).get(reverse("snapshot", args=[snapshot.pk]), {"table": "stays", "export": "xlsx"})
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined]
    assert page is not None
    assert "晨光（示例）有限公司" in {cell.value for cell in page[3]}


def test_the_comparison_names_what_was_merged(scene: Scene) -> None:
    other = make.make_firm("晨光示例公司", scene.cast.aofeng, uscc=None)
    make.make_tenancy(other, Unit.objects.get(pk=scene.empty.pk))
    scene.look(other="unseen")
    scene.verify()
    scene.approve()
    first, steward = scene.publish(), scene.cast.actor("tower_steward")
    merge_firms(actor=steward, kept_id=scene.firm.pk, gone_id=other.pk, reason="同一家")
    lines = Firm.objects.get(pk=scene.firm.pk).tenancies.filter(retracted_at=None).order_by("pk")
    end_tenancy(actor=steward, line=[*lines][-1].line, last_day=TODAY.replace(day=1))
    second = correct_snapshot(actor=scene.cast.actor("section_head"), snapshot_id=first.pk, reason="核对")
    client, address = enter(scene), reverse("snapshots_compare")
    asked = {"old": first.pk, "new": second.pk}
    page = client.get(address, asked, headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "其间并入：晨光示例公司" in page
    file = client.get(address, asked | {"export": "csv"}, headers={"Accept-Language": "zh-hans"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "晨光示例公司" in text


def test_the_page_writes_sums_as_people_do_and_names_what_is_counted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums = {"towers": "36", "units": "6152", "firms": "3294", "occupied_sqm": "1168375.95", "vacant_sqm": "0.40"}
    monkeypatch.setattr("mashang.register.acts.rounds.publishing.sums_of", lambda _tables: sums)
    scene.look(other="unseen")
    scene.verify()
    scene.approve()
    published = scene.publish()
    for address in (reverse("snapshot", args=[published.pk]), reverse("snapshots")):
        text = re.sub(r"<[^>]+>", " ", enter(scene).get(address).content.decode().partition("<main")[2])
        for word in ("楼宇", "企业", "3,294", "1,168,376"):
            assert word in text.split()
        assert "认知" not in text
