"""Two records of one tower are taken apart again: each has what it had."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.acts.redrawing import NewRoom, split_unit
from mashang.register.acts.tenancies import end_tenancy, start_tenancy
from mashang.register.acts.units import add_unit
from mashang.register.models import (
    Floor,
    ImportBatch,
    Occupancy,
    Tower,
    TowerFact,
    Unit,
)
from mashang.register.reads.searching import find_hits
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from mashang.register.tests.twin_towers import Pair, table_sums
from mashang.trail.models import Entry

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
    with pytest.raises(Refused) as refused:
        pair.undo(merge)
    assert (refused.value.code, pair.firm.name in str(refused.value)) == ("later_rows", True)


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
    facts = TowerFact.objects.filter(pk__in=merge.moved["facts"])
    facts.update(superseded_at=timezone.now())
    with pytest.raises(Refused) as refused:
        pair.undo(merge)
    assert refused.value.code == "later_rows"
    assert all(fact.key.name_zh in str(refused.value) for fact in facts.select_related("key"))


def test_a_floor_on_which_a_room_was_added_since_is_there_for_both(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    add_unit(actor=pair.actor, tower_id=pair.kept.pk, floor_no=3, room="302")
    pair.undo(merge)
    for tower in (pair.kept, pair.gone):
        assert Floor.objects.filter(tower=tower, no=3).count() == 1


def test_what_was_written_on_a_floor_since_stays_and_the_trail_says_so(district: Area) -> None:
    pair = Pair(district)
    Floor.objects.filter(tower=pair.gone, no=2).update(use="办公", area_sqm=900)
    merge = pair.merge(floors={2: "gone"})
    Floor.objects.filter(tower=pair.kept, no=2).update(area_sqm=950)
    pair.undo(merge)
    floor = Floor.objects.get(tower=pair.kept, no=2)
    assert (floor.use, str(floor.area_sqm)) == ("", "950.00")
    assert Entry.objects.filter(act="tower.undo_merge").latest("pk").diff["floors_stay"] == [2]


def test_a_floor_stays_where_a_room_was_entered_before_the_floor(district: Area) -> None:
    pair = Pair(district)
    make.make_unit(pair.kept, "305", floor=3)
    pair.undo(pair.merge())
    for tower in (pair.kept, pair.gone):
        assert Floor.objects.filter(tower=tower, no=3).count() == 1


@pytest.mark.parametrize("of", ["kept", "gone"])
def test_a_sheet_that_waits_keeps_it_from_being_undone(district: Area, of: str) -> None:
    pair = Pair(district)
    merge = pair.merge()
    batch = ImportBatch.objects.create(
        area=pair.here, tower=getattr(pair, of), name="三季度.xlsx", as_of_on=TODAY, file_sha256="", state="compared"
    )
    with pytest.raises(Refused) as refused:
        pair.undo(merge)
    assert (refused.value.code, batch.name in str(refused.value)) == ("import_waits", True)
    ImportBatch.objects.update(state="dropped")
    pair.undo(merge)


def test_of_two_merges_into_one_tower_the_last_is_undone_first(district: Area) -> None:
    pair = Pair(district)
    third = make.make_tower(pair.here, "望海广场", name_en="Plaza", floors_below=3)
    before = table_sums()
    first = pair.merge()
    second = merge_towers(actor=pair.actor, kept_id=pair.kept.pk, gone_id=third.pk, reason="又是同一栋")
    with pytest.raises(Refused) as refused:
        pair.undo(first)
    assert (refused.value.code, third.name_zh in str(refused.value)) == ("merged_later", True)
    pair.undo(second)
    pair.undo(first)
    assert table_sums() == before


def test_a_nought_is_no_gap_and_a_position_is_filled_and_emptied_as_a_whole(district: Area) -> None:
    pair = Pair(district)
    Tower.objects.filter(pk=pair.kept.pk).update(floors_below=0, floors_above=None, crs="gcj02")
    Tower.objects.filter(pk=pair.gone.pk).update(floors_below=2, lon="119.3", lat="26.1", crs="wgs84")
    merge = pair.merge()
    kept = Tower.objects.get(pk=pair.kept.pk)
    assert (kept.floors_below, kept.floors_above, kept.crs) == (0, 20, "wgs84")
    told = Entry.objects.get(act="tower.merge", subject_id=kept.pk).diff
    assert (told["floors_above"], told["crs"]) == ([None, 20], ["gcj02", "wgs84"])
    assert "crs" not in Entry.objects.get(act="tower.merge", subject_id=pair.gone.pk).diff
    Tower.objects.filter(pk=kept.pk).update(lon="119.4")
    pair.undo(merge)
    kept.refresh_from_db()
    assert (kept.floors_above, str(kept.lon), str(kept.lat), kept.crs) == (None, "119.400000", "26.100000", "wgs84")


def test_who_reaches_only_the_kept_tower_does_not_take_the_two_apart(district: Area) -> None:
    pair = Pair(district)
    merge = pair.merge()
    reach = replace(pair.actor, tower_ids=frozenset({pair.kept.pk}))
    with pytest.raises(NotAllowed):
        undo_tower_merge(actor=reach, merge_id=merge.pk, reason="是两栋")
