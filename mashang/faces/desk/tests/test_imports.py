"""The import pages, as a tower steward uses them."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mashang.register.models import Firm, ImportBatch, Tenancy, Tower
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import sheet
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


@pytest.fixture
def steward(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("tower_steward"))
    return client


def hand_in(client: Client, data: bytes, name: str = "租户.xlsx", **said: str) -> ImportBatch:
    values = {"as_of_on": "2026-11-18", "whole": "part", "tower": "", "sender": "海风物业（示例）", **said}
    response = client.post(reverse("import_new"), {**values, "file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()[:2000]
    return ImportBatch.objects.latest("id")


def rows(count: int) -> bytes:
    return sheet(
        *(
            (f"甲{n}（示例）有限公司", make_uscc(), "云帆大厦", str(n // 40 + 1), f"{n // 40 + 1:02d}{n % 40:02d}", 50)
            for n in range(count)
        )
    )


def test_a_sheet_goes_all_the_way_and_back(steward: Client) -> None:
    batch = hand_in(steward, rows(3))
    page = reverse("import_review", args=[batch.pk])
    assert "甲0（示例）有限公司" in steward.get(page).content.decode()
    ids = list(batch.rows.filter(verdict="new").order_by("row_no").values_list("pk", flat=True))
    decisions = {f"row-{ids[0]}": "accept", f"row-{ids[1]}": "accept", f"row-{ids[2]}": "refuse"}
    response = steward.post(reverse("import_decide", args=[batch.pk]), {**decisions, "do": "apply"}, follow=True)
    batch.refresh_from_db()
    assert (batch.state, batch.counts["applied"]) == ("applied", 2)
    assert f"第 {batch.no} 号" in response.content.decode() or "1" in response.content.decode()
    assert Firm.objects.filter(retracted_at=None).count() == 2
    steward.post(reverse("import_undo", args=[batch.pk]), {"reason": "传错了"})
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert not Tenancy.objects.filter(retracted_at=None).exists()


def test_what_could_not_be_carried_out_is_said_in_amber_and_leads_to_its_rows(steward: Client) -> None:
    code = make_uscc()
    held = (
        ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"),
        ("丙（示例）有限公司", code, "云帆大厦", "8", "802"),
    )
    first = hand_in(steward, sheet(*held))
    page = steward.post(reverse("import_decide", args=[first.pk]), {"group-new": "accept", "do": "apply"}, follow=True)
    assert "没能办成" not in page.content.decode()
    batch = hand_in(
        steward, sheet(("丁（示例）有限公司", code, "云帆大厦", "8", "801"))
    )  # renamed, into a room that is let
    side = {f"side-{batch.rows.get(verdict='conflict').pk}": "rename"}
    page = steward.post(reverse("import_decide", args=[batch.pk]), {**side, "do": "apply"}, follow=True)
    assert "k-note warn" in page.content.decode()
    assert "?kind=left" in page.content.decode()
    assert "k-tag ok" not in page.content.decode()
    assert (
        f'href="{reverse("import_review", args=[batch.pk])}?kind=left">1 处没能办成'
        in steward.get(reverse("imports")).text
    )
    left = steward.get(reverse("import_review", args=[batch.pk]), {"kind": "left"}).content.decode()
    assert "丁（示例）有限公司" in left
    assert "这间在底册里仍租给另一家。" in left


def test_a_sheet_without_a_tenant_says_so_and_waits_for_nobody(steward: Client) -> None:
    batch = hand_in(steward, sheet())
    assert "没有找到租户行" in steward.get(reverse("import_review", args=[batch.pk])).content.decode()
    assert "没有找到租户行" in steward.get(reverse("imports")).content.decode()
    assert batch.name not in steward.get(reverse("desk_home")).content.decode()
    listed = {state: steward.get(reverse("imports"), {"state": state}).content.decode() for state in ("open", "empty")}
    assert [state for state, page in listed.items() if batch.name in page] == ["empty"]


def test_the_start_page_leads_to_the_sheets_that_it_does_not_show(steward: Client, cast: Cast) -> None:
    for number in range(7):
        hand_in(steward, rows(1), name=f"租户{number}.xlsx")
    page = steward.get(reverse("desk_home")).content.decode()
    assert f'href="{reverse("imports")}?state=open"' in page
    assert "全部 7 份待核对的表" in page
    leader = Client()
    leader.force_login(cast.user("leader"))
    shown = leader.get(reverse("desk_home")).content.decode()
    assert "租户0.xlsx" in shown
    assert reverse("imports") not in shown  # whoever may not review is led nowhere


def test_a_month_is_shown_as_a_month_and_a_problem_names_its_field(steward: Client) -> None:
    row = ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", "很大", "2025年3月")
    page = steward.get(reverse("import_review", args=[hand_in(steward, sheet(row)).pk])).content.decode()
    assert "2025-03" in page
    assert "2025-03-31" not in page
    assert "建筑面积：这不是面积" in page or "面积：" in page


def test_a_later_end_of_a_lease_is_shown_as_far_as_it_is_written(steward: Client) -> None:
    row = ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 50, "2025-01-01", "2026-12-31")
    first = hand_in(steward, sheet(row))
    steward.post(reverse("import_decide", args=[first.pk]), {"group-new": "accept", "do": "apply"})
    batch = hand_in(steward, sheet((*row[:-1], "2027年3月")))
    page = steward.get(reverse("import_review", args=[batch.pk])).text
    assert "2027-03" in page
    assert "2027-03-31" not in page


def test_a_building_like_a_tower_of_the_register_is_offered_as_that_tower(steward: Client) -> None:
    known = hand_in(steward, sheet(("甲（示例）有限公司", make_uscc(), "云帆国际大厦", "8", "801", 50)))
    steward.post(reverse("import_decide", args=[known.pk]), {"group-new": "accept", "do": "apply"})
    batch = hand_in(steward, sheet(("乙（示例）有限公司", make_uscc(), "云帆大厦A座", "8", "802", 50)))
    tower = Tower.objects.get()
    page = steward.get(reverse("import_review", args=[batch.pk])).content.decode()
    offered = (f'name="likely" value="{tower.pk}"', f'<option value="{tower.pk}"', '<option value="" selected>')
    assert page.index(offered[0]) < page.index(offered[1]) < page.index(offered[2])  # a new tower comes last
    steward.post(reverse("import_tower", args=[batch.pk]), {"place": "云帆大厦A座", "likely": tower.pk, "tower": ""})
    assert ImportBatch.objects.get(pk=batch.pk).rows.get(verdict="new").tower == tower


def test_a_whole_group_is_decided_beyond_the_rows_shown(steward: Client) -> None:
    batch = hand_in(steward, rows(60))
    steward.post(reverse("import_decide", args=[batch.pk]), {"group-new": "accept", "do": "keep"})
    assert batch.rows.filter(verdict="new", decision="accept").count() == 60


def test_a_changed_decision_answers_with_the_bar_alone(steward: Client) -> None:
    batch = hand_in(steward, rows(2))
    row = batch.rows.filter(verdict="new").first()
    assert row is not None
    response = steward.post(
        reverse("import_decide", args=[batch.pk]), {f"row-{row.pk}": "accept"}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert 'id="review-bar"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_file_that_is_no_sheet_is_kept_and_explained(steward: Client) -> None:
    batch = hand_in(steward, b"%PDF-1.7 a deed", "租户.xlsx")
    response = steward.get(reverse("import_review", args=[batch.pk]))
    assert batch.state == "broken"
    assert reverse("import_original", args=[batch.pk]) in response.content.decode()


def test_an_empty_file_is_refused_at_its_field(steward: Client) -> None:
    values = {
        "as_of_on": "2026-11-18",
        "whole": "part",
        "tower": "",
        "sender": "",
        "file": SimpleUploadedFile("a.xlsx", b""),
    }
    response = steward.post(reverse("import_new"), values)
    assert response.status_code == 200
    assert "k-error" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_refused_rows_are_given_back_as_a_workbook(steward: Client) -> None:
    batch = hand_in(steward, sheet(("乙（示例）有限公司", "91350100M000100Y4Z", "云帆大厦", "8", "802")))
    response = steward.get(reverse("import_refused", args=[batch.pk]))
    assert "attachment" in response["Content-Disposition"]
    page = load_workbook(io.BytesIO(response.content)).active
    assert page is not None
    assert any(cell.value == "乙（示例）有限公司" for line in page.iter_rows() for cell in line)


def test_the_original_and_the_template_are_downloads(steward: Client) -> None:
    data = rows(1)
    batch = hand_in(steward, data)
    response = steward.get(reverse("import_original", args=[batch.pk]))
    assert b"".join(response.streaming_content) == data  # type: ignore[attr-defined]
    assert "attachment" in response["Content-Disposition"]
    template = steward.get(reverse("import_template"))
    assert load_workbook(io.BytesIO(template.content)).active is not None


def test_an_import_of_another_area_is_not_there(steward: Client, cast: Cast) -> None:
    batch = hand_in(steward, rows(1))
    other = Client()
    other.force_login(cast.user("other_tower_steward"))
    for name in ("import_review", "import_refused", "import_original", "import_undo"):
        assert other.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ("import_decide", "import_compare", "import_drop", "import_again"):
        other.post(reverse(name, args=[batch.pk]), {"as_of_on": "2026-11-18", "whole": "part"})
    batch.refresh_from_db()
    assert (batch.state, ImportBatch.objects.count()) == ("compared", 1)


def test_the_review_asks_no_more_of_the_database_for_a_thousand_rows(steward: Client) -> None:
    counts = []
    for size in (10, 1000):
        batch = hand_in(steward, rows(size))
        page = reverse("import_review", args=[batch.pk])
        steward.get(page)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert steward.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_the_list_asks_no_more_of_the_database_for_more_imports(steward: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert steward.get(reverse("imports")).status_code == 200
        return len(queries)

    hand_in(steward, rows(1))
    asked()
    one = asked()
    for _n in range(9):
        hand_in(steward, rows(1))
    assert asked() == one


def test_every_sum_on_the_review_is_the_number_of_rows_of_the_sheet(steward: Client) -> None:
    batch = hand_in(steward, rows(7))
    text = steward.get(reverse("import_review", args=[batch.pk])).content.decode()
    legend = text[text.index('class="k-legend"') :]
    numbers = [int(n) for n in re.findall(r"<b>(\d+)</b>", legend[: legend.index("</ul>")])]
    assert sum(numbers) == batch.counts["rows"] == 9
