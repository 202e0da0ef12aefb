"""Imports across areas: what is written lies where its tower is, and firms of other areas stay theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashang.accounts.models import Area
from mashang.register.models import Firm, Occupancy, Tenancy, Tower, Unit
from mashang.register.reads.firms import FirmsWanted, list_firms
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.units import list_firm_stays
from mashang.register.tests.make import make_area, make_firm, make_source, make_tenancy, make_tower, make_unit
from mashang.register.tests.tenant_sheets import DAY, sheet, steward, take_in
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)


def two_streets() -> tuple[Area, Area, Area]:
    """A district with two streets."""
    district = make_area("台江区", kind="district")
    Area.objects.filter(pk=district.pk).update(district_id=district.pk)
    district.refresh_from_db()
    streets = [make_area(name, parent=district) for name in ("鳌峰街道", "洋中街道")]
    Area.objects.filter(pk__in=[s.pk for s in streets]).update(district_id=district.pk)
    for street in streets:
        street.refresh_from_db()
    return district, streets[0], streets[1]


def test_what_a_district_hands_in_lies_where_its_towers_are() -> None:
    district, here, there = two_streets()
    near = make_tower(here, "近处大厦", district_id=district.pk)
    far = make_tower(there, "远处大厦", district_id=district.pk)
    rows = (
        ("甲（示例）有限公司", "", "近处大厦", "8", "801"),
        ("乙（示例）有限公司", "", "远处大厦", "8", "801"),
        ("丙（示例）有限公司", "", "新来大厦", "8", "801"),
    )
    take_in(steward(district), sheet(*rows))
    fresh = Tower.objects.get(name_zh="新来大厦")
    assert fresh.area_path == district.path
    for tower in (near, far, fresh):
        unit, occupancy = Unit.objects.get(tower=tower), Occupancy.objects.get(tower=tower)
        placed = (unit, occupancy, Tenancy.objects.get(pk=occupancy.tenancy_id))
        assert {(row.area_path, row.district_id) for row in placed} == {(tower.area_path, district.pk)}
        assert Entry.objects.get(subject_kind="tower", subject_id=tower.pk).area_path == tower.area_path


def test_the_steward_of_the_street_finds_what_the_district_handed_in() -> None:
    district, here, _there = two_streets()
    tower = make_tower(here, "近处大厦", district_id=district.pk)
    take_in(steward(district), sheet(("甲（示例）有限公司", "", "近处大厦", "8", "801")))
    local = steward(here)
    assert [t.pk for t in towers_seen_by(local)] == [tower.pk]
    found = list_firms(local, DAY, FirmsWanted()).rows
    assert [(row.name, row.places[0].room) for row in found] == [("甲（示例）有限公司", "801")]
    assert [stay.room for stay in list_firm_stays(local, found[0].id, None)] == ["801"]


def test_the_database_refuses_a_unit_outside_its_towers_area() -> None:
    _district, here, there = two_streets()
    tower = make_tower(here)
    unit = make_unit(tower)
    strays = {"tower": tower, "area_path": there.path, "room": "1", "life": unit.life, "source": make_source()}
    with pytest.raises(IntegrityError, match="another area"), transaction.atomic():
        Unit.objects.create(**strays)
    with pytest.raises(IntegrityError, match="another area"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(area_path=there.path)


def test_the_database_refuses_an_occupancy_outside_its_towers_area() -> None:
    _district, here, there = two_streets()
    unit = make_unit(make_tower(here))
    tenancy = make_tenancy(make_firm("甲（示例）有限公司", here), unit, start=date(2020, 1, 1))
    held = Occupancy.objects.get(tenancy=tenancy)
    with pytest.raises(IntegrityError, match="another area"), transaction.atomic():
        Occupancy.objects.create(
            line=held.line, tenancy=tenancy, unit=unit, tower=unit.tower, firm=held.firm, span=held.span,
            area_path=there.path, recorded_at=held.recorded_at, exclusive=False,
        )  # fmt: skip
    assert Firm.objects.count() == 1
