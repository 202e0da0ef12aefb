"""The list of towers: what is found, in which order, with which figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Membership, User
from mashang.kernel.errors import NotThere
from mashang.register.models import TowerKeeper, TowerName
from mashang.register.reads.figures import get_floor_bars
from mashang.register.reads.towers import TowersWanted, get_tower, list_towers
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def names(actor: Any, **wanted: Any) -> list[str]:
    return [row.name for row in list_towers(actor, TODAY, TowersWanted(**wanted)).rows]


def test_a_tower_is_found_by_part_of_its_name_former_name_address_pinyin_and_initials() -> None:
    area = make.make_area()
    tower = make.make_tower(area, "升龙汇金中心", address="台江区鳌江路8号")
    TowerName.objects.create(tower=tower, name="海峡汇金", folded="海峡汇金", kind="former", source=make.make_source())
    make.make_tower(area, "宝地大厦")
    actor = make.make_actor(area)
    for q in ("汇金", "匯金中心", "海峡汇", "鳌江路", "huijin", "slhjzx", "slhj", " 升龙 "):
        assert names(actor, q=q) == ["升龙汇金中心"], q
    assert names(actor, q="无此楼") == []


def test_towers_sort_by_pinyin_and_by_any_figure_with_the_unknown_last() -> None:
    area = make.make_area()
    half, full, none = (make.make_tower(area, name) for name in ("中庚", "奥体", "宝地"))
    make.make_tenancy(make.make_firm(), make.make_unit(half, sqm=100))
    make.make_unit(half, sqm=100)
    make.make_tenancy(make.make_firm(), make.make_unit(full, sqm=100))
    actor = make.make_actor(area)
    assert names(actor) == ["奥体", "宝地", "中庚"]
    assert names(actor, sort="occupancy") == ["中庚", "奥体", "宝地"]
    assert names(actor, sort="-occupancy") == ["奥体", "中庚", "宝地"]
    assert names(actor, vacant_sqm=Decimal(50)) == ["中庚"]
    assert none.name_zh == "宝地"


def test_only_towers_of_the_area_and_of_the_narrowing_are_there() -> None:
    mine, theirs = make.make_area("甲街道"), make.make_area("乙街道")
    park = make.make_area("园区", kind="park", parent=mine)
    a, b, c = make.make_tower(mine, "甲楼"), make.make_tower(park, "园楼"), make.make_tower(theirs, "乙楼")
    assert names(make.make_actor(mine)) == ["甲楼", "园楼"]
    assert names(make.make_actor(park)) == ["园楼"]
    assert names(make.make_actor(tower_ids=frozenset({c.pk}))) == ["乙楼"]
    assert get_tower(make.make_actor(mine), b.pk, TODAY).name == "园楼"
    with pytest.raises(NotThere):
        get_tower(make.make_actor(theirs), a.pk, TODAY)


def test_my_towers_are_those_i_keep_on_the_day() -> None:
    area = make.make_area()
    tower = make.make_tower(area, "甲楼")
    user = User.objects.create(login="steward", name="楼长甲（示例）")
    membership = Membership.objects.create(user=user, role="tower_steward", area=area, span=DateRange(date(2020, 1, 1)))
    TowerKeeper.objects.create(membership=membership, tower=tower, duty="local", span=DateRange(date(2026, 1, 1)))
    actor = make.make_actor(area, user_id=user.pk)
    assert [row.name for row in list_towers(actor, TODAY, TowersWanted()).mine] == ["甲楼"]
    assert [k.name for k in list_towers(actor, TODAY, TowersWanted()).stewards] == ["楼长甲（示例）"]
    assert list_towers(actor, date(2025, 12, 31), TowersWanted()).mine == ()


def test_floor_bars_stand_from_top_to_bottom() -> None:
    tower = make.make_tower()
    make.make_tenancy(make.make_firm(), make.make_unit(tower, floor=1, sqm=60))
    make.make_unit(tower, floor=2, sqm=40)
    bars = get_floor_bars([tower.pk], TODAY)[tower.pk]
    assert [(bar.no, int(bar.sqm), int(bar.vacant_sqm)) for bar in bars] == [(2, 40, 40), (1, 60, 0)]


def test_the_list_takes_three_queries_at_ten_and_at_many_towers(django_assert_num_queries: Any) -> None:
    area = make.make_area()
    source = make.make_source()
    for size in (10, 60):
        for _ in range(size):
            tower = make.make_tower(area)
            make.make_tenancy(make.make_firm(area=area), make.make_unit(tower, source=source), source=source)
        with django_assert_num_queries(3):
            assert list_towers(make.make_actor(area), TODAY, TowersWanted(), size=25).rows
