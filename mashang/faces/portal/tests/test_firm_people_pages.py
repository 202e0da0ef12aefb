"""A firm's people on the portal: asking, letting in, taking out."""

from __future__ import annotations

import pytest
from django.test import Client

from mashang.accounts.models import Membership
from mashang.kernel.uscc import check_character, organisation_check_character
from mashang.register.acts.binding import bind_to_firm
from mashang.register.models import Firm, FirmMember
from tests.cast import Cast, make_cast, make_firm


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def firm(cast: Cast) -> Firm:
    """A firm whose account the firm owner of the cast keeps."""
    number = "MA000009"
    first = "91000000" + number + organisation_check_character(number)
    firm = make_firm(cast, uscc=first + check_character(first))
    row = Membership.objects.get(user=cast.user("firm_owner"))
    bind_to_firm(actor=cast.actor("security_administrator"), membership_id=row.pk, subject_id=firm.pk)
    return firm


def as_(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def test_asking_and_letting_in(cast: Cast, firm: Firm) -> None:
    asker, owner = as_(cast, "firm_member"), as_(cast, "firm_owner")
    answer = asker.post("/portal/join", {"code": firm.uscc}, follow=True)
    assert "申请" in answer.text
    row = FirmMember.objects.get(standing="asked")
    assert str(firm.uscc) in answer.text
    assert firm.name not in answer.text, "not before the request is decided"
    assert "申请" in asker.post("/portal/join", {"code": firm.uscc}, follow=True).text, "asked twice, told the same"
    assert FirmMember.objects.filter(standing="asked").count() == 1
    page = owner.get("/portal/people").text
    assert "firm-member@example.org" in page
    owner.post(f"/portal/people/{row.pk}/approve")
    row.refresh_from_db()
    assert row.standing == "approved"
    assert firm.name in asker.get("/portal/join").text
    assert owner.post(f"/portal/people/{row.pk}/end", {"reason": ""}).status_code == 200
    owner.post(f"/portal/people/{row.pk}/end", {"reason": "离职"})
    row.refresh_from_db()
    assert row.standing == "ended"


def test_a_mistyped_code_is_said_at_the_field(cast: Cast, firm: Firm) -> None:
    answer = as_(cast, "firm_member").post("/portal/join", {"code": "123"})
    assert answer.status_code == 200
    assert "18" in answer.text
    assert 'value="123"' in answer.text


def test_people_of_another_firm_cannot_be_touched(cast: Cast, firm: Firm) -> None:
    other = make_firm(cast, "别家有限公司（示例）")
    row = FirmMember.objects.create(
        firm=other, membership=Membership.objects.get(user=cast.user("firm_member")), span=("2026-01-01", None)
    )
    owner = as_(cast, "firm_owner")
    assert owner.get(f"/portal/people/{row.pk}/end").status_code == 404
    owner.post(f"/portal/people/{row.pk}/approve")
    row.refresh_from_db()
    assert row.standing == "asked"


def test_a_member_manages_nobody(cast: Cast, firm: Firm) -> None:
    assert as_(cast, "firm_member").get("/portal/people").status_code == 403


def test_a_colleague_is_invited_by_a_link(cast: Cast, firm: Firm) -> None:
    owner = as_(cast, "firm_owner")
    answer = owner.post("/portal/people/invite", {"firm": firm.pk, "name": "同事", "email": ""})
    assert "/link/invitation/" in answer.text
