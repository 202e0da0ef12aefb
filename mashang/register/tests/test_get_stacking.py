"""The stacking plan against hand-made towers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Func, Value
from django.utils import timezone

from mashang.register.models import Unit, UnitChange, UnitLineage
from mashang.register.reads.stacking import get_stacking
from mashang.register.rules.unit_status import UnitStatus
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def plan(tower: Any, on: date = TODAY, **more: Any) -> Any:
    return get_stacking(make.make_actor(), tower.pk, on, **more)


def test_floors_stand_from_top_to_bottom_with_their_units_by_room() -> None:
    tower = make.make_tower()
    for floor, room in ((2, "0202"), (2, "0201"), (-1, "B101"), (10, "1001")):
        make.make_unit(tower, room, floor=floor)
    make.make_floor(tower, 9, label="避难层", use="refuge")
    floors = plan(tower).floors
    assert [floor.no for floor in floors] == [10, 9, 2, -1]
    assert [unit.room for unit in floors[2].units] == ["0201", "0202"]
    assert floors[1].use == "refuge"


def test_units_that_name_no_floor_stand_last() -> None:
    tower = make.make_tower()
    make.make_unit(tower, "x", floor=None)
    make.make_unit(tower, "0101", floor=1)
    assert [floor.no for floor in plan(tower).floors] == [1, None]


def test_status_follows_holds_and_tenancies_in_the_fixed_order() -> None:
    tower = make.make_tower()
    units = {name: make.make_unit(tower, name) for name in ("let", "own", "fit", "res", "seal", "wait", "free")}
    make.make_tenancy(make.make_firm(), units["let"])
    make.make_hold(units["let"], "reserved")
    make.make_tenancy(make.make_firm(), units["own"], kind="own_use")
    make.make_hold(units["fit"], "fitting_out")
    make.make_hold(units["fit"], "reserved")
    make.make_hold(units["res"], "reserved")
    make.make_tenancy(make.make_firm(), units["seal"])
    make.make_hold(units["seal"], "sealed")
    make.make_hold(units["wait"], "undelivered")
    found = {unit.room: unit.status for unit in plan(tower).units}
    assert found == {
        "let": UnitStatus.LET,
        "own": UnitStatus.OWN_USE,
        "fit": UnitStatus.FITTING_OUT,
        "res": UnitStatus.RESERVED,
        "seal": UnitStatus.SEALED,
        "wait": UnitStatus.UNDELIVERED,
        "free": UnitStatus.VACANT,
    }


def test_the_day_decides_who_is_there() -> None:
    tower = make.make_tower()
    unit = make.make_unit(tower)
    first, second = make.make_firm("甲（示例）"), make.make_firm("乙（示例）")
    make.make_tenancy(first, unit, start=date(2022, 1, 1), end=date(2024, 1, 1))
    make.make_tenancy(second, unit, start=date(2024, 1, 1))
    names = {
        day: [t.firm for t in plan(tower, day).units[0].tenants]
        for day in (date(2021, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    }
    assert list(names.values()) == [[], ["甲（示例）"], ["乙（示例）"]]


def test_an_unknown_area_stands_outside_the_sums_and_is_counted() -> None:
    tower = make.make_tower()
    make.make_tenancy(make.make_firm(), make.make_unit(tower, sqm=300))
    make.make_tenancy(make.make_firm(), make.make_unit(tower, sqm=None))
    make.make_unit(tower, sqm=100)
    figures = plan(tower).figures
    assert (figures.lettable_sqm, figures.occupied_sqm, figures.vacant_sqm) == (400, 300, 100)
    assert figures.occupancy_rate == Decimal("0.75")
    assert figures.unknown_units == 1


def test_an_area_stated_for_several_rooms_at_once_is_shared_among_them() -> None:
    tower = make.make_tower()
    rooms = [make.make_unit(tower, sqm=None) for _ in range(3)]
    make.make_tenancy(make.make_firm(), *rooms, area_sqm=Decimal(600))
    stacking = plan(tower)
    assert [unit.area_sqm for unit in stacking.units] == [200, 200, 200]
    assert stacking.figures.unknown_units == 0


def test_lettable_area_is_the_stated_one_where_the_sheet_lists_only_tenants() -> None:
    tower = make.make_tower()
    make.make_tenancy(make.make_firm(), make.make_unit(tower, sqm=500))
    figures = plan(tower, stated_sqm=Decimal(1000)).figures
    assert figures.occupancy_rate == Decimal("0.5")
    assert plan(tower, stated_sqm=Decimal(100)).figures.occupancy_rate == 1


def test_leases_that_end_within_ninety_days_count_the_last_of_them() -> None:
    tower = make.make_tower()
    for days in (-1, 0, 90, 91):
        end = TODAY + timedelta(days=days)
        make.make_tenancy(make.make_firm(), make.make_unit(tower, sqm=100), lease_ends_on=end)
    figures = plan(tower).figures
    assert (figures.ending_leases, figures.ending_sqm, figures.overrun_leases) == (2, 200, 1)


def test_registration_rate_leaves_out_firms_of_whom_it_is_not_known() -> None:
    tower = make.make_tower()
    for here in (True, True, False, None):
        make.make_tenancy(make.make_firm(), make.make_unit(tower), registered_here=here)
    figures = plan(tower).figures
    assert (figures.firms, figures.registration_asked) == (4, 3)
    assert figures.registration_rate == Decimal(2) / 3


def test_another_area_and_another_tower_show_nothing() -> None:
    mine, theirs = make.make_area("甲街道"), make.make_area("乙街道")
    tower = make.make_tower(theirs)
    make.make_unit(tower)
    make.make_floor(tower, 1)
    assert get_stacking(make.make_actor(theirs), tower.pk, TODAY).units
    for actor in (make.make_actor(mine), make.make_actor(theirs, tower_ids=frozenset({tower.pk + 1}))):
        assert get_stacking(actor, tower.pk, TODAY).floors == ()


def test_before_a_split_was_recorded_the_unit_was_still_one() -> None:
    tower = make.make_tower()
    whole = make.make_unit(tower, "0101", sqm=200)
    before = timezone.now()
    half = date(2026, 6, 1)
    Unit.objects.filter(pk=whole.pk).update(life=Func(Value(date(2015, 1, 1)), Value(half), function="daterange"))
    change = UnitChange.objects.create(kind="split", on=half, source=make.make_source(half))
    for room in ("0101A", "0101B"):
        UnitLineage.objects.create(change=change, from_unit=whole, to_unit=make.make_unit(tower, room, born=half))
    assert [u.room for u in plan(tower).units] == ["0101A", "0101B"]
    assert [u.room for u in plan(tower, known_at=before).units] == ["0101"]


def test_the_plan_takes_four_queries_whatever_its_size(django_assert_num_queries: Any) -> None:
    tower = make.make_tower()
    firm = make.make_firm()
    for size in (10, 200):
        units = [make.make_unit(tower, sqm=10) for _ in range(size)]
        make.make_tenancy(firm, *units)
        with django_assert_num_queries(4):
            plan(tower)
