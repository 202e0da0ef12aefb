"""A property manager sees their own towers; others are not there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from mashang.register.models import Tower, TowerKeeper
from mashang.register.tests import make
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def own(cast: Cast) -> Tower:
    tower = make.make_tower(cast.aofeng, "我的楼")
    unit = make.make_unit(tower, "0101", sqm=120)
    make.make_tenancy(make.make_firm("甲公司（示例）", cast.aofeng), unit)
    membership = cast.user("property_manager").memberships.get()
    TowerKeeper.objects.create(membership=membership, tower=tower, duty="property", span=DateRange(date(2020, 1, 1)))
    return tower


def client(cast: Cast, login: str = "property_manager") -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_own_tower_is_shown_with_plan_and_tenants(cast: Cast, own: Tower) -> None:
    manager = client(cast)
    assert "我的楼" in manager.get(reverse("own_towers")).content.decode()
    unit = own.units.get()
    html = manager.get(reverse("own_tower", args=[own.pk]), {"unit": unit.pk}).content.decode()
    assert "甲公司（示例）" in html
    assert 'id="unit"' in html
    send = f"{reverse('own_sheet_new')}?tower={own.pk}"
    assert f'href="{send}"' in html
    assert f'value="{own.pk}" selected' in manager.get(send).content.decode()


def test_another_tower_is_not_there_even_next_door(cast: Cast, own: Tower) -> None:
    other = make.make_tower(cast.aofeng, "别人的楼")
    manager = client(cast)
    assert manager.get(reverse("own_tower", args=[other.pk])).status_code == 404
    assert "别人的楼" not in manager.get(reverse("own_towers")).content.decode()


def test_a_unit_of_another_tower_opens_no_panel(cast: Cast, own: Tower) -> None:
    unit = make.make_unit(make.make_tower(cast.aofeng), "9999")
    html = client(cast).get(reverse("own_tower", args=[own.pk]), {"unit": unit.pk}).content.decode()
    assert 'id="unit"' not in html


def test_when_the_duty_has_ended_the_tower_is_gone(cast: Cast, own: Tower) -> None:
    TowerKeeper.objects.update(span=DateRange(date(2020, 1, 1), date(2021, 1, 1)))
    assert client(cast).get(reverse("own_tower", args=[own.pk])).status_code == 404


@pytest.mark.parametrize("login", ["firm_owner", "firm_member", "tower_steward"])
def test_others_have_no_towers_here(cast: Cast, own: Tower, login: str) -> None:
    assert client(cast, login).get(reverse("own_towers")).status_code == 403
