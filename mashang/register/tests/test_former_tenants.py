"""A conflict settled as "the former tenant has left": whenever the new lease begins, the room passes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mashang.register.acts import importing
from mashang.register.models import ImportBatch, Occupancy, Tenancy, TenancyEvent
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc
from mashang.register.tests.tenant_sheets import DAY, hand_in, sheet, steward

pytestmark = pytest.mark.django_db(transaction=True)

FORMER, NEW = "乙（示例）有限公司", "甲（示例）有限公司"


def settle(lease_start: str, *, former_since: date = date(2022, 1, 1)) -> ImportBatch:
    area = make_area()
    unit = make_unit(make_tower(area, "云帆大厦"), "801", floor=8)
    make_tenancy(make_firm(FORMER, area), unit, start=former_since)
    actor = steward(area)
    batch = hand_in(actor, sheet((NEW, make_uscc(), "云帆大厦", "8", "801", 100, lease_start)))
    row = batch.rows.get(verdict="conflict")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "end_other")})
    return importing.apply_batch(actor=actor, batch_id=batch.pk)


def stays() -> dict[str, tuple[date, date | None]]:
    live = Occupancy.objects.filter(retracted_at=None).select_related("firm")
    return {o.firm.name: (o.span.lower, o.span.upper) for o in live}


@pytest.mark.parametrize(
    ("lease_start", "passes_on", "known"),
    [
        ("", DAY, False),
        ("2025-03-01", date(2025, 3, 1), True),
        ("2025年3月", DAY, False),
        (str(DAY), DAY, True),
        ("2021-05-01", DAY, False),  # earlier than the former tenant came: it cannot have left before
    ],
)
def test_the_room_passes_on(lease_start: str, passes_on: date, known: bool) -> None:
    batch = settle(lease_start)
    assert batch.counts["applied"] == 1
    assert stays() == {FORMER: (date(2022, 1, 1), passes_on), NEW: (passes_on, None)}
    assert Tenancy.objects.get(firm__name=NEW, retracted_at=None).start_known is known
    assert TenancyEvent.objects.get(kind="end").on == passes_on


def test_a_lease_that_begins_later_leaves_the_room_empty_between() -> None:
    later = DAY + timedelta(days=40)
    settle(str(later))
    assert stays() == {FORMER: (date(2022, 1, 1), DAY), NEW: (later, None)}


def test_a_former_tenant_that_came_on_the_day_never_was_there() -> None:
    settle("2025-03-01", former_since=DAY)
    assert stays() == {NEW: (date(2025, 3, 1), None)}


def test_taking_it_back_brings_the_former_tenant_back() -> None:
    batch = settle("2025-03-01")
    actor = steward(batch.area)
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    assert stays() == {FORMER: (date(2022, 1, 1), None)}


def test_two_that_take_its_rooms_have_one_former_tenant() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    units = [make_unit(tower, room, floor=8) for room in ("801", "802")]
    make_tenancy(make_firm(FORMER, area), *units, start=date(2022, 1, 1))
    actor = steward(area)
    others = {NEW: "801", "丙（示例）有限公司": "802"}
    batch = hand_in(actor, sheet(*((name, make_uscc(), "云帆大厦", "8", room) for name, room in others.items())))
    rows = batch.rows.filter(verdict="conflict").values_list("pk", flat=True)
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions=dict.fromkeys(rows, ("accept", "end_other")))
    assert importing.apply_batch(actor=actor, batch_id=batch.pk).counts["left_open"] == 0
    assert stays() == {FORMER: (date(2022, 1, 1), DAY)} | dict.fromkeys(others, (DAY, None))
