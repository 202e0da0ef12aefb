"""Units are added, described, held back and released."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.units import add_unit, edit_unit, hold_unit, release_unit
from mashang.register.models import Floor, Unit, UnitHold
from mashang.register.tests.make import make_area, make_hold, make_tower, make_unit
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def test_a_unit_is_added_with_its_floor() -> None:
    area = make_area()
    tower = make_tower(area)
    unit = add_unit(
        actor=steward(area), tower_id=tower.pk, floor_no=18, room="１８０１", area_sqm=Decimal("120.5"), since=DAY
    )
    assert (unit.room, unit.floor_no, unit.area_sqm, unit.life.lower, unit.life.upper) == (
        "1801", 18, Decimal("120.5"), DAY, None,
    )  # fmt: skip
    assert Floor.objects.get(tower=tower).no == 18
    assert Entry.objects.get(act="unit.add").diff["unit"] == unit.pk


def test_a_room_may_be_added_whose_area_and_beginning_nobody_knows() -> None:
    area = make_area()
    unit = add_unit(actor=steward(area), tower_id=make_tower(area).pk, floor_no=-1, room="B101")
    unit.refresh_from_db()
    assert (unit.area_sqm, unit.life.lower) == (None, None)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"floor_no": 0}, "floor_zero", "floor_no"),
        ({"room": "  "}, "room_needed", "room"),
        ({"area_sqm": Decimal(0)}, "area_not_positive", "area_sqm"),
        ({"room": "1801"}, "room_exists", "room"),
        ({"since": date(1, 1, 1)}, "strange_year", "since"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_at_its_field(more: dict[str, object], code: str, field: str) -> None:
    area = make_area()
    tower = make_tower(area)
    make_unit(tower, "1801", floor=18)
    with pytest.raises(Refused) as refused:
        add_unit(actor=steward(area), tower_id=tower.pk, **({"floor_no": 18, "room": "1802"} | more))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Unit.objects.count() == 1


def test_the_database_refuses_one_number_twice_and_areas_of_nothing() -> None:
    tower = make_tower()
    make_unit(tower, "1801", floor=18)
    for room, sqm in (("1801", 10), ("1802", 0), ("1803", -5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_unit(tower, room, floor=18, sqm=sqm)


def test_a_unit_is_described_and_its_owner_stays_out_of_the_trail() -> None:
    area = make_area()
    unit = make_unit(make_tower(area), sqm=100)
    edit_unit(
        actor=steward(area), unit_id=unit.pk, area_sqm=Decimal(110), inner_sqm=Decimal(80), owner="业主甲", own_use=True,
        divisible=True, joinable=None,
    )  # fmt: skip
    unit.refresh_from_db()
    assert (unit.area_sqm, unit.inner_sqm, unit.owner, unit.own_use, unit.divisible) == (
        Decimal(110), Decimal(80), "业主甲", True, True,
    )  # fmt: skip
    diff = Entry.objects.get(act="unit.edit").diff
    assert diff["area_sqm"] == ["100", "110"] or diff["area_sqm"] == ["100.00", "110"]
    assert "业主甲" not in str(diff)
    assert diff["owner_changed"] is True


@pytest.mark.parametrize(("area_sqm", "inner"), [(Decimal(0), None), (Decimal(10), Decimal(11)), (None, Decimal(-1))])
def test_areas_that_cannot_be_are_refused(area_sqm: Decimal | None, inner: Decimal | None) -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    with pytest.raises(Refused):
        edit_unit(
            actor=steward(area), unit_id=unit.pk, area_sqm=area_sqm, inner_sqm=inner, owner="", own_use=False,
            divisible=None, joinable=None,
        )  # fmt: skip


def test_a_unit_is_held_back_until_it_is_released() -> None:
    area = make_area()
    unit, actor = make_unit(make_tower(area)), steward(area)
    hold = hold_unit(actor=actor, unit_id=unit.pk, kind="reserved", since=DAY, until=date(2026, 3, 31), note="甲公司")
    hold.refresh_from_db()
    assert (hold.span.lower, hold.span.upper, hold.note) == (DAY, date(2026, 4, 1), "甲公司")
    release_unit(actor=actor, hold_id=hold.pk)
    hold.refresh_from_db()
    assert hold.released_at is not None
    with pytest.raises(Refused, match="not held back any more"):
        release_unit(actor=actor, hold_id=hold.pk)
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == ["unit.hold", "unit.release"]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"until": date(2026, 2, 1)}, "ends_before_start", "until"),
        ({"kind": "haunted"}, "unknown_kind", "kind"),
        ({"since": date(2014, 1, 1)}, "not_alive", "since"),
        ({}, "reserved_already", "since"),
    ],
)
def test_a_hold_that_cannot_be_is_refused_at_its_field(more: dict[str, object], code: str, field: str) -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    make_hold(unit, "reserved", date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        hold_unit(actor=steward(area), unit_id=unit.pk, **({"kind": "reserved", "since": DAY} | more))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_released_reservation_leaves_the_days_to_the_next() -> None:
    area = make_area()
    unit, actor = make_unit(make_tower(area)), steward(area)
    release_unit(actor=actor, hold_id=hold_unit(actor=actor, unit_id=unit.pk, kind="reserved", since=DAY).pk)
    assert hold_unit(actor=actor, unit_id=unit.pk, kind="reserved", since=DAY)


def test_the_database_refuses_a_second_reservation_and_lets_no_hold_be_edited() -> None:
    unit = make_unit(make_tower())
    hold = make_hold(unit, "reserved", DAY)
    with pytest.raises(IntegrityError, match="unit_reserved_once"), transaction.atomic():
        make_hold(unit, "reserved", date(2026, 9, 1))
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        UnitHold.objects.filter(pk=hold.pk).update(kind="sealed")


def test_units_elsewhere_are_not_there_and_a_reader_may_not() -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    hold = make_hold(unit, "sealed")
    other, reader = steward(make_area()), steward(area, permissions=frozenset({"register.read"}))
    for actor, kind in ((other, NotThere), (reader, NotAllowed)):
        with pytest.raises(kind):
            hold_unit(actor=actor, unit_id=unit.pk, kind="sealed", since=DAY)
        with pytest.raises(kind):
            release_unit(actor=actor, hold_id=hold.pk)
        with pytest.raises(kind):
            add_unit(actor=actor, tower_id=unit.tower_id, floor_no=1, room="9")
