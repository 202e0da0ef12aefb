"""The page of one's own mobile number, and the choice of text messages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from mashang.accounts.models import User
from mashang.notices import ports
from mashang.notices.acts.sending import drain
from mashang.notices.models import Preference
from mashang.notices.tests.make import Postbox
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


def test_a_number_is_entered_proved_and_taken_away(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox()
    monkeypatch.setitem(ports._makers, "sms", lambda: box)
    page = reverse("phone")
    assert "not a mobile number" in client.post(page, {"phone": "0591-83330000"}).content.decode()
    assert "138****1111" in client.post(page, {"phone": "13800001111"}, follow=True).content.decode()
    drain(actor=cast.actor("system_administrator"))
    code = "".join(one for one in box.letters[0].subject if one.isdigit())[:6]
    assert "not the code" in client.post(reverse("phone_code"), {"code": "x"}).content.decode()
    kept = client.post(reverse("phone_code"), {"code": code}, follow=True).content.decode()
    assert "Your number is kept" in kept
    assert "The number that is kept" in kept
    assert "13800001111" not in kept
    client.post(reverse("phone_drop"))
    assert User.objects.get(pk=cast.user("tower_steward").pk).phone_sealed is None


def test_where_no_text_messages_can_be_sent_the_page_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "sms", lambda: None)
    assert "No text messages can be sent here" in client.get(reverse("phone")).content.decode()


def test_one_chooses_text_messages_apart_from_mail(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOPICS, "trial.urgent", Topic("Urgent trial", mail=True, sms=False))
    page = reverse("notice_choices")
    assert client.get(page).content.decode().count("Urgent trial") == 2
    client.post(page, {"mail": [], "sms": ["trial.urgent"]})
    held = Preference.objects.filter(user=cast.user("tower_steward"), topic="trial.urgent")
    assert dict(held.values_list("channel", "on")) == {"mail": False, "sms": True}
