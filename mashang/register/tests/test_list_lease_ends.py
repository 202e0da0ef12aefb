"""Leases that end, and the file of a unit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from mashang.kernel.errors import NotThere
from mashang.register.models import UnitChange, UnitLineage
from mashang.register.reads.leases import LeasesWanted, list_lease_ends
from mashang.register.reads.units import get_unit, list_kin, list_unit_stays
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def firms(actor: Any, **wanted: Any) -> list[str]:
    return [row.firm for row in list_lease_ends(actor, TODAY, LeasesWanted(**wanted))]


def test_a_lease_ends_on_its_contract_or_on_the_day_that_moving_out_is_agreed() -> None:
    tower = make.make_tower()
    make.make_tenancy(make.make_firm("合同"), make.make_unit(tower), lease_ends_on=TODAY + timedelta(days=90))
    make.make_tenancy(make.make_firm("已定"), make.make_unit(tower), end=TODAY + timedelta(days=11))
    make.make_tenancy(make.make_firm("太远"), make.make_unit(tower), lease_ends_on=TODAY + timedelta(days=91))
    make.make_tenancy(make.make_firm("不详"), make.make_unit(tower))
    make.make_tenancy(make.make_firm("过期"), make.make_unit(tower), lease_ends_on=TODAY - timedelta(days=5))
    make.make_tenancy(make.make_firm("已走"), make.make_unit(tower), end=TODAY, lease_ends_on=TODAY)
    actor = make.make_actor()
    assert firms(actor) == ["过期", "已定", "合同"]
    assert firms(actor, overrun=False) == ["已定", "合同"]
    assert firms(actor, days=9) == ["过期"]
    rows = list_lease_ends(actor, TODAY, LeasesWanted())
    assert [(row.settled, row.ends_on - TODAY) for row in rows][1] == (True, timedelta(days=10))


def test_a_lease_of_several_rooms_is_one_row_with_their_sum() -> None:
    tower = make.make_tower()
    rooms = [make.make_unit(tower, room, sqm=100) for room in ("0101", "0102")]
    make.make_tenancy(make.make_firm(), *rooms, lease_ends_on=TODAY)
    (row,) = list_lease_ends(make.make_actor(), TODAY, LeasesWanted())
    assert list(row.rooms) == ["0101", "0102"]
    assert row.area_sqm == 200


def test_only_the_actors_area_and_the_wanted_towers_are_listed() -> None:
    mine, theirs = make.make_area(), make.make_area()
    a, b, c = make.make_tower(mine), make.make_tower(mine), make.make_tower(theirs)
    for tower, name in ((a, "甲"), (b, "乙"), (c, "丙")):
        make.make_tenancy(make.make_firm(name), make.make_unit(tower), lease_ends_on=TODAY)
    actor = make.make_actor(mine)
    assert sorted(firms(actor)) == ["乙", "甲"]
    assert firms(actor, tower_id=a.pk) == ["甲"]
    assert firms(actor, tower_ids=frozenset({b.pk, c.pk})) == ["乙"]


def test_the_list_takes_one_query(django_assert_num_queries: Any) -> None:
    tower, source = make.make_tower(), make.make_source()
    for _ in range(30):
        make.make_tenancy(make.make_firm(), make.make_unit(tower, source=source), lease_ends_on=TODAY, source=source)
    with django_assert_num_queries(1):
        assert len(firms(make.make_actor())) == 30


def test_a_units_file_knows_who_was_there_and_what_it_came_from() -> None:
    tower = make.make_tower()
    old = make.make_unit(tower, "0101", gone=date(2024, 1, 1))
    new = make.make_unit(tower, "0101A", born=date(2024, 1, 1))
    change = UnitChange.objects.create(kind="split", on=date(2024, 1, 1), source=make.make_source())
    UnitLineage.objects.create(change=change, from_unit=old, to_unit=new, share_bp=5000)
    make.make_tenancy(make.make_firm("先"), new, start=date(2024, 1, 1), end=date(2025, 1, 1))
    make.make_tenancy(make.make_firm("后"), new, start=date(2025, 1, 1))
    head = get_unit(make.make_actor(), new.pk, TODAY)
    stays = list_unit_stays(head)
    assert [(stay.firm, stay.until) for stay in stays] == [("后", None), ("先", date(2024, 12, 31))]
    assert [stay.here_on(date(2024, 12, 31)) for stay in stays] == [False, True]
    assert [(kin.unit_id, kin.came_from) for kin in list_kin(new.pk)] == [(old.pk, True)]
    assert get_unit(make.make_actor(), old.pk, TODAY).until == date(2023, 12, 31)
    with pytest.raises(NotThere):
        get_unit(make.make_actor(make.make_area()), new.pk, TODAY)
