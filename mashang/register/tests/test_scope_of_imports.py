"""Imports across areas: what is written lies where its tower is, and firms of other areas stay theirs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashang.accounts.models import Area
from mashang.register.acts import importing
from mashang.register.models import FactKey, Firm, FirmFact, Occupancy, Tenancy, Tower, Unit
from mashang.register.reads.firms import FirmsWanted, list_firms
from mashang.register.reads.imports import get_review
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.units import list_firm_stays
from mashang.register.tests.make import (
    make_area,
    make_fact,
    make_firm,
    make_source,
    make_tenancy,
    make_tower,
    make_unit,
    make_uscc,
)
from mashang.register.tests.tenant_sheets import DAY, hand_in, make_fact_keys, sheet, steward, take_in, verdicts
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


def foreign_firm(there: Area, *, uscc: str | None = None) -> Firm:
    """A firm of another street with a fact and a code."""
    firm = make_firm("隔街（示例）有限公司", there, uscc=uscc)
    make_fact(firm, FactKey.objects.get(key="registered_address"), body="隔街一号")
    make_tenancy(firm, make_unit(make_tower(there, "隔街大厦")))
    return firm


HEAD = ("企业名称", "统一社会信用代码", "楼宇", "楼层", "房号", "注册地址")


@pytest.mark.parametrize("name", ["改名（示例）有限公司", "隔街（示例）有限公司"])
def test_a_firm_of_another_area_is_neither_shown_nor_written(name: str) -> None:
    make_fact_keys()
    _district, here, there = two_streets()
    make_tower(here, "近处大厦")
    code = make_uscc()
    firm = foreign_firm(there, uscc=code)
    actor = steward(here)
    batch = hand_in(actor, sheet((name, code, "近处大厦", "8", "801", "鳌峰路八号"), head=HEAD))
    row = batch.rows.get(row_no__gt=2, verdict="conflict")
    assert (row.parsed["conflict"], row.parsed["proposal"]) == ("held_elsewhere", "use_held")
    assert [code for code, _side in row.parsed["choices"]] == ["use_held", "refuse"]
    assert (row.changes, "隔街一号" in str(row.parsed)) == ([], False)
    (shown,) = get_review(actor, batch.pk, verdict="conflict").groups[0].rows
    assert (shown.firm, shown.firm_id) == (name, None)
    importing.accept_proposals(actor=actor, batch_id=batch.pk)
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    firm.refresh_from_db()
    assert firm.name == "隔街（示例）有限公司"
    assert [fact.body for fact in FirmFact.objects.filter(subject=firm)] == ["隔街一号"]
    assert Occupancy.objects.filter(firm=firm, tower__name_zh="近处大厦", retracted_at=None).count() == 1


def test_a_code_is_not_given_to_a_firm_of_another_area() -> None:
    make_fact_keys()
    _district, here, there = two_streets()
    make_tower(here, "近处大厦")
    firm = foreign_firm(there)
    take_in(steward(here), sheet((firm.name, make_uscc(), "近处大厦", "8", "801")))
    firm.refresh_from_db()
    assert firm.uscc is None
    assert Occupancy.objects.filter(firm=firm, tower__name_zh="近处大厦").exists()


def test_another_code_is_another_firm_when_its_namesake_is_of_another_area() -> None:
    make_fact_keys()
    _district, here, there = two_streets()
    make_tower(here, "近处大厦")
    firm, code = foreign_firm(there, uscc=make_uscc()), make_uscc()
    batch = take_in(steward(here), sheet((firm.name, code, "近处大厦", "8", "801")))
    assert verdicts(batch) == {"new": 1}
    assert Firm.objects.get(uscc=code).area_path == here.path


def test_a_firm_that_has_a_room_in_the_area_is_compared_as_one_of_its_own() -> None:
    make_fact_keys()
    _district, here, there = two_streets()
    tower = make_tower(here, "近处大厦")
    firm = foreign_firm(there, uscc=make_uscc())
    make_tenancy(firm, make_unit(tower, "801", floor=8))
    batch = hand_in(steward(here), sheet((firm.name, firm.uscc, "近处大厦", "8", "801", "鳌峰路八号"), head=HEAD))
    changes = batch.rows.get(verdict="changed").changes
    assert [(c["field"], c["old"]) for c in changes] == [("registered_address", "隔街一号")]
