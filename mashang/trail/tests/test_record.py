"""record(): what it promises and refuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.trail.acts import Deed, OutsideTransaction, note_view, record, record_many, sealed
from mashang.trail.models import Entry, View
from mashang.trail.models.covered import digest_of, trail_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward() -> Actor:
    user = User.objects.create_user("steward", name="楼长")
    return Actor(user_id=user.pk, name="楼长", role="tower_steward", area_path="AA01", district_id=7, membership_id=3)


def test_an_entry_holds_who_did_what_to_which_subject(steward: Actor) -> None:
    pk = record(
        actor=steward,
        act="tenancy.end",
        subject_kind="tenancy",
        subject_id=5,
        diff={"ends_on": [None, dt.date(2026, 3, 1)]},
        reason="moved",
    )
    entry = Entry.objects.get(pk=pk)
    assert (entry.actor_id, entry.role, entry.membership_id) == (steward.user_id, "tower_steward", 3)
    assert entry.diff == {"ends_on": [None, "2026-03-01"]}
    assert (entry.area_path, entry.district_id) == ("AA01", 7)
    assert entry.request_id == steward.request_id
    assert entry.era == 1
    assert entry.xid > 0


def test_the_digest_can_be_made_again_from_the_stored_row(steward: Actor) -> None:
    odd = {
        "sum": Decimal("1.50"),
        "big": 10**30,
        "words": gettext_lazy("Yes"),
        "text": "鳌峰\x00 \ud800 \u2028",
        "deep": [{"b": 1, "a": (True, None)}],
        "at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "codes": {"b", "a"},
    }
    pk = record(actor=steward, act="a.b", subject_kind="x", subject_id=1, diff=odd, reason="\x00")
    entry = Entry.objects.get(pk=pk)
    assert bytes(entry.digest) == digest_of(entry, trail_key())


def test_a_float_is_refused(steward: Actor) -> None:
    with pytest.raises(TypeError, match="no floats"):
        record(actor=steward, act="a.b", subject_kind="x", subject_id=1, diff={"share": 0.1})


def test_a_sealed_value_shows_that_it_changed_and_not_what_it_was() -> None:
    assert sealed("13800000000") == sealed("13800000000") != sealed("13800000001")
    assert "138" not in str(sealed("13800000000"))


def test_many_deeds_are_written_in_one_statement(steward: Actor, django_assert_num_queries: object) -> None:
    deeds = [Deed("tenancy", i, {"batch": 9}) for i in range(3000)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert record_many(actor=steward, act="census.apply", deeds=deeds) == 3000
    assert len({bytes(d) for d in Entry.objects.values_list("digest", flat=True)}) == 3000


def test_a_view_of_sensitive_fields_is_on_record(steward: Actor) -> None:
    note_view(actor=steward, page="firm", subject_kind="firm", subject_id=4, fields=["tax_fen"], purpose="review")
    view = View.objects.get()
    assert view.fields == ["tax_fen"]
    assert bytes(view.digest) == digest_of(view, trail_key())


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(OutsideTransaction):
        record(actor=Actor.system(), act="a.b", subject_kind="x", subject_id=1)
    with transaction.atomic():
        record(actor=Actor.system(), act="a.b", subject_kind="x", subject_id=1)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_act_is_rolled_back() -> None:
    with transaction.atomic():
        record(actor=Actor.system(), act="a.b", subject_kind="x", subject_id=1)
        transaction.set_rollback(True)
    assert not connection.in_atomic_block
    assert not Entry.objects.exists()
