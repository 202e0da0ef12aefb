"""What is seen on a floor: sent once, settled where it differs, side by side where two people contradict each other."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from mashang.kernel.errors import Refused
from mashang.register.acts.rounds import (
    drop_floor_check,
    settle_floor_check,
    take_floor_check,
)
from mashang.register.acts.tenancies import end_tenancy
from mashang.register.models import FloorCheck
from mashang.register.rules.rounds.floor_checks import bears_name
from mashang.register.tests import make
from mashang.register.tests.round_scene import TODAY, Scene, make_scene, refusal
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db


def let_to_another(scene: Scene) -> None:
    """What was seen is entered: room 101 is let to the other firm."""
    end_tenancy(
        actor=scene.cast.actor("tower_steward"),
        line=scene.firm.tenancies.get().line,
        last_day=TODAY - timedelta(days=1),
    )
    make.make_tenancy(make.make_firm("另一家（示例）公司", scene.cast.aofeng), scene.let, start=TODAY)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def test_a_floor_is_sent_once_however_often_the_phone_sends_it(scene: Scene) -> None:
    key = uuid4()
    assert scene.look(key=key, other="unseen").pk == scene.look(key=key, other="unseen").pk
    assert FloorCheck.objects.count() == 1
    assert scene.row.state == "collecting"
    assert scene.row.moves.count() == 1


def test_what_was_seen_and_is_not_in_the_register_must_be_settled_first(scene: Scene) -> None:
    check = scene.look(seen="other")
    assert check.differs
    assert refusal(scene.verify) == "floors_differ"
    steward = scene.cast.actor("tower_steward")
    with pytest.raises(Refused, match=r"晨光.*101"):
        settle_floor_check(actor=steward, check_id=check.pk)
    let_to_another(scene)
    with pytest.raises(Refused, match="102"):
        settle_floor_check(actor=steward, check_id=scene.look(seen="as_is", other="other").pk)
    check = scene.look(seen="other", other="as_is")
    settle_floor_check(actor=steward, check_id=check.pk)
    scene.verify()
    assert scene.row.state == "verified"
    scene.tower.refresh_from_db()
    assert scene.tower.verified_on == TODAY


def test_two_people_who_contradict_each_other_are_shown_side_by_side_until_one_is_chosen(scene: Scene) -> None:
    mine, theirs = scene.look(seen="as_is"), scene.look("service_officer", seen="other")
    assert set(FloorCheck.objects.values_list("state", flat=True)) == {"clash"}
    assert refusal(scene.verify) == "floors_clash"
    settle_floor_check(actor=scene.cast.actor("tower_steward"), check_id=theirs.pk)
    assert (FloorCheck.objects.get(pk=mine.pk).state, FloorCheck.objects.get(pk=theirs.pk).state) == (
        "dropped",
        "taken",
    )
    assert refusal(scene.verify) == "floors_differ"
    let_to_another(scene)
    settle_floor_check(actor=scene.cast.actor("tower_steward"), check_id=theirs.pk)
    assert FloorCheck.objects.get(pk=theirs.pk).state == "settled"
    assert refusal(lambda: settle_floor_check(actor=scene.cast.actor("tower_steward"), check_id=mine.pk)) == (
        "settled_already"
    )


def test_a_room_seen_empty_is_settled_when_its_firm_has_left(scene: Scene) -> None:
    check, steward = scene.look(seen="empty"), scene.cast.actor("tower_steward")
    assert refusal(lambda: settle_floor_check(actor=steward, check_id=check.pk)) == "register_differs"
    end_tenancy(actor=steward, line=scene.firm.tenancies.get().line, last_day=TODAY - timedelta(days=1))
    settle_floor_check(actor=steward, check_id=check.pk)
    scene.verify()


def test_a_look_that_was_wrong_is_dropped_with_a_reason(scene: Scene) -> None:
    check, steward = scene.look(seen="other"), scene.cast.actor("tower_steward")
    assert refusal(lambda: drop_floor_check(actor=steward, check_id=check.pk, reason=" ")) == "reason_missing"
    drop_floor_check(actor=steward, check_id=check.pk, reason="看错了门牌")
    assert FloorCheck.objects.get(pk=check.pk).state == "dropped"
    assert Entry.objects.get(act="census.drop_floor").reason == "看错了门牌"
    assert refusal(scene.verify) == "nothing_looked_at"
    assert refusal(lambda: drop_floor_check(actor=steward, check_id=check.pk, reason="再来")) == "settled_already"


@pytest.mark.parametrize(
    ("seen", "known", "bears"),
    [
        ("晨光", "晨光（示例）有限公司", True),
        ("乙公司", "晨光（示例）有限公司", False),
        ("晨", "晨光公司", False),
        ("", "", False),
    ],
)
def test_a_door_may_show_a_part_of_the_name(seen: str, known: str, bears: bool) -> None:
    assert bears_name(seen, known) is bears


def test_a_second_look_of_the_same_person_takes_the_place_of_the_first(scene: Scene) -> None:
    first, second = scene.look(seen="other"), scene.look(seen="as_is", other="unseen")
    assert (FloorCheck.objects.get(pk=first.pk).state, second.state) == ("dropped", "taken")


@pytest.mark.parametrize(
    ("result", "code"),
    [
        ([], "nothing_seen"),
        ([{"unit": 0, "seen": "as_is"}], "not_this_floor"),
        ([{"unit": None, "seen": "other"}], "name_missing"),
        ([{"unit": None, "seen": "gone"}], "not_this_floor"),
        ([{"unit": None, "seen": "other", "name": "x" * 300}], "too_long"),
        ([{"unit": None, "seen": "unseen"}], "nothing_seen"),
    ],
)
def test_what_cannot_be_of_the_floor_is_refused(scene: Scene, result: list[dict[str, object]], code: str) -> None:
    said = [{**one, "unit": scene.let.pk if one["unit"] is None else one["unit"]} for one in result]
    actor, row = scene.cast.actor("tower_steward"), scene.row.pk
    assert (
        refusal(lambda: take_floor_check(actor=actor, round_tower_id=row, floor_no=1, client_key=uuid4(), result=said))
        == code
    )
    assert not FloorCheck.objects.exists()


def test_a_device_whose_clock_runs_ahead_is_told_so(scene: Scene) -> None:
    said = [{"unit": scene.let.pk, "seen": "as_is"}]
    ahead = timezone.now() + timedelta(hours=3)
    actor, row = scene.cast.actor("tower_steward"), scene.row.pk
    assert refusal(
        lambda: take_floor_check(
            actor=actor, round_tower_id=row, floor_no=1, client_key=uuid4(), result=said, seen_at=ahead
        )
    ) == "seen_to_come"  # fmt: skip


def test_a_look_that_arrives_late_yields_to_a_newer_one_of_the_same_person(scene: Scene) -> None:
    newer = scene.look(seen="other")
    actor, earlier = scene.cast.actor("tower_steward"), timezone.now() - timedelta(hours=8)
    late = take_floor_check(
        actor=actor, round_tower_id=scene.row.pk, floor_no=1, client_key=uuid4(), seen_at=earlier,
        result=[{"unit": scene.let.pk, "seen": "as_is"}],
    )  # fmt: skip
    assert (late.state, FloorCheck.objects.get(pk=newer.pk).state) == ("dropped", "taken")


def test_rooms_that_a_second_look_leaves_out_stay_as_they_were_seen(scene: Scene) -> None:
    scene.look(seen="other", other="unseen")
    second = scene.look(seen="unseen", other="as_is")
    assert [(one["unit"], one["seen"]) for one in second.result] == [(scene.let.pk, "other"), (scene.empty.pk, "as_is")]
    assert refusal(scene.verify) == "floors_differ"


def test_two_who_come_to_agree_clash_no_more(scene: Scene) -> None:
    mine = scene.look(seen="as_is")
    scene.look("service_officer", seen="other")
    scene.look("service_officer", seen="as_is")
    assert FloorCheck.objects.get(pk=mine.pk).state == "taken"
    scene.verify()
