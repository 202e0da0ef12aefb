"""Twenty-one cases in five towers: from the offer over the tour to the printed sheets and the last signature."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mashang.cases.models import Batch, BatchItem, Case
from mashang.cases.tests.make_batches import ITEM, SIGNATURE, make_park, open_many
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PICTURE = "data:image/png;base64," + base64.b64encode(SIGNATURE).decode()


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def read(client: Client, name: str, pk: int = 0, **query: str) -> str:
    response = client.get(reverse(name, args=[pk] if pk else []), query)
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def plan_fields(cast: Cast, batch: Batch) -> dict[str, Any]:
    towers = list(batch.places.values_list("tower_id", flat=True))
    return {
        "days": ["2026-07-07", "2026-07-08"], "minutes_each": "25",
        **{f"team-{cast.user(one).pk}": "1" for one in ("service_officer", "department_liaison", "agent")},
        **{f"point-{tower}": "一楼大堂" for tower in towers}, f"hours-{towers[0]}": "14:00-17:00",
    }  # fmt: skip


@pytest.fixture
def cast(settings: Any) -> Cast:
    settings.DEMO = True
    return make_cast()


def test_twenty_one_items_in_five_towers_from_the_offer_to_the_last_signature(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def it_is(day: int, hour: int, minute: int = 0) -> None:
        moment = datetime(2026, 7, day, hour, minute, tzinfo=timezone.get_default_timezone())
        monkeypatch.setattr(timezone, "now", lambda: moment)

    it_is(6, 9)
    park, towers = make_park(cast)
    open_many(cast, towers, 21)
    head, liaison, officer = (signed_in(cast, one) for one in ("section_head", "department_liaison", "service_officer"))

    # The head finds the offer and proposes it to the department; the liaison accepts.
    assert "可以成批的" in read(head, "batches")
    propose = f"{reverse('batch_propose')}?item={ITEM}&park={park.pk}"
    cases = [str(pk) for pk in Case.objects.values_list("pk", flat=True)]
    sent = {"title": "门牌更正", "department": cast.department.pk, "case": cases, "form_token": str(uuid4())}
    few = head.post(propose, {**sent, "case": cases[:19]})
    assert "19 件不成批" in few.content.decode()
    assert head.post(propose, {**sent, "form_token": str(uuid4())}).status_code == 302
    batch = Batch.objects.get()
    assert "等区住建局受理" in read(liaison, "batch", batch.pk)
    liaison.post(reverse("batch_accept", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "accepted"
    assert "07-15 17:30" in read(head, "batch", batch.pk)

    # The head looks at the tour first, then sets it.
    fields = plan_fields(cast, batch)
    seen = head.post(reverse("batch_plan", args=[batch.pk]), {**fields, "find": "1"}).content.decode()
    assert "这样排出来的路线" in seen
    assert not BatchItem.objects.filter(planned_at__isnull=False).exists()
    assert head.post(reverse("batch_plan", args=[batch.pk]), {**fields, "form_token": str(uuid4())}).status_code == 302
    assert BatchItem.objects.filter(planned_at__isnull=False).count() == 21

    # The sheets for paper: one for each stop of the day, every firm on one of them.
    sheets = read(officer, "batch_sheets", batch.pk, day="2026-07-07") + read(
        officer, "batch_sheets", batch.pk, day="2026-07-08"
    )
    assert all(item.case.number in sheets for item in BatchItem.objects.select_related("case"))
    assert all(tower.name_zh in read(officer, "batch_route", batch.pk) for tower in towers)
    calendar = liaison.get(reverse("batch_calendar", args=[batch.pk]))
    assert calendar["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in calendar.content

    # On site: the same form sent twice counts once; missing papers send one back; the last one out finishes the batch.
    for day in (7, 8):
        it_is(day, 8, 30)
        liaison, officer = signed_in(cast, "department_liaison"), signed_in(cast, "service_officer")
        assert "今天出发" in read(officer, "batch_today", batch.pk)
        officer.post(reverse("batch_start", args=[batch.pk]))
        items = list(BatchItem.objects.filter(stop__tour__day=f"2026-07-0{day}").order_by("planned_at", "no"))
        for no, item in enumerate(items):
            papers = day == 7 and no == 1
            form = {
                "result": "papers" if papers else "done", "words": "缺产权证明" if papers else "新执照当场领",
                "signature": PICTURE, "form_token": str(uuid4()),
            }  # fmt: skip
            for _turn in range(2):
                told = liaison.post(
                    reverse("batch_item_record", args=[item.pk]), form, headers={"Accept": "application/json"}
                )
                assert told.json() == {"problem": ""}
    batch.refresh_from_db()
    assert batch.state == "finished"
    assert BatchItem.objects.filter(signed_way="finger", case__state="closed").count() == 20
    assert BatchItem.objects.get(left_reason="papers").case.state == "supplement"
    assert "20 / 20" in read(officer, "batches", state="finished")
