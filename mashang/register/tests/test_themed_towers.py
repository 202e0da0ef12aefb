"""Themed towers in the register: shares of a day, what is stated beside them, scope, number of queries, the content."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from mashang.register.models import FactKey, Tower
from mashang.register.reads.themes import (
    ThemeRow,
    ThemesWanted,
    find_themes,
    get_themes,
    list_themed_towers,
    list_themes_of_tower,
)
from mashang.register.reads.towers import get_tower
from mashang.register.rules.themes import Themed
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def state(tower: Tower, text: str) -> None:
    key = FactKey.objects.filter(key="theme").first() or make.make_fact_key("theme", "tower")
    make.make_fact(tower, key, body=text)


def fill(tower: Tower, *, brokers: int, others: int, sqm: int = 100, unknown: int = 0) -> None:
    """So many firms of securities, of trade, and of unknown industry, each in a room of its own."""
    key = FactKey.objects.filter(key="industry").first() or make.make_fact_key("industry", type="code")
    for count, code in ((brokers, "6712"), (others, "F5110"), (unknown, "")):
        for _firm in range(count):
            firm = make.make_firm()
            if code and not firm.facts.filter(key=key).exists():
                make.make_fact(firm, key, code=code)
            make.make_tenancy(firm, make.make_unit(tower, sqm=sqm))


def rows_of(area: Any, **wanted: Any) -> list[ThemeRow]:
    return list(list_themed_towers(make.make_actor(area), TODAY, ThemesWanted(**wanted)))


def told(rows: list[ThemeRow]) -> list[tuple[str, str, str]]:
    return [
        (row.tower.name, row.answer.theme.key if row.answer else "", row.answer.themed if row.answer else "")
        for row in rows
    ]


def test_a_tower_is_of_a_theme_by_the_area_that_its_firms_hold_on_the_day() -> None:
    area = make.make_area()
    reached, near = make.make_tower(area, "证券楼甲"), make.make_tower(area, "证券楼乙")
    fill(reached, brokers=20, others=30)  # 2,000 of 5,000 square metres: 40 %
    fill(near, brokers=20, others=35)  # 36.4 %
    rows = [row for row in rows_of(area) if row.answer and row.answer.theme.key == "capital_market"]
    assert told(rows) == [("证券楼甲", "capital_market", Themed.REACHED), ("证券楼乙", "capital_market", Themed.NEAR)]
    answer = rows[0].answer
    assert answer is not None
    assert [answer.part, answer.whole, answer.share] == [2000, 5000, 40]
    assert answer.firms == 20
    before = list_themed_towers(make.make_actor(area), date(2019, 12, 31), ThemesWanted())
    assert before == ()


def test_the_last_tenant_to_leave_takes_the_theme_along() -> None:
    area = make.make_area()
    tower = make.make_tower(area, "证券楼")
    fill(tower, brokers=19, others=0)
    firm = make.make_firm()
    make.make_fact(firm, FactKey.objects.get(key="industry"), code="J6749")
    make.make_tenancy(firm, make.make_unit(tower, sqm=100), end=TODAY)
    assert told(rows_of(area, theme="capital_market")) == [("证券楼", "capital_market", Themed.NEAR)]
    actor = make.make_actor(area)
    eve = list_themed_towers(actor, date(2026, 11, 19), ThemesWanted(theme="capital_market"))
    assert told(list(eve)) == [("证券楼", "capital_market", Themed.REACHED)]
    unknown_then = list_themed_towers(actor, date(2026, 11, 19), ThemesWanted(), timezone.now() - timedelta(days=9000))
    assert unknown_then == ()


def test_what_is_stated_stands_beside_the_rule_and_is_marked_where_they_differ() -> None:
    area = make.make_area()
    stated, silent, other = (make.make_tower(area, name) for name in ("甲", "乙", "丙"))
    state(stated, "证券期货楼")
    fill(stated, brokers=1, others=9)
    fill(silent, brokers=20, others=1)
    state(other, "文化创意楼")
    rows = {row.tower.name: row for row in rows_of(area) if not row.answer or row.answer.theme.key == "capital_market"}
    assert (rows["甲"].named, rows["甲"].differs) == (True, True)
    assert rows["甲"].answer is not None
    assert rows["甲"].answer.themed is Themed.NOT
    assert (rows["乙"].named, rows["乙"].differs, rows["乙"].stated) == (False, True, None)
    assert rows["丙"].answer is None
    assert rows["丙"].stated is not None
    assert rows["丙"].stated.text == "文化创意楼"
    assert {row.tower.name for row in rows_of(area, differs=True)} == {"甲", "乙"}
    file = list_themes_of_tower(get_tower(make.make_actor(area), stated.pk, TODAY), TODAY)
    assert told(list(file)) == [("甲", "capital_market", Themed.NOT)]


def test_other_areas_and_merged_towers_are_not_in_the_list() -> None:
    area = make.make_area()
    tower = make.make_tower(area, "证券楼")
    fill(tower, brokers=20, others=0)
    assert rows_of(make.make_area()) == []
    assert rows_of(area, q="没有这栋") == []
    Tower.objects.filter(pk=tower.pk).update(merged_into=make.make_tower(area))
    assert rows_of(area) == []


def test_more_towers_ask_no_more(django_assert_num_queries: Any) -> None:
    area = make.make_area()
    for towers in (1, 3):
        for _tower in range(towers):
            tower = make.make_tower(area)
            fill(tower, brokers=2, others=1)
            state(tower, "证券期货楼")
        with django_assert_num_queries(3):
            rows = rows_of(area)
    assert len(rows) == 4


def test_every_theme_of_the_content_can_be_meant() -> None:
    themes = get_themes()
    assert len({theme.key for theme in themes}) == len(themes) > 0
    for theme in themes:
        assert all(theme.names)
        assert theme.basis
        assert 0 < theme.near_percent < 100
        assert Decimal(theme.share_percent) * theme.near_percent > 0
    assert find_themes(date(2025, 12, 31)) == ()
    assert find_themes(TODAY) == themes
