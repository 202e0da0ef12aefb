"""drain(): the state machine of a notice, one at a time, whatever the channel does."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings

from mashang.kernel.actor import Actor
from mashang.notices import ports
from mashang.notices.acts import queue_to_address
from mashang.notices.acts.sending import Drained, drain
from mashang.notices.models import Notice
from mashang.notices.rules.backoff import MOST_ATTEMPTS, gives_up, wait_after
from mashang.notices.tests.make import Postbox, make_user
from mashang.notices.tests.test_queue import tell

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def run() -> Drained:
    return drain(actor=SYSTEM)


def make_due() -> None:
    Notice.objects.filter(state__in=["failed", "sending"]).update(next_at=Now())


def mail() -> Notice:
    return Notice.objects.get(channel="mail")


def test_a_letter_speaks_the_recipients_language_and_names_what_they_may_see(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org", locale="en").pk)
    assert run().sent == 1
    (letter,) = postbox.letters
    assert letter.subject == "lease 5 ends 2026-12-31"
    assert "http://localhost:8000/desk/tenancies/5/" in letter.body
    assert "Please do not answer this mail." in letter.body
    assert (mail().state, mail().provider_ref) == ("sent", "ref-1")
    assert postbox.closed >= 1


def test_one_bad_letter_does_not_stop_the_others(postbox: Postbox) -> None:
    bad, good = make_user("a", email="bad@example.org"), make_user("b", email="good@example.org")
    postbox.fails["bad@example.org"] = RuntimeError("bad@example.org is in this text")
    tell(bad.pk)
    tell(good.pk)
    done = run()
    assert (done.sent, done.failed) == (1, 1)
    failed = Notice.objects.get(recipient=bad, channel="mail")
    assert (failed.state, failed.error, failed.attempts) == ("failed", "RuntimeError", 1)


def test_a_template_that_is_broken_is_put_off_and_the_others_go(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org").pk)
    Notice.objects.update(template="broken")
    tell(make_user("b", email="b@example.org").pk)
    done = run()
    assert (done.sent, done.failed) == (1, 1)


def test_a_failed_notice_waits_and_then_goes_with_the_same_message_id(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org").pk)
    postbox.fails["a@example.org"] = ports.TryLater("refused_450")
    assert run().failed == 1
    assert run().failed == 0, "it is not due yet"
    postbox.fails.clear()
    make_due()
    assert run().sent == 1
    assert mail().attempts == 2
    Notice.objects.update(state="sending", next_at=Now())
    run()
    first, second = postbox.letters
    assert first.message_id == second.message_id


def test_a_letter_that_can_never_arrive_is_given_up_at_once(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org").pk)
    postbox.fails["a@example.org"] = ports.NeverDeliverable("recipient_550")
    assert run().dead == 1
    assert (mail().state, mail().error) == ("dead", "recipient_550")


def test_a_silent_server_costs_one_attempt_of_one_letter_a_run(postbox: Postbox) -> None:
    for login in "abc":
        tell(make_user(login, email=f"{login}@example.org").pk)
        postbox.fails[f"{login}@example.org"] = ports.TryLater("no_connection", whole_channel=True)
    assert run().failed == 1
    assert Notice.objects.filter(channel="mail", attempts=0).count() == 2


def test_after_forty_attempts_it_is_given_up(postbox: Postbox) -> None:
    tell(make_user("a", email="a@example.org").pk)
    postbox.fails["a@example.org"] = ports.TryLater("refused_450")
    Notice.objects.filter(channel="mail").update(attempts=MOST_ATTEMPTS - 1)
    assert run().dead == 1
    assert gives_up(MOST_ATTEMPTS)
    waits = [wait_after(n).total_seconds() for n in (1, 2, 3, 20, 40)]
    assert waits == [30, 60, 120, 3600, 3600]


def test_a_secret_is_wiped_once_sent(postbox: Postbox) -> None:
    queue_to_address(
        actor=SYSTEM, topic="mail.direct", key="i", address="n@example.org", template="lease_ends", secrets={"link": "t0k"},
        args={"tenancy_id": 1, "ends_on": "2026-01-01"},
    )  # fmt: skip
    run()
    assert "t0k" in postbox.letters[0].body
    assert mail().secret_sealed is None


def test_in_a_demo_without_server_mail_is_kept_and_marked_as_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "mail", ports.OnlyShown)
    tell(make_user("a", email="a@example.org").pk)
    run()
    assert (mail().state, mail().sent_at) == ("shown", None)


def test_an_account_closed_in_the_meantime_gets_no_mail(postbox: Postbox) -> None:
    user = make_user("a", email="a@example.org")
    tell(user.pk)
    user.is_active = False
    user.save()
    run()
    assert (mail().state, postbox.letters) == ("cancelled", [])


def test_a_secret_sealed_under_another_key_is_given_up(postbox: Postbox, settings: Settings) -> None:
    queue_to_address(actor=SYSTEM, topic="mail.direct", key="i", address="n@example.org", template="trial")
    settings.SECRET_KEY = "x" * 50
    run()
    assert (mail().state, mail().error) == ("dead", "sealed_under_another_key")


@pytest.mark.django_db(transaction=True)
def test_a_lease_lost_by_a_killed_worker_is_taken_again_after_a_minute(postbox: Postbox) -> None:
    with transaction.atomic():
        tell(make_user("a", email="a@example.org").pk)
    Notice.objects.filter(channel="mail").update(state="sending", attempts=1)
    with connection.cursor() as cursor:
        cursor.execute("update notices_notice set next_at = now() + interval '60 s' where channel = 'mail'")
    assert run().sent == 0
    make_due()
    assert run().sent == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_letter_once(postbox: Postbox) -> None:
    with transaction.atomic():
        for i in range(20):
            tell(make_user(f"u{i}", email=f"u{i}@example.org").pk)

    def work() -> None:
        try:
            run()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letter.to for letter in postbox.letters) == sorted(f"u{i}@example.org" for i in range(20))
