"""Groups of work chats against a real robot on the loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from mashang.accounts.models import Area, Department
from mashang.accounts.sealing import seal_chat
from mashang.gateways import posting
from mashang.gateways.tests.conftest import Answering
from mashang.gateways.tests.receiver import Receiver, Reply
from mashang.gateways.workchat import client
from mashang.kernel.actor import Actor
from mashang.notices.acts import queue_to_departments
from mashang.notices.acts.sending import Drained, drain
from mashang.notices.models import Notice
from mashang.notices.topics import TOPICS, Topic

pytestmark = pytest.mark.django_db
SIGNS_WITH = "SEC1"
SYSTEM = Actor.system()
TAKEN = Reply(said={"errcode": 0, "errmsg": "ok"})


@pytest.fixture(autouse=True)
def _topic(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setitem(TOPICS, "trial.news", Topic("News"))
    settings.WORKCHAT_HOSTS, settings.DEMO = ["127.0.0.1"], False


def department(receiver: Receiver, *, name: str = "住建局", signed_by: str = SIGNS_WITH) -> Department:
    area, _made = Area.objects.get_or_create(kind="city", name_zh="甲市", path="AA")
    one = Department.objects.create(area=area, name_zh=name)
    one.chat_sealed = seal_chat(receiver.url + "?key=t0ken", signed_by, one.pk)
    one.save()
    return one


def tell(*departments: Department) -> int:
    return queue_to_departments(
        actor=SYSTEM, topic="trial.news", key="n", department_ids=[one.pk for one in departments], template="trial",
        subject_kind="user", subject_id=1, url="/desk/",
    )  # fmt: skip


def run() -> Drained:
    Notice.objects.filter(state="failed").update(next_at=Now())
    return drain(actor=SYSTEM)


def test_a_group_gets_the_line_and_the_link_signed_with_time(answering: Answering) -> None:
    receiver = answering(TAKEN)
    assert tell(department(receiver)) == 1
    assert run().sent == 1
    (post,) = receiver.posts
    assert post.said["msgtype"] == "markdown"
    assert post.said["markdown"]["text"] == post.said["markdown"]["content"]
    assert post.said["markdown"]["text"].endswith("\n\nhttp://localhost:8000/desk/")
    asked = parse_qs(urlsplit(post.path).query)
    stamp = asked["timestamp"][0]
    right = hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"][0]) == right
    assert asked["key"] == ["t0ken"]


def test_address_and_secret_stand_nowhere_in_the_clear(answering: Answering) -> None:
    receiver = answering(TAKEN)
    tell(department(receiver))
    held = str(list(Notice.objects.values())) + str(list(Department.objects.values()))
    run()
    assert not any(word in held for word in ("t0ken", "SEC1"))
    assert not any(word in receiver.posts[0].body.decode() for word in ("t0ken", "SEC1"))


def test_a_robot_that_fails_is_tried_again_and_holds_no_other_group_up(answering: Answering) -> None:
    broken, fine = answering(Reply(500, {}), TAKEN), answering(TAKEN)
    tell(department(broken), department(fine, name="城管"))
    done = run()
    assert (done.sent, done.failed, done.paused) == (1, 1, set())
    assert run().sent == 1


def test_a_robot_that_is_slow_or_gone_holds_no_other_group_up(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting.post_json, "__kwdefaults__", {"timeout": 0.2})
    slow, gone, fine = answering(Reply(after_seconds=1.0)), answering(TAKEN), answering(TAKEN)
    groups = [department(slow), department(gone, name="消防"), department(fine, name="城管")]
    gone.stop()
    tell(*groups)
    done = run()
    assert (done.sent, done.failed, done.paused) == (1, 2, set())
    answering(TAKEN)


@pytest.mark.parametrize(
    ("reply", "state", "error"),
    [
        (Reply(said={"errcode": 310000, "errmsg": "sign not match"}), "failed", "provider_signature"),
        (Reply(429, {}, {"Retry-After": "30"}), "failed", "provider_busy_429"),
        (Reply(said={"errcode": 45009}), "failed", "provider_busy"),
        (Reply(said={"errcode": 93000}), "dead", "provider_group"),
        (Reply(said={"errcode": 40001}), "dead", "provider_refused_40001"),
        (Reply(said={"code": 0}), "sent", ""),
        (Reply(said=[]), "failed", "provider_riddle"),
    ],
)
def test_what_the_robot_says_is_understood(reply: Reply, state: str, error: str, answering: Answering) -> None:
    tell(department(answering(reply)))
    run()
    notice = Notice.objects.get()
    assert (notice.state, notice.error) == (state, error)


def test_other_hosts_are_not_written_to(answering: Answering, settings: Settings) -> None:
    receiver = answering(TAKEN)
    tell(department(receiver))
    settings.WORKCHAT_HOSTS = ["chat.example.org"]
    assert run().dead == 1
    assert Notice.objects.get().error == "host_not_allowed"
    assert receiver.posts == []


def test_a_department_without_a_group_a_closed_one_and_a_platform_without_chat_tell_nothing(
    answering: Answering, settings: Settings
) -> None:
    one = department(answering(TAKEN))
    Department.objects.filter(pk=one.pk).update(chat_sealed=None)
    assert tell(one) == 0
    other = department(answering(TAKEN), name="城管")
    settings.WORKCHAT_HOSTS = []
    assert tell(other) == 0
    settings.DEMO = True
    assert tell(other) == 1
    run()
    assert Notice.objects.get().state == "shown"


def test_a_name_cannot_become_a_link_or_call_everybody() -> None:
    text = client.compose(line="[a](https://x) @all # b", url="").decode()
    assert "\\\\[a\\\\]\\\\(https://x\\\\) \\\\@all \\\\# b" in text
