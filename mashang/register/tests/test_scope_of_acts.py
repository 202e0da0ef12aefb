"""Acts check for themselves whose tower, firm and area they are asked about; reads tell no more than the area's."""

from __future__ import annotations

from datetime import date

import pytest

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Role, permissions_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.register.acts import importing
from mashang.register.acts.contacts import add_contact, show_contact
from mashang.register.acts.documents import keep_document
from mashang.register.acts.importing.applying import finish_applying
from mashang.register.acts.tenancies import Terms
from mashang.register.acts.tenancy_corrections import correct_tenancy
from mashang.register.models import Contact, ImportBatch, Tenancy, Tower
from mashang.register.reads.histories import list_firm_happenings
from mashang.register.reads.imports import as_line
from mashang.register.reads.picking import find_firms, get_firm_found, list_firms_like
from mashang.register.reads.units import list_firm_stays
from mashang.register.reads.waiting import list_waiting_imports
from mashang.register.tests.make import make_actor, make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc
from mashang.register.tests.tenant_sheets import DAY, hand_in, sheet, steward
from mashang.trail.models import Entry
from mashang.trail.reads.history import history_of

pytestmark = pytest.mark.django_db(transaction=True)

ROW = ("甲（示例）有限公司", "", "近处大厦", "8", "801")
TODAY = date(2026, 11, 20)


def manager(tower: Tower) -> Actor:
    """The property manager of one tower."""
    permissions = permissions_of(Role.PROPERTY_MANAGER)
    return make_actor(tower.area, permissions=permissions, tower_ids=frozenset({tower.pk}), firm_ids=None)


def two_areas() -> tuple[Area, Area]:
    return make_area("鳌峰街道"), make_area("洋中街道")


