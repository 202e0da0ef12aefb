"""Two records of one tower are taken apart again: each has what it had."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts.merging_towers import merge_towers
from mashang.register.acts.redrawing import NewRoom, split_unit
from mashang.register.acts.tenancies import end_tenancy, start_tenancy
from mashang.register.acts.units import add_unit
from mashang.register.models import (
    Contact,
    Floor,
    Occupancy,
    TowerFact,
    Unit,
)
from mashang.register.reads.searching import find_hits
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from mashang.register.tests.twin_towers import Pair, table_sums

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def district() -> Area:
    load_keys()
    return make.make_area("台江区", kind="district")


@pytest.mark.parametrize("way", ["keep", "join"])
@pytest.mark.parametrize("apart", [True, False])
def test_undoing_gives_each_what_it_had(district: Area, way: str, apart: bool) -> None:
    pair = Pair(district, apart=apart)
    make.make_tenancy(
        make.make_firm("乙（示例）公司", pair.here), pair.twin, start=date(2024, 1, 1), end=date(2025, 1, 1)
    )
    make.make_tenancy(make.make_firm("丙（示例）公司", pair.here), pair.mine, start=date(2025, 1, 1))
    key = make.make_fact_key("unit_note", "unit")
    make.make_fact(pair.twin, key, body="朝南")
    make.make_hold(pair.other, "sealed", date(2023, 1, 1), date(2023, 2, 1))
    before = table_sums()
    merge = pair.merge(way)
    between = table_sums()
    assert {name for name in before if before[name] != between[name]} >= {
        "tower",
        "unit",
        "floor",
        "name",
        "fact",
        "findable",
    }
    pair.undo(merge)
    assert table_sums() == before
    with pytest.raises(NotThere):
        pair.undo(merge)
    pair.merge(way)
    assert {name: total for name, (_sum, total) in table_sums().items()} == {n: t for n, (_s, t) in between.items()}


def test_what_was_done_in_a_room_since_goes_back_with_the_room(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    end_tenancy(actor=pair.actor, line=pair.lease.line, last_day=date(2025, 12, 31))
    parts = split_unit(
        actor=pair.actor,
        unit_id=pair.other.pk,
        rooms=[NewRoom(room="301A"), NewRoom(room="301B")],
        on=date(2026, 2, 1),
        reason="隔断",
    )
    pair.undo(merge)
    assert {part.tower_id for part in Unit.objects.filter(pk__in=[p.pk for p in parts])} == {pair.gone.pk}
    assert Occupancy.objects.get(unit=pair.other, retracted_at=None).tower_id == pair.gone.pk


def test_a_lease_over_rooms_of_both_keeps_it_from_being_undone(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    firm = make.make_firm("丁（示例）公司", pair.here)
    start_tenancy(actor=pair.actor, firm_id=firm.pk, unit_ids=[pair.mine.pk, pair.twin.pk], start=date(2026, 1, 1))
    before = table_sums()
    with pytest.raises(Refused) as refused, transaction.atomic():
        pair.undo(merge)
    assert refused.value.code == "later_rows"
    assert table_sums() == before


def test_a_joined_room_whose_lease_changed_since_keeps_it_too(district: Area) -> None:
    pair = Pair(district)
    lease = make.make_tenancy(pair.firm, pair.twin, start=date(2024, 1, 1))
    merge = pair.merge("join")
    assert Occupancy.objects.get(line=lease.line, retracted_at=None).unit == pair.mine
    end_tenancy(actor=pair.actor, line=lease.line, last_day=date(2025, 12, 31))
    with pytest.raises(Refused):
        pair.undo(merge)


def test_floors_on_which_the_two_differ_are_decided_and_go_back(district: Area) -> None:
    pair = Pair(district)
    Floor.objects.filter(tower=pair.gone, no=2).update(use="办公", area_sqm=900)
    before = table_sums()
    with pytest.raises(Refused) as refused, transaction.atomic():
        pair.merge()
    assert refused.value.code == "floors_undecided"
    merge = pair.merge(floors={2: "gone"})
    assert Floor.objects.get(tower=pair.kept, no=2).use == "办公"
    pair.undo(merge)
    assert table_sums() == before


def test_a_name_taken_since_is_told_in_words(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    make.make_tower(pair.there, pair.gone.name_zh)
    before = table_sums()
    with pytest.raises(Refused) as refused, transaction.atomic():
        pair.undo(merge)
    assert refused.value.code == "taken_since"
    assert table_sums() == before


def test_a_tower_that_was_merged_on_is_taken_apart_last_first(district: Area) -> None:
    pair = Pair(district)
    third = make.make_tower(pair.here, "望海广场")
    before = table_sums()
    first = pair.merge()
    second = merge_towers(actor=pair.actor, kept_id=third.pk, gone_id=pair.kept.pk, reason="又是同一栋")
    assert [hit.id for hit in find_hits(pair.actor, pair.gone.code, TODAY, kinds=["tower"])] == [third.pk]
    with pytest.raises(Refused) as refused:
        pair.undo(first)
    assert refused.value.code == "merged_on"
    pair.undo(second)
    pair.undo(first)
    assert table_sums() == before


def test_facts_settled_since_keep_it_from_being_undone(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    TowerFact.objects.filter(pk__in=merge.moved["facts"]).update(superseded_at=timezone.now())
    with pytest.raises(Refused):
        pair.undo(merge)
    assert Contact.objects.count() == 0


def test_a_floor_on_which_a_room_was_added_since_is_there_for_both(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    add_unit(actor=pair.actor, tower_id=pair.kept.pk, floor_no=3, room="302")
    pair.undo(merge)
    for tower in (pair.kept, pair.gone):
        assert Floor.objects.filter(tower=tower, no=3).count() == 1
