"""Filling a department's blank sheet, as a clerk does it."""

from __future__ import annotations

import io
import re
from datetime import date
from html import escape, unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mashang.accounts.models import SavedView
from mashang.register.acts.contacts import add_contact
from mashang.register.models import BlankForm, Firm, Tower
from mashang.register.tests.blank_forms import FORMS, build
from mashang.register.tests.make import make_fact, make_fact_key, make_firm, make_tenancy, make_tower, make_unit
from mashang.trail.models import Entry, View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
LEDGER, TAX = FORMS[0], FORMS[9]
WITHOUT_CONTACTS = "policy_officer"


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


def test_the_list_one_comes_from_goes_into_the_sheet_with_its_filters(cast: Cast, steward: Client) -> None:
    tower = tower_with(cast, 3)
    for page, kind in (
        (reverse("firms") + "?q=示例001&page=1", "firms"),
        (reverse("tower", args=[tower.pk]) + "?q=示例001&unit=9", "tower"),
        (reverse("lease_ends") + f"?days=3650&tower={tower.pk}", "lease_ends"),
    ):
        html = steward.get(page + "&as_of=2026-11-20").content.decode()
        (address,) = re.findall(r'class="k-export" href="(/desk/fill\?[^"]+)"', html)
        link = unescape(address)
        offered = steward.get(link)
        assert offered.status_code == 200
        assert "示例001" in offered.content.decode() or kind == "lease_ends"
        sent = steward.post(link, {"file": SimpleUploadedFile("登记表.xlsx", build(LEDGER))})
        asked = parse_qs(urlsplit(sent.url).query)  # type: ignore[attr-defined]
        opened = steward.get(sent.url).content.decode()  # type: ignore[attr-defined]
        assert f'<option value="{escape(asked["rows"][0])}" selected' in opened.partition('name="rows"')[2]
        form = fill(steward, BlankForm.objects.latest("id"), asked["rows"][0], as_of=asked["as_of"][0])
        again = {
            **{f"column_{c['index']}": c["field"] for c in form.columns},
            "rows": asked["rows"][0],
            "as_of": "2026-11-20",
        }
        sent = steward.post(reverse("fill", args=[form.pk]), again)
        assert parse_qs(urlsplit(sent.url).query)["rows"] == asked["rows"], "what was chosen stays chosen"  # type: ignore[attr-defined]
        names = {row[1] for row in take(steward, form)[3 : 3 + form.rows]}
        assert names == {f"示例{n:03d}有限公司" for n in (range(3) if kind == "lease_ends" else [1])}, kind


@pytest.mark.parametrize("rows", ["tower:99999:", "tower:x:q=1", "nothing:", "firms:" + "x" * 3_000, "view:77"])
def test_an_address_that_is_no_list_of_the_reader_is_none(cast: Cast, steward: Client, rows: str) -> None:
    form = hand_in(steward, build(LEDGER))
    assert steward.get(reverse("fill", args=[form.pk]), {"rows": rows}).status_code == 200
    assert steward.get(reverse("fills"), {"rows": rows}).status_code == 200
    steward.post(reverse("fill", args=[form.pk]), {"rows": rows, "as_of": "2026-11-20"})
    form.refresh_from_db()
    assert form.filled_key == ""


CALLED = type(LEDGER)("called", ["走访名册"], ["序号|企业名称|联系人|联系电话"], "sequence name contact phone")


def with_contact(cast: Cast) -> Tower:
    tower = tower_with(cast, 2)
    firm = Firm.objects.get(name="示例000有限公司")
    add_contact(actor=cast.actor("tower_steward"), firm_id=firm.pk, name="林一一", phone="13800000001", post="office")
    add_contact(actor=cast.actor("tower_steward"), firm_id=firm.pk, name="林二二", phone="13800000002", post="other")
    return tower


def test_people_to_call_are_filled_in_for_whoever_may_see_them_and_that_goes_on_record(
    cast: Cast, steward: Client
) -> None:
    tower = with_contact(cast)
    form = hand_in(steward, build(CALLED))
    assert (
        "会留痕"
        in steward.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    )
    form = fill(steward, form, f"tower:{tower.pk}")
    told = {row[1]: row[2:4] for row in take(steward, form)[2:4]}
    assert told == {"示例000有限公司": ["林一一", "13800000001"], "示例001有限公司": [None, None]}
    assert form.private
    (view,) = View.objects.filter(page="fill")
    assert (view.subject_kind, view.subject_id, view.fields) == (
        "firm", Firm.objects.get(name="示例000有限公司").pk, ["contact"],
    )  # fmt: skip
    assert "13800000001" not in str(list(Entry.objects.values_list("diff", flat=True)))


def test_people_to_call_are_withheld_from_everyone_else(cast: Cast) -> None:
    tower = with_contact(cast)
    client = enter(cast, WITHOUT_CONTACTS)
    form = hand_in(client, build(CALLED))
    form = fill(client, form, f"tower:{tower.pk}")
    assert [row[2:4] for row in take(client, form)[2:4]] == [[None, None], [None, None]]
    assert [line["withheld"] for line in form.report] == [False, False, True, True]
    page = client.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "不能查看联系人" in page
    assert not View.objects.filter(page="fill").exists()


def test_a_sheet_with_people_inside_is_not_given_once_the_role_is_gone(cast: Cast, steward: Client) -> None:
    form = fill(steward, hand_in(steward, build(CALLED)), f"tower:{with_contact(cast).pk}")
    BlankForm.objects.filter(pk=form.pk).update(uploaded_by=cast.user(WITHOUT_CONTACTS))
    client = enter(cast, WITHOUT_CONTACTS)
    assert client.get(reverse("fill_file", args=[form.pk])).status_code == 302
    assert (
        "联系人信息"
        in client.get(reverse("fill", args=[form.pk]), headers={"Accept-Language": "zh-hans"}).content.decode()
    )


def test_a_long_fill_shows_how_far_it_is_and_opens_when_done(cast: Cast, steward: Client) -> None:
    form = hand_in(steward, build(LEDGER))
    waiting = {"filling": True, "asked": {"lines": [[1]] * 900}}
    BlankForm.objects.filter(pk=form.pk).update(**waiting, progress={"phase": "writing", "rows": 500})
    chinese = {"Accept-Language": "zh-hans"}
    page = steward.get(reverse("fill", args=[form.pk]), headers=chinese).content.decode()
    assert "已写入 500 行，共 900 行" in page
    poll = reverse("fill_progress", args=[form.pk])
    assert f'hx-get="{poll}"' in page
    assert 'max="900" value="500"' in steward.get(poll, headers=chinese).content.decode()
    assert "正在填" in steward.get(reverse("fills"), headers=chinese).content.decode()
    BlankForm.objects.filter(pk=form.pk).update(filling=False)
    assert steward.get(poll).headers["Location"] == reverse("fill", args=[form.pk])
    done = steward.get(poll, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Redirect"]) == (204, reverse("fill", args=[form.pk]))