def test_a_property_manager_cannot_compare_the_sheet_of_another_tower() -> None:
    area = make_area()
    own, other = make_tower(area), make_tower(area, "近处大厦")
    batch = hand_in(steward(area), sheet(ROW), tower_id=other.pk)
    with pytest.raises(NotThere):
        importing.compare_batch(actor=manager(own), batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.progress == {}


def test_a_sheet_of_a_tower_lies_in_the_towers_area_whatever_the_form_says() -> None:
    here, there = two_areas()
    tower = make_tower(here, "近处大厦")
    batch = importing.upload_sheet(
        actor=manager(tower), data=sheet(ROW), name="a.xlsx", as_of_on=DAY, tower_id=tower.pk, area_id=there.pk
    )
    assert (batch.area_id, batch.area_path) == (here.pk, here.path)


def test_a_batch_of_another_area_is_not_finished() -> None:
    here, there = two_areas()
    batch = hand_in(steward(there), sheet(ROW))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.APPLYING)
    with pytest.raises(NotThere):
        finish_applying(actor=steward(here), batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.APPLYING


def test_a_file_is_kept_only_by_who_may_add_documents() -> None:
    area = make_area()
    tower = make_tower(area)
    with pytest.raises(NotAllowed):
        keep_document(
            actor=make_actor(area), data=b"%PDF-1.4", name="a.pdf", kind="other", about_kind="tower",
            about_id=tower.pk, area_path=area.path, district_id=0,
        )  # fmt: skip


def test_a_person_is_not_added_to_a_firm_of_another_area() -> None:
    here, there = two_areas()
    firm = make_firm(area=there)
    with pytest.raises(NotThere):
        add_contact(actor=steward(here), name="张三", phone="13800000000", post="office", firm_id=firm.pk)
    assert not Contact.objects.exists()


def test_a_person_at_a_firm_with_its_home_elsewhere_is_kept_by_who_entered_them() -> None:
    here, there = two_areas()
    firm = make_firm(area=there)
    make_tenancy(firm, make_unit(make_tower(here)))
    actor = steward(here)
    contact = add_contact(actor=actor, name="张三", phone="13800000000", post="office", firm_id=firm.pk)
    assert contact.area_path == here.path
    assert show_contact(actor=actor, contact_id=contact.pk).name == "张三"
    with pytest.raises(NotThere):
        show_contact(actor=steward(there), contact_id=contact.pk)


def test_a_firm_of_another_area_is_picked_as_typed_and_nothing_is_told_of_it() -> None:
    here, there = two_areas()
    code = make_uscc()
    firm = make_firm("隔街（示例）有限公司", there, uscc=code)
    actor = steward(here)
    assert [(f.id, f.name, f.uscc) for f in find_firms(actor, code, TODAY)] == [(firm.pk, code, "")]
    assert [(f.name, f.uscc) for f in find_firms(actor, firm.name, TODAY)] == [(firm.name, "")]
    assert find_firms(actor, "隔街", TODAY) == ()
    picked = get_firm_found(actor, firm.pk, TODAY)
    assert picked is not None
    assert "隔街" not in picked.name
    assert [(f.name, f.in_reach) for f in list_firms_like(actor, "新来", code)] == [("新来", False)]


def test_a_firms_history_tells_what_happened_in_the_readers_area() -> None:
    here, there = two_areas()
    firm = make_firm(area=there)
    near, far = make_tower(here, "近处大厦", name_hant="近處大廈"), make_tower(there, "远处大厦")
    for tower, room in ((near, "801"), (far, "902")):
        line = make_tenancy(firm, make_unit(tower, room)).line
        actor = steward(tower.area)
        correct_tenancy(actor=actor, line=line, terms=Terms(rent_fen=8500, rent_per="month"), renewal_wish="renew")
    told = list_firm_happenings(steward(here, locale="zh-hant"), firm.pk, date(2030, 1, 1))
    assert {(one.tower, one.rooms) for one in told} == {("近處大廈", ("801",))}
    own = steward(there).within(firm_ids=frozenset({firm.pk}))
    assert {one.tower for one in list_firm_happenings(own, firm.pk, date(2030, 1, 1))} == {"近处大厦", "远处大厦"}
    assert [stay.tower for stay in list_firm_stays(steward(here, locale="zh-hant"), firm.pk)] == ["近處大廈"]


def test_the_trail_of_a_firm_is_read_by_area_and_holds_no_rent() -> None:
    here, there = two_areas()
    firm = make_firm(area=there)
    tenancy = make_tenancy(firm, make_unit(make_tower(here)))
    add_contact(actor=steward(there), name="张三", phone="13800000000", post="office", firm_id=firm.pk)
    correct_tenancy(actor=steward(here), line=tenancy.line, terms=Terms(rent_fen=8500, rent_per="month"))
    told = {
        area.pk: [
            line.act
            for line in history_of(actor=steward(area), within=area.path, subject_kind="firm", subject_id=firm.pk).lines
        ]
        for area in (here, there)
    }
    assert told == {there.pk: ["contact.add"], here.pk: ["tenancy.correct"]}
    assert Tenancy.objects.get(line=tenancy.line, retracted_at=None).rent_fen == 8500
    diffs = [str(entry.diff) for entry in Entry.objects.filter(act="tenancy.correct")]
    assert diffs
    assert not any("8500" in diff for diff in diffs)


def test_a_waiting_import_says_how_many_differences_wait() -> None:
    area = make_area()
    actor = steward(area)
    batch = hand_in(actor, sheet(ROW, ("乙（示例）有限公司", "", "近处大厦", "8", "802")))
    assert [one.differences for one in list_waiting_imports(actor)] == [2]
    assert as_line(batch).differences == 2


def test_an_import_names_its_tower_in_the_readers_language() -> None:
    area = make_area()
    tower = make_tower(area, "近处大厦", name_en="Near Tower")
    batch = hand_in(steward(area), sheet(ROW), tower_id=tower.pk)
    assert (as_line(batch, "en").tower, as_line(batch).tower) == ("Near Tower", "近处大厦")
