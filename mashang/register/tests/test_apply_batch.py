"""Applying and taking back: one transaction, a number, and the register as it was after undoing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mashang.kernel.errors import NotAllowed, Refused
from mashang.register.acts import importing
from mashang.register.models import Firm, FirmFact, FirmName, ImportBatch, Occupancy, Tenancy, TenancyEvent, Tower, Unit
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc, retract
from mashang.register.tests.tenant_sheets import DAY, hand_in, make_fact_keys, sheet, steward, take_in, verdicts
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = {"retracted_at": None}


def live_picture() -> set[tuple[str, str, str, object, object, object]]:
    """Who is where, from when to when, as the register believes it now."""
    return {
        (o.firm.name, o.tower.name_zh, o.unit.room, o.span.lower, o.span.upper, o.area_sqm)
        for o in Occupancy.objects.filter(**LIVE).select_related("firm", "tower", "unit")
    }


def test_accepted_rows_stand_in_the_register() -> None:
    make_fact_keys()
    actor = steward(make_area())
    code = make_uscc()
    batch = take_in(
        actor, sheet(("甲（示例）有限公司", code, "云帆大厦", "8", "801", 256, "2024-01-01", "2027-12-31", 85))
    )
    assert (batch.state, batch.no) == (ImportBatch.State.APPLIED, 1)
    assert live_picture() == {
        ("甲（示例）有限公司", "云帆大厦", "801", date(2024, 1, 1), date(2028, 1, 1), Decimal(256))
    }
    tenancy = Tenancy.objects.get(**LIVE)
    assert (tenancy.rent_fen, tenancy.rent_per, tenancy.lease_ends_on) == (8500, "month", date(2027, 12, 31))
    assert tenancy.source.batch == batch
    assert Firm.objects.get().uscc == code
    assert Tower.objects.get().floors.get().no == 8


def test_an_unknown_start_is_the_day_of_the_sheet_at_the_latest() -> None:
    take_in(steward(make_area()), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    tenancy = Tenancy.objects.get(**LIVE)
    assert (tenancy.span.lower, tenancy.start_known, tenancy.span.upper) == (DAY, False, None)


def test_a_month_without_a_day_is_not_given_one() -> None:
    take_in(steward(make_area()), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", "", "2023-02")))
    tenancy = Tenancy.objects.get(**LIVE)
    assert (tenancy.span.lower, tenancy.start_known) == (date(2023, 2, 28), False)


def test_a_tenant_whose_lease_is_over_holds_over() -> None:
    take_in(
        steward(make_area()),
        sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 50, "2020-01-01", "2025-12-31")),
    )
    tenancy = Tenancy.objects.get(**LIVE)
    assert (tenancy.span.upper, tenancy.lease_ends_on) == (None, date(2025, 12, 31))


def test_refused_rows_do_not_get_in() -> None:
    actor = steward(make_area())
    batch = hand_in(
        actor,
        sheet(
            ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"),
            ("乙（示例）有限公司", make_uscc(), "云帆大厦", "8", "802"),
        ),
    )
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="new", decision="accept")
    row = batch.rows.get(parsed__name="乙（示例）有限公司")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("refuse", "")}, note="查无此户")
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert {name for name, *_rest in live_picture()} == {"甲（示例）有限公司"}


def test_gone_moved_and_changed_are_new_rows_and_the_past_stays() -> None:
    actor = steward(make_area())
    a, b, c = (make_uscc() for _i in range(3))
    take_in(
        actor,
        sheet(
            ("甲（示例）有限公司", a, "云帆大厦", "8", "801", 100),
            ("乙（示例）有限公司", b, "云帆大厦", "8", "802", 100),
            ("丙（示例）有限公司", c, "云帆大厦", "9", "901", 100),
        ),
        on=date(2025, 6, 1),
    )
    take_in(
        actor,
        sheet(
            ("甲（示例）有限公司", a, "云帆大厦", "8", "801", 120),
            ("乙（示例）有限公司", b, "云帆大厦", "9", "902", 100),
        ),
        whole=True,
    )
    since, day = date(2025, 6, 1), DAY
    assert live_picture() == {
        ("甲（示例）有限公司", "云帆大厦", "801", since, day, Decimal(100)),
        ("甲（示例）有限公司", "云帆大厦", "801", day, None, Decimal(120)),
        ("乙（示例）有限公司", "云帆大厦", "802", since, day, Decimal(100)),
        ("乙（示例）有限公司", "云帆大厦", "902", day, None, Decimal(100)),
        ("丙（示例）有限公司", "云帆大厦", "901", since, day, Decimal(100)),
    }
    assert set(TenancyEvent.objects.values_list("kind", flat=True)) == {"start", "area", "move_room", "end"}


def test_a_conflict_settled_as_the_other_having_left_ends_the_others_tenancy() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    sits = make_firm("乙（示例）有限公司", area)
    make_tenancy(sits, make_unit(tower, "801", floor=8), start=date(2024, 1, 1))
    actor = steward(area)
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="conflict")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "end_other")})
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert {(name, upper) for name, _t, _r, _l, upper, _a in live_picture()} == {
        ("乙（示例）有限公司", DAY),
        ("甲（示例）有限公司", None),
    }


def test_a_conflict_needs_a_side() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    actor = steward(area)
    batch = hand_in(actor, sheet(("新名（示例）有限公司", firm.uscc, "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="conflict")
    with pytest.raises(Refused):
        importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "")})


def test_a_new_name_keeps_the_former_one() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    actor = steward(area)
    batch = hand_in(actor, sheet(("新名（示例）有限公司", firm.uscc, "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="conflict")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "rename")})
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    firm.refresh_from_db()
    assert firm.name == "新名（示例）有限公司"
    assert FirmName.objects.filter(firm=firm, kind="current", superseded_at=None).get().name == "新名（示例）有限公司"


def test_two_firms_in_one_room_share_it() -> None:
    batch = take_in(
        steward(make_area()),
        sheet(
            ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"),
            ("乙（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"),
        ),
    )
    assert batch.counts["applied"] == 2
    assert Occupancy.objects.filter(**LIVE, exclusive=False).count() == 2


def test_a_register_that_moved_since_the_review_applies_nothing() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    unit = make_unit(tower, "801", floor=8)
    actor = steward(area)
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    make_tenancy(make_firm("乙（示例）有限公司", area), unit, start=date(2024, 1, 1))
    batch = importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert batch.state == ImportBatch.State.COMPARED
    assert batch.progress == {"moved": 1}
    assert {name for name, *_rest in live_picture()} == {"乙（示例）有限公司"}


def test_taking_back_leaves_the_register_as_it_was() -> None:
    make_fact_keys()
    actor = steward(make_area())
    a, b = make_uscc(), make_uscc()
    take_in(
        actor,
        sheet(
            ("甲（示例）有限公司", a, "云帆大厦", "8", "801", 100, "2024-01-01", "2026-12-31"),
            ("乙（示例）有限公司", b, "云帆大厦", "8", "802", 100),
        ),
        on=date(2025, 6, 1),
    )
    before, facts = (
        live_picture(),
        set(FirmFact.objects.filter(superseded_at=None).values_list("subject_id", "key_id", "body")),
    )
    batch = take_in(
        actor,
        sheet(
            ("甲（示例）有限公司", a, "云帆大厦", "9", "901", 120, "2024-01-01", "2028-12-31"),
            ("丁（示例）有限公司", "", "海鹭大厦", "3", "301"),
        ),
        whole=True,
    )
    assert live_picture() != before
    rows = Tenancy.objects.count()
    importing.undo_batch(actor=actor, batch_id=batch.pk, reason="传错了表")
    assert live_picture() == before
    assert set(FirmFact.objects.filter(superseded_at=None).values_list("subject_id", "key_id", "body")) == facts
    assert Tenancy.objects.count() > rows
    assert Firm.objects.filter(**LIVE).count() == 2
    assert Tower.objects.filter(**LIVE).get().name_zh == "云帆大厦"
    assert Unit.objects.filter(**LIVE).count() == 2


def test_taking_back_is_refused_and_named_when_something_later_stands_on_it() -> None:
    actor = steward(make_area())
    batch = take_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    old = Tenancy.objects.get(**LIVE)
    retract(old)
    make_tenancy(old.firm, Unit.objects.get(), start=DAY, end=DAY + timedelta(days=9), line=old.line)
    with pytest.raises(Refused) as refused:
        importing.undo_batch(actor=actor, batch_id=batch.pk)
    assert "甲（示例）有限公司" in str(refused.value)


def test_only_who_applied_or_a_head_takes_back() -> None:
    area = make_area()
    batch = take_in(steward(area), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    ImportBatch.objects.filter(pk=batch.pk).update(applied_by=None)
    other = steward(area, user_id=999)
    with pytest.raises(NotAllowed):
        importing.undo_batch(actor=other, batch_id=batch.pk)


def test_the_sheet_can_be_reviewed_again_after_undoing() -> None:
    actor = steward(make_area())
    batch = take_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    again = importing.reopen_sheet(actor=actor, batch_id=batch.pk)
    assert verdicts(again) == {"new": 1}
    assert take_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"))).no == 2


def test_the_trail_says_who_applied_what() -> None:
    actor = steward(make_area())
    batch = take_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    acts = set(Entry.objects.filter(subject_kind="batch", subject_id=batch.pk).values_list("act", flat=True))
    assert {"import.upload", "import.compare", "import.apply"} <= acts
    assert Entry.objects.filter(subject_kind="tower", act="import.apply").count() == 1
