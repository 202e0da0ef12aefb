"""The working-day calendar: a year at a glance, and when something is due."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Any) -> Client:
    settings.DEMO = True
    cast: Cast = make_cast()
    client = Client()
    client.force_login(cast.user("window_clerk"))
    return client


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("workdays"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_year_shows_its_days_off_its_make_up_days_and_its_sum(client: Client) -> None:
    html = page(client, year="2026")
    assert "248 个工作日" in html
    assert html.count('class="makeup') == 6
    assert html.count('<span class="vh">春节</span>') == 9
    assert "调休上班" in html


def test_a_year_whose_notice_is_not_out_says_so(client: Client) -> None:
    html = page(client, year="2027")
    assert "暂定" in html
    assert "年度放假通知尚未公布" in html
    assert "暂定" not in page(client, year="2025")


@pytest.mark.parametrize(
    ("start", "days", "due", "provisional"),
    [
        ("2026-02-13", "7", "2026-03-02", False),
        ("2026年12月30日", "2", "2027-01-04", True),
        ("2090-01-01", "3", "2090-01-04", True),
    ],
)
def test_a_due_date_is_reckoned(client: Client, start: str, days: str, due: str, provisional: bool) -> None:
    html = page(client, start=start, days=days)
    assert f"<b>{due}</b>" in html
    assert ("不作为法定期限" in html) is provisional


@pytest.mark.parametrize("asked", [{"year": "١٩"}, {"year": "99999"}, {"start": "x", "days": "-1"}])
def test_what_cannot_be_reckoned_is_said(client: Client, asked: dict[str, str]) -> None:
    html = page(client, **asked)
    assert 'class="k-big" role="status"' not in html
    assert ("is-invalid" in html or "k-note bad" in html or "尚未公布" in html) is ("start" in asked)
