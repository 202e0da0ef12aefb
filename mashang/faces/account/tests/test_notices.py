"""One's own notices and the choice of mail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from mashang.notices.acts import queue
from mashang.notices.models import Notice, Preference
from mashang.notices.reads.listing import count_unread
from mashang.notices.reads.rendering import CHOICES_PATH
from mashang.notices.topics import TOPICS, Topic
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: Settings) -> Cast:
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("tower_steward"))
    client.cookies["django_language"] = "en"
    return client


def tell(cast: Cast, role: str = "tower_steward", key: str = "k", url: str = "/desk/") -> Notice:
    actor = cast.actor("auditor")
    queue(actor=actor, topic="system.trial", key=key, recipients=[cast.user(role).pk], template="trial", url=url)
    return Notice.objects.get(recipient=cast.user(role), key__contains=f":{key}:", channel="app")


def test_one_reads_the_own_notices_and_the_bell_counts_them(cast: Cast, client: Client) -> None:
    tell(cast)
    tell(cast, "auditor", key="not-mine")
    text = client.get(reverse("notices")).content.decode()
    assert text.count("Trial message: mail from mashang arrives") >= 1
    assert "Notices, 1 unread" in text
    assert Notice.objects.filter(channel="app").count() == 2


def test_opening_one_marks_it_as_read_and_leads_there(cast: Cast, client: Client) -> None:
    notice = tell(cast)
    response = client.post(reverse("notice_open", args=[notice.pk]))
    assert response.headers["Location"] == "/desk/"
    assert count_unread(cast.user("tower_steward").pk) == 0


def test_anothers_notice_leads_nowhere_and_stays_unread(cast: Cast, client: Client) -> None:
    notice = tell(cast, "auditor")
    assert client.post(reverse("notice_open", args=[notice.pk])).headers["Location"] == reverse("notices")
    assert count_unread(cast.user("auditor").pk) == 1


def test_a_notice_never_leads_to_another_site(cast: Cast, client: Client) -> None:
    for i, url in enumerate(("https://elsewhere.example", "//elsewhere.example/x")):
        notice = tell(cast, key=f"k{i}", url=url)
        assert client.post(reverse("notice_open", args=[notice.pk])).headers["Location"] == reverse("notices")


def test_all_are_marked_as_read_at_once(cast: Cast, client: Client) -> None:
    tell(cast)
    tell(cast, key="second")
    client.post(reverse("notices_read"))
    assert "You have read everything" in client.get(reverse("notices"), {"unread": "1"}).content.decode()


def test_an_empty_list_says_so(client: Client) -> None:
    assert "Nobody has told you anything yet" in client.get(reverse("notices")).content.decode()


def test_one_chooses_of_what_one_wants_mail(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOPICS, "tenancy.ending", Topic("A lease is about to end"))
    person = cast.user("tower_steward")
    person.email = ""
    person.save()
    page = client.get(reverse("notice_choices")).content.decode()
    assert "A lease is about to end" in page
    assert "No mail address is kept for you" in page
    response = client.post(reverse("notice_choices"), {"mail": []}, follow=True)
    assert "Your choice is kept." in response.content.decode()
    assert Preference.objects.get(topic="tenancy.ending").on is False
    assert not Preference.objects.filter(topic="system.trial").exists(), "a fixed topic is no choice"


def test_mail_leads_to_the_page_of_choices() -> None:
    assert reverse("notice_choices") == CHOICES_PATH


def test_without_signing_in_there_are_no_notices() -> None:
    assert Client().get(reverse("notices")).status_code == 302
