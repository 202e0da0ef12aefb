"""Text messages against a real service on the loopback: taking, failing, slow, busy, refusing."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from mashang.accounts.models import User
from mashang.accounts.sealing import phone_index, seal_phone
from mashang.gateways import posting
from mashang.gateways.posting import BadAddress, check_address
from mashang.gateways.tests.conftest import Answering
from mashang.gateways.tests.receiver import Receiver, Reply
from mashang.kernel.actor import Actor
from mashang.notices.acts import queue, queue_to_address
from mashang.notices.acts.sending import Drained, drain
from mashang.notices.models import Notice, Preference
from mashang.notices.topics import TOPICS, Topic

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
TAKEN = Reply(said={"code": 0, "ref": "r-1"})
PHONE = "13800001111"


@pytest.fixture(autouse=True)
def _urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOPICS, "trial.urgent", Topic("Urgent", mail=False, sms=True))


def set_up(settings: Settings, receiver: Receiver) -> Receiver:
    settings.SMS_URL, settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_SIGN = receiver.url, "k1", "s3cret", "某街道"
    return receiver


def person(login: str = "a", phone: str = PHONE) -> User:
    user = User.objects.create_user(login, name="陈某某", email=f"{login}@example.org", locale="en")
    user.phone_sealed, user.phone_index = seal_phone(phone, user.pk), phone_index(phone)
    user.save()
    return user


def tell(*people: User, topic: str = "trial.urgent") -> None:
    queue(
        actor=SYSTEM, topic=topic, key=f"t:{people[0].pk}", recipients=[one.pk for one in people], template="trial",
        subject_kind="user", subject_id=people[0].pk, url="/desk/",
    )  # fmt: skip


def run() -> Drained:
    Notice.objects.filter(state="failed").update(next_at=Now())
    return drain(actor=SYSTEM)


def sms() -> Notice:
    return Notice.objects.get(channel="sms")


def test_a_message_arrives_with_its_line_its_link_and_a_signature(settings: Settings, answering: Answering) -> None:
    receiver = set_up(settings, answering(TAKEN))
    tell(person())
    assert run().sent == 1
    (post,) = receiver.posts
    assert post.said["to"] == PHONE
    assert post.said["text"] == "【某街道】Trial message: mail from mashang arrives http://localhost:8000/desk/"
    told = "\n".join([post.headers["X-Timestamp"], post.headers["X-Nonce"], hashlib.sha256(post.body).hexdigest()])
    assert post.headers["X-Signature"] == hmac.new(b"s3cret", told.encode(), hashlib.sha256).hexdigest()
    assert post.headers["X-Key"] == "k1"
    assert (sms().state, sms().provider_ref) == ("sent", "r-1")


def test_what_is_personal_or_secret_is_not_in_the_message(settings: Settings, answering: Answering) -> None:
    receiver = set_up(settings, answering(TAKEN))
    tell(person())
    queue_to_address(
        actor=SYSTEM, topic="trial.urgent", key="c", address="13900002222", template="phone_code", channel="sms",
        args={"minutes": 10}, secrets={"code": "424242"}, locale="en",
    )  # fmt: skip
    held = str(list(Notice.objects.filter(channel="sms").values()))
    run()
    of_person, of_code = (post.body.decode() for post in receiver.posts)
    assert not any(word in of_person for word in ("陈某某", "a@example.org", "s3cret", "424242"))
    assert "424242" in of_code
    assert not any(word in held for word in (PHONE, "13900002222", "424242"))
    assert not Notice.objects.filter(channel="sms", secret_sealed__isnull=False).exists()


def test_a_fault_of_the_service_is_tried_again_under_the_same_id(settings: Settings, answering: Answering) -> None:
    receiver = set_up(settings, answering(Reply(500, {}), TAKEN))
    tell(person())
    assert run().failed == 1
    assert sms().error == "provider_failed_500"
    assert run().sent == 1
    assert receiver.posts[0].said["id"] == receiver.posts[1].said["id"]
    assert receiver.posts[0].headers["X-Nonce"] != receiver.posts[1].headers["X-Nonce"]


def test_a_service_that_does_not_answer_in_time_is_left_alone_for_this_run(
    settings: Settings, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting.post_json, "__kwdefaults__", {"timeout": 0.2})
    receiver = set_up(settings, answering(Reply(after_seconds=1.0, said={"code": 0})))
    tell(person())
    tell(person("b", "13700003333"))
    done = run()
    assert (done.failed, done.paused, len(receiver.posts)) == (1, {"sms"}, 1)
    assert Notice.objects.filter(error="provider_slow").count() == 1


def test_a_busy_service_is_not_asked_before_the_time_it_named(settings: Settings, answering: Answering) -> None:
    receiver = set_up(settings, answering(Reply(429, {}, {"Retry-After": "600"}), TAKEN))
    tell(person())
    tell(person("b", "13700003333"))
    assert drain(actor=SYSTEM).failed == 1
    assert drain(actor=SYSTEM) == Drained(), "neither of the two is due"
    soonest = Notice.objects.filter(channel="sms").order_by("next_at").values_list("next_at", flat=True)[0]
    assert timedelta(seconds=590) < soonest - timezone.now() <= timedelta(seconds=600)
    Notice.objects.filter(channel="sms").update(next_at=Now())
    assert drain(actor=SYSTEM).sent == 2
    assert len(receiver.posts) == 3


@pytest.mark.parametrize("reply", [Reply(said={"code": 1}), Reply(401, {}), Reply(403, {})])
def test_a_signature_that_is_refused_is_no_messages_fault(
    reply: Reply, settings: Settings, answering: Answering
) -> None:
    set_up(settings, answering(reply))
    tell(person())
    done = run()
    assert (done.failed, done.dead, done.paused) == (1, 0, {"sms"})
    assert sms().error.startswith("provider_signature")


@pytest.mark.parametrize(
    ("reply", "state", "error"),
    [
        (Reply(said={"code": 2}), "dead", "provider_number"),
        (Reply(said={"code": 7}), "dead", "provider_refused_7"),
        (Reply(400, {}), "dead", "provider_refused_400"),
        (Reply(302, {}, {"Location": "http://127.0.0.1:9/"}), "dead", "provider_refused_302"),
        (Reply(said={"code": 3}), "failed", "provider_busy"),
        (Reply(said=b"<html>"), "failed", "provider_riddle"),
        (Reply(said={"ok": True}), "failed", "provider_riddle"),
    ],
)
def test_what_the_service_says_is_understood(
    reply: Reply, state: str, error: str, settings: Settings, answering: Answering
) -> None:
    set_up(settings, answering(reply))
    tell(person())
    run()
    assert (sms().state, sms().error) == (state, error)


def test_a_service_that_is_not_there_costs_one_attempt(settings: Settings, answering: Answering) -> None:
    receiver = set_up(settings, answering(TAKEN))
    receiver.stop()
    tell(person())
    done = run()
    assert (done.failed, done.paused) == (1, {"sms"})
    assert sms().error == "provider_away_ConnectionRefusedError"
    answering(TAKEN)


def test_whoever_does_not_want_it_or_has_no_number_gets_none(settings: Settings, answering: Answering) -> None:
    set_up(settings, answering(TAKEN))
    quiet, without = person(), User.objects.create_user("c", name="c")
    Preference.objects.create(user=quiet, topic="trial.urgent", channel="sms", on=False)
    tell(quiet, without)
    assert not Notice.objects.filter(channel="sms").exists()
    tell(person("b", "13700003333"), topic="system.trial")
    assert not Notice.objects.filter(channel="sms").exists(), "a topic goes by text message only when it says so"


def test_in_a_demo_without_a_service_the_message_is_only_shown(settings: Settings) -> None:
    settings.SMS_URL, settings.DEMO = "", True
    tell(person())
    run()
    assert (sms().state, sms().sent_at) == ("shown", None)
    settings.DEMO = False
    tell(person("b", "13700003333"))
    assert Notice.objects.filter(channel="sms").count() == 1


@pytest.mark.parametrize("url", ["http://sms.example.org/x", "ftp://h/", "https://u:p@h/", "nonsense"])
def test_nothing_leaves_the_machine_in_the_clear(url: str) -> None:
    with pytest.raises(BadAddress):
        check_address(url)
