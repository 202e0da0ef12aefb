"""A whole census round through the pages, by four people: head, property manager, steward, and a second head."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mashang.register.acts.keeping import assign_steward
from mashang.register.models import ImportBatch, RoundTower, Snapshot
from mashang.register.tests import make
from mashang.register.tests.tenant_sheets import make_fact_keys, sheet
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def test_a_round_from_its_opening_to_its_snapshot() -> None:
    make_fact_keys()
    cast = make_cast()
    tower = make.make_tower(cast.aofeng, "鳌峰甲座", kind="office")
    let, _empty = make.make_unit(tower, "101"), make.make_unit(tower, "102", sqm=50)
    firm = make.make_firm("晨光（示例）有限公司", cast.aofeng)
    make.make_tenancy(firm, let)
    head_actor = cast.actor("section_head")
    for role, duty in (("tower_steward", "local"), ("property_manager", "property")):
        assign_steward(
            actor=head_actor, tower_id=tower.pk, membership_id=cast.user(role).memberships.get().pk, duty=duty
        )
    head, steward, manager = (signed_in(cast, one) for one in ("section_head", "tower_steward", "property_manager"))

    # The head opens the round; the steward finds the tower waiting and asks the manager for the sheet.
    days = {"opens_on": TODAY.isoformat(), "closes_on": (TODAY + timedelta(days=20)).isoformat()}
    opened = head.post(reverse("round_new"), {"area": cast.aofeng.pk, "name": "四季度摸排", **days}, follow=True)
    assert "四季度摸排" in opened.content.decode()
    row = RoundTower.objects.get()
    assert "鳌峰甲座" in steward.get(reverse("round", args=[row.round_id])).content.decode()
    assert "我负责的 1 栋待办" in steward.get(reverse("rounds")).content.decode()
    assert "请交租户表" not in manager.get(reverse("portal_home")).content.decode()
    steward.post(reverse("round_tower_ask", args=[row.pk]))
    assert "鳌峰甲座：请交租户表" in manager.get(reverse("portal_home")).content.decode()

    # The manager reads what is asked, hands in the sheet, and sees only the own tower's differences.
    asked = manager.get(reverse("own_round", args=[row.pk])).content.decode()
    assert "街道请您在" in asked
    assert "不足五栋" in asked
    file = SimpleUploadedFile("租户.xlsx", sheet(("乙（示例）有限公司", make.make_uscc(), "", "1", "102")))
    manager.post(reverse("own_sheet_new"), {"tower": tower.pk, "file": file, "as_of_on": TODAY.isoformat()})
    assert "乙（示例）有限公司" in manager.get(reverse("own_round", args=[row.pk])).content.decode()

    # The steward settles the differences, goes over the floor, and verifies.
    batch = ImportBatch.objects.get()
    steward.post(reverse("import_decide", args=[batch.pk]), {"do": "all", "query": ""})
    steward.post(reverse("import_decide", args=[batch.pk]), {"do": "apply", "query": ""})
    batch.refresh_from_db()
    assert batch.state == "applied"
    floor = reverse("round_floor", args=[row.pk, 1])
    assert "乙（示例）有限公司" in steward.get(floor).content.decode()
    steward.post(floor, {"client_key": str(uuid4()), f"seen-{let.pk}": "as_is", "rest": "as_is"})
    assert steward.post(reverse("round_tower_approve", args=[row.pk])).status_code == 403
    again = steward.get(floor).content.decode()
    assert "本轮记录" in again
    assert again.count("checked") == 2
    steward.post(reverse("round_tower_verify", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "verified"
    assert "1 栋楼宇待批准" in head.get(reverse("desk_home")).content.decode()
    assert "楼宇待批准" not in steward.get(reverse("desk_home")).content.decode()
    changed = head.get(reverse("round_tower", args=[row.pk])).content.decode()
    assert "各楼层现场与底册一致" in changed
    assert f'href="{reverse("import_review", args=[batch.pk])}"' in changed
    assert "已录入底册" in manager.get(reverse("own_round", args=[row.pk])).content.decode()

    # The head sends it back once, with a reason the steward reads; then approves and publishes.
    head.post(reverse("round_tower_send_back", args=[row.pk]), {"reason": "102 请再看一次"})
    assert "102 请再看一次" in steward.get(reverse("round_tower", args=[row.pk])).content.decode()
    steward.post(reverse("round_tower_verify", args=[row.pk]))
    head.post(reverse("round_tower_approve", args=[row.pk]))
    assert "四季度摸排" not in manager.get(reverse("own_rounds")).content.decode()
    head.post(reverse("round_publish", args=[row.round_id]))
    published = manager.get(reverse("own_rounds")).content.decode()
    assert "四季度摸排" in published
    assert reverse("own_round", args=[row.pk]) in published
    made = Snapshot.objects.get()
    assert made.manifest["sums"] | {"towers": "1"} == {
        "towers": "1", "units": "2", "firms": "2", "occupied_sqm": "150.00", "vacant_sqm": "0",
    }  # fmt: skip

    # The leader reads the snapshot, checks it against the register, and takes its rows away.
    leader = signed_in(cast, "leader")
    assert "底册给出的内容相同" in leader.get(reverse("snapshot", args=[made.pk]), {"check": "1"}).content.decode()
    taken = leader.get(reverse("snapshot", args=[made.pk]), {"table": "firms", "export": "csv"})
    assert "晨光（示例）有限公司" in b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept() -> None:
    cast = make_cast()
    towers = [make.make_tower(cast.aofeng, name) for name in ("鳌峰甲座", "鳌峰乙座", "鳌峰丙座")]
    rooms = [make.make_unit(tower, "101", floor=floor) for tower in towers for floor in (1, 2)]
    member = cast.user("tower_steward").memberships.get().pk
    assign_steward(actor=cast.actor("section_head"), tower_id=towers[0].pk, membership_id=member, duty="local")
    head, steward = signed_in(cast, "section_head"), signed_in(cast, "tower_steward")
    days = {"opens_on": TODAY.isoformat(), "closes_on": TODAY.isoformat()}
    head.post(reverse("round_new"), {"area": cast.aofeng.pk, "name": "本季", **days})
    row, second, third = RoundTower.objects.order_by("tower_id")
    tower, verify = reverse("round_tower", args=[row.pk]), reverse("round_tower_verify", args=[row.pk])

    # A look that was wrong is dropped with a reason; the floor counts as not seen again.
    floor = reverse("round_floor", args=[row.pk, 1])
    steward.post(floor, {"client_key": str(uuid4()), f"seen-{rooms[0].pk}": "other", f"name-{rooms[0].pk}": "丙公司"})
    look = row.checks.get()
    answer = steward.post(reverse("floor_look_settle", args=[look.pk]), follow=True).content.decode()
    assert "底册中 101 仍为空置" in answer
    steward.post(reverse("floor_look_drop", args=[look.pk]), {"reason": "看错了门牌"})
    look.refresh_from_db()
    assert look.state == "dropped"

    # What was seen otherwise is entered, settled, and told to whoever approves the tower.
    steward.post(
        floor, {"client_key": str(uuid4()), f"seen-{rooms[0].pk}": "other", f"name-{rooms[0].pk}": "丁（示例）公司"}
    )
    make.make_tenancy(make.make_firm("丁（示例）公司", cast.aofeng), rooms[0])
    steward.post(reverse("floor_look_settle", args=[row.checks.get(state="taken").pk]))
    assert row.checks.get(state="settled").differs

    # Floors that nobody saw are asked about before the tower is verified.
    assert "1 层未核查，以底册为准" in steward.get(tower).content.decode()
    assert "还有 1 层未核查" in steward.post(verify, follow=True).content.decode()
    steward.post(verify, {"confirm": "1"})
    row.refresh_from_db()
    assert row.state == "verified"
    changed = head.get(tower).content.decode()
    assert "现场与底册不一致的楼层" in changed
    assert "丁（示例）公司" in changed
    assert "1 层未核查" in changed
    head.post(reverse("round_tower_approve", args=[row.pk]))

    # Publishing without reasons names how many lack one, keeps what was typed, and takes one reason for the rest.
    publish = reverse("round_publish", args=[row.round_id])
    refused = head.post(publish, {f"left_out-{second.pk}": "业主拒绝"}).content.decode()
    assert "还有 1 栋楼宇" in refused
    assert 'value="业主拒绝"' in refused
    head.post(publish, {f"left_out-{second.pk}": "业主拒绝", "left_out_rest": "尚未交付"})
    assert [*third.moves.values_list("reason", flat=True)] == ["尚未交付"]
    assert "2 栋不计入" in head.get(reverse("round", args=[row.round_id])).content.decode()
    snapshot = head.get(reverse("snapshot", args=[Snapshot.objects.get().pk])).content.decode()
    assert "2 栋楼宇不计入本轮" in snapshot
    assert "尚未交付" in snapshot


def test_another_district_finds_nothing_of_the_round() -> None:
    cast = make_cast()
    tower = make.make_tower(cast.aofeng)
    make.make_unit(tower)
    head = signed_in(cast, "section_head")
    days = {"opens_on": TODAY.isoformat(), "closes_on": TODAY.isoformat()}
    head.post(reverse("round_new"), {"area": cast.aofeng.pk, "name": "本季", **days})
    row, other = RoundTower.objects.get(), signed_in(cast, "other_section_head")
    for name, pk in (("round", row.round_id), ("round_tower", row.pk), ("round_publish", row.round_id)):
        assert other.get(reverse(name, args=[pk])).status_code == 404
    assert signed_in(cast, "other_property_manager").get(reverse("own_round", args=[row.pk])).status_code == 404
