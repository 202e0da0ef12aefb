"""Merging two records of one tower or firm, as people on the desk meet it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.accounts.models import User
from mashang.register.models import (
    CensusRound,
    Firm,
    FirmMerge,
    Floor,
    ImportBatch,
    RoundTower,
    Tower,
    TowerMerge,
    Unit,
)
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, grant, make_area, make_cast, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def cast() -> Cast:
    load_keys()
    return make_cast()


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def twins(cast: Cast, rooms: int = 1) -> tuple[Tower, Tower]:
    """Two records of one building with so many rooms in both, the first of them let in the second."""
    kept = make.make_tower(cast.aofeng, "望海大厦", address="江滨路 8 号")
    gone = make.make_tower(cast.aofeng, "望海国际中心", address="江滨路 8 号")
    for no in range(rooms):
        make.make_unit(kept, f"1{no:02d}")
        unit = make.make_unit(gone, f"1{no:02d}")
        make.make_tenancy(make.make_firm(f"租户{no}（示例）公司", cast.aofeng), unit, start=date(2024, 1, 1))
    return kept, gone


def test_the_other_record_is_found_compared_merged_and_taken_apart_again(cast: Cast) -> None:
    kept, gone = twins(cast)
    steward = signed_in(cast, "tower_steward")
    pick = reverse("tower_merge_pick", args=[kept.pk])
    page = reverse("tower_merge", args=[kept.pk, gone.pk])
    assert pick in steward.get(reverse("tower", args=[kept.pk])).content.decode()
    for asked in ({}, {"q": "望海国际"}, {"q": gone.code}, {"q": "江滨路"}):
        assert page in steward.get(pick, asked).content.decode(), asked
    html = steward.get(page).content.decode()
    assert "租户0（示例）公司" in html
    assert reverse("tower_merge", args=[gone.pk, kept.pk]) in html
    twin = Unit.objects.get(tower=gone)
    refused = steward.post(page, {"reason": "同一栋楼"}).content.decode()
    assert "两栋楼宇都有这些房间：100" in refused
    assert "同一栋楼</textarea>" in refused
    steward.post(page, {"reason": "同一栋楼", f"room-{twin.pk}": "join"})
    assert steward.get(reverse("tower", args=[gone.pk]))["Location"] == reverse("tower", args=[kept.pk])
    room = reverse("unit", args=[Unit.objects.get(tower=kept, retracted_at=None).pk])
    assert steward.get(reverse("unit", args=[twin.pk]))["Location"] == room
    file = steward.get(reverse("tower", args=[kept.pk])).content.decode()
    undo = reverse("tower_merge_undo", args=[TowerMerge.objects.get().pk])
    assert undo in file
    assert undo in steward.get(reverse("merges")).content.decode()
    assert "合为一间的房间 1" in steward.get(undo).content.decode()
    steward.post(undo, {"reason": "是两栋"})
    assert steward.get(reverse("tower", args=[gone.pk])).status_code == 200
    assert "已撤销" in steward.get(reverse("merges"), {"state": "undone"}).content.decode()


def test_rooms_and_floors_that_both_have_stand_side_by_side(cast: Cast) -> None:
    kept, gone = twins(cast, rooms=3)
    for tower, use in ((kept, "办公"), (gone, "商业")):
        make.make_floor(tower, 1, use=use)
    steward = signed_in(cast, "tower_steward")
    page = reverse("tower_merge", args=[kept.pk, gone.pk])
    html = steward.get(page).content.decode()
    assert html.count('role="radiogroup"') == 4
    assert "商业" in html
    first = Unit.objects.filter(tower=gone).earliest("pk")
    steward.post(page, {"reason": "同一栋楼", "rest": "keep", f"room-{first.pk}": "join", "floor-1": "gone"})
    rooms = Unit.objects.filter(tower=kept, retracted_at=None).order_by("room").values_list("room", flat=True)
    assert list(rooms) == ["100", "101", "101-2", "102", "102-2"]
    assert Floor.objects.get(tower=kept, no=1).use == "商业"


def test_what_is_in_the_way_is_told_before_anything_is_done(cast: Cast) -> None:
    kept, gone = twins(cast)
    ImportBatch.objects.create(
        area=cast.aofeng, tower=gone, name="三季度.xlsx", as_of_on=TODAY, file_sha256="", state="compared"
    )
    opened = CensusRound.objects.create(
        area=cast.aofeng, no=1, name="四季度", opens_on=TODAY, closes_on=TODAY, area_path=cast.aofeng.path
    )
    row = RoundTower.objects.create(round=opened, tower=gone, area_path=gone.area_path, state="collecting")
    steward = signed_in(cast, "tower_steward")
    page = reverse("tower_merge", args=[kept.pk, gone.pk])
    html = steward.get(page).content.decode()
    assert "三季度.xlsx" in html
    assert "正在摸排轮次“四季度”中进行" in html
    twin = {"reason": "同一栋楼", f"room-{Unit.objects.get(tower=gone).pk}": "join"}
    assert "三季度.xlsx" in steward.post(page, twin).content.decode()
    ImportBatch.objects.update(state="dropped")
    assert "四季度" in steward.post(page, twin).content.decode()
    RoundTower.objects.filter(pk=row.pk).update(state="assigned")
    assert "该轮次不包含保留的楼宇" in steward.post(page, twin).content.decode()
    both = RoundTower.objects.create(round=opened, tower=kept, area_path=kept.area_path, state="excepted")
    assert "该轮次不包含保留的楼宇" in steward.post(page, twin).content.decode()
    RoundTower.objects.filter(pk=both.pk).update(state="assigned")
    assert steward.post(page, twin).status_code == 302
    row.refresh_from_db()
    assert row.state == "excepted"
    assert row.moves.get().reason == "同一栋楼", "the words of the clerk, in the clerk's language"
    undo = reverse("tower_merge_undo", args=[TowerMerge.objects.get().pk])
    RoundTower.objects.filter(pk=both.pk).update(state="verified")
    assert "正在摸排轮次“四季度”中进行" in steward.get(undo).content.decode()
    RoundTower.objects.filter(pk=both.pk).update(state="assigned")
    steward.post(undo, {"reason": "是两栋"})
    row.refresh_from_db()
    assert row.state == "assigned"


def test_towers_of_one_address_or_name_wait_in_the_queue_and_blocks_of_a_complex_do_not(cast: Cast) -> None:
    kept, gone = twins(cast)
    for block in ("万象A座", "万象B座"):
        make.make_tower(cast.aofeng, block, address="宁化路 1 号")
    steward = signed_in(cast, "tower_steward")
    html = steward.get(reverse("conflicts"), {"kind": "same_tower"}).content.decode()
    assert reverse("tower_merge", args=[kept.pk, gone.pk]) in html
    assert "万象" not in html.partition("<main")[2]


def test_the_other_record_of_a_firm_is_found_from_its_file(cast: Cast) -> None:
    kept, gone = (
        make.make_firm(name, cast.aofeng, uscc=code)
        for name, code in (("晨光（示例）公司", None), ("晨曦（示例）公司", make.make_uscc()))
    )
    steward = signed_in(cast, "tower_steward")
    pick = reverse("firm_merge_pick", args=[kept.pk])
    assert pick in steward.get(reverse("firm", args=[kept.pk])).content.decode()
    for asked in ("晨曦", gone.uscc or ""):
        assert reverse("firm_merge", args=[kept.pk, gone.pk]) in steward.get(pick, {"q": asked}).content.decode()
    assert "查不到" in steward.get(pick, {"q": "没有这家"}).content.decode()
    assert signed_in(cast, "other_tower_steward").get(pick).status_code == 404


def test_a_firm_that_sits_elsewhere_too_is_merged_by_the_district(cast: Cast) -> None:
    kept = make.make_firm("晨光（示例）公司", cast.aofeng, uscc=None)
    gone = make.make_firm("晨光(示例)公司", cast.aofeng)
    beside = make_area(cast.taijiang, "subdistrict", "义洲街道", "AC", district_id=cast.taijiang.pk)
    make.make_tenancy(gone, make.make_unit(make.make_tower(beside)), start=date(2024, 1, 1))
    grant(make_user("district_steward"), "tower_steward", cast.taijiang)
    of_district = Client()
    of_district.force_login(User.objects.get(login="district_steward"))
    page = reverse("firm_merge", args=[kept.pk, gone.pk])
    steward = signed_in(cast, "tower_steward")
    assert "只有区级可以合并" in steward.get(page).content.decode()
    assert "有一部分不在您的辖区" in steward.post(page, {"reason": "同一家"}).content.decode()
    assert not FirmMerge.objects.exists()
    assert of_district.post(page, {"reason": "同一家"}).status_code == 302
    undo = reverse("firm_merge_undo", args=[FirmMerge.objects.get().pk])
    assert "有一部分不在您的辖区" in steward.post(undo, {"reason": "是两家"}).content.decode()
    assert Firm.objects.get(pk=gone.pk).merged_into == kept


def test_no_page_of_merging_asks_more_for_more_rooms_or_merges(cast: Cast) -> None:
    steward = signed_in(cast, "tower_steward")
    asked = []
    for rooms in (2, 12):
        Tower.objects.update(name_folded=uuid4().hex, address="")
        kept, gone = twins(cast, rooms=rooms)
        page = reverse("tower_merge", args=[kept.pk, gone.pk])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            steward.get(page)
        with CaptureQueriesContext(connection) as written:
            assert steward.post(page, {"reason": "同一栋楼", "rest": "keep"}).status_code == 302
        with CaptureQueriesContext(connection) as listed:
            steward.get(reverse("merges"))
        assert not any('"moved"' in one["sql"] for one in listed), "what went over is long, and no list shows it"
        with CaptureQueriesContext(connection) as filed:
            steward.get(reverse("tower", args=[kept.pk]))
        assert not any('"moved"' in one["sql"] for one in filed)
        with CaptureQueriesContext(connection) as undone:
            steward.get(reverse("tower_merge_undo", args=[TowerMerge.objects.latest("pk").pk]))
        asked.append([len(seen), len(written), len(listed), len(undone)])
    assert asked[0] == asked[1]
