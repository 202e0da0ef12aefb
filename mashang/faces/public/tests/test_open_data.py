"""Open data: what anyone may take, what is never in it, and that nothing leaves before the office decides so."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mashang.faces.public.datasets import DATASETS
from mashang.insight.kpis.description import Sensitivity
from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell, Run
from mashang.insight.tests.make import freeze
from mashang.kernel.coordinates import GCJ02, WGS84, convert
from mashang.register.models import Tower
from mashang.register.tests import make
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
FILES = [(slug, form) for slug, one in DATASETS.items() for form in one.forms]


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = settings.OPEN_DATA = True
    return make_cast()


def fill(cast: Cast, count: int = 3) -> None:
    for place in range(count):
        tower = make.make_tower(cast.aofeng, name=f"{count}号院第{place}座")
        Tower.objects.filter(pk=tower.pk).update(lon=Decimal("119.330000"), lat=Decimal("26.050000"))
        make.make_unit(tower, sqm=100)
        firm = make.make_firm(area=cast.aofeng, name=f"=不公开的企业{count}-{place}（示例）")
        make.make_tenancy(firm, make.make_unit(tower, sqm=50), registered_here=True)
    freeze(cast.city, on=DAY)


def take(slug: str, form: str, **headers: str) -> Any:
    return Client(headers=headers).get(reverse("open_data_file", args=[slug, form]))


def body(answer: Any) -> bytes:
    content = b"".join(answer.streaming_content)
    if file := getattr(answer, "file_to_stream", None):
        file.close()  # to close the answer would close the connection of the test as well
    return content


def rows(slug: str) -> list[dict[str, str]]:
    text = body(take(slug, "csv"))
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def test_anyone_reads_the_page_the_licence_and_the_meaning_of_every_field(cast: Cast) -> None:
    fill(cast)
    html = Client().get(reverse("open_data")).content.decode()
    assert "CC-BY-4.0" in html
    assert "示例数据" in html
    assert "截至 2026-11-20" in html
    for slug, form in FILES:
        assert reverse("open_data_file", args=[slug, form]) in html
    for field in (field for one in DATASETS.values() for field in one.fields):
        assert f"<code>{field.key}</code>" in html
    assert reverse("open_data") in Client().get(reverse("public_home")).content.decode()
    assert "空置可租售面积 ÷ 可租售面积" in Client().get(reverse("public_figures")).content.decode()


def test_the_files_hold_the_towers_the_vacant_units_and_the_open_figures(cast: Cast) -> None:
    fill(cast)
    assert {row["vacant_sqm"] for row in rows("towers")} == {"100"}
    assert [row["area_sqm"] for row in rows("vacant")] == ["100"] * 3
    figures = {row["key"]: row for row in rows("figures")}
    assert set(figures) <= {key for key, kpi in KPIS.items() if kpi.sensitivity is Sensitivity.OPEN}
    assert figures["vacant_area"]["value"] == "300"
    assert {row["sample"] for row in (*rows("towers"), *rows("vacant"), *rows("figures"))} == {"1"}
    book = openpyxl.load_workbook(io.BytesIO(body(take("towers", "xlsx"))))
    sheet = book.active
    assert sheet is not None
    assert "CC-BY-4.0" in str(sheet["A1"].value)
    assert "示例数据" in str(sheet["A1"].value)
    assert sheet.max_row == 2 + 3


def test_geojson_is_in_wgs84_with_the_longitude_first(cast: Cast) -> None:
    fill(cast)
    said = json.loads(body(take("towers", "geojson")))
    lon, lat = convert((119.33, 26.05), GCJ02, WGS84)
    assert said["features"][0]["geometry"] == {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}
    assert abs(lon - 119.33) > 0.002
    assert (said["licence"], said["sample"], said["date"]) == ("CC-BY-4.0", True, "2026-11-20")


def test_no_firm_and_no_withheld_figure_is_in_any_file(cast: Cast) -> None:
    fill(cast)
    first = Run.objects.latest("id")
    run = Run.objects.create(
        area_path=first.area_path, valid_on=DAY, known_at=first.known_at, kind="on_demand", no=2, sha256="x", code_version="x"
    )  # fmt: skip
    area, tower = cast.taijiang.path, Tower.objects.first()
    assert tower is not None
    Cell.objects.create(run=run, area_path=area, kpi="vacant_area", withheld="small")
    Cell.objects.create(run=run, area_path=area, kpi="lettable_area", num=1, value=77_700, n=1)
    Cell.objects.create(run=run, area_path=area, kpi="firms", num=3, value=3, n=3)
    Cell.objects.create(run=run, area_path=tower.area_path, tower=tower, kpi="occupancy_rate", withheld="dominance")
    Cell.objects.create(run=run, area_path=tower.area_path, tower=tower, kpi="lettable_area", num=1, value=100, n=1)
    assert [row["key"] for row in rows("figures")] == ["lettable_area"]
    assert rows("vacant") == []
    assert [row["occupancy_percent"] for row in rows("towers")] == [""]
    for slug, form in FILES:
        assert "不公开的企业" not in body(take(slug, form)).decode("utf-8", "ignore")


def test_an_address_stays_may_be_kept_and_is_not_sent_twice(cast: Cast) -> None:
    fill(cast)
    answer = take("towers", "csv")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert 'rel="license"' in answer["Link"]
    assert "sample" in answer["Content-Disposition"]
    again = Client(headers={"if-none-match": answer["ETag"]}).get(reverse("open_data_file", args=["towers", "csv"]))
    assert again.status_code == 304
    freeze(cast.city, on=date(2026, 11, 21))
    assert take("towers", "csv")["ETag"] != answer["ETag"]


def test_nothing_leaves_before_the_office_decides_so(cast: Cast, settings: Any) -> None:
    fill(cast)
    settings.OPEN_DATA = False
    for slug, form in FILES:
        assert take(slug, form).status_code == 404
    assert "本单位未公布开放数据" in Client().get(reverse("open_data")).content.decode()
    html = Client().get(reverse("public_figures")).content.decode()
    assert "本单位未公布指标" in html
    assert "300" not in html


def test_what_there_is_not_is_said(cast: Cast) -> None:
    assert "还没有冻结过数据" in Client().get(reverse("open_data")).content.decode()
    assert take("towers", "csv").status_code == 404
    fill(cast)
    assert take("firms", "csv").status_code == 404
    assert take("vacant", "geojson").status_code == 404


@pytest.mark.parametrize(("slug", "form"), FILES)
def test_a_file_asks_no_more_of_the_database_where_there_is_more(cast: Cast, slug: str, form: str) -> None:
    counted = []
    for count in (2, 25):
        fill(cast, count)
        body(take(slug, form))
        with CaptureQueriesContext(connection) as asked:
            body(take(slug, form))
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 14
