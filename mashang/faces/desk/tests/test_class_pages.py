"""The lists by class: ¥100M-tax towers, above-threshold firms, themed towers."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mashang.register.models import FactKey, Firm, Tower
from mashang.register.tests import make
from mashang.trail.models import Entry, View
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
YEAR = date(2025, 1, 1)
YI = 10_000_000_000
PAGES = ("taxed_towers", "above_threshold", "themed_towers")


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


def say(about: Firm | Tower, key: str, *, since: date = YEAR, **value: Any) -> None:
    kind = {"num": "int", "code": "code", "body": "text"}[next(iter(value))]
    subject = "firm" if isinstance(about, Firm) else "tower"
    unit = {"unit": "yuan", "scale": 100} if key in ("tax", "revenue") else {}
    known = FactKey.objects.filter(key=key, subject=subject).first()
    make.make_fact(about, known or make.make_fact_key(key, subject, type=kind, **unit), since=since, **value)


@pytest.fixture
def tower(cast: Cast) -> Tower:
    """A tower of five taxpayers with 0.2 × 100 million each, whose revenue is 0.8 of the threshold of their trade."""
    tower = make.make_tower(cast.aofeng, "汇金大厦")
    say(tower, "theme", body="证券期货楼")
    for number in range(5):
        firm = make.make_firm(f"第{number}租赁有限公司", cast.aofeng, industry="L7211")
        make.make_tenancy(firm, make.make_unit(tower, sqm=100), start=date(2020, 1, 1))
        say(firm, "tax", num=YI // 5)
        say(firm, "revenue", num=8_000_000 * 100)
    return tower


def client(cast: Cast, login: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


def page(cast: Cast, name: str, login: str = "tower_steward", **query: str) -> str:
    response = client(cast, login).get(reverse(name), {"as_of": "2026-11-20"} | query)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def sheet(cast: Cast, name: str, login: str, **query: str) -> list[list[str]]:
    response = client(cast, login).get(reverse(name), {"as_of": "2026-11-20", "export": "csv"} | query)
    return list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def test_a_taxed_tower_is_listed_with_its_rule_and_opens_its_file(cast: Cast, tower: Tower) -> None:
    html = page(cast, "taxed_towers")
    assert f'href="{reverse("tower", args=[tower.pk])}?as_of=2026-11-20#grades"' in html
    assert "1 tower is told to be one" in html
    assert "How it is counted" in html
    assert "No tower of this answer" in page(cast, "taxed_towers", told="withheld")
    assert "No tower matches" in page(cast, "taxed_towers", q="无此楼")
    assert "tax year 2024" in page(cast, "taxed_towers", as_of="2025-06-30")


def test_sums_are_for_the_finance_officer_alone_and_each_time_on_record(cast: Cast, tower: Tower) -> None:
    assert "10,000" not in page(cast, "taxed_towers", sort="-tax")
    assert sheet(cast, "taxed_towers", "tower_steward")[1][-1] == "of them with unknown tax"
    assert not View.objects.exists()
    assert "10,000" in page(cast, "taxed_towers", "finance_officer")
    rows = sheet(cast, "taxed_towers", "finance_officer")
    assert rows[1][-1] == "Known tax, ten thousand yuan"
    assert rows[2] == ["汇金大厦", tower.code, "", "2025", "Yes", "5", "0", "10000"]
    seen = View.objects.filter(page="taxed_towers", subject_kind="area", fields=["tax"])
    assert seen.count() == 2
    assert Entry.objects.filter(act="list.export", subject_kind="taxed_towers").count() == 2


def test_a_sum_just_under_the_bound_never_reads_as_if_it_reached_it(cast: Cast) -> None:
    tower = make.make_tower(cast.aofeng, "将满大厦")
    for _number in range(5):
        firm = make.make_firm(area=cast.aofeng)
        make.make_tenancy(firm, make.make_unit(tower, sqm=100), start=date(2020, 1, 1))
        say(firm, "tax", num=1_999_999_800)
    html = page(cast, "taxed_towers", "finance_officer", told="no")
    assert "9,999" in html
    assert "10,000" not in html
    assert sheet(cast, "taxed_towers", "finance_officer", told="no")[2][-1] == "9999"
    file = client(cast, "finance_officer").get(reverse("tower", args=[tower.pk]), {"as_of": "2026-11-20"})
    assert "9,999.99 ten thousand yuan" in file.content.decode()


def test_candidates_are_listed_with_threshold_and_source_and_open_their_file(cast: Cast, tower: Tower) -> None:
    firm = Firm.objects.get(name="第0租赁有限公司")
    html = page(cast, "above_threshold")
    assert f'href="{reverse("firm", args=[firm.pk])}?as_of=2026-11-20#threshold"' in html
    assert html.count("revenue from 1,000 ten thousand yuan") == 5
    assert "Near the threshold" in html
    assert "No firm of this class" in page(cast, "above_threshold", reached="below")
    assert "No firm matches" in page(cast, "above_threshold", industry="R")
    assert "第0租赁有限公司" in page(cast, "above_threshold", reached="candidate", tower=str(tower.pk), q="第0")


def test_a_reader_sees_the_class_of_a_firm_and_not_what_it_earns(cast: Cast, tower: Tower) -> None:
    assert "Compared with" in page(cast, "above_threshold")
    assert "Compared with" in sheet(cast, "above_threshold", "tower_steward")[1]
    html = page(cast, "above_threshold", "leader")
    assert "Compared with" not in html
    assert "800" not in html.replace("1,000", "").split("<tbody>")[1].split("</tbody>")[0]
    assert "Near the threshold" in html
    rows = sheet(cast, "above_threshold", "leader")
    assert "Compared with" not in rows[1]
    assert len(rows) == 2 + 5


def test_the_firms_file_holds_back_what_the_list_holds_back(cast: Cast, tower: Tower) -> None:
    firm = Firm.objects.get(name="第0租赁有限公司")
    say(firm, "revenue_band", code="5m_10m")
    for login, told in (("leader", False), ("tower_steward", True), ("finance_officer", True)):
        html = client(cast, login).get(reverse("firm", args=[firm.pk]), {"as_of": "2026-11-20"}).content.decode()
        assert "<dd>Candidate</dd>" in html
        assert ("Revenue it rests on" in html) is told, login
        assert ("800 ten thousand" in html) is told, login
        assert ("5m_10m" in html) is told, login
        assert ("at 80 %" in html) is told, "its share of the threshold says the same"
        assert ("What a single firm earns is shown" in html) is not told, login


def test_a_stated_theme_stands_beside_the_rule_on_the_list_and_in_the_file(cast: Cast, tower: Tower) -> None:
    html = page(cast, "themed_towers")
    assert "stated, but not by the rule" in html
    assert "Securities and futures" in html
    assert "Rules of the themes" in html
    assert "汇金大厦" not in page(cast, "themed_towers", themed="reached").split('id="main"')[-1]
    assert "No rule of a theme is in force" in page(cast, "themed_towers", as_of="2020-01-01")
    file = client(cast, "tower_steward").get(reverse("tower", args=[tower.pk]), {"as_of": "2026-11-20"})
    assert "stated: 证券期货楼" in file.content.decode()
    assert sheet(cast, "themed_towers", "leader")[2][0] == "汇金大厦"


@pytest.mark.parametrize("name", PAGES)
def test_another_district_sees_nothing_of_them_and_a_day_that_is_none_is_said(
    cast: Cast, tower: Tower, name: str
) -> None:
    html = page(cast, name, "other_tower_steward", reached="all")
    assert "汇金" not in html
    assert "租赁有限公司" not in html
    assert "That is no day" in page(cast, name, as_of="yesterday")
    assert client(cast, "system_administrator").get(reverse(name)).status_code == 403
    assert client(cast, "department_liaison").get(reverse(name), {"export": "csv"}).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_their_filters_can_be_kept_as_a_view(cast: Cast, tower: Tower, name: str) -> None:
    kept = client(cast, "tower_steward").post(
        reverse("saved_view_save", args=[name]), {"name": "我的名单", "query": "as_of=2026-11-20"}
    )
    assert kept.status_code == 302
    assert "我的名单" in page(cast, name)
