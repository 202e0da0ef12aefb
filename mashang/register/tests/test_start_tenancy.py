"""A firm takes rooms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.tenancies import Terms, start_tenancy
from mashang.register.models import Occupancy, Tenancy, TenancyEvent
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def start(actor: Actor, firm_id: int, *unit_ids: int, day: date = DAY, **more: object) -> int:
    return start_tenancy(actor=actor, firm_id=firm_id, unit_ids=unit_ids, start=day, **more)  # type: ignore[arg-type]


def test_a_firm_takes_a_room_and_the_trail_says_so() -> None:
    area = make_area()
    unit, firm = make_unit(make_tower(area), "1801", sqm=120), make_firm(area=area)
    line = start(steward(area), firm.pk, unit.pk, lease_ends_on=date(2028, 2, 29), source="现场核实")
    tenancy, held = Tenancy.objects.get(line=line), Occupancy.objects.get(line=line)
    assert (tenancy.span.lower, tenancy.span.upper, tenancy.lease_ends_on) == (DAY, date(2028, 3, 1), date(2028, 2, 29))
    assert (held.unit_id, held.firm_id, held.tower_id, held.area_sqm) == (unit.pk, firm.pk, unit.tower_id, Decimal(120))
    assert held.exclusive
    assert (tenancy.source.kind, tenancy.source.label) == ("desk", "现场核实")
    assert TenancyEvent.objects.get(line=line).kind == "start"
    entries = Entry.objects.filter(act="tenancy.start").values_list("subject_kind", "subject_id")
    assert set(entries) == {("firm", firm.pk), ("tower", unit.tower_id)}


def test_a_start_may_lie_ahead() -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    line = start(steward(area), make_firm(area=area).pk, unit.pk, day=date(2099, 1, 1))
    assert Occupancy.objects.get(line=line).span.lower == date(2099, 1, 1)


def test_a_tenant_that_holds_over_has_no_end_though_its_lease_has() -> None:
    area = make_area()
    unit, firm = make_unit(make_tower(area)), make_firm(area=area)
    line = start(steward(area), firm.pk, unit.pk, lease_ends_on=date(2026, 5, 31), holds_over=True)
    tenancy = Tenancy.objects.get(line=line)
    assert (tenancy.span.upper, tenancy.lease_ends_on) == (None, date(2026, 5, 31))


def test_several_rooms_with_one_area_keep_it_together() -> None:
    area = make_area()
    tower = make_tower(area)
    units = [make_unit(tower, room, sqm=100) for room in ("1801", "1802")]
    terms = Terms(area_sqm=Decimal(230), rent_fen=8800, rent_basis="gross")
    line = start(steward(area), make_firm(area=area).pk, *(u.pk for u in units), terms=terms)
    tenancy = Tenancy.objects.get(line=line)
    assert (tenancy.area_sqm, tenancy.rent_fen, tenancy.rent_per) == (Decimal(230), 8800, "month")
    assert [o.area_sqm for o in Occupancy.objects.filter(line=line)] == [None, None]


def test_a_room_of_unknown_area_is_let_with_the_area_of_the_lease_or_none() -> None:
    area = make_area()
    tower = make_tower(area)
    open_one, stated = make_unit(tower, sqm=None), make_unit(tower, sqm=None)
    actor, firm = steward(area), make_firm(area=area)
    first = start(actor, firm.pk, open_one.pk)
    second = start(actor, firm.pk, stated.pk, terms=Terms(area_sqm=Decimal("88.5")))
    assert Occupancy.objects.get(line=first).area_sqm is None
    assert Occupancy.objects.get(line=second).area_sqm == Decimal("88.5")


def test_a_room_that_is_let_is_refused_and_the_tenant_named() -> None:
    area = make_area()
    unit = make_unit(make_tower(area), "1801")
    make_tenancy(make_firm("先到者（示例）有限公司", area), unit, start=date(2025, 1, 1))
    with pytest.raises(Refused, match=r"Room 1801 is let to 先到者（示例）有限公司 from 2025-01-01 on") as refused:
        start(steward(area), make_firm(area=area).pk, unit.pk)
    assert (refused.value.code, refused.value.field) == ("room_taken", "rooms")


def test_the_database_refuses_two_tenants_alone_in_one_room_too() -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    make_tenancy(make_firm(area=area), unit, start=DAY)
    with pytest.raises(IntegrityError, match="occupancy_exclusive_unit_once"), transaction.atomic():
        make_tenancy(make_firm(area=area), unit, start=DAY)


def test_the_room_is_free_from_the_day_after_the_last() -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    make_tenancy(make_firm(area=area), unit, start=date(2025, 1, 1), end=DAY)
    assert start(steward(area), make_firm(area=area).pk, unit.pk)


def test_a_shared_room_takes_several_firms_but_none_of_them_twice() -> None:
    area = make_area()
    unit, firm = make_unit(make_tower(area)), make_firm(area=area)
    actor = steward(area)
    for one in (make_firm(area=area), make_firm(area=area), firm):
        start(actor, one.pk, unit.pk, terms=Terms(shared=True))
    assert Occupancy.objects.filter(unit=unit, exclusive=False).count() == 3
    with pytest.raises(Refused, match="already") as refused:
        start(actor, firm.pk, unit.pk, terms=Terms(kind="shared_desk"))
    assert refused.value.code == "already_there"


def test_a_floor_without_rooms_is_never_let_alone() -> None:
    area = make_area()
    tower = make_tower(area)
    floor = make_unit(tower, room="x")
    floor.__class__.objects.filter(pk=floor.pk).update(room="")
    for _ in range(2):
        start(steward(area), make_firm(area=area).pk, floor.pk)
    assert not Occupancy.objects.filter(unit=floor, exclusive=True).exists()


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"lease_ends_on": date(2026, 2, 28)}, "ends_before_start", "lease_ends_on"),
        ({"day": date(20, 1, 1)}, "strange_year", "start"),
        ({"lease_ends_on": date(9999, 12, 31)}, "strange_year", "lease_ends_on"),
        ({"terms": Terms(area_sqm=Decimal(0))}, "area_not_positive", "area_sqm"),
        ({"terms": Terms(rent_fen=-1)}, "rent_negative", "rent"),
        ({"terms": Terms(rent_fen=1, rent_per="year")}, "rent_without_unit", "rent_per"),
        ({"terms": Terms(kind="castle")}, "unknown_kind", "kind"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(more: dict[str, object], code: str, field: str) -> None:
    area = make_area()
    unit = make_unit(make_tower(area))
    with pytest.raises(Refused) as refused:
        start(steward(area), make_firm(area=area).pk, unit.pk, **more)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Tenancy.objects.exists()


def test_days_on_which_the_room_does_not_exist_are_refused_in_words() -> None:
    area = make_area()
    unit = make_unit(make_tower(area), born=date(2026, 6, 1))
    with pytest.raises(Refused, match="does not exist") as refused:
        start(steward(area), make_firm(area=area).pk, unit.pk)
    assert refused.value.code == "outside_life"
    assert not Tenancy.objects.exists()


def test_rooms_of_two_towers_and_no_rooms_are_refused() -> None:
    area = make_area()
    units = [make_unit(make_tower(area)), make_unit(make_tower(area))]
    with pytest.raises(Refused, match="one tower"):
        start(steward(area), make_firm(area=area).pk, *(u.pk for u in units))
    with pytest.raises(Refused, match="at least one room"):
        start(steward(area), make_firm(area=area).pk)


def test_a_room_elsewhere_is_not_there_and_a_reader_may_not() -> None:
    area = make_area()
    unit, firm = make_unit(make_tower(area)), make_firm(area=area)
    with pytest.raises(NotThere):
        start(steward(make_area()), firm.pk, unit.pk)
    with pytest.raises(NotThere):
        start(steward(area), 0, unit.pk)
    with pytest.raises(NotThere):
        start(steward(area, tower_ids=frozenset({0})), firm.pk, unit.pk)
    with pytest.raises(NotAllowed):
        start(steward(area, permissions=frozenset({"register.read"})), firm.pk, unit.pk)
