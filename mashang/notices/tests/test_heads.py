"""tell_heads(): the newest seals leave the database every day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Area, Membership
from mashang.kernel.actor import Actor
from mashang.notices.acts.sending import drain
from mashang.notices.acts.telling_heads import tell_heads
from mashang.notices.tests.make import Postbox, make_user
from mashang.trail.models import Seal

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 4)
SYSTEM = Actor.system()


def make_auditor(login: str, until: dt.date | None = None) -> None:
    area, _ = Area.objects.get_or_create(kind="city", name_zh="福州市", path="AA")
    user = make_user(login, email=f"{login}@example.org", locale="en")
    Membership.objects.create(user=user, role="auditor", area=area, span=DateRange(dt.date(2020, 1, 1), until))


def make_seal() -> None:
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    Seal.objects.create(stream="entry", era=1, no=7, xid_to=9, n=1, root=b"\x0a" * 32, prev=bytes(32), at=at)


def test_each_auditor_of_the_day_gets_the_heads_by_mail_once_a_day(postbox: Postbox) -> None:
    make_auditor("now")
    make_auditor("past", until=dt.date(2026, 1, 1))
    make_auditor("waits")
    Membership.objects.filter(user__login="waits").update(awaits_approval=True)
    make_auditor("ended")
    Membership.objects.filter(user__login="ended").update(ended_at=dt.datetime(2026, 5, 4, tzinfo=dt.UTC))
    make_seal()
    assert tell_heads(actor=SYSTEM, on=TODAY) == 1
    tell_heads(actor=SYSTEM, on=TODAY)
    drain(actor=SYSTEM)
    (letter,) = postbox.letters
    assert letter.to == "now@example.org"
    assert letter.subject == "Seals of the trail on 2026-05-04"
    assert "entry/1/7/" + "0a" * 32 in letter.body


def test_before_anything_is_sealed_nobody_is_told() -> None:
    assert tell_heads(actor=SYSTEM, on=TODAY) == 0
