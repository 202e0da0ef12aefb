"""The page of the search and the part of it that the palette shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mashang.register.acts.firms import rename_firm
from mashang.register.models import Firm
from tests.cast import Cast, make_cast, make_firm, make_tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    make_tower(cast, "云帆大厦")
    make_tower(cast, "云帆外厦", area=cast.hongshan, code="T2")
    firm = make_firm(cast, "云帆科技有限公司")
    make_firm(cast, "<b>云帆</b>茶行")
    client.force_login(cast.user("tower_steward"))
    rename_firm(actor=cast.actor("tower_steward"), firm_id=firm.pk, name="潮声科技有限公司")
    return client


def test_the_page_groups_what_is_found_and_says_by_which_name(desk: Client) -> None:
    page = desk.get("/desk/search", {"q": "yunfan"}).content.decode()
    assert page.index(">云帆大厦<") < page.index(">潮声科技有限公司<")
    assert "云帆科技有限公司" in page
    assert "&lt;b&gt;云帆&lt;/b&gt;茶行" in page
    assert "云帆外厦" not in page
    towers = desk.get("/desk/search", {"q": "yunfan", "kind": "towers"}).content.decode()
    assert "云帆大厦" in towers
    assert "潮声" not in towers
    assert "没有找到" in desk.get("/desk/search", {"q": "无此"}).content.decode()
    assert desk.get("/desk/search", {"q": "云帆", "kind": "x", "area": "x"}).status_code == 200


def test_the_part_for_the_palette_is_links_alone(desk: Client) -> None:
    part = desk.get("/desk/search", {"q": "云帆", "part": "1"}).content.decode()
    assert "<html" not in part
    assert part.count('role="option"') == 3
    assert f'href="/desk/firms/{Firm.objects.get(name="潮声科技有限公司").pk}"' in part
    assert 'role="option"' not in desk.get("/desk/search", {"q": " ", "part": "1"}).content.decode()


def test_a_kind_of_which_there_are_many_leads_to_all_of_it(desk: Client, cast: Cast) -> None:
    for n in range(12):
        make_firm(cast, f"云帆{n}号")
    page = desk.get("/desk/search", {"q": "云帆"}).content.decode()
    assert "kind=firms" in page
    assert desk.get("/desk/search", {"q": "云帆", "kind": "firms"}).content.decode().count("/desk/firms/") >= 14


def test_the_part_takes_as_many_queries_for_many_as_for_few(
    desk: Client, cast: Cast, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    desk.get("/desk/search", {"q": "云帆", "part": "1"})
    for n in range(8):
        make_firm(cast, f"云帆{n}号")
    with django_assert_max_num_queries(12):
        desk.get("/desk/search", {"q": "云帆", "part": "1"})
