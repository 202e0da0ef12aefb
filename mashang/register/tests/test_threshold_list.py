"""The list of firms by the threshold of the statistics: classes, what is missing, who sees what, how often it asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.register.models import FactKey, Firm
from mashang.register.reads.above_threshold import check_threshold
from mashang.register.reads.threshold_list import (
    ThresholdRow,
    ThresholdsFound,
    ThresholdWanted,
    find_threshold_firms,
)
from mashang.register.rules.above_threshold import FEN_OF_WAN, Lack, Reached
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
YEAR = date(2025, 1, 1)
KEEPER = frozenset({"register.read", "register.edit"})
KINDS = {"num": "int", "code": "code", "flag": "flag", "day": "date"}


def say(firm: Firm, key: str, *, since: date = YEAR, **value: Any) -> None:
    known = FactKey.objects.filter(key=key).first()
    unit: dict[str, Any] = {"unit": "yuan", "scale": 100} if key == "revenue" else {}
    make.make_fact(firm, known or make.make_fact_key(key, type=KINDS[next(iter(value))], **unit), since=since, **value)


def firm_of(tower: Any, industry: str, wan: int | None, name: str = "", **more: Any) -> Firm:
    """A firm in a tower, with its revenue in ten thousand yuan."""
    firm: Firm = make.make_firm(name, industry=industry, **more)
    if wan is not None:
        say(firm, "revenue", num=wan * FEN_OF_WAN)
    make.make_tenancy(firm, make.make_unit(tower))
    return firm


def find(tower: Any, *, permissions: frozenset[str] = KEEPER, **wanted: Any) -> ThresholdsFound:
    actor = make.make_actor(tower.area, permissions=permissions)
    return find_threshold_firms(actor, TODAY, ThresholdWanted(**wanted))


def by_name(found: ThresholdsFound) -> dict[str, ThresholdRow]:
    return {row.name: row for row in found.rows}


def test_firms_stand_by_class_the_ones_to_be_talked_to_first_and_finance_never() -> None:
    tower = make.make_tower()
    for name, industry, wan in (
        ("恰好达标", "L7211", 1000), ("恰好八成", "L7211", 800), ("差一万", "L7211", 799), ("未报营收", "L7211", None),
        ("银行", "J6621", 90_000), ("建筑", "E4710", 1), ("不分小类", "K", 5000),
    ):  # fmt: skip
        firm_of(tower, industry, wan, name)
    listed = firm_of(tower, "L7211", 3000, "已入库")
    say(listed, "above_threshold_class", code="services")
    say(listed, "above_threshold_since", day=date(2021, 3, 1))
    found = find(tower)
    rows = by_name(found)
    assert {name: row.answer.reached.value for name, row in rows.items()} == {
        "恰好达标": "above", "已入库": "above", "恰好八成": "candidate", "差一万": "below", "建筑": "not_by_size",
        "未报营收": "unknown", "不分小类": "unknown",
    }  # fmt: skip
    assert [row.name for row in found.rows[:2]] == ["恰好达标", "恰好八成"]
    assert (rows["未报营收"].answer.lack, rows["不分小类"].answer.lack) == (Lack.REVENUE, Lack.FINER_INDUSTRY)
    assert (rows["已入库"].listed, rows["已入库"].listed_since) == ("services", date(2021, 3, 1))
    assert (found.counts[Reached.ABOVE], found.counts[Reached.UNKNOWN], found.to_enter) == (2, 2, 2)
    assert Reached.NEVER not in found.counts


def test_the_filters_keep_what_they_say_and_the_counts_heed_them() -> None:
    tower, other = make.make_tower(), None
    other = make.make_tower(tower.area)
    firm_of(tower, "L7211", 1000, "甲租赁有限公司")
    firm_of(other, "I6510", 1700, "乙软件有限公司", standing="revoked")
    firm_of(other, "I6510", None, "丙软件有限公司")
    assert set(by_name(find(tower, to_enter=True))) == {"甲租赁有限公司", "乙软件有限公司"}
    assert set(by_name(find(tower, reached="candidate"))) == {"乙软件有限公司"}
    assert set(by_name(find(tower, lack="revenue"))) == {"丙软件有限公司"}
    assert set(by_name(find(tower, industry="I"))) == {"乙软件有限公司", "丙软件有限公司"}
    assert set(by_name(find(tower, tower_id=tower.pk))) == {"甲租赁有限公司"}
    assert set(by_name(find(tower, standing="revoked"))) == {"乙软件有限公司"}
    assert find(tower, listed=True).rows == ()
    counts = find(tower, industry="I", reached="below").counts
    assert (counts[Reached.CANDIDATE], counts[Reached.UNKNOWN], counts[Reached.ABOVE]) == (1, 1, 0)


def test_the_revenue_is_shown_to_those_who_keep_the_register_and_the_class_to_all() -> None:
    tower = make.make_tower()
    firm_of(tower, "L7211", 800, "甲")
    keeper, reader = find(tower).rows[0], find(tower, permissions=frozenset({"register.read"})).rows[0]
    assert "800" in keeper.revenue
    assert keeper.year == reader.year == 2025
    assert keeper.source is not None
    assert (reader.revenue, reader.source) == ("", None)
    assert reader.answer.reached is Reached.CANDIDATE
    assert find(tower, permissions=frozenset({"register.read", "tax.read"})).rows[0].revenue == keeper.revenue


def test_only_firms_in_place_in_ones_own_towers_on_the_day_are_in_it() -> None:
    tower = make.make_tower()
    gone = make.make_firm("走了")
    make.make_tenancy(gone, make.make_unit(tower), end=date(2026, 11, 20))
    there = firm_of(tower, "L7211", 800, "在")
    elsewhere = make.make_tower()
    make.make_tenancy(there, make.make_unit(elsewhere))
    firm_of(elsewhere, "L7211", 900, "别处")
    found = find(tower)
    assert set(by_name(found)) == {"在"}
    assert [pk for pk, _name in found.rows[0].towers] == [tower.pk]
    actor = make.make_actor(tower.area, permissions=KEEPER)
    before = find_threshold_firms(actor, date(2026, 11, 19), ThresholdWanted())
    assert set(by_name(before)) == {"在", "走了"}
    unknown_then = find_threshold_firms(actor, TODAY, ThresholdWanted(), timezone.now() - timedelta(days=9000))
    assert unknown_then.rows == ()


@pytest.mark.parametrize("wan", [None, 300, 800, 1000])
def test_the_list_says_what_the_firms_file_says(wan: int | None) -> None:
    tower = make.make_tower()
    firm = firm_of(tower, "L7211", wan)
    say(firm, "revenue", since=date(2024, 1, 1), num=7 * FEN_OF_WAN)
    row = find(tower).rows[0]
    check = check_threshold(make.make_actor(permissions=KEEPER), firm.pk, TODAY)
    assert (row.answer, row.year, row.revenue) == (check.answer, check.year, check.revenue)


def test_many_firms_ask_as_often_as_one(django_assert_num_queries: Any) -> None:
    tower = make.make_tower()
    for firms in (1, 7):
        for _firm in range(firms):
            firm_of(tower, "L7211", 800)
        with django_assert_num_queries(4):
            found = find(tower)
    assert len(found.rows) == 8
