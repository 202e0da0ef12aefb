"""Twenty make a batch, each item on its own clock; what leaves it has a clock of its own again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts.batches import accept_batch, decline_batch, gather_cases, propose_batch
from mashang.cases.acts.handling import withdraw_case
from mashang.cases.models import Batch, BatchMove, Case
from mashang.cases.reads.batch_offers import list_offers
from mashang.cases.reads.batches import get_batch, list_batches
from mashang.cases.tests.make_batches import (
    ITEM,
    accepted,
    clocks,
    make_park,
    open_many,
    propose,
    settle,
)
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from tests.cast import Cast


@pytest.mark.parametrize(("count", "is_one"), [(19, False), (20, True), (21, True)])
def test_twenty_make_a_batch_and_nineteen_do_not(cast: Cast, count: int, is_one: bool) -> None:
    park, towers = make_park(cast)
    open_many(cast, towers, count)
    head = cast.actor("section_head")
    offers = list_offers(head)
    assert [(one.park_id, one.count, one.towers) for one in offers] == ([(park.pk, count, 5)] if is_one else [])
    near = list_offers(head, least=15)
    assert [(one.count, one.missing) for one in near] == [(count, 20 - min(count, 20))]
    ask = {"actor": head, "item": ITEM, "park_id": park.pk, "department_id": cast.department.pk}
    if is_one:
        assert propose_batch(**ask).items.count() == count  # type: ignore[arg-type]
        assert list_offers(head) == []
    else:
        with pytest.raises(Refused) as refused:
            propose_batch(**ask)  # type: ignore[arg-type]
        assert refused.value.code == "too_few"


def test_the_database_itself_refuses_a_batch_of_nineteen(cast: Cast) -> None:
    batch = propose(cast, 20)
    settle()
    batch.items.filter(no=1).update(left_at=timezone.now(), left_reason="papers")
    at = timezone.now() + timedelta(minutes=1)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    BatchMove.objects.create(batch=batch, act="accept", from_state="proposed", to_state="accepted", at=at)
    Batch.objects.filter(pk=batch.pk).update(accepted_at=at, state="accepted")
    with pytest.raises(IntegrityError, match="20 are needed"):
        settle()


def test_a_tower_without_a_park_is_a_place_too_and_other_items_do_not_count(cast: Cast) -> None:
    _park, towers = make_park(cast, 1)
    towers[0].park = None
    towers[0].save(update_fields=["park"])
    open_many(cast, towers, 20)
    open_many(cast, towers, 5, item="tax")
    head = cast.actor("section_head")
    assert [(one.tower_id, one.item, one.count) for one in list_offers(head)] == [(towers[0].pk, ITEM, 20)]
    assert list_offers(cast.other("section_head")) == []
    assert list_offers(cast.actor("auditor")) == []


def test_from_the_acceptance_each_item_has_seven_working_days(cast: Cast, monday: datetime) -> None:
    batch = accepted(cast)
    settle()
    cases = Case.objects.filter(batch_items__batch=batch)
    assert {(case.state, case.hands) for case in cases} == {("in_hand", "team")}
    assert {timezone.localtime(case.due_at).strftime("%m-%d %H:%M") for case in cases if case.due_at} == {"07-15 17:30"}
    assert clocks(cases[0].pk) == {"case_respond": "met", "case_solve": "void", "batch": "running"}
    assert batch.accepted_at == monday
    assert [move.act for move in batch.moves.order_by("pk")] == ["gather", "propose", "accept"]


def test_too_few_left_are_refused_until_more_are_gathered(cast: Cast) -> None:
    batch = propose(cast, 20)
    gone = batch.items.select_related("case").get(no=3)
    withdraw_case(actor=cast.actor("service_officer"), case_id=gone.case_id, reason="企业不办了")
    gone.refresh_from_db()
    assert gone.left_reason == "withdrawn"
    with pytest.raises(Refused) as refused:
        accept_batch(actor=cast.actor("section_head"), batch_id=batch.pk)
    assert refused.value.code == "too_few_left"
    tower = batch.items.select_related("case__tower").get(no=1).case.tower
    assert tower is not None
    open_many(cast, [tower], 2)
    assert gather_cases(actor=cast.actor("section_head"), batch_id=batch.pk) == 2
    accept_batch(actor=cast.actor("section_head"), batch_id=batch.pk)
    settle()
    assert batch.items.filter(left_at=None).count() == 21


def test_what_the_department_does_not_take_goes_on_one_by_one(cast: Cast) -> None:
    batch = propose(cast)
    item = batch.items.get(no=1)
    decline_batch(actor=cast.actor("department_liaison"), batch_id=batch.pk, reason="不属本局职责")
    settle()
    assert clocks(item.case_id) == {"case_respond": "running", "case_solve": "running"}
    assert [one.count for one in list_offers(cast.actor("section_head"))] == [21]


def test_who_may_not_is_refused_and_others_see_nothing(cast: Cast) -> None:
    batch = propose(cast)
    for role in ("service_officer", "leader"):
        with pytest.raises(NotAllowed):
            accept_batch(actor=cast.actor(role), batch_id=batch.pk)
    with pytest.raises(NotThere):
        accept_batch(actor=cast.other("department_liaison"), batch_id=batch.pk)
    with pytest.raises(NotThere):
        get_batch(cast.other("section_head"), batch.pk)
    assert list_batches(cast.other("department_liaison")) == []
    assert len(list_batches(cast.actor("department_liaison"))) == 1


def test_reading_a_batch_costs_the_same_for_more_items(cast: Cast) -> None:
    costs = []
    for count in (20, 40):
        park, towers = make_park(cast, 4, code=str(count)[0])
        open_many(cast, towers, count)
        batch = propose_batch(
            actor=cast.actor("section_head"), item=ITEM, park_id=park.pk, department_id=cast.department.pk
        )
        with CaptureQueriesContext(connection) as seen:
            get_batch(cast.actor("section_head"), batch.pk)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 8
