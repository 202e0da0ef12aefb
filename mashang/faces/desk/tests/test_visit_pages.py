"""The pages of visits on the desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts.campaigns import open_campaign
from mashang.cases.acts.visit_splitting import Problem, Said
from mashang.cases.acts.visits import plan_visit
from mashang.cases.models import Campaign, CampaignFirm, Case, Visit
from mashang.cases.tests.make import own_firm
from mashang.cases.tests.make_visits import booked, record
from mashang.register.models import FirmFact
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, make_cast

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


@pytest.fixture
def firm(cast: Cast) -> int:
    load_keys()
    return own_firm(cast)


def come_in(cast: Cast, role: str = "service_officer") -> Client:
    client = Client()
    client.force_login(cast.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def said(**more: str | list[str]) -> dict[str, object]:
    return {
        "client_key": str(uuid4()), "said": "地库夜里关门。", "mode": "site", "kinds": ["research"], "p1-title": "地库 22:00 后关闭",
        "p1-item": "property", "p1-how": "routed", "p2-title": "能否集体申请公寓", "p2-item": "talent", "p2-how": "answered",
        "p2-answer": "可以，清单已发。", "f-staff": "91", **more,
    }  # fmt: skip


def test_a_visit_is_found_planned_announced_and_recorded(cast: Cast, firm: int) -> None:
    client = come_in(cast)
    assert "晨光商务咨询" in client.get("/desk/visits/firms", {"q": "晨光"}).content.decode()
    assert client.get(f"/desk/visits/firms/{firm}").status_code == 200
    form = {
        "on": (TODAY + timedelta(days=2)).isoformat(),
        "officer": cast.user("service_officer").pk,
        "mode": "site",
        "kinds": ["research"],
    }
    answer = client.post(f"/desk/visits/firms/{firm}/plan", form)
    visit = Visit.objects.get()
    assert answer["Location"] == f"/desk/visits/{visit.pk}"
    client.post(f"/desk/visits/{visit.pk}/book")
    client.post(f"/desk/visits/{visit.pk}/entry", said())
    visit.refresh_from_db()
    assert visit.state == "split"
    page = client.get(f"/desk/visits/{visit.pk}").content.decode()
    assert "地库 22:00 后关闭" in page
    assert "服务走访，非检查" in page
    assert set(Case.objects.values_list("state", flat=True)) == {"received", "done_waiting"}


def test_a_plan_close_to_another_visit_keeps_what_was_typed_and_asks_why(cast: Cast, firm: int) -> None:
    plan_visit(actor=cast.actor("service_officer"), firm_id=firm, on=TODAY + timedelta(days=1))
    form = {"on": (TODAY + timedelta(days=4)).isoformat(), "officer": cast.user("tower_steward").pk, "mode": "phone"}
    client = come_in(cast, "tower_steward")
    page = client.post(f"/desk/visits/firms/{firm}/plan", form).content.decode()
    assert "鳌峰街道 " + (TODAY + timedelta(days=1)).isoformat() in page
    assert str(form["on"]) in page
    client.post(f"/desk/visits/firms/{firm}/plan", form | {"reason": "电话核实人数"})
    assert Visit.objects.count() == 2


def test_a_phone_is_answered_in_json_and_may_send_a_note_instead(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    record(cast, None, visit=visit.pk)
    client, fields = come_in(cast, "tower_steward"), said(seen_at=timezone.now().isoformat())
    at = f"/desk/visits/{visit.pk}/entry"
    told = client.post(at, fields, headers={"accept": "application/json"}).json()
    assert told["problem"]
    assert told["instead"]["name"] == "as_note"
    again = client.post(
        at, fields | {"client_key": str(uuid4()), "as_note": "1"}, headers={"accept": "application/json"}
    ).json()
    assert again == {"problem": "", "instead": None}
    assert visit.texts.filter(part="note").count() == 1


def test_the_same_entry_sent_twice_answers_twice_and_records_once(cast: Cast, firm: int) -> None:
    client, fields = come_in(cast), said(seen_at=timezone.now().isoformat())
    for _again in range(2):
        told = client.post(f"/desk/visits/firms/{firm}/entry", fields, headers={"accept": "application/json"}).json()
        assert told["problem"] == ""
    assert (Visit.objects.count(), Case.objects.count()) == (1, 2)


def test_what_was_heard_is_decided_on_its_page(cast: Cast, firm: int) -> None:
    visit = record(cast, firm, facts=(Said(key="staff", value="91"), Said(key="needs", value="想扩租")))
    steward = come_in(cast, "tower_steward")
    assert "?tab=heard" in steward.get("/desk/visits").content.decode()
    steward.post(f"/desk/visits/{visit.pk}/facts/1/take")
    steward.post(f"/desk/visits/{visit.pk}/facts/2/refuse", {"reason": "上周已改主意"})
    visit.refresh_from_db()
    assert [one["state"] for one in visit.facts] == ["taken", "refused"]
    assert FirmFact.objects.get(subject=firm, superseded_at=None).num == 91


def test_one_more_problem_and_one_note_are_sent_once(cast: Cast, firm: int) -> None:
    visit, client = record(cast, firm), come_in(cast)
    problem = {"form_token": str(uuid4()), "p1-title": "电梯慢", "p1-item": "property", "p1-how": "routed"}
    note = {"form_token": str(uuid4()), "words": "第二天想起来的"}
    for _again in range(2):
        client.post(f"/desk/visits/{visit.pk}/split", problem)
        client.post(f"/desk/visits/{visit.pk}/note", note)
    assert (Case.objects.count(), visit.texts.filter(part="note").count()) == (1, 1)
    page = client.post(
        f"/desk/visits/{visit.pk}/split", {"p1-how": "carried", "p1-title": "晚托班", "p1-item": "talent"}
    ).content.decode()
    assert "晚托班" in page
    assert Case.objects.count() == 1


def test_another_area_sees_nothing_of_it(cast: Cast, firm: int) -> None:
    visit = record(cast, firm)
    stranger = come_in(cast, "other_service_officer")
    for address in (
        f"{visit.pk}",
        f"{visit.pk}/entry",
        f"{visit.pk}/invitation.ics",
        f"firms/{firm}",
        f"firms/{firm}/plan",
    ):
        assert stranger.get(f"/desk/visits/{address}").status_code == 404
    assert "晨光" not in stranger.get("/desk/visits").content.decode()


def test_the_calendar_file_names_office_firm_and_page(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    answer = come_in(cast).get(f"/desk/visits/{visit.pk}/invitation.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{TODAY + timedelta(days=3):%Y%m%d}" in text
    assert f"/desk/visits/{visit.pk}" in text.replace("\r\n ", "")


def towerful(cast: Cast, count: int) -> list[int]:
    tower = make.make_tower(cast.aofeng, "鳌峰甲座")
    firms = [make.make_firm(f"第{no}（示例）公司", cast.aofeng) for no in range(count)]
    for no, one in enumerate(firms):
        make.make_tenancy(one, make.make_unit(tower, f"{no + 1}01", floor=no + 1))
    return [one.pk for one in firms]


def test_a_campaign_is_made_of_filters_and_given_evenly(cast: Cast) -> None:
    load_keys()
    firms = towerful(cast, 5)
    head = come_in(cast, "section_head")
    assert "5" in head.get("/desk/visits/campaigns/new").content.decode()
    officers = [cast.user("service_officer").pk, cast.user("tower_steward").pk]
    form = {
        "name": "四季度走访", "kinds": ["research"], "begins_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=30)).isoformat(),
        "officers": officers, "firms": firms,
    }  # fmt: skip
    head.post("/desk/visits/campaigns/new", form)
    campaign = Campaign.objects.get()
    rows = CampaignFirm.objects.filter(campaign=campaign)
    assert sorted(rows.filter(officer=one).count() for one in officers) == [2, 3]
    record(cast, firms[0])
    page = head.get(f"/desk/visits/campaigns/{campaign.pk}").content.decode()
    assert "5 家企业已走访 1 家" in page
    head.post(f"/desk/visits/campaigns/{campaign.pk}/firms/{firms[1]}/give", {"officer": officers[1]})
    assert rows.get(firm=firms[1]).officer_id == officers[1]


@pytest.mark.parametrize(
    "address", ["/desk/visits", "/desk/visits/week", "/desk/visits/mine", "/desk/visits/campaigns"]
)
def test_no_list_asks_more_for_more_rows(cast: Cast, address: str) -> None:
    load_keys()
    firms = towerful(cast, 9)
    client, asked = come_in(cast), []
    for some in (firms[:2], firms[2:]):
        for one in some:
            record(cast, one, problems=(Problem(title="电梯慢", item="property"),))
            plan_visit(actor=cast.actor("service_officer"), firm_id=one, on=TODAY + timedelta(days=3), reason="再去")
        head = cast.actor("section_head")
        open_campaign(
            actor=head,
            name=f"活动{some[0]}",
            kinds=(),
            firm_ids=some,
            officer_ids=[cast.user("service_officer").pk],
            begins_on=TODAY,
            ends_on=TODAY + timedelta(days=9),
        )
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
