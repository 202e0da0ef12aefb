"""Handing in a sheet and comparing it: every row has its place, nothing in the register changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts import importing
from mashang.register.models import Document, Firm, ImportBatch, Tenancy, Tower
from mashang.register.tests.make import make_actor, make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc
from mashang.register.tests.tenant_sheets import DAY, HEAD, hand_in, make_fact_keys, sheet, steward, take_in, verdicts

pytestmark = pytest.mark.django_db


def test_a_sheet_of_unknown_firms_is_all_new_and_changes_nothing() -> None:
    actor = steward(make_area())
    batch = hand_in(
        actor,
        sheet(
            ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8层", "801"),
            ("乙（示例）有限公司", "", "云帆大厦", "9", "901"),
        ),
    )
    assert verdicts(batch) == {"new": 2}
    assert batch.state == ImportBatch.State.COMPARED
    assert not Firm.objects.exists()
    assert not Tower.objects.exists()


def test_every_row_of_the_sheet_stands_in_one_sum() -> None:
    actor = steward(make_area())
    code = make_uscc()
    data = sheet(
        ("甲（示例）有限公司", code, "云帆大厦", "8", "801"),
        ("甲（示例）有限公司", code, "云帆大厦", "8", "801"),
        (),
        ("小计", "", "", "", "", 200),
        ("乙（示例）有限公司", "91350100M000100Y4Z", "云帆大厦", "8", "802"),
    )
    batch = hand_in(actor, data)
    assert sum(batch.counts["in_sheets"].values()) == batch.counts["rows"] == 7
    assert batch.rows.filter(row_no__gt=0).count() == 7
    assert verdicts(batch)["duplicate"] == 1


def test_a_wrong_check_character_is_refused_in_words() -> None:
    batch = hand_in(steward(make_area()), sheet(("乙（示例）有限公司", "91350100M000100Y4Z", "云帆大厦", "8", "802")))
    row = batch.rows.get(verdict="refused")
    assert row.reasons[0]["field"] == "uscc"
    assert row.reasons[0]["message"]


def test_the_same_sheet_again_changes_nothing() -> None:
    make_fact_keys()
    actor = steward(make_area())
    data = sheet(
        ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801、802", 256, "2024-01-01", "2026-12-31", 85),
        ("乙（示例）有限公司", "", "云帆大厦", "9", "901", 90.5, "2025.3", "", ""),
        ("丙（示例）有限公司", make_uscc(), "云帆大厦", "", "", "", "", "", ""),
    )
    take_in(actor, data)
    assert verdicts(hand_in(actor, data)) == {"same": 3}


def test_changed_terms_are_shown_with_both_sides() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    firm = make_firm("甲（示例）有限公司", area)
    make_tenancy(
        firm,
        make_unit(tower, "801", floor=8, sqm=120),
        start=date(2024, 1, 1),
        end=date(2027, 1, 1),
        sqm=120,
        lease_ends_on=date(2026, 12, 31),
    )
    batch = hand_in(
        steward(area), sheet((firm.name, firm.uscc, "云帆大厦", "8", "801", 120, "2024-01-01", "2029-12-31"))
    )
    row = batch.rows.get(verdict="changed")
    assert [(c["field"], c["old"], c["new"]) for c in row.changes] == [("lease_ends_on", "2026-12-31", "2029-12-31")]


def test_a_firm_in_other_rooms_has_moved() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    firm = make_firm("甲（示例）有限公司", area)
    make_tenancy(firm, make_unit(tower, "801", floor=8), start=date(2024, 1, 1))
    batch = hand_in(steward(area), sheet((firm.name, firm.uscc, "云帆大厦", "9", "901")), whole=True)
    assert verdicts(batch) == {"moved": 1}


def test_who_is_missing_is_gone_only_when_the_sheet_is_complete() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    stays, leaves = make_firm("甲（示例）有限公司", area), make_firm("乙（示例）有限公司", area)
    make_tenancy(stays, make_unit(tower, "801", floor=8), start=date(2024, 1, 1))
    make_tenancy(leaves, make_unit(tower, "802", floor=8), start=date(2024, 1, 1))
    data = sheet((stays.name, stays.uscc, "云帆大厦", "8", "801"))
    assert verdicts(hand_in(steward(area), data)) == {"same": 1}
    assert verdicts(hand_in(steward(area), data, whole=True)) == {"same": 1, "gone": 1}


def test_a_firm_whose_row_was_refused_is_not_gone() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    make_tenancy(firm, make_unit(make_tower(area, "云帆大厦"), "801", floor=8), start=date(2024, 1, 1))
    batch = hand_in(
        steward(area),
        sheet(
            (firm.name, "91350100M000100Y4Z", "云帆大厦", "8", "801"),
            ("乙（示例）有限公司", "", "云帆大厦", "8", "802"),
        ),
        whole=True,
    )
    assert verdicts(batch) == {"refused": 1, "new": 1}


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [("新名（示例）有限公司", "held", "code_two_names"), ("甲（示例）有限公司", "other", "name_two_codes")],
)
def test_a_code_and_a_name_that_contradict_the_register_are_a_conflict(name: str, code: str, kind: str) -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    batch = hand_in(steward(area), sheet((name, firm.uscc if code == "held" else make_uscc(), "云帆大厦", "8", "801")))
    assert batch.rows.get(verdict="conflict").parsed["conflict"] == kind


def test_a_room_let_to_another_firm_is_a_conflict_with_both_sides() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    sits = make_firm("乙（示例）有限公司", area)
    make_tenancy(sits, make_unit(tower, "801", floor=8), start=date(2024, 1, 1))
    batch = hand_in(steward(area), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="conflict")
    assert row.parsed["conflict"] == "double_let"
    assert (row.changes[0]["old"], row.changes[0]["new"]) == ("乙（示例）有限公司", "甲（示例）有限公司")


def test_a_floor_with_more_area_than_it_has_is_a_conflict() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    tower.floors.create(no=8, area_sqm=100)
    batch = hand_in(steward(area), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 150)))
    assert batch.rows.get(verdict="conflict").parsed["conflict"] == "floor_over"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"%PDF-1.7 not a sheet", "wrong_kind"), (b"PK\x03\x04broken", "broken")],
)
def test_a_file_that_cannot_be_read_is_kept_and_says_why(data: bytes, code: str) -> None:
    actor = steward(make_area())
    if not data:
        with pytest.raises(Refused) as refused:
            hand_in(actor, data)
        assert refused.value.mend
        return
    batch = hand_in(actor, data)
    assert batch.state == ImportBatch.State.BROKEN
    assert batch.broken["code"] == code
    assert batch.broken["mend"]["id"]
    assert Document.objects.get().sha256 == batch.file_sha256


def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        hand_in(steward(make_area()), sheet(), on=timezone.localdate() + timedelta(days=1))
    assert refused.value.field == "as_of_on"


def test_a_correction_to_a_day_in_the_future_is_refused_too() -> None:
    actor = steward(make_area())
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    with pytest.raises(Refused):
        importing.set_batch(actor=actor, batch_id=batch.pk, as_of_on=timezone.localdate() + timedelta(days=1))


def test_a_tower_outside_the_area_is_not_there() -> None:
    elsewhere = make_tower()
    with pytest.raises(NotThere):
        hand_in(steward(make_area()), sheet(), tower_id=elsewhere.pk)


def test_a_role_without_the_permission_is_refused() -> None:
    with pytest.raises(NotAllowed):
        hand_in(make_actor(make_area()), sheet())


def test_decisions_stay_when_the_comparison_is_repeated() -> None:
    actor = steward(make_area())
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="new")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("refuse", "")})
    importing.compare_batch(actor=actor, batch_id=batch.pk)
    assert batch.rows.get(verdict="new").decision == "refuse"


def test_a_building_may_be_said_to_be_a_tower_of_the_register() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    actor = steward(area)
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆国际大厦A座", "8", "801")))
    importing.name_tower(actor=actor, batch_id=batch.pk, place="云帆国际大厦A座", tower_id=tower.pk)
    importing.compare_batch(actor=actor, batch_id=batch.pk)
    assert batch.rows.get(verdict="new").tower_id == tower.pk


def test_a_correction_of_the_columns_is_used() -> None:
    head = ("甲方", *HEAD[1:])
    actor = steward(make_area())
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"), head=head))
    importing.set_batch(actor=actor, batch_id=batch.pk, columns={"甲方": "remark"}, as_of_on=DAY)
    batch = importing.compare_batch(actor=actor, batch_id=batch.pk)
    assert not batch.rows.filter(verdict="new", parsed__name="甲（示例）有限公司").exists()


def test_nothing_is_written_to_the_register_by_comparing() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    before = Tenancy.objects.count()
    hand_in(steward(area), sheet((firm.name, firm.uscc, "云帆大厦", "8", "801")))
    assert Tenancy.objects.count() == before


def test_what_a_reviewer_said_of_the_columns_is_known_for_the_senders_next_sheet() -> None:
    head = ("甲方", *HEAD[1:])
    actor = steward(make_area())

    def upload(sender: str, row: int) -> ImportBatch:
        data = sheet((f"甲{row}（示例）有限公司", make_uscc(), "云帆大厦", "8", f"80{row}"), head=head)
        return importing.upload_sheet(actor=actor, data=data, name="租户.xlsx", as_of_on=DAY, sender=sender)

    batch = upload("海风物业（示例）", 1)
    importing.set_batch(actor=actor, batch_id=batch.pk, columns={"甲方": "remark"})
    importing.compare_batch(actor=actor, batch_id=batch.pk)
    importing.set_batch(actor=actor, batch_id=batch.pk, columns={"甲方": "name"})
    importing.compare_batch(actor=actor, batch_id=batch.pk)
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert upload("海风物业（示例）", 2).mapping["columns"] == {"甲方": "name"}
    assert "columns" not in upload("别家物业（示例）", 3).mapping


def test_nobody_compares_an_import_of_another_area() -> None:
    batch = hand_in(steward(make_area()), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    with pytest.raises(NotThere):
        importing.compare_batch(actor=steward(make_area()), batch_id=batch.pk)
    with pytest.raises(NotAllowed):
        importing.compare_batch(actor=make_actor(batch.area), batch_id=batch.pk)


def test_leavings_are_never_accepted_with_the_rest() -> None:
    area = make_area()
    stays, leaves = make_firm("甲（示例）有限公司", area), make_firm("乙（示例）有限公司", area)
    tower = make_tower(area, "云帆大厦")
    for firm, room in ((stays, "801"), (leaves, "802")):
        make_tenancy(firm, make_unit(tower, room, floor=8), start=date(2024, 1, 1))
    actor = steward(area)
    data = sheet((stays.name, stays.uscc, "云帆大厦", "8", "801"), ("丙（示例）有限公司", "", "云帆大厦", "8", "803"))
    batch = hand_in(actor, data, whole=True)
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    assert dict(batch.rows.filter(verdict__in=["new", "gone"]).values_list("verdict", "decision")) == {
        "new": "accept",
        "gone": "none",
    }


def test_a_name_longer_than_any_firm_bears_is_refused_when_it_is_read() -> None:
    batch = hand_in(steward(make_area()), sheet(("甲" * 300 + "有限公司", make_uscc(), "云帆大厦", "8", "801")))
    assert verdicts(batch) == {"refused": 1}
