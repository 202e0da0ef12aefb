"""Visits on the portal: the firm moves, declines, objects and confirms, and sees nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mashang.cases.acts.visit_recording import note_on_visit
from mashang.cases.acts.visit_splitting import Problem
from mashang.cases.acts.visits import plan_visit
from mashang.cases.models import Visit
from mashang.cases.tests.make import own_firm
from mashang.cases.tests.make_visits import booked, record
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, make_cast, make_firm

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def firm(cast: Cast) -> int:
    load_keys()
    return own_firm(cast)


@pytest.fixture
def owner(cast: Cast, firm: int) -> Client:
    client = Client()
    client.force_login(cast.user("firm_owner"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_visit_is_seen_once_it_is_announced(cast: Cast, firm: int, owner: Client) -> None:
    planned = plan_visit(actor=cast.actor("service_officer"), firm_id=firm, on=TODAY + timedelta(days=40))
    assert owner.get(f"/portal/visits/{planned.pk}").status_code == 404
    visit = booked(cast, firm)
    assert visit.number in owner.get("/portal/visits").content.decode()
    page = owner.get(f"/portal/visits/{visit.pk}").content.decode()
    assert "服务走访，非检查" in page
    assert owner.get(f"/portal/visits/{visit.pk}/invitation.ics")["Content-Type"].startswith("text/calendar")


def test_it_is_moved_and_declined_by_the_firm(cast: Cast, firm: int, owner: Client) -> None:
    visit = booked(cast, firm)
    past = owner.post(f"/portal/visits/{visit.pk}/another-day", {"to": "2020-01-01"}).content.decode()
    assert "2020-01-01" in past
    day = TODAY + timedelta(days=9)
    owner.post(f"/portal/visits/{visit.pk}/another-day", {"to": day.isoformat(), "words": "那天盘点"})
    visit.refresh_from_db()
    assert (visit.state, visit.planned_on) == ("planned", day)
    other = Visit.objects.get(pk=booked_again(cast, visit))
    owner.post(f"/portal/visits/{other.pk}/decline")
    other.refresh_from_db()
    assert other.state == "declined"


def booked_again(cast: Cast, visit: Visit) -> int:
    from mashang.cases.acts.visits import book_visit

    return book_visit(actor=cast.actor("service_officer"), visit_id=visit.pk).pk


def test_what_was_recorded_is_read_without_the_offices_notes(cast: Cast, firm: int, owner: Client) -> None:
    visit = record(cast, firm, said="地库夜里关门。", problems=(Problem(title="地库 22:00 后关闭", item="property"),))
    note_on_visit(actor=cast.actor("service_officer"), visit_id=visit.pk, words="只给街道看的话")
    page = owner.get(f"/portal/visits/{visit.pk}").content.decode()
    assert "地库夜里关门。" in page
    assert "地库 22:00 后关闭" in page
    assert "只给街道看的话" not in page
    owner.post(f"/portal/visits/{visit.pk}/object", {"words": "是每天，不是夜里"})
    owner.post(f"/portal/visits/{visit.pk}/confirm")
    visit.refresh_from_db()
    assert (visit.state, visit.firm_confirmed_at is not None) == ("closed", True)
    assert "是每天，不是夜里" in owner.get(f"/portal/visits/{visit.pk}").content.decode()


def test_the_visits_of_another_firm_are_not_there(cast: Cast, firm: int, owner: Client) -> None:
    stranger = record(cast, make_firm(cast, "别家（示例）公司", uscc=None).pk)
    for way in ("", "/another-day", "/invitation.ics", "/object"):
        assert owner.get(f"/portal/visits/{stranger.pk}{way}").status_code == 404
    assert stranger.number not in owner.get("/portal/visits").content.decode()
