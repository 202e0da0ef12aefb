"""The list of firms, and what one firm's file begins with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mashang.kernel.errors import NotThere
from mashang.register.acts.ledger.findable import find_firms_anew
from mashang.register.models import FirmName
from mashang.register.reads.firms import FirmsWanted, get_firm, list_firms
from mashang.register.reads.units import list_firm_stays
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def names(actor: Any, **wanted: Any) -> list[str]:
    return [row.name for row in list_firms(actor, TODAY, FirmsWanted(**wanted)).rows]


def test_a_firm_is_found_by_name_former_name_code_and_pinyin() -> None:
    area = make.make_area()
    firm = make.make_firm("榕海数科（示例）有限公司", area)
    FirmName.objects.create(firm=firm, name="榕海信息", folded="榕海信息", kind="former", source=make.make_source())
    find_firms_anew([firm.pk])
    make.make_firm("乌山会计（示例）", area)
    actor = make.make_actor(area)
    assert firm.uscc
    for q in ("榕海", "榕海數科", "榕海信息", "ronghai", firm.uscc[-8:], firm.uscc.lower()):
        assert names(actor, q=q) == ["榕海数科（示例）有限公司"], q
    assert names(actor, q="无") == []
    assert names(actor, q="（）") == []


def test_filters_narrow_by_industry_standing_tower_and_registration() -> None:
    area = make.make_area()
    tower = make.make_tower(area)
    bank = make.make_firm("甲银行", area, industry="6620", standing="active")
    shop = make.make_firm("乙商店", area, industry="F52", standing="cancelled")
    make.make_tenancy(bank, make.make_unit(tower), registered_here=True)
    make.make_tenancy(shop, make.make_unit(tower), end=date(2025, 1, 1), registered_here=True)
    actor = make.make_actor(area)
    assert names(actor, industry="J") == ["甲银行"]
    assert names(actor, industry="F") == ["乙商店"]
    assert names(actor, standing="cancelled") == ["乙商店"]
    assert names(actor, tower_id=tower.pk) == ["甲银行"]
    assert names(actor, here=True) == ["甲银行"]
    assert names(actor, registered=True) == ["甲银行"]
    assert names(actor, registered=False) == []


def test_a_firm_of_another_area_is_there_only_when_it_has_a_room_here() -> None:
    mine, theirs = make.make_area("甲街道"), make.make_area("乙街道")
    guest, stranger = make.make_firm("来客", theirs), make.make_firm("外人", theirs)
    make.make_tenancy(guest, make.make_unit(make.make_tower(mine)))
    elsewhere = make.make_tenancy(guest, make.make_unit(make.make_tower(theirs)))
    actor = make.make_actor(mine)
    assert names(actor) == ["来客"]
    assert elsewhere.line not in [stay.line for stay in list_firm_stays(actor, guest.pk)]
    with pytest.raises(NotThere):
        get_firm(actor, stranger.pk)


def test_a_narrowed_actor_sees_its_own_firms_alone() -> None:
    area = make.make_area()
    tower = make.make_tower(area)
    a, b = make.make_firm("甲", area), make.make_firm("乙", area)
    make.make_tenancy(a, make.make_unit(tower))
    assert names(make.make_actor(area, firm_ids=frozenset({b.pk}))) == ["乙"]
    assert names(make.make_actor(area, firm_ids=frozenset())) == []
    assert names(make.make_actor(area, tower_ids=frozenset({tower.pk}))) == ["甲"]


def test_the_list_takes_four_queries_at_ten_and_at_many_firms(django_assert_num_queries: Any) -> None:
    area = make.make_area()
    tower, source = make.make_tower(area), make.make_source()
    for size in (10, 90):
        for _ in range(size):
            make.make_tenancy(make.make_firm(area=area), make.make_unit(tower, source=source), source=source)
        with django_assert_num_queries(4):
            found = list_firms(make.make_actor(area), TODAY, FirmsWanted(), size=25)
    assert (len(found.rows), found.total) == (25, 100)
