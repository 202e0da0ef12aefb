"""queue(), queue_to_address(), withdraw()."""

from __future__ import annotations

import pytest
from django.db import transaction

from mashang.kernel.actor import Actor
from mashang.notices import ports
from mashang.notices.acts import queue, queue_to_address, withdraw
from mashang.notices.models import Notice, Preference
from mashang.notices.tests.make import Postbox, make_user
from mashang.trail.acts import OutsideTransaction

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def tell(*people: int, key: str = "tenancy:5:1", topic: str = "tenancy.ending") -> int:
    return queue(
        actor=SYSTEM,
        topic=topic,
        key=key,
        recipients=people,
        template="lease_ends",
        args={"tenancy_id": 5, "ends_on": "2026-12-31"},
        subject_kind="tenancy",
        subject_id=5,
        url="/desk/tenancies/5/",
    )


def test_news_stands_on_the_platform_at_once_and_waits_as_mail(postbox: Postbox) -> None:
    user = make_user("a", email="a@example.org")
    assert tell(user.pk) == 1
    assert set(Notice.objects.values_list("channel", "state")) == {("app", "sent"), ("mail", "queued")}


def test_without_an_address_there_is_no_mail(postbox: Postbox) -> None:
    tell(make_user("a").pk)
    assert list(Notice.objects.values_list("channel", flat=True)) == ["app"]


def test_where_no_mail_is_set_up_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "mail", lambda: None)
    tell(make_user("a", email="a@example.org").pk)
    assert list(Notice.objects.values_list("channel", flat=True)) == ["app"]


def test_a_person_may_say_no_to_mail_but_not_to_a_fixed_topic(postbox: Postbox) -> None:
    user = make_user("a", email="a@example.org")
    for topic in ("tenancy.ending", "mail.direct"):
        Preference.objects.create(user=user, topic=topic, channel="mail", on=False)
        tell(user.pk, topic=topic)
    assert list(Notice.objects.filter(channel="mail").values_list("topic", flat=True)) == ["mail.direct"]


def test_the_same_news_under_the_same_key_is_told_once(postbox: Postbox) -> None:
    user = make_user("a", email="a@example.org")
    tell(user.pk)
    tell(user.pk, user.pk)
    assert Notice.objects.count() == 2
    tell(user.pk, key="tenancy:5:2")
    assert Notice.objects.count() == 4


def test_a_closed_account_is_not_told(postbox: Postbox) -> None:
    user = make_user("a")
    user.is_active = False
    user.save()
    assert tell(user.pk) == 0
    assert not Notice.objects.exists()


def test_a_topic_nobody_registered_is_refused() -> None:
    with pytest.raises(ValueError, match="not registered"):
        tell(topic="no.such")


def test_an_address_and_a_secret_do_not_lie_in_the_clear(postbox: Postbox) -> None:
    queue_to_address(
        actor=SYSTEM,
        topic="mail.direct",
        key="invitation:1",
        address="new@example.org",
        template="lease_ends",
        secrets={"link": "https://x/token-abc"},
    )
    notice = Notice.objects.get()
    stored = f"{notice.__dict__}"
    assert "new@example.org" not in stored
    assert "token-abc" not in stored


def test_mail_to_an_address_where_none_is_set_up_is_given_up_for_all_to_see(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "mail", lambda: None)
    queue_to_address(
        actor=SYSTEM,
        topic="mail.direct",
        key="k",
        address="n@example.org",
        template="lease_ends",
        secrets={"link": "x"},
    )
    notice = Notice.objects.get()
    assert (notice.state, notice.error, notice.secret_sealed) == ("dead", "no_channel", None)


def test_news_that_became_void_is_not_sent(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org").pk)
    assert withdraw(actor=SYSTEM, topic="tenancy.ending", key="tenancy:5:1") == 1
    assert Notice.objects.get(channel="mail").state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_queued(postbox: Postbox) -> None:
    with pytest.raises(OutsideTransaction):
        tell()
    with transaction.atomic():
        assert tell() == 0
