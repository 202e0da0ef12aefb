"""The pages of batches: offers first, one batch with its tour, results from the phone, and who sees what."""

from __future__ import annotations

import base64
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mashang.cases.acts.batch_visiting import start_tour
from mashang.cases.models import Batch, BatchItem
from mashang.cases.tests.conftest import monday  # noqa: F401 - a fixture
from mashang.cases.tests.make_batches import ITEM, SIGNATURE, make_park, open_many, planned, propose
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def cast(settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    return make_cast()


def enter(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def page(client: Client, name: str, pk: int = 0, **query: str) -> str:
    response = client.get(reverse(name, args=[pk] if pk else []), query)
    assert response.status_code == 200, (name, response.status_code, response.headers)
    return response.content.decode()


def test_offers_stand_first_and_what_is_nearly_one_says_what_is_missing(cast: Cast) -> None:
    _park, towers = make_park(cast)
    open_many(cast, towers, 21)
    open_many(cast, towers, 19, item="tax")
    seen = page(enter(cast, "section_head"), "batches")
    assert seen.index("可以成批的") < seen.index("在办的批量件")
    assert "19 件，还差 1 件" in seen
    assert "可以成批的" not in page(enter(cast, "service_officer"), "batches")
    assert "没有在办的批量件" in page(enter(cast, "other_section_head"), "batches")


def test_the_page_of_a_batch_shows_seven_days_the_tour_and_every_item(cast: Cast, monday: datetime) -> None:  # noqa: F811
    batch = planned(cast)
    seen = page(enter(cast, "department_liaison"), "batch", batch.pk)
    assert "第 7 日" in seen
    assert "07-15 17:30" in seen
    assert all(item.case.number in seen for item in batch.items.select_related("case"))
    assert "在企业方便的时间内" not in seen
    assert page(enter(cast, "department_liaison"), "batch", batch.pk, show="left").count("Q-2026-") == 0


def test_no_page_of_a_batch_opens_beyond_its_district(cast: Cast) -> None:
    batch = propose(cast)
    for name in (
        "batch",
        "batch_plan",
        "batch_today",
        "batch_route",
        "batch_sheets",
        "batch_calendar",
        "batch_replace",
    ):
        for login in ("other_section_head", "other_department_liaison"):
            assert enter(cast, login).get(reverse(name, args=[batch.pk])).status_code in (403, 404), (name, login)
    item = batch.items.get(no=1)
    for name in ("batch_item_record", "batch_item_sign"):
        told = enter(cast, "other_service_officer").post(
            reverse(name, args=[item.pk]), {"result": "done"}, headers=JSON
        )
        assert told.json()["problem"]
    assert BatchItem.objects.filter(result="").count() == 21


def test_a_plan_that_cannot_be_says_why_at_its_field_and_keeps_what_was_typed(cast: Cast, monday: datetime) -> None:  # noqa: F811
    batch = planned(cast)
    tower = batch.places.values_list("tower_id", flat=True)[0]
    sent = {"days": ["2026-07-06"], "minutes_each": "25", f"hours-{tower}": "nachmittags", "form_token": str(uuid4())}
    seen = enter(cast, "section_head").post(reverse("batch_plan", args=[batch.pk]), sent).content.decode()
    assert "不是一段时间" in seen
    assert "nachmittags" in seen
    no_team = {**sent, f"hours-{tower}": ""}
    assert (
        "请选服务队的人"
        in enter(cast, "section_head").post(reverse("batch_plan", args=[batch.pk]), no_team).content.decode()
    )


def test_a_preview_names_what_does_not_fit_and_sets_nothing(cast: Cast, monday: datetime) -> None:  # noqa: F811
    batch = planned(cast)
    before = list(batch.items.order_by("no").values_list("planned_at", flat=True))
    sent = {"days": ["2026-07-06"], "minutes_each": "60", f"team-{cast.user('agent').pk}": "1", "find": "1"}
    seen = enter(cast, "section_head").post(reverse("batch_plan", args=[batch.pk]), sent).content.decode()
    assert "排不下的" in seen
    assert "这几天排满了" in seen
    assert list(batch.items.order_by("no").values_list("planned_at", flat=True)) == before


def test_a_result_sent_twice_from_the_phone_counts_once_and_a_refusal_comes_in_words(
    cast: Cast,
    monday: datetime,  # noqa: F811
) -> None:
    batch = planned(cast)
    start_tour(actor=cast.actor("service_officer"), batch_id=batch.pk)
    item = batch.items.get(no=1)
    picture = "data:image/png;base64," + base64.b64encode(SIGNATURE).decode()
    sent = {"result": "done", "words": "新执照当场领", "signature": picture, "form_token": str(uuid4())}
    client, url = enter(cast, "service_officer"), reverse("batch_item_record", args=[item.pk])
    assert client.post(url, sent, headers=JSON).json() == {"problem": ""}
    assert client.post(url, sent, headers=JSON).json() == {"problem": ""}
    again = client.post(url, {**sent, "form_token": str(uuid4())}, headers=JSON)
    assert "记过这一件" in again.json()["problem"]
    broken = client.post(
        reverse("batch_item_record", args=[batch.items.get(no=2).pk]), {**sent, "signature": "data:image/png;base64,@@", "words": ""},
        headers=JSON,
    )  # fmt: skip
    assert broken.json()["problem"]
    item.refresh_from_db()
    assert item.signed_way == "finger"


def test_the_item_table_is_exported_as_it_is_shown(cast: Cast) -> None:
    batch = propose(cast)
    response = enter(cast, "section_head").get(reverse("batch", args=[batch.pk]), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.count("Q-2026-") == 21


def test_pages_of_batches_cost_the_same_for_more_items(cast: Cast) -> None:
    client, costs = enter(cast, "section_head"), []
    page(client, "batches")
    for code, count in (("A", 20), ("B", 45)):
        park, towers = make_park(cast, 4, code=code)
        open_many(cast, towers, count)
        reset_queries()  # the log of a connection holds 9,000 queries
        with CaptureQueriesContext(connection) as listed:
            page(client, "batch_propose", item=ITEM, park=str(park.pk))
        propose_url = f"{reverse('batch_propose')}?item={ITEM}&park={park.pk}"
        cases = [str(pk) for pk in park_cases(park.pk)]
        client.post(propose_url, {"title": "一批", "department": cast.department.pk, "case": cases})
        batch = Batch.objects.latest("pk")
        with CaptureQueriesContext(connection) as shown:
            page(client, "batch", batch.pk)
        costs.append((len(listed), len(shown)))
    assert costs[0] == costs[1]


def park_cases(park_id: int) -> list[int]:
    from mashang.cases.models import Case

    return list(Case.objects.filter(tower__park=park_id).values_list("pk", flat=True))
