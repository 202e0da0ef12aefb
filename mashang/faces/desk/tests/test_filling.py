"""Filling a department's blank sheet, as a clerk does it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mashang.accounts.models import SavedView
from mashang.register.models import BlankForm, Firm, Tower
from mashang.register.tests.blank_forms import FORMS, build
from mashang.register.tests.make import make_fact, make_fact_key, make_firm, make_tenancy, make_tower, make_unit
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LEDGER, TAX = FORMS[0], FORMS[9]


@pytest.fixture
def cast(settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


def enter(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


@pytest.fixture
def steward(cast: Cast) -> Client:
    return enter(cast, "tower_steward")


def tower_with(cast: Cast, tenants: int, name: str = "云帆大厦") -> Tower:
    tower = make_tower(cast.aofeng, name)
    for n in range(tenants):
        firm = make_firm(f"示例{n:03d}有限公司", cast.aofeng)
        unit = make_unit(tower, f"{n // 40 + 1:02d}{n % 40:02d}", floor=n // 40 + 1)
        make_tenancy(firm, unit, start=date(2024, 1, 1), lease_ends_on=date(2027, 12, 31))
    return tower


def hand_in(client: Client, data: bytes, name: str = "登记表.xlsx") -> BlankForm:
    response = client.post(reverse("fills"), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()[:3000]
    return BlankForm.objects.latest("id")


def fill(client: Client, form: BlankForm, rows: str, **said: str) -> BlankForm:
    columns = {f"column_{column['index']}": column["field"] for column in form.columns}
    sent = {**columns, "rows": rows, "as_of": "2026-11-20", **said}
    response = client.post(reverse("fill", args=[form.pk]), sent)
    assert response.status_code == 302, response.content.decode()[:3000]
    form.refresh_from_db()
    return form


def take(client: Client, form: BlankForm) -> list[list[object]]:
    response = client.get(reverse("fill_file", args=[form.pk]))
    assert "attachment" in response.headers["Content-Disposition"]
    page = load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_a_blank_sheet_comes_back_with_the_tenants_of_a_tower(cast: Cast, steward: Client) -> None:
    tower = tower_with(cast, 8)
    form = fill(steward, hand_in(steward, build(LEDGER)), f"tower:{tower.pk}")
    rows = take(steward, form)
    assert [row[0] for row in rows[3:11]] == list(range(1, 9))
    first = next(row for row in rows if row[1] == "示例000有限公司")
    assert first[3:9] == ["云帆大厦", "0100", 100, "2024-01-01", "2027-12-31", None]
    assert [row[0] for row in rows[11:13]] == list(LEDGER.below)
    page = steward.get(reverse("fill", args=[form.pk])).content.decode()
    assert "党员人数" in page
    entry = Entry.objects.get(act="form.fill")
    assert (entry.diff["rows"], entry.diff["list"]) == (8, "云帆大厦")
    assert "社会信用代码" in entry.diff["columns"]


def test_the_same_head_needs_no_question_the_second_time(cast: Cast, steward: Client) -> None:
    tower = tower_with(cast, 2)
    form = hand_in(steward, build(LEDGER))
    assert not form.remembered
    fill(steward, form, f"tower:{tower.pk}", column_9="industry")
    again = hand_in(steward, build(LEDGER), "又一次.xlsx")
    assert again.remembered
    assert next(column for column in again.columns if column["index"] == 9)["field"] == "industry"
    assert (
        "这种表头以前填过"
        in steward.get(reverse("fill", args=[again.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    )


@pytest.mark.parametrize("rows", ["firms:", "lease_ends:"])
def test_lists_fill_a_sheet_too(cast: Cast, steward: Client, rows: str) -> None:
    tower = make_tower(cast.aofeng, "云帆大厦")
    unit = make_unit(tower, "0101", sqm=50)
    make_tenancy(make_firm("到期有限公司", cast.aofeng), unit, start=date(2024, 1, 1), lease_ends_on=date(2026, 12, 1))
    form = fill(steward, hand_in(steward, build(LEDGER)), rows)
    assert "到期有限公司" in {row[1] for row in take(steward, form)}


def test_a_saved_view_fills_with_its_own_filters(cast: Cast, steward: Client) -> None:
    tower_with(cast, 3)
    view = SavedView.objects.create(owner=cast.user("tower_steward"), page="firms", name="一家", query="q=示例001")
    form = fill(steward, hand_in(steward, build(LEDGER)), f"view:{view.pk}")
    assert (form.rows, form.source) == (1, "一家")
    assert take(steward, form)[3][1] == "示例001有限公司"


def test_a_list_beyond_the_area_is_none(cast: Cast, steward: Client) -> None:
    other = make_tower(cast.hongshan, "别处大厦")
    form = hand_in(steward, build(LEDGER))
    response = steward.post(reverse("fill", args=[form.pk]), {"rows": f"tower:{other.pk}", "as_of": "2026-11-20"})
    assert response.status_code == 200
    form.refresh_from_db()
    assert form.filled_key == ""


def test_anothers_sheet_is_not_there(cast: Cast, steward: Client) -> None:
    form = hand_in(steward, build(LEDGER))
    stranger = enter(cast, "section_head")
    for name in ("fill", "fill_file"):
        assert stranger.get(reverse(name, args=[form.pk])).status_code == 404


@pytest.mark.parametrize(("who", "told"), [("tower_steward", False), ("finance_officer", True)])
def test_tax_goes_to_the_finance_officer_alone(cast: Cast, who: str, told: bool) -> None:
    client = enter(cast, who)
    tower = tower_with(cast, 1)
    key = make_fact_key("tax", type="int", sensitivity="T", shape="year", scale=100, unit="yuan")
    make_fact(Firm.objects.get(name="示例000有限公司"), key, since=date(2025, 1, 1), num=123_450_000)
    head = [TAX.head[0].replace("纳税额（万元）", "2025年纳税额（万元）")]
    form = hand_in(client, build(type(TAX)(TAX.name, TAX.above, head, TAX.asks)))
    form = fill(client, form, f"tower:{tower.pk}", column_5="tax")
    assert (take(client, form)[2][5] == 123.45) is told
    assert form.taxed is told


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为"),
        (b"%PDF-1.7 nothing", "不是 Excel 工作簿"),
        (b"", "文件是空的"),
    ],
    ids=["xls", "pdf", "empty"],
)
def test_what_cannot_be_filled_is_refused_in_words(steward: Client, data: bytes, says: str) -> None:
    sent = {"file": SimpleUploadedFile("表.xls", data)}
    response = steward.post(reverse("fills"), sent, headers={"Accept-Language": "zh-hans"})
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not BlankForm.objects.exists()


def test_a_head_nobody_knows_can_be_pointed_at(steward: Client) -> None:
    strange = type(LEDGER)("strange", ["名册"], ["代号|党员人数|支部"], "- - -")
    form = hand_in(steward, build(strange))
    assert form.columns == []
    steward.post(reverse("fill_head", args=[form.pk]), {"place": "0", "head": "2"})
    form.refresh_from_db()
    assert [column["label"] for column in form.columns] == ["代号", "党员人数", "支部"]


def test_queries_do_not_grow_with_the_rows(cast: Cast, steward: Client) -> None:
    small, large = tower_with(cast, 2), tower_with(cast, 30, "大厦二")
    counts = []
    for tower in (small, small, large):
        form = hand_in(steward, build(LEDGER))
        with CaptureQueriesContext(connection) as queries:
            fill(steward, form, f"tower:{tower.pk}")
        counts.append(len(queries))
    assert counts[2] == counts[1]
