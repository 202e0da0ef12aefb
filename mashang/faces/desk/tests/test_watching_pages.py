"""The start pages of the auditor and the security administrator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.accounts.models import Membership, User
from mashang.doors.reads.security import get_sights
from mashang.insight.tests.make import freeze
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.register.acts.exporting import export_rows
from mashang.trail.acts import note_view
from mashang.trail.acts.sealing import seal_new_entries
from mashang.trail.models import Entry
from tests.cast import Cast, grant, make_cast, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


def enter(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def home(client: Client) -> str:
    answer = client.get(reverse("desk_home"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_auditor_sees_views_exports_and_frozen_runs(cast: Cast) -> None:
    note_view(
        actor=cast.actor("finance_officer"), page="firm", subject_kind="firm", subject_id=7, fields=["tax_total"],
        area_path=cast.aofeng.path,
    )  # fmt: skip
    export_rows(actor=cast.actor("leader"), page="towers", form="csv", rows=3, as_of=date(2026, 11, 20))
    run = freeze(cast.city, on=date(2026, 11, 20))
    html = home(enter(cast, "auditor"))
    for said in ("finance_officer", "leader", run.sha256, "2026-11-20，第 1 号", "从未核验"):
        assert said in html
    other = home(enter(cast, "other_auditor"))
    assert "finance_officer<" not in other.replace("other_finance_officer", "")
    assert run.sha256 in other  # one tree of areas, one run


def test_the_auditor_checks_the_trail_and_the_page_says_what_came_of_it(cast: Cast) -> None:
    export_rows(actor=cast.actor("leader"), page="towers", form="csv", rows=3, as_of=date(2026, 11, 20))
    seal_new_entries(actor=Actor.system("test"))
    answer = enter(cast, "auditor").post(reverse("trail_check"), follow=True)
    html = answer.content.decode()
    assert "auditor于" in html
    assert "0 处不符" in html
    entry = Entry.objects.get(act="trail.check")
    assert entry.diff["findings"] == 0
    assert entry.diff["checked_rows"] >= 1
    for login in ("security_administrator", "leader", "system_administrator"):
        assert enter(cast, login).post(reverse("trail_check")).status_code == 403


def test_the_views_of_protected_fields_are_taken_out_and_that_goes_on_record(cast: Cast) -> None:
    for subject in (7, 8):
        note_view(
            actor=cast.actor("finance_officer"), page="firm", subject_kind="firm", subject_id=subject,
            fields=["tax_total"], area_path=cast.aofeng.path, purpose="=1+1",
        )  # fmt: skip
    answer = enter(cast, "auditor").get(reverse("trail_views"), {"export": "csv", "subject_id": "8"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert "finance_officer" in lines[1]
    assert ",'=1+1" in lines[1]
    assert Entry.objects.get(act="trail.export_views").diff == {"subject_id": 8}


def test_the_security_administrator_sees_what_needs_care_in_the_own_area_alone(cast: Cast) -> None:
    now = timezone.now()
    person = cast.user("agent")
    User.objects.filter(pk=person.pk).update(last_login=now - timedelta(days=200))
    User.objects.filter(pk=cast.user("other_agent").pk).update(last_login=now - timedelta(days=200))
    AccessAttempt.objects.create(username="agent", failures_since_start=3, attempt_time=now)
    AccessAttempt.objects.create(username="nobody_here", failures_since_start=3, attempt_time=now)
    for login in ("leader", "other_leader"):
        UserSession.objects.create(
            user=cast.user(login), session_key=login, ip="10.1.2.3", user_agent="Firefox Windows", last_seen_at=now
        )
    ended = Membership.objects.get(user=cast.user("policy_officer"))
    Membership.objects.filter(pk=ended.pk).update(ended_at=now)
    actor = cast.actor("security_administrator")
    sights = get_sights(actor, 50)
    names = {key: {one.login for one in group.rows} for key, group in sights.items()}
    assert names["dormant"] == names["failed"] == {"agent"}
    assert names["sessions"] == {"leader"}
    assert names["ended"] == {"policy_officer"}
    assert "policy_officer" not in names["in_force"] | names["no_factor"]
    assert sights["no_factor"].count == len(names["no_factor"]) > 10
    html = home(enter(cast, "security_administrator"))
    for said in ("3 次", "Firefox · Windows · 10.1.2.3", reverse("person", args=[person.pk])):
        assert said in html
    assert "nobody_here" not in html
    assert "other_agent" not in html
    with pytest.raises(NotAllowed):
        get_sights(cast.actor("auditor"))


def test_other_roles_keep_their_start_page(cast: Cast) -> None:
    assert "登录中的会话" not in home(enter(cast, "system_administrator"))
    assert "操作记录是否完整" not in home(enter(cast, "leader"))


@pytest.mark.parametrize("login", ["auditor", "security_administrator"])
def test_the_pages_ask_no_more_of_the_database_where_there_is_more(cast: Cast, login: str) -> None:
    reader, counted = enter(cast, login), []
    for count in (3, 30):
        for place in range(count):
            name = f"p{count}_{place}"
            grant(make_user(name), "agent", cast.aofeng)
            AccessAttempt.objects.create(username=name, failures_since_start=1, attempt_time=timezone.now())
            note_view(
                actor=cast.actor("finance_officer"), page="firm", subject_kind="firm", subject_id=place,
                fields=["tax_total"], area_path=cast.aofeng.path,
            )  # fmt: skip
            export_rows(actor=cast.actor("leader"), page="towers", form="csv", rows=3, as_of=date(2026, 11, 20))
        freeze(cast.city, on=date(2026, 11, 20))
        home(reader)
        with CaptureQueriesContext(connection) as asked:
            home(reader)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 30
