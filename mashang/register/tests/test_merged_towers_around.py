"""What stands around two towers that are merged: keepers, contacts, rounds, snapshots, imports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from mashang.clocks.models import Deadline
from mashang.kernel.errors import Refused
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.importing.standing import refuse_what_stands
from mashang.register.acts.keeping import assign_steward
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.acts.redrawing import merge_units
from mashang.register.acts.rounds.moving import COLLECT, SHEET, start_time_limit
from mashang.register.models import Contact, ImportBatch, RoundTower, Snapshot, TowerKeeper, TowerMerge, Unit
from mashang.register.reads.rounds.snapshots import is_sound, list_snapshot_rows
from mashang.register.tests import make
from mashang.register.tests.round_scene import Scene, make_scene
from mashang.register.tests.twin_towers import table_sums
from tests.cast import grant, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def merge(scene: Scene, *, reason: str = "同一栋楼") -> TowerMerge:
    """The scene's tower takes in another record of it, with one room of its own."""
    gone = make.make_tower(scene.cast.aofeng, "鳌峰一号", district_id=scene.tower.district_id)
    make.make_unit(gone, "201", floor=2)
    return merge_towers(actor=scene.cast.actor("tower_steward"), kept_id=scene.tower.pk, gone_id=gone.pk, reason=reason)


def test_a_published_snapshot_is_what_it_was_after_a_merge(scene: Scene) -> None:
    scene.look()
    scene.verify()
    scene.approve()
    published = scene.publish()
    head = scene.cast.actor("section_head")
    before = [list(list_snapshot_rows(head, published.pk, "units")[1]), Snapshot.objects.values().get()]
    made = merge(scene)
    assert is_sound(head, published.pk)
    assert [list(list_snapshot_rows(head, published.pk, "units")[1]), Snapshot.objects.values().get()] == before
    undo_tower_merge(actor=scene.cast.actor("tower_steward"), merge_id=made.pk, reason="是两栋")
    assert is_sound(head, published.pk)


def test_a_verified_tower_takes_in_no_rooms_until_it_is_sent_back(scene: Scene) -> None:
    scene.look()
    scene.verify()
    with pytest.raises(Refused) as refused, transaction.atomic():
        merge(scene)
    assert refused.value.code == "round_open"
    assert not TowerMerge.objects.exists()


def test_keepers_and_contacts_go_over_and_who_keeps_both_stays(scene: Scene) -> None:
    cast, head = scene.cast, scene.cast.actor("section_head")
    gone = make.make_tower(cast.aofeng, "鳌峰一号", district_id=scene.tower.district_id)
    second = grant(make_user("second_manager"), "property_manager", cast.aofeng)
    both = cast.user("property_manager").memberships.get()
    for member in (second, both):
        assign_steward(actor=head, tower_id=gone.pk, membership_id=member.pk, duty="property")
    add_contact(
        actor=cast.actor("tower_steward"), name="植之华", phone="13900001234", post="property", tower_id=gone.pk
    )
    before = table_sums()
    made = merge_towers(actor=cast.actor("tower_steward"), kept_id=scene.tower.pk, gone_id=gone.pk, reason="同一栋楼")
    assert TowerKeeper.objects.get(membership=second).tower == scene.tower
    assert {row.tower for row in TowerKeeper.objects.filter(membership=both)} == {scene.tower, gone}
    assert Contact.objects.get().tower == scene.tower
    undo_tower_merge(actor=cast.actor("tower_steward"), merge_id=made.pk, reason="是两栋")
    assert table_sums() == before


def test_a_room_made_of_rooms_of_both_keeps_the_merge_from_being_undone(scene: Scene) -> None:
    gone = make.make_tower(scene.cast.aofeng, "鳌峰一号", district_id=scene.tower.district_id)
    make.make_unit(gone, "103", district_id=scene.tower.district_id)
    steward = scene.cast.actor("tower_steward")
    made = merge_towers(actor=steward, kept_id=scene.tower.pk, gone_id=gone.pk, reason="同一栋楼")
    rooms = Unit.objects.filter(tower=scene.tower, room__in=["102", "103"])
    merge_units(
        actor=steward,
        unit_ids=[room.pk for room in rooms],
        room="102A",
        area_sqm=None,
        on=TODAY - timedelta(days=1),
        reason="打通",
    )
    with pytest.raises(Refused) as refused, transaction.atomic():
        undo_tower_merge(actor=steward, merge_id=made.pk, reason="是两栋")
    assert "102A" in str(refused.value)
    assert TowerMerge.objects.get().undone_at is None


def test_a_sheet_that_made_a_merged_tower_is_not_taken_back_from_under_it(scene: Scene) -> None:
    made = merge(scene)
    batch = ImportBatch.objects.create(area=scene.cast.aofeng, name="a", as_of_on=date(2026, 1, 1), file_sha256="")
    refuse_what_stands(batch, [], [], [])
    for tower in (made.kept_id, made.gone_id):
        with pytest.raises(Refused):
            refuse_what_stands(batch, [], [], [tower])


def test_a_tower_waited_for_in_a_round_is_waited_for_again_when_taken_apart(scene: Scene) -> None:
    kept = make.make_tower(scene.cast.aofeng, "鳌峰一号", district_id=scene.tower.district_id)
    row = RoundTower.objects.create(
        round=scene.round, tower=kept, area_path=kept.area_path, district_id=kept.district_id
    )
    steward, gone = scene.cast.actor("tower_steward"), scene.tower
    with transaction.atomic():
        start_time_limit(steward, scene.row, SHEET)
    running = Deadline.objects.filter(subject_id=scene.row.pk, state="running").order_by("clock")
    clocks = [SHEET, COLLECT]
    assert sorted(running.values_list("clock", flat=True)) == sorted(clocks)
    made = merge_towers(actor=steward, kept_id=kept.pk, gone_id=gone.pk, reason="同一栋楼")
    assert not running.exists()
    undo_tower_merge(actor=steward, merge_id=made.pk, reason="是两栋")
    assert sorted(running.values_list("clock", flat=True)) == sorted(clocks)
    RoundTower.objects.filter(pk=row.pk).update(state="excepted")
    with pytest.raises(Refused) as refused:
        merge_towers(actor=steward, kept_id=kept.pk, gone_id=gone.pk, reason="同一栋楼")
    assert refused.value.code == "round_would_lose_it"
