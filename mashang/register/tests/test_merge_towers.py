"""Two records of one tower become one with all their history, and can be taken apart again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts.merging_relations import RELATIONS, unknown_relations
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.acts.tenancy_corrections import take_back_tenancy
from mashang.register.models import (
    Document,
    Floor,
    Occupancy,
    Tenancy,
    Tower,
    TowerMerge,
    TowerName,
    Unit,
    UnitHold,
)
from mashang.register.reads.conflicts import list_conflicts
from mashang.register.reads.merges import find_joined_unit
from mashang.register.reads.searching import find_hits
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys, steward
from mashang.register.tests.twin_towers import Pair

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def district() -> Area:
    load_keys()
    return make.make_area("台江区", kind="district")


def test_every_column_that_says_a_tower_is_known_to_the_merge() -> None:
    assert unknown_relations() == set()


def test_a_column_that_the_merge_does_not_know_keeps_towers_from_being_merged(
    district: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair(district)
    for name in ("Contact.tower", "ImportBatch.covers_towers", "Document.about_id"):
        with monkeypatch.context() as patched:
            patched.delitem(RELATIONS, name)
            assert unknown_relations() == {name}
            with pytest.raises(Refused) as refused:
                pair.merge()
        assert refused.value.code == "unknown_relations"


def test_rooms_leases_floors_facts_names_and_files_go_over(district: Area) -> None:
    pair = Pair(district)
    pair.merge()
    rooms = Unit.objects.filter(tower=pair.kept).order_by("pk").values_list("pk", "room")
    assert list(rooms) == [(pair.mine.pk, "101"), (pair.twin.pk, "101-2"), (pair.other.pk, "301")]
    stay = Occupancy.objects.get(unit=pair.other)
    lease = Tenancy.objects.get(pk=pair.lease.pk)
    assert (stay.tower, stay.area_path, lease.area_path) == (pair.kept, pair.here.path, pair.here.path)
    assert list(Floor.objects.filter(tower=pair.kept).order_by("no").values_list("no", flat=True)) == [1, 2, 3]
    assert TowerName.objects.filter(tower=pair.kept, name=pair.gone.name_zh, kind="alias").exists()
    assert Document.objects.get().about_id == pair.kept.pk
    assert Tower.objects.get(pk=pair.kept.pk).floors_above == 20
    waiting = list_conflicts(pair.actor, "value")
    assert [(one.subject_id, one.key) for one in waiting] == [(pair.kept.pk, "lifts_passenger")]


def test_the_kept_tower_is_found_by_name_address_and_code_of_both(district: Area) -> None:
    pair = Pair(district)
    pair.merge()
    for words in ("望海国际中心", "江滨中大道 8 号", pair.gone.code, "望海大厦", "江滨路 8 号"):
        assert [hit.id for hit in find_hits(pair.actor, words, TODAY, kinds=["tower"])] == [pair.kept.pk], words


def test_the_kept_tower_is_found_by_the_names_of_the_other_in_every_script(district: Area) -> None:
    pair = Pair(district)
    Tower.objects.filter(pk=pair.kept.pk).update(name_en="Sea View Tower")
    Tower.objects.filter(pk=pair.gone.pk).update(name_en="Ocean Plaza", name_hant="望海國際中心")
    pair.merge()
    for words in ("Ocean Plaza", "望海國際中心"):
        assert [hit.id for hit in find_hits(pair.actor, words, TODAY, kinds=["tower"])] == [pair.kept.pk], words


def test_a_room_made_one_with_another_leads_there_through_later_merges(district: Area) -> None:
    pair = Pair(district)
    pair.merge("join")
    third = make.make_tower(pair.here, "望海广场")
    theirs = make.make_unit(third, "101")
    again = merge_towers(
        actor=pair.actor, kept_id=third.pk, gone_id=pair.kept.pk, reason="又是同一栋", rooms={pair.mine.pk: "join"}
    )
    assert find_joined_unit(pair.actor, pair.twin.pk) == theirs.pk
    undo_tower_merge(actor=pair.actor, merge_id=again.pk, reason="是两栋")
    merge_towers(
        actor=pair.actor, kept_id=third.pk, gone_id=pair.kept.pk, reason="又是同一栋", rooms={pair.mine.pk: "keep"}
    )
    assert find_joined_unit(pair.actor, pair.twin.pk) == pair.mine.pk


def test_rooms_are_never_guessed(district: Area) -> None:
    pair = Pair(district)
    with pytest.raises(Refused) as refused:
        pair.merge(rooms={})
    assert refused.value.code == "rooms_undecided"
    for room in (pair.mine, pair.twin):
        make.make_tenancy(pair.firm, room, start=date(2024, 1, 1))
    with pytest.raises(Refused) as refused:
        pair.merge("join")
    assert refused.value.code == "room_in_the_way"
    take_back_tenancy(actor=pair.actor, line=Tenancy.objects.filter(retracted_at=None).latest("pk").line, reason="重复")
    pair.merge("join")


def test_a_room_kept_beside_another_gets_a_number_that_none_bears(
    district: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = Pair(district)
    make.make_unit(pair.kept, "101-2")
    make.make_unit(pair.gone, "101-3")
    with monkeypatch.context() as patched:
        patched.setattr("mashang.register.rules.merging._free_number", lambda one, taken: "101-2")
        with pytest.raises(Refused) as refused:
            pair.merge("keep")
    assert refused.value.code == "room_taken"
    assert Unit.objects.get(pk=pair.other.pk).tower == pair.gone
    pair.merge("keep")
    assert Unit.objects.get(pk=pair.twin.pk).room == "101-4"


def test_a_whole_floor_of_both_can_only_be_made_one(district: Area) -> None:
    pair = Pair(district)
    floors = [make.make_unit(tower, floor=9) for tower in (pair.kept, pair.gone)]
    for unit in floors:
        Unit.objects.filter(pk=unit.pk).update(room="")
    make.make_tenancy(pair.firm, floors[1], start=date(2024, 1, 1), exclusive=False)
    both = {pair.twin.pk: "keep", floors[1].pk: "keep"}
    with pytest.raises(Refused):
        pair.merge(rooms=both)
    pair.merge(rooms=both | {floors[1].pk: "join"})
    assert Occupancy.objects.get(firm=pair.firm, retracted_at=None, exclusive=False).unit == floors[0]


def test_a_room_that_is_held_back_is_not_made_one_with_another(district: Area) -> None:
    pair = Pair(district)
    make.make_hold(pair.twin, "reserved")
    with pytest.raises(Refused):
        pair.merge("join")
    pair.merge("keep")
    assert UnitHold.objects.get().unit.tower == pair.kept


def test_one_tower_no_reason_and_towers_out_of_reach_are_refused(district: Area) -> None:
    pair = Pair(district)
    both: dict[str, Any] = {"actor": pair.actor, "kept_id": pair.kept.pk, "gone_id": pair.gone.pk, "reason": "同一栋"}
    more: dict[str, Any]
    for more in (
        {"gone_id": pair.kept.pk},
        {"actor": steward(pair.here)},
        {"actor": steward(make.make_area("鼓楼区"))},
    ):
        with pytest.raises(NotThere):
            merge_towers(**both | more)
    with pytest.raises(Refused) as refused:
        pair.merge(reason=" ")
    assert refused.value.code == "reason_missing"
    merge = pair.merge()
    with pytest.raises(NotThere):
        undo_tower_merge(actor=steward(pair.here), merge_id=merge.pk, reason="是两栋")
    with pytest.raises(NotThere):
        pair.merge()


def test_the_database_lets_rooms_and_leases_over_only_where_a_merge_stands(district: Area) -> None:
    pair = Pair(district)
    third = make.make_tower(pair.here)
    for target in (pair.kept, third):
        with pytest.raises(IntegrityError), transaction.atomic():
            Occupancy.objects.filter(unit=pair.other).update(tower=target, area_path=target.area_path)
        with pytest.raises(IntegrityError), transaction.atomic():
            Tenancy.objects.filter(pk=pair.lease.pk).update(area_path="ZZ")
    pair.merge()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(unit=pair.other).update(tower=third, area_path=third.area_path)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(unit=pair.other).update(tower=pair.gone, area_path=pair.gone.area_path, area_sqm=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.filter(pk=pair.lease.pk).update(area_path="ZZ")


def test_a_room_that_the_kept_tower_had_before_never_goes_to_the_other(district: Area) -> None:
    pair = Pair(district)
    make.make_tenancy(pair.firm, pair.mine, start=date(2024, 1, 1))
    pair.merge()
    there: dict[str, Any] = {"tower": pair.gone, "area_path": pair.gone.area_path}
    held = Occupancy.objects.filter(unit=pair.mine)
    with pytest.raises(IntegrityError, match="register_occupancy"), transaction.atomic():
        held.update(**there)
    sid = transaction.savepoint()
    Unit.objects.filter(pk=pair.mine.pk).update(**there)
    with pytest.raises(IntegrityError, match="register_occupancy"), transaction.atomic():
        held.update(**there)
    transaction.savepoint_rollback(sid)


def test_the_database_keeps_no_merge_of_towers_of_two_districts(district: Area) -> None:
    pair = Pair(district)
    Tower.objects.filter(pk=pair.gone.pk).update(district_id=pair.gone.district_id + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TowerMerge.objects.create(kept=pair.kept, gone=pair.gone, reason="同一栋楼", merged_at=timezone.now())
