"""A census round from its opening to a published snapshot, and everything that must not pass on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from mashang.clocks.models import Deadline
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.reads.listing import list_notices
from mashang.register.acts import importing
from mashang.register.acts.rounds import (
    approve_tower,
    ask_for_sheet,
    assign_round_tower,
    correct_snapshot,
    open_round,
    publish_round,
    remind_of_rounds,
    send_back_tower,
    verify_tower,
)
from mashang.register.acts.tenancies import end_tenancy
from mashang.register.models import RoundTower
from mashang.register.reads.rounds.changes import list_left_out
from mashang.register.reads.rounds.progress import (
    RoundWanted,
    get_round_tower,
    list_own_published,
    list_round_towers,
    list_rounds,
    list_to_approve,
)
from mashang.register.reads.rounds.snapshots import compare_snapshots, is_sound, list_snapshot_rows, list_snapshots
from mashang.register.tests import make
from mashang.register.tests.round_scene import TODAY, Scene, make_scene, refusal, told
from mashang.register.tests.tenant_sheets import make_fact_keys, sheet
from mashang.trail.models import Entry
from tests.cast import grant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def test_a_round_gives_each_tower_to_its_steward_and_tells_them(scene: Scene) -> None:
    assert (scene.round.no, scene.row.state, scene.row.steward) == (1, "assigned", scene.cast.user("tower_steward"))
    assert told("census.assigned") == {"tower_steward"}
    clock = Deadline.objects.get(subject_id=scene.row.pk)
    assert clock.clock == "census_collect"
    (notice,) = list_notices(actor=scene.cast.actor("tower_steward")).notices
    assert f"{timezone.localdate(clock.due_at):%Y-%m-%d}" in notice.body
    assert list_rounds(scene.cast.actor("tower_steward"))[0].towers == 1
    assert list_rounds(scene.cast.other("section_head")) == ()


def test_opening_is_for_section_heads_once_and_over_their_own_area(scene: Scene) -> None:
    days = {"name": "再来", "opens_on": TODAY, "closes_on": TODAY}
    with pytest.raises(NotAllowed):
        open_round(actor=scene.cast.actor("tower_steward"), area_id=scene.cast.aofeng.pk, **days)  # type: ignore[arg-type]
    head = scene.cast.actor("section_head")
    with pytest.raises(NotThere):
        open_round(actor=head, area_id=scene.cast.hongshan.pk, **days)  # type: ignore[arg-type]
    assert refusal(lambda: open_round(actor=head, area_id=scene.cast.aofeng.pk, **days)) == "round_going_on"  # type: ignore[arg-type]
    other = scene.cast.other("section_head")
    area = scene.cast.hongshan.pk
    assert refusal(lambda: open_round(actor=other, area_id=area, **days)) == "no_towers"  # type: ignore[arg-type]
    back = {"name": "x", "opens_on": TODAY, "closes_on": TODAY - timedelta(days=1)}
    assert refusal(lambda: open_round(actor=other, area_id=area, **back)) == "strange_days"  # type: ignore[arg-type]


def test_a_tower_is_given_only_to_whoever_edits_the_register_there(scene: Scene) -> None:
    head, row = scene.cast.actor("section_head"), scene.row
    officer = scene.cast.user("service_officer")
    assert assign_round_tower(actor=head, round_tower_id=row.pk, user_id=officer.pk).steward == officer
    assert "service_officer" in told("census.assigned")
    for login in ("leader", "other_tower_steward"):
        user = scene.cast.user(login).pk
        assert refusal(lambda user=user: assign_round_tower(actor=head, round_tower_id=row.pk, user_id=user)) == (  # type: ignore[misc]
            "role_does_not_fit"
        )


def test_the_manager_is_asked_hands_in_and_the_tower_has_differences(scene: Scene) -> None:
    make_fact_keys()
    assert ask_for_sheet(actor=scene.cast.actor("tower_steward"), round_tower_id=scene.row.pk) == 1
    assert told("census.sheet_wanted") == {"property_manager"}
    assert get_round_tower(scene.cast.actor("tower_steward"), scene.row.pk).waits_for == "manager"
    batch = importing.upload_sheet(
        actor=scene.cast.actor("property_manager", face="portal"), data=sheet(("乙（示例）有限公司", "", "", "1", "102")),
        name="租户表.xlsx", as_of_on=TODAY, tower_id=scene.tower.pk,
    )  # fmt: skip
    row = scene.row
    assert (row.state, row.batch_id) == ("diff", batch.pk)
    assert Deadline.objects.get(subject_id=row.pk, clock="census_sheet").state == "met"
    assert refusal(scene.verify) == "sheet_open"
    importing.drop_batch(actor=scene.cast.actor("tower_steward"), batch_id=batch.pk)
    assert refusal(scene.verify) == "floors_unseen"
    scene.verify(confirm=True)
    assert scene.row.state == "verified"
    assert Entry.objects.get(act="census.verify").diff["floors_unseen"] == 1


def test_nobody_can_ask_a_manager_who_is_not_there(scene: Scene) -> None:
    scene.tower.keepers.filter(duty="property").delete()
    row = scene.row.pk
    assert refusal(lambda: ask_for_sheet(actor=scene.cast.actor("tower_steward"), round_tower_id=row)) == "no_manager"


def test_nobody_verifies_what_nobody_looked_at_and_nobody_approves_their_own(scene: Scene) -> None:
    assert refusal(scene.verify) == "nothing_looked_at"
    scene.look(other="unseen")
    verify_tower(actor=scene.cast.actor("section_head"), round_tower_id=scene.row.pk)
    assert refusal(scene.approve) == "own_work"
    second = make_user("second_head")
    grant(second, "section_head", scene.cast.aofeng)
    scene.cast.users["second_head"] = second
    from mashang.doors.standing import actor_for

    approve_tower(actor=actor_for(second, role="section_head", face="desk"), round_tower_id=scene.row.pk)
    assert scene.row.state == "approved"


def test_a_tower_is_sent_back_with_a_reason_and_its_steward_is_told(scene: Scene) -> None:
    scene.look(other="unseen")
    scene.verify()
    assert told("census.to_approve") == {"section_head"}
    head, row = scene.cast.actor("section_head"), scene.row.pk
    assert refusal(lambda: send_back_tower(actor=head, round_tower_id=row, reason=" ")) == "reason_missing"
    send_back_tower(actor=head, round_tower_id=row, reason="三层漏了一间")
    assert (scene.row.state, scene.row.verified_by) == ("collecting", None)
    assert told("census.sent_back") == {"tower_steward"}
    assert [move.act for move in scene.row.moves.order_by("id")] == ["look", "verify", "send_back"]


def test_a_published_round_is_a_snapshot_that_the_register_gives_again_after_it_changed(scene: Scene) -> None:
    scene.look(other="unseen")
    scene.verify()
    assert refusal(scene.publish) == "not_approved"
    scene.approve()
    made = scene.publish()
    assert (made.no, made.manifest["sums"]["firms"], made.manifest["sums"]["vacant_sqm"]) == (1, "1", "50.00")
    assert told("census.published") == {"property_manager"}
    reader = scene.cast.actor("leader")
    names, rows = list_snapshot_rows(reader, made.pk, "firms")
    assert (names[2], [row[2] for row in rows]) == ("name", ["晨光（示例）有限公司"])
    line = scene.firm.tenancies.get().line
    end_tenancy(actor=scene.cast.actor("tower_steward"), line=line, last_day=TODAY - timedelta(days=3))
    assert is_sound(reader, made.pk)
    assert refusal(scene.publish) == "round_published"
    assert refusal(scene.look) == "round_published"


def test_towers_that_are_not_done_are_left_out_by_name_or_hold_the_round_up(scene: Scene) -> None:
    head = scene.cast.actor("section_head")
    only = {scene.row.pk: "业主拒绝"}
    assert refusal(lambda: publish_round(actor=head, round_id=scene.round.pk, left_out=only)) == "none_approved"
    assert scene.row.state == "assigned"
    other = make.make_tower(scene.cast.aofeng, "鳌峰乙座")
    left = RoundTower.objects.create(round=scene.round, tower=other, area_path=other.area_path)
    with pytest.raises(Refused, match="2"):
        publish_round(actor=head, round_id=scene.round.pk, left_out={left.pk: " "})
    scene.look(other="unseen")
    scene.verify()
    assert [name for _pk, name in list_to_approve(head)] == ["鳌峰甲座"]
    scene.approve()
    publish_round(actor=head, round_id=scene.round.pk, left_out={left.pk: "业主拒绝"})
    (line,) = list_rounds(head)
    assert (line.towers, line.done, line.left_out) == (2, 1, 1)
    assert [(one.tower, one.reason) for one in list_left_out(head, scene.round.pk)] == [("鳌峰乙座", "业主拒绝")]
    assert list_left_out(scene.cast.other("section_head"), scene.round.pk) == ()
    manager = scene.cast.actor("property_manager", face="portal")
    assert [one.tower for one in list_own_published(manager)] == ["鳌峰甲座"]


def test_a_correction_is_another_snapshot_and_shows_what_it_changed(scene: Scene) -> None:
    scene.look(other="unseen")
    scene.verify()
    scene.approve()
    made, head = scene.publish(), scene.cast.actor("section_head")
    assert refusal(lambda: correct_snapshot(actor=head, snapshot_id=made.pk, reason="核对")) == "nothing_to_correct"
    line = scene.firm.tenancies.get().line
    end_tenancy(actor=scene.cast.actor("tower_steward"), line=line, last_day=TODAY - timedelta(days=3))
    assert refusal(lambda: correct_snapshot(actor=head, snapshot_id=made.pk, reason=" ")) == "reason_missing"
    again = correct_snapshot(actor=head, snapshot_id=made.pk, reason="漏记搬离")
    assert (again.no, again.corrects, again.valid_on) == (2, made, made.valid_on)
    assert [(one.kind, one.firm, one.change_sqm) for one in compare_snapshots(head, made.pk, again.pk)] == [
        ("went", "晨光（示例）有限公司", Decimal(-100))
    ]
    assert refusal(lambda: correct_snapshot(actor=head, snapshot_id=made.pk, reason="再改")) == "corrected_already"
    assert [line.corrected_by for line in list_snapshots(head)] == [None, 2]
    assert list_snapshots(scene.cast.other("section_head")) == ()


def test_stewards_are_reminded_once_at_each_stage(scene: Scene) -> None:
    system = scene.cast.actor("section_head")
    closes = scene.round.closes_on

    def remind(day: date) -> int:
        return remind_of_rounds(actor=system, on=day)

    assert remind(closes - timedelta(days=8)) == 0
    assert [remind(closes - timedelta(days=7)), remind(closes - timedelta(days=5))] == [1, 0]
    assert [remind(closes), remind(closes)] == [1, 0]
    assert [remind(closes + timedelta(days=1)), remind(closes + timedelta(days=9))] == [2, 0]
    assert told("census.waits") == {"tower_steward", "section_head"}


def test_progress_takes_as_many_queries_for_one_tower_as_for_many(
    scene: Scene, django_assert_num_queries: Callable[..., object]
) -> None:
    reader = scene.cast.actor("leader")
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        list_round_towers(reader, scene.round.pk)
    for _n in range(9):
        tower = make.make_tower(scene.cast.aofeng)
        make.make_unit(tower)
        RoundTower.objects.create(round=scene.round, tower=tower, area_path=tower.area_path)
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        assert len(list_round_towers(reader, scene.round.pk)) == 10
    assert len(list_round_towers(scene.cast.actor("tower_steward"), scene.round.pk, RoundWanted(mine=True))) == 1
