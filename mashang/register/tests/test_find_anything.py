"""The search: what is found by which words, in which order, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew
from mashang.register.models import Findable, Firm, FirmName, TowerName
from mashang.register.reads.finding import Found, Wanted, find_anything
from mashang.register.rules.searching import GRAMS, Way
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def found(actor: Actor, q: str, **more: Any) -> Found:
    return find_anything(actor, Wanted(q=q, **more), TODAY)


def firms(actor: Actor, q: str, **more: Any) -> list[str]:
    return [match.name for match in found(actor, q, **more).firms]


def call_also(firm: Firm, name: str, kind: str) -> None:
    FirmName.objects.create(firm=firm, name=name, folded=name, kind=kind, source=make.make_source())
    find_firms_anew([firm.pk])


def test_a_firm_is_found_however_it_is_written() -> None:
    area = make.make_area()
    firm = make.make_firm("海峡云帆科技（示例）有限公司", area)
    make.make_firm("乌山会计（示例）", area)
    call_also(firm, "潮声信息", "former")
    make.make_fact(firm, make.make_fact_key("registered_address"), body="台江区鳌峰路 8 号")
    find_firms_anew([firm.pk])
    actor = make.make_actor(area)
    assert firm.uscc
    by_code = (firm.uscc, firm.uscc[-6:], firm.uscc[6:].lower())
    for q in ("云帆", "雲帆", "海峽", "haixia", "yunfankeji", "xyf", "hx", "海峡 科技", "潮声", "鳌峰路8号", *by_code):
        assert firms(actor, q) == [firm.name], q
    for q in ("海帆", "xiahai", "海峡 潮声", "（）", "", "%", "_"):
        assert firms(actor, q) == [], q


def test_what_was_meant_is_said_when_it_is_not_the_name() -> None:
    area = make.make_area()
    firm = make.make_firm("云帆科技", area)
    call_also(firm, "潮声信息", "former")
    match = found(make.make_actor(area), "潮声").firms[0]
    assert (match.name, match.said, match.by) == ("云帆科技", "former", "潮声信息")
    assert found(make.make_actor(area), "云帆").firms[0].by == ""


def test_the_whole_name_comes_first_then_its_beginning_then_what_is_here() -> None:
    area = make.make_area()
    tower = make.make_tower(area, address="云帆路 1 号")
    make.make_firm("大云帆货运", area)
    make.make_tenancy(make.make_firm("小云帆茶行", area), make.make_unit(tower))
    make.make_tenancy(make.make_firm("旧云帆书店", area), make.make_unit(tower), end=date(2024, 1, 1))
    make.make_firm("云帆科技", area)
    make.make_firm("云帆", area)
    make.make_firm("重云帆矿业", area, weight=9)
    expected = ["云帆", "云帆科技", "小云帆茶行", "重云帆矿业", "旧云帆书店", "大云帆货运"]
    assert firms(make.make_actor(area), "云帆") == expected
    assert firms(make.make_actor(area), "yunfan")[0] == "云帆"
    assert firms(make.make_actor(area), "云帆", here=True) == ["小云帆茶行"]
    assert [match.by for match in found(make.make_actor(area), "云帆路").towers] == [""], "its address is shown anyway"


def test_towers_and_rooms_are_found_by_any_name_of_the_tower() -> None:
    area = make.make_area()
    tower = make.make_tower(area, "升龙汇金中心", name_en="Rising Dragon Centre")
    TowerName.objects.create(tower=tower, name="旧汇金", folded="旧汇金", kind="former", source=make.make_source())
    find_towers_anew([tower.pk])
    unit = make.make_unit(tower, "2703")
    make.make_unit(make.make_tower(area, "宝地大厦"), "2703")
    actor = make.make_actor(area)
    for q in ("升龙", "旧汇金", "slhj", "dragon", tower.code):
        assert [match.id for match in found(actor, q).towers] == [tower.pk], q
    for q in ("汇金 2703室", "旧汇金2703", "huijin 2703"):
        assert [(room.id, room.tower_id) for room in found(actor, q).rooms] == [(unit.pk, tower.pk)], q
    assert len(found(actor, "2703").rooms) == 2
    assert found(actor, "升龙", kind="firms").total == 0


def test_nobody_finds_what_they_may_not_see() -> None:
    city = make.make_area("市", kind="city")
    here, there = make.make_area("甲街道", parent=city), make.make_area("乙街道", parent=city)
    tower = make.make_tower(here, "云帆一号")
    make.make_tower(there, "云帆二号")
    own, guest = make.make_firm("云帆自家", here), make.make_firm("云帆来客", there)
    make.make_firm("云帆外人", there)
    was_here = make.make_tenancy(guest, make.make_unit(tower), end=date(2024, 1, 1))

    def seen(**more: Any) -> set[str]:
        result = found(make.make_actor(here, **more), "云帆")
        return {match.name for match in (*result.towers, *result.firms)}

    assert seen() == {"云帆一号", "云帆自家", "云帆来客"}
    assert seen(tower_ids=frozenset({tower.pk})) == {"云帆一号", "云帆来客"}
    assert seen(tower_ids=frozenset()) == set()
    assert seen(firm_ids=frozenset({own.pk})) == {"云帆一号", "云帆自家"}
    assert found(make.make_actor(city), "云帆").total == 5
    assert firms(make.make_actor(city), "云帆", area_id=there.pk) == ["云帆来客", "云帆外人"]
    assert found(make.make_actor(here), "云帆", area_id=there.pk).total == 0
    make.retract(was_here)
    assert "云帆来客" not in seen()


def test_a_stale_row_shows_nothing_that_the_register_hides() -> None:
    area = make.make_area()
    firm = make.make_firm("云帆科技", area)
    Firm.objects.filter(pk=firm.pk).update(retracted_at=timezone.now())
    assert Findable.objects.filter(ref_id=firm.pk).exists()
    assert firms(make.make_actor(area), "云帆") == []


def test_a_search_takes_as_many_queries_for_many_as_for_few(django_assert_num_queries: Callable[[int], Any]) -> None:
    area = make.make_area()
    source = make.make_source()
    for size in (2, 20):
        for n in range(size):
            tower = make.make_tower(area, f"云帆{size}座{n}")
            make.make_tenancy(make.make_firm(area=area, name=f"云帆{size}号{n}"), make.make_unit(tower, source=source))
        with django_assert_num_queries(5):
            result = found(make.make_actor(area), "云帆", most=20)
    assert (len(result.firms), len(result.towers)) == (20, 20)
    with django_assert_num_queries(2):
        assert found(make.make_actor(area), "汇金 2703").total == 0


def test_the_database_makes_the_grams_that_a_query_asks_for() -> None:
    values = {"folded": "云帆a2", "initials": "yfa2", "pinyin": "yunfana2", "code": "T0350"}
    asked = {gram for column, text in values.items() for gram in Way(column, text).grams}
    with connection.cursor() as cursor:
        cursor.execute("select mashang_grams(%(folded)s, %(code)s, %(pinyin)s, %(initials)s, '{@AA}')", values)
        assert set(cursor.fetchone()[0]) == asked | {"@AA"}
    assert set(values) == set(GRAMS)
