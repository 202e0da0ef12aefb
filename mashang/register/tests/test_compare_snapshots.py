"""Two snapshots beside each other: merged records are one firm, and what a unit became is the same place."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashang.register.acts.merging import merge_firms, undo_merge
from mashang.register.acts.merging_towers import merge_towers
from mashang.register.acts.redrawing import NewRoom, renumber_unit, split_unit
from mashang.register.acts.rounds import correct_snapshot, publish_round
from mashang.register.acts.tenancies import end_tenancy
from mashang.register.models import RoundTower, Snapshot, TowerMerge
from mashang.register.reads.rounds.lineage import list_became, list_merged
from mashang.register.reads.rounds.snapshots import compare_snapshots
from mashang.register.rules.rounds.comparing import Held, compare_stays, last_of, now_of
from mashang.register.tests import make
from mashang.register.tests.round_scene import TODAY, Scene, make_scene

pytestmark = pytest.mark.django_db


def held(unit: int, firm: int, sqm: int | None = None) -> Held:
    return Held(1, unit, firm, None if sqm is None else Decimal(sqm))


@pytest.mark.parametrize(
    ("old", "new", "became", "kind"),
    [
        ([held(1, 7)], [held(2, 7)], {1: [2]}, "same"),
        ([held(1, 7, 90)], [held(2, 7, 90)], {}, "moved"),
        ([held(1, 7, 90)], [held(2, 7, 50), held(3, 7, 40)], {1: [2, 3]}, "same"),
        ([held(1, 7, 90)], [held(2, 7, 50)], {1: [2, 3]}, "shrank"),
        ([held(1, 7)], [held(2, 7)], {1: [2, 3]}, "moved"),
        ([held(1, 7, 45)], [held(2, 7, 45)], {1: [2, 3]}, "same"),
        ([held(1, 7, 50), held(2, 7, 40)], [held(3, 7, 90)], {1: [3], 2: [3]}, "same"),
        ([held(1, 7, 50)], [held(3, 7, 90)], {1: [3], 2: [3]}, "grew"),
        ([held(1, 7)], [held(4, 7)], {1: [2, 3], 2: [4], 3: [4]}, "same"),
        ([held(1, 7)], [held(5, 7)], {1: [2]}, "moved"),
    ],
    ids=["renumbered", "another room", "split", "split, half kept", "half, areas unknown", "shared, then split", "merged",
         "merged with the room beside", "split and merged again", "renumbered and moved"],
)  # fmt: skip
def test_a_place_is_followed_through_what_became_of_it(
    old: list[Held], new: list[Held], became: dict[int, list[int]], kind: str
) -> None:
    assert [one.kind for one in compare_stays(old, new, became=became)] == [kind]


def test_merged_records_are_one_firm_however_many_steps() -> None:
    old, new = [held(1, 7, 50), held(2, 8, 40), held(3, 9, 10)], [held(1, 9, 50), held(2, 9, 40), held(3, 9, 10)]
    assert [one.kind for one in compare_stays(old, new)] == ["went", "went", "grew"]
    (one,) = compare_stays(old, new, merged={7: 8, 8: 9})
    assert (one.firm, one.kind, one.others) == (9, "same", (7, 8))


def test_a_ring_of_changes_ends() -> None:
    assert now_of(1, {1: [2], 2: [1]}, {3}) == {1}
    assert last_of(7, {7: 8, 8: 7}) == 8


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def publish(scene: Scene) -> Snapshot:
    scene.look(other="unseen")
    scene.verify(confirm=True)
    scene.approve()
    return scene.publish()


def correct(scene: Scene, snapshot: Snapshot) -> Snapshot:
    return correct_snapshot(actor=scene.cast.actor("section_head"), snapshot_id=snapshot.pk, reason="核对")


def changes(scene: Scene, old: Snapshot, new: Snapshot) -> list[tuple[str, str, tuple[str, ...]]]:
    found = compare_snapshots(scene.cast.actor("leader"), old.pk, new.pk)
    return [(one.kind, one.firm, one.others) for one in found]


def test_a_renumbered_and_then_split_room_is_no_move(scene: Scene) -> None:
    steward = scene.cast.actor("tower_steward")
    first = publish(scene)
    renumbered = renumber_unit(actor=steward, unit_id=scene.let.pk, room="101A", on=TODAY - timedelta(days=9))
    split_unit(
        actor=steward, unit_id=renumbered.pk, on=TODAY,
        rooms=[NewRoom(room="101B", area_sqm=Decimal(60)), NewRoom(room="101C", area_sqm=Decimal(40))],
    )  # fmt: skip
    second = correct(scene, first)
    assert changes(scene, first, second) == []
    steps = list_became({scene.let.pk}, TODAY, second.known_at)
    assert len(steps[scene.let.pk]) == 1
    assert len(steps[renumbered.pk]) == 2
    assert list_became({scene.let.pk}, TODAY, first.known_at) == {}
    assert list_became({scene.let.pk}, TODAY - timedelta(days=10), second.known_at) == {}


def test_a_merged_record_neither_went_nor_came_until_it_is_taken_apart(scene: Scene) -> None:
    other = make.make_firm("晨光示例公司", scene.cast.aofeng, uscc=None)
    make.make_tenancy(other, scene.empty)
    steward = scene.cast.actor("tower_steward")
    first = publish(scene)
    merge = merge_firms(actor=steward, kept_id=scene.firm.pk, gone_id=other.pk, reason="同一家")
    second = correct(scene, first)
    assert changes(scene, first, second) == []
    assert list_merged(first.known_at) == {}
    assert list_merged(second.known_at) == {other.pk: scene.firm.pk}
    undo_merge(actor=steward, merge_id=merge.pk, reason="两家")
    third = correct(scene, second)
    assert sorted(changes(scene, second, third)) == [("came", "晨光示例公司", ()), ("shrank", scene.firm.name, ())]


def test_what_changed_of_a_merged_firm_names_both_records(scene: Scene) -> None:
    other = make.make_firm("晨光示例公司", scene.cast.aofeng, uscc=None)
    make.make_tenancy(other, scene.empty)
    steward = scene.cast.actor("tower_steward")
    first = publish(scene)
    merge_firms(actor=steward, kept_id=scene.firm.pk, gone_id=other.pk, reason="同一家")
    line = scene.firm.tenancies.filter(retracted_at=None).order_by("pk").last()
    assert line is not None
    end_tenancy(actor=steward, line=line.line, last_day=TODAY - timedelta(days=3))
    second = correct(scene, first)
    expected = [("shrank", scene.firm.name, ("晨光示例公司",))]
    assert changes(scene, first, second) == expected
    assert changes(scene, second, first) == expected, "the earlier one goes first"


def test_queries_do_not_grow_with_merges_and_redrawn_rooms(scene: Scene) -> None:
    steward = scene.cast.actor("tower_steward")
    more = [make.make_unit(scene.tower, f"2{n:02d}", floor=2) for n in range(6)]
    doubles = [make.make_firm(f"重名{n}示例公司", scene.cast.aofeng, uscc=None) for n in range(6)]
    for firm, unit in zip(doubles, more, strict=True):
        make.make_tenancy(firm, unit)
    first = publish(scene)
    counts = []
    for at in (slice(0, 1), slice(1, 6)):
        for firm, unit in zip(doubles[at], more[at], strict=True):
            merge_firms(actor=steward, kept_id=scene.firm.pk, gone_id=firm.pk, reason="同一家")
            renumber_unit(actor=steward, unit_id=unit.pk, room=f"{unit.room}A", on=TODAY)
        newest = correct(scene, Snapshot.objects.latest("no"))
        with CaptureQueriesContext(connection) as queries:
            assert changes(scene, first, newest) == []
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_room_made_one_with_that_of_another_record_of_its_tower_is_no_move(scene: Scene) -> None:
    twin = make.make_tower(scene.cast.aofeng, "鳌峰一号", district_id=scene.tower.district_id)
    room = make.make_unit(twin, "102", district_id=twin.district_id, sqm=50)
    make.make_tenancy(make.make_firm("暮色（示例）公司", scene.cast.aofeng, uscc=None), room)
    RoundTower.objects.create(round=scene.round, tower=twin, area_path=twin.area_path, district_id=twin.district_id)
    steward = scene.cast.actor("tower_steward")
    scene.look(other="unseen")
    scene.verify()
    scene.approve()
    left = RoundTower.objects.get(tower=twin)
    first = publish_round(
        actor=scene.cast.actor("section_head"), round_id=scene.round.pk, left_out={left.pk: "另一份登记"}
    )
    merge = merge_towers(
        actor=steward, kept_id=scene.tower.pk, gone_id=twin.pk, reason="同一栋楼", rooms={room.pk: "join"}
    )
    split_unit(
        actor=steward, unit_id=scene.empty.pk, on=TODAY,
        rooms=[NewRoom(room="102A", area_sqm=Decimal(20)), NewRoom(room="102B", area_sqm=Decimal(30))],
    )  # fmt: skip
    second = correct(scene, first)
    assert changes(scene, first, second) == []
    steps = list_became({room.pk}, TODAY, second.known_at)
    assert steps[room.pk] == [scene.empty.pk]
    assert len(steps[scene.empty.pk]) == 2
    assert list_became({room.pk}, TODAY, first.known_at) == {}
    assert TowerMerge.objects.get(pk=merge.pk).undone_at is None
