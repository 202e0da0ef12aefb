"""Reading notices, choosing mail, and the administrator's outbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import F
from django.utils import translation
from pytest_django import Settings

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices import ports
from mashang.notices.acts import queue_to_address
from mashang.notices.acts.reading import choose_channel, mark_read, retry
from mashang.notices.acts.sending import drain
from mashang.notices.acts.sweeping import sweep
from mashang.notices.models import Notice
from mashang.notices.reads.listing import address_in, count_unread, list_choices, list_notices
from mashang.notices.reads.outbox import list_outbox, tally
from mashang.notices.tests.make import Postbox, make_user
from mashang.notices.tests.test_queue import tell
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Actor:
    user = make_user("reader", email="reader@example.org")
    return Actor(user_id=user.pk, name="reader", role="tower_steward")


@pytest.fixture
def administrator() -> Actor:
    user = make_user("admin")
    return Actor(
        user_id=user.pk, name="a", role="system_administrator", permissions=frozenset({"notices.read", "notices.retry"})
    )


def test_a_person_reads_the_own_notices_in_the_language_of_the_page(reader: Actor) -> None:
    tell(reader.user_id or 0)
    tell(make_user("other").pk)
    with translation.override("en"):
        (told,) = list_notices(actor=reader).notices
    assert (told.subject, told.unread, told.url) == ("lease 5 ends 2026-12-31", True, "/desk/tenancies/5/")


def test_a_page_of_notices_costs_one_query_and_one_for_each_kind_of_name(
    reader: Actor, django_assert_num_queries: Any
) -> None:
    for i in range(40):
        tell(reader.user_id or 0, key=f"k{i}")
    with django_assert_num_queries(1):  # the names of these tests cost none
        page = list_notices(actor=reader)
    assert len(page.notices) == 30
    assert len(list_notices(actor=reader, before=page.next_before).notices) == 10


def test_read_notices_are_no_longer_counted_and_others_stay_as_they_are(reader: Actor) -> None:
    other = make_user("other")
    tell(reader.user_id or 0, other.pk)
    tell(reader.user_id or 0, key="second")
    assert count_unread(reader.user_id or 0) == 2
    theirs = Notice.objects.get(recipient=other)
    assert mark_read(actor=reader, notice_ids=[theirs.pk]) == 0
    assert mark_read(actor=reader) == 2
    assert (count_unread(reader.user_id or 0), count_unread(other.pk)) == (0, 1)
    assert address_in(actor=reader, notice_id=theirs.pk) == ""
    assert not list_notices(actor=reader, unread_only=True).notices


def test_a_notice_whose_template_is_gone_still_shows_its_topic(reader: Actor) -> None:
    tell(reader.user_id or 0)
    Notice.objects.update(template="gone")
    (told,) = list_notices(actor=reader).notices
    assert told.subject == "A lease is about to end"


def test_a_choice_against_mail_holds_and_is_on_record(reader: Actor, postbox: Postbox) -> None:
    choose_channel(actor=reader, channel="mail", choices={"tenancy.ending": False})
    choose_channel(actor=reader, channel="mail", choices={"tenancy.ending": False})
    assert Entry.objects.get().diff == {"tenancy.ending": [True, False], "channel": "mail"}
    assert {c.topic: c.mail for c in list_choices(actor=reader)}["tenancy.ending"] is False
    tell(reader.user_id or 0)
    assert not Notice.objects.filter(channel="mail").exists()
    choose_channel(actor=reader, channel="mail", choices={"tenancy.ending": True})
    assert {c.topic: c.mail for c in list_choices(actor=reader)}["tenancy.ending"] is True


def test_a_fixed_topic_cannot_be_chosen_away(reader: Actor) -> None:
    with pytest.raises(Refused, match="always told"):
        choose_channel(actor=reader, channel="mail", choices={"mail.direct": False})
    with pytest.raises(NotThere):
        choose_channel(actor=Actor.system(), channel="mail", choices={})


def test_the_outbox_masks_addresses_and_shows_no_text_outside_a_demo(
    reader: Actor, administrator: Actor, postbox: Postbox, settings: Settings
) -> None:
    tell(reader.user_id or 0)
    settings.DEMO = False
    (row,) = list_outbox(actor=administrator).rows
    assert (row.to, row.text) == ("re***@example.org", None)
    settings.DEMO = True
    (row,) = list_outbox(actor=administrator).rows
    assert row.text is not None
    assert row.text.subject == "lease 5 ends 2026-12-31"
    with pytest.raises(NotAllowed):
        list_outbox(actor=reader)


def test_what_was_given_up_can_be_sent_again(reader: Actor, administrator: Actor, postbox: Postbox) -> None:
    tell(reader.user_id or 0)
    postbox.fails["reader@example.org"] = ports.NeverDeliverable("recipient_550")
    drain(actor=administrator)
    (row,) = list_outbox(actor=administrator, state="dead").rows
    assert row.may_retry
    postbox.fails.clear()
    retry(actor=administrator, notice_id=row.id)
    assert drain(actor=administrator).sent == 1
    with pytest.raises(Refused, match="failed or was given up"):
        retry(actor=administrator, notice_id=row.id)
    assert Entry.objects.get(act="notice.retry").subject_id == row.id
    assert {(t.state, t.n) for t in tally()} == {("sent", 1)}


def test_a_wiped_link_cannot_be_sent_again(administrator: Actor, postbox: Postbox) -> None:
    postbox.fails["n@example.org"] = ports.NeverDeliverable("recipient_550")
    queue_to_address(
        actor=administrator,
        topic="mail.direct",
        key="k",
        address="n@example.org",
        template="trial",
        secrets={"link": "x"},
    )
    drain(actor=administrator)
    with pytest.raises(Refused, match="one-time link was wiped"):
        retry(actor=administrator, notice_id=Notice.objects.get().pk)


def test_closed_notices_are_swept_after_half_a_year(reader: Actor, postbox: Postbox) -> None:
    tell(reader.user_id or 0)
    tell(reader.user_id or 0, key="new")

    Notice.objects.filter(key__contains="tenancy:5").update(created_at=F("created_at") - dt.timedelta(days=200))
    assert sweep(actor=reader) == 1, "the unsent mail of that age stays"
    assert Notice.objects.count() == 3
