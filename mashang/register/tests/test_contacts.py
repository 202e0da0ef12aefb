"""Contacts: sealed at rest, masked on screens, seen on record, erased for good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mashang.accounts.rules.roles import Role, permissions_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.contacts import add_contact, erase_contact, erase_expired_contacts, show_contact
from mashang.register.models import Contact, Firm
from mashang.register.reads.contacts import list_contacts
from mashang.register.rules.phones import clean_phone
from mashang.register.tests.make import make_actor, make_area, make_firm, make_tower
from mashang.trail.models import Entry, View

pytestmark = pytest.mark.django_db

NAME, PHONE = "植之某某", "13900001234"


@pytest.fixture
def firm() -> Firm:
    return make_firm("甲（示例）有限公司", make_area())


@pytest.fixture
def actor(firm: Firm) -> Actor:
    return make_actor(firm.home_area, permissions=permissions_of(Role.TOWER_STEWARD))


def test_a_contact_is_masked_in_the_list_and_clear_on_record(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone="139-0000-1234", post="office", firm_id=firm.pk)
    line = list_contacts(actor, firm_id=firm.pk)[0]
    assert (line.name, line.phone) == ("植之**", "139****1234")
    shown = show_contact(actor=actor, contact_id=contact.pk)
    assert (shown.name, shown.phone) == (NAME, PHONE)
    view = View.objects.get(subject_kind="firm", subject_id=firm.pk)
    assert view.fields == ["contact"]


def test_nothing_personal_stands_anywhere_in_the_clear(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    show_contact(actor=actor, contact_id=contact.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(
                f'select count(*) from "{table}" t where t::text like %s or t::text like %s',
                [f"%{NAME}%", f"%{PHONE}%"],
            )
            assert cursor.fetchone() == (0,), table


def test_erasing_forgets_the_person_and_keeps_the_deed(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    erase_contact(actor=actor, contact_id=contact.pk, reason="本人要求")
    contact.refresh_from_db()
    assert (contact.sealed, contact.phone_index) == (None, None)
    assert list_contacts(actor, firm_id=firm.pk) == ()
    assert Entry.objects.filter(act="contact.erase", subject_id=firm.pk).count() == 1
    with pytest.raises(NotThere):
        show_contact(actor=actor, contact_id=contact.pk)


def test_contacts_whose_time_has_come_are_erased_by_the_worker(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    Contact.objects.filter(pk=contact.pk).update(keep_until=timezone.localdate() - timedelta(days=1))
    add_contact(actor=actor, name="留", phone="", post="office", firm_id=firm.pk, keep_until=date(2099, 1, 1))
    assert erase_expired_contacts(actor=Actor.system()) == 1
    assert len(list_contacts(actor, firm_id=firm.pk)) == 1


def test_the_same_number_twice_at_one_place_is_refused(actor: Actor, firm: Firm) -> None:
    add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    with pytest.raises(Refused) as refused:
        add_contact(actor=actor, name="另一人", phone="+86 139 0000 1234", post="finance", firm_id=firm.pk)
    assert refused.value.field == "phone"


def test_a_role_that_may_not_see_contacts_is_refused(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    leader = make_actor(firm.home_area, permissions=permissions_of(Role.LEADER))
    with pytest.raises(NotAllowed):
        show_contact(actor=leader, contact_id=contact.pk)


def test_a_contact_of_another_area_is_not_there(actor: Actor, firm: Firm) -> None:
    contact = add_contact(actor=actor, name=NAME, phone=PHONE, post="office", firm_id=firm.pk)
    stranger = make_actor(make_area(), permissions=permissions_of(Role.TOWER_STEWARD))
    with pytest.raises(NotThere):
        show_contact(actor=stranger, contact_id=contact.pk)
    with pytest.raises(NotThere):
        add_contact(actor=stranger, name=NAME, phone="", post="property", tower_id=make_tower().pk)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86-13800000000", "13800000000"),
        ("0591-8333 0000", "059183330000"),
        ("８３３３００００", "83330000"),
        ("83330000转801", "83330000x801"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_it_is_called(written: str, kept: str) -> None:
    assert clean_phone(written) == kept


@pytest.mark.parametrize("written", ["无", "123", "138000000001234"])
def test_what_cannot_be_called_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        clean_phone(written)
