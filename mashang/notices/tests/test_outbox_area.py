"""An administrator sees, and sends again, the mail of their own area only."""

from __future__ import annotations

import pytest
from django.db import transaction

from mashang.accounts.models import User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.notices.acts import queue, queue_to_address
from mashang.notices.acts.reading import retry
from mashang.notices.models import Notice
from mashang.notices.reads.outbox import list_outbox
from mashang.notices.topics import TOPICS, Topic
from tests.cast import Cast, grant, make_cast, make_user


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setitem(TOPICS, "trial.news", Topic("News"))
    return make_cast()


def tell(key: str, actor: Actor, *people: User) -> int:
    with transaction.atomic():
        queue(
            actor=actor, topic="trial.news", key=key, recipients=[one.pk for one in people], template="trial",
        )  # fmt: skip
    return Notice.objects.get(topic="trial.news", key__contains=key, channel="app").pk


def write(key: str, actor: Actor) -> int:
    with transaction.atomic():
        queue_to_address(actor=actor, topic="trial.news", key=key, address=f"{key}@example.org", template="trial")
    return Notice.objects.get(topic="trial.news", key__contains=key).pk


def seen(actor: Actor, channel: str = "app") -> set[int]:
    return {row.id for row in list_outbox(actor=actor, channel=channel).rows}


def test_mail_of_another_district_is_not_seen(cast: Cast) -> None:
    grant(make_user("city_admin"), "system_administrator", cast.city)
    ours = tell("ours", cast.other("leader"), cast.user("agent"))
    theirs = tell("theirs", cast.actor("leader"), cast.user("other_agent"))
    assert seen(cast.actor("system_administrator")) == {ours}
    assert seen(cast.other("system_administrator")) == {theirs}
    assert seen(actor_for(User.objects.get(login="city_admin"))) == {ours, theirs}


def test_mail_to_an_address_belongs_to_the_area_it_was_sent_from(cast: Cast) -> None:
    ours, theirs = write("ours", cast.actor("leader")), write("theirs", cast.other("leader"))
    assert seen(cast.actor("system_administrator"), "mail") == {ours}
    assert seen(cast.other("system_administrator"), "mail") == {theirs}


def test_mail_without_a_place_is_for_the_topmost_administrator(cast: Cast) -> None:
    placeless = {write("door", Actor.system()), tell("nobody", Actor.system(), make_user("without_role"))}
    Notice.objects.filter(recipient__isnull=False, channel="mail").delete()
    assert seen(cast.actor("system_administrator")) | seen(cast.actor("system_administrator"), "mail") == placeless
    grant(make_user("city_admin"), "system_administrator", cast.city)
    assert seen(cast.actor("system_administrator")) | seen(cast.actor("system_administrator"), "mail") == set()
    city = actor_for(User.objects.get(login="city_admin"))
    assert seen(city) | seen(city, "mail") == placeless


def test_sending_again_needs_its_own_permission_and_the_area(cast: Cast) -> None:
    ours, theirs = tell("ours", cast.actor("leader"), cast.user("agent")), write("theirs", cast.other("leader"))
    Notice.objects.update(state="dead")
    with pytest.raises(NotThere):
        retry(actor=cast.actor("system_administrator"), notice_id=theirs)
    administrator = cast.actor("system_administrator")
    reader = Actor(
        user_id=administrator.user_id, name="", role=administrator.role, area_path=administrator.area_path,
        permissions=frozenset({"notices.read"}),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        retry(actor=reader, notice_id=ours)
    retry(actor=administrator, notice_id=ours)
    assert Notice.objects.get(pk=ours).state == "queued"
