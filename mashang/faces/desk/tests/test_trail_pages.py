"""The auditor's pages and the outbox."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from mashang.accounts.sealing import seal_phone
from mashang.clocks.models import Deadline
from mashang.notices import ports
from mashang.notices.acts import queue
from mashang.notices.acts.sending import drain
from mashang.notices.models import Notice
from mashang.register.tests import make as register
from mashang.trail.acts import note_view, record
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Settings) -> Cast:
    settings.DEMO = True
    return make_cast()


def browser(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    client.cookies["django_language"] = "en"
    return client


def write(cast: Cast, reason: str = "moved out") -> None:
    record(
        actor=cast.actor("tower_steward"), act="person.edit", subject_kind="user", subject_id=77, reason=reason,
        diff={"language": ["zh-hans", "en"]},
    )  # fmt: skip


def test_the_auditor_reads_who_did_what(cast: Cast) -> None:
    write(cast)
    text = browser(cast, "auditor").get(reverse("trail")).content.decode()
    for words in (cast.user("tower_steward").name, "Account edited", "#77", "moved out", "Tower steward"):
        assert words in text


def test_what_was_done_is_read_by_the_names_of_things_and_leads_to_all_that_was_done_to_them(cast: Cast) -> None:
    tower = register.make_tower(cast.aofeng, "榕海大厦")
    unit = register.make_unit(tower, "1801")
    firm = register.make_firm("闽江物流", area=cast.aofeng)
    hand = cast.actor("tower_steward")
    for kind, pk in (("tower", tower.pk), ("unit", unit.pk), ("firm", firm.pk), ("area", cast.aofeng.pk)):
        record(actor=hand, act="list.export", subject_kind=kind, subject_id=pk, diff={"form": "xlsx"})
    text = browser(cast, "auditor").get(reverse("trail")).content.decode()
    for kind, pk, name in (
        ("tower", tower.pk, "榕海大厦"), ("unit", unit.pk, "榕海大厦 1801"), ("firm", firm.pk, "闽江物流"),
        ("area", cast.aofeng.pk, cast.aofeng.name_zh),
    ):  # fmt: skip
        assert f'<a href="?subject_kind={kind}&amp;subject_id={pk}">{name}</a>' in text


def test_filters_stand_in_the_address_and_bad_ones_are_said(cast: Cast) -> None:
    write(cast)
    client = browser(cast, "auditor")
    assert "moved out" in client.get(reverse("trail"), {"act": "person.edit", "subject_id": "77"}).content.decode()
    page = client.get(reverse("trail"), {"from_on": "2099-01-01"}).content.decode()
    assert "moved out" not in page
    assert "Nothing fits these filters" in page
    assert "Write the day as 2026-11-20." in client.get(reverse("trail"), {"from_on": "yesterday"}).content.decode()


def test_older_entries_are_a_page_away(cast: Cast) -> None:
    for i in range(60):
        write(cast, reason=f"reason {i:02}")
    client = browser(cast, "auditor")
    page = client.get(reverse("trail"))
    assert "reason 00" not in page.content.decode()
    older = client.get(reverse("trail") + page.context["older_url"]).content.decode()
    assert "reason 00" in older
    assert "Newest" in older


def test_the_export_holds_what_is_shown_and_disarms_formulas(cast: Cast) -> None:
    write(cast, reason="=1+1")
    response = browser(cast, "auditor").get(reverse("trail"), {"export": "csv"})
    text = b"".join(response).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("No.,When,Who")
    assert "'=1+1" in text
    assert Entry.objects.filter(act="trail.export").exists()


def test_views_of_sensitive_fields_are_listed(cast: Cast) -> None:
    note_view(
        actor=cast.actor("finance_officer"),
        page="firm",
        subject_kind="user",
        subject_id=4,
        fields=["tax_fen"],
        purpose="p9",
    )
    text = browser(cast, "auditor").get(reverse("trail_views")).content.decode()
    assert "tax_fen" in text
    assert "p9" in text


@pytest.mark.parametrize(
    ("name", "role"), [("trail", "tower_steward"), ("trail", "system_administrator"), ("outbox", "auditor")]
)
def test_others_are_refused(cast: Cast, name: str, role: str) -> None:
    assert browser(cast, role).get(reverse(name)).status_code == 403


def test_in_a_demo_the_outbox_shows_what_would_have_been_sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "mail", ports.OnlyShown)
    person = cast.user("tower_steward")
    person.email, person.locale = "steward@example.org", "en"
    person.save()
    actor = cast.actor("system_administrator")
    queue(actor=actor, topic="system.trial", key="k", recipients=[person.pk], template="trial")
    drain(actor=actor)
    text = browser(cast, "system_administrator").get(reverse("outbox")).content.decode()
    for words in (
        "nothing leaves the machine",
        "steward@example.org",
        "outgoing mail is set up rightly",
        "only shown here",
    ):
        assert words in text


def test_what_was_given_up_is_sent_again_by_a_button(cast: Cast) -> None:
    person = cast.user("tower_steward")
    notice = Notice.objects.create(
        key="k", topic="system.trial", recipient=person, channel="mail", template="trial", locale="en", state="dead",
        error="recipient_550",
    )  # fmt: skip
    client = browser(cast, "system_administrator")
    assert "does not take mail for this address (550)" in client.get(reverse("outbox")).content.decode()
    assert client.get(reverse("outbox_retry", args=[notice.pk])).status_code == 405
    response = client.post(reverse("outbox_retry", args=[notice.pk]), follow=True)
    assert "queued again" in response.content.decode()
    notice.refresh_from_db()
    assert notice.state == "queued"
    assert client.post(reverse("outbox_retry", args=[notice.pk])).status_code == 409


def test_overdue_time_limits_that_were_held_are_let_go_by_a_button(cast: Cast) -> None:
    moment = timezone.now()
    for subject in range(3):
        Deadline.objects.create(
            subject_kind="thing", subject_id=subject, clock="sample", area_path=cast.aofeng.path, start_at=moment,
            unit="wd", length=1, calendar_version="x", due_at=moment, warn_at=moment, held_at=moment,
        )  # fmt: skip
    client = browser(cast, "system_administrator")
    assert "3 time limits became overdue at once" in client.get(reverse("outbox")).content.decode()
    assert "3 time limits are let go" in client.post(reverse("outbox_release"), follow=True).content.decode()
    assert "became overdue at once" not in client.get(reverse("outbox")).content.decode()
    assert browser(cast, "auditor").post(reverse("outbox_release")).status_code == 403


def test_the_outbox_shows_one_channel_or_all(cast: Cast) -> None:
    person = cast.user("tower_steward")
    for channel in ("mail", "sms"):
        Notice.objects.create(
            key=channel, topic="system.trial", recipient=person, channel=channel, template="trial", locale="en",
            state="dead", error=f"refused_{len(channel)}",
        )  # fmt: skip
    person.phone_sealed = seal_phone("13800001234", person.pk)
    person.phone_index = b"0" * 32
    person.save()
    client = browser(cast, "system_administrator")
    both, one = (client.get(reverse("outbox"), asked).content.decode() for asked in ({}, {"channel": "sms"}))
    assert ("(4)" in both, "(3)" in both) == (True, True)
    assert ("(4)" in one, "(3)" in one) == (False, True)
    assert ("138****1234" in one, "13800001234" in one) == (True, False)
