"""An import is not taken back from under what others built on it since."""

from __future__ import annotations

from datetime import date

import pytest

from mashang.kernel.errors import Refused
from mashang.register.acts import importing
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.units import edit_unit
from mashang.register.models import Firm, FirmFact, FirmName, ImportBatch, Tenancy, Tower, Unit
from mashang.register.tests.make import make_area, make_firm, make_source, make_uscc
from mashang.register.tests.tenant_sheets import make_fact_keys, sheet, steward, take_in
from mashang.trail.acts import record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def applied() -> ImportBatch:
    make_fact_keys()
    return take_in(steward(make_area()), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 100)))


def refused(batch: ImportBatch) -> str:
    before = Tenancy.objects.count()
    with pytest.raises(Refused) as refusal:
        importing.undo_batch(actor=steward(batch.area), batch_id=batch.pk)
    assert Tenancy.objects.count() == before
    return str(refusal.value)


def test_a_contact_kept_since_holds_its_firm(applied: ImportBatch) -> None:
    firm = Firm.objects.get()
    add_contact(actor=steward(applied.area), name="某某", phone="", post="office", firm_id=firm.pk)
    assert firm.name in refused(applied)


def test_a_fact_stated_since_holds_its_firm(applied: ImportBatch) -> None:
    firm = Firm.objects.get()
    assert applied.applied_at is not None
    FirmFact.objects.create(
        subject=firm,
        key_id=8,
        valid_from=date(2026, 11, 19),
        body="新址",
        source=make_source(),
        recorded_at=applied.applied_at,
    )
    assert firm.name in refused(applied)


def test_a_code_corrected_since_is_not_wiped() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area, uscc=None)
    batch = take_in(steward(area), sheet((firm.name, make_uscc(), "云帆大厦", "8", "801")))
    other = make_uscc()
    from django.db import transaction

    with transaction.atomic():
        Firm.objects.filter(pk=firm.pk).update(uscc=other)
        record(actor=steward(area), act="firm.set_code", subject_kind="firm", subject_id=firm.pk)
    assert firm.name in refused(batch)
    firm.refresh_from_db()
    assert firm.uscc == other


def test_an_area_measured_since_is_not_wiped() -> None:
    from mashang.register.tests.make import make_tower, make_unit

    area = make_area()
    unit = make_unit(make_tower(area, "云帆大厦"), "801", floor=8, sqm=None)
    batch = take_in(steward(area), sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 100)))
    unit.refresh_from_db()
    assert unit.area_sqm == 100
    edit_unit(
        actor=steward(area),
        unit_id=unit.pk,
        area_sqm=unit.area_sqm + 8,
        inner_sqm=None,
        owner="",
        own_use=False,
        divisible=None,
        joinable=None,
    )
    assert "801" in refused(batch)
    unit.refresh_from_db()
    assert unit.area_sqm == 108


def test_a_name_given_since_stays() -> None:
    area = make_area()
    firm = make_firm("甲（示例）有限公司", area)
    actor = steward(area)
    batch = importing.upload_sheet(
        actor=actor,
        data=sheet(("乙（示例）有限公司", firm.uscc, "云帆大厦", "8", "801")),
        name="a.xlsx",
        as_of_on=date(2026, 11, 18),
    )
    row = batch.rows.get(verdict="conflict")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "rename")})
    FirmName.objects.create(firm=firm, name="甲（示例）有限公司", folded="x", source=make_source())
    batch = importing.apply_batch(actor=actor, batch_id=batch.pk)
    FirmName.objects.create(firm=firm, name="丙（示例）有限公司", folded="丙", source=make_source())
    assert "乙（示例）有限公司" in refused(batch)


def test_nothing_later_and_all_is_as_before(applied: ImportBatch) -> None:
    importing.undo_batch(actor=steward(applied.area), batch_id=applied.pk)
    for model in (Firm, Unit, Tower, Tenancy):
        assert not model._default_manager.filter(retracted_at=None).exists()
