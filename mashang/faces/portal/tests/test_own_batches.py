"""A firm's items of batches on the portal: when the team comes, another time, signing; nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts.batch_visiting import record_result, start_tour
from mashang.cases.acts.batches import accept_batch, propose_batch
from mashang.cases.acts.touring import plan_batch
from mashang.cases.models import Batch, BatchItem
from mashang.cases.reads.batch_plans import Planning
from mashang.cases.reads.own_batches import list_half_days
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.cases.tests.make_batches import ITEM, days_from, make_park, open_many
from mashang.notices.models import Notice
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def come_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.user("firm_owner"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def accepted(cast: Cast) -> tuple[Batch, BatchItem]:
    """A batch of twenty in which one item is the firm's own."""
    park, towers = make_park(cast, 2)
    open_many(cast, towers, 19)
    own = ask_as_firm(cast, own_firm(cast), item=ITEM, tower_id=towers[0].pk)
    head = cast.actor("section_head")
    batch = propose_batch(actor=head, item=ITEM, park_id=park.pk, department_id=cast.department.pk)
    accept_batch(actor=cast.actor("department_liaison"), batch_id=batch.pk)
    return batch, BatchItem.objects.get(case=own)


def plan(cast: Cast, batch: Batch, skip: int = 1) -> None:
    days = days_from(timezone.localdate() + timedelta(days=skip), 2)
    points = {place.tower_id: "一楼大堂" for place in batch.places.all()}
    planning = Planning(team=((cast.user("service_officer").pk, 1),), days=days, meeting_points=points)
    plan_batch(actor=cast.actor("section_head"), batch_id=batch.pk, planning=planning)


def test_the_firm_reads_when_the_team_comes_asks_for_another_time_and_signs(cast: Cast) -> None:
    batch, item = accepted(cast)
    owner, page = come_in(cast), f"/portal/batches/{item.pk}"
    assert "时间还没定" in owner.get(page).text
    assert owner.get(f"{page}/invitation.ics").status_code == 409
    plan(cast, batch)
    told = Notice.objects.filter(topic="case.visit_set", subject_id=item.case_id).latest("pk")
    assert told.url == page, "the notice leads to the page of the item"
    item.refresh_from_db()
    assert item.planned_at is not None
    shown = owner.get(page).text
    for word in (timezone.localtime(item.planned_at).strftime("%H:%M"), "一楼大堂", "公章", "service_officer"):
        assert word in shown
    case_page = owner.get(f"/portal/cases/{item.case.ref}").text
    assert "流动服务队" in case_page, "it lies with the team and not with an office"
    item.case.refresh_from_db()
    assert item.case.due_at is not None
    assert timezone.localtime(item.case.due_at).strftime("%m-%d %H:%M") in case_page, (
        "the clock of the batch is the firm's date"
    )
    for start in ("/portal/", "/portal/batches", f"/portal/cases/{item.case.ref}"):
        assert page in owner.get(start).text
    ics = owner.get(f"{page}/invitation.ics")
    assert ics["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{item.planned_at.strftime('%Y%m%dT%H%M%SZ')}" in ics.text

    assert "请至少选一个" in owner.post(f"{page}/another-time", {}).text
    choice = list_half_days(cast.actor("firm_owner", face="portal"), item.pk)[-1]
    owner.post(f"{page}/another-time", {"times": [f"{choice.day} {choice.begin}-{choice.end}"]})
    item.refresh_from_db()
    assert item.planned_at is not None
    moved = timezone.localtime(item.planned_at)
    assert (moved.date(), choice.begin <= f"{moved:%H:%M}" < choice.end) == (choice.day, True)
    assert f"{moved:%H:%M}" in owner.get(page).text


def test_what_came_of_it_is_signed_once_and_closes_the_case(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, item = accepted(cast)
    plan(cast, batch)
    item.refresh_from_db()
    assert item.planned_at is not None
    there = item.planned_at + timedelta(minutes=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: there)
    start_tour(actor=cast.actor("service_officer"), batch_id=batch.pk)
    record_result(actor=cast.actor("service_officer"), item_id=item.pk, result="done", words="新执照当场领")
    owner, page = come_in(cast), f"/portal/batches/{item.pk}"
    shown = owner.get(page).text
    assert "新执照当场领" in shown
    assert "签收" in shown
    owner.post(f"{page}/sign")
    item.refresh_from_db()
    item.case.refresh_from_db()
    assert (item.signed_way, item.case.state) == ("portal", "closed")
    assert "签收" in owner.get(page).text
    assert owner.post(f"{page}/sign", follow=True).status_code == 200, "a second press says so and changes nothing"


def test_the_items_of_other_firms_are_not_there_and_queries_stay(cast: Cast) -> None:
    batch, item = accepted(cast)
    plan(cast, batch)
    owner = come_in(cast)
    other = batch.items.exclude(pk=item.pk)[0]
    for way in ("", "/another-time", "/invitation.ics"):
        assert owner.get(f"/portal/batches/{other.pk}{way}").status_code == 404
    assert owner.post(f"/portal/batches/{other.pk}/sign").status_code == 404
    assert other.case.number not in owner.get("/portal/batches").text
    with CaptureQueriesContext(connection) as few:
        owner.get("/portal/batches")
    type(item.case).objects.filter(batch_items__no__lte=8).update(firm=item.case.firm_id)
    with CaptureQueriesContext(connection) as many:
        owner.get("/portal/batches")
    assert len(few) == len(many)
