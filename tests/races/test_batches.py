"""Two people of a team write down one item at the same moment: one result stands, the other is told who was faster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from mashang.cases.acts.batch_visiting import record_result, start_tour
from mashang.cases.acts.handling import answer_case
from mashang.cases.models import Batch, BatchItem, CaseMove, CaseText
from mashang.cases.tests.make_batches import planned
from tests.cast import Cast, make_cast
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 6


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Batch:
    morning = timezone.localtime().replace(year=2026, month=7, day=6, hour=8, minute=40)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    with transaction.atomic():
        made = planned(cast)
        start_tour(actor=cast.actor("service_officer"), batch_id=made.pk)
    return made


def test_of_two_results_for_one_item_at_once_one_stands_and_the_other_is_told(cast: Cast, batch: Batch) -> None:
    officer, liaison = cast.actor("service_officer"), cast.actor("department_liaison")
    for no in range(1, TRIALS + 1):
        item = BatchItem.objects.get(batch=batch, no=no)
        one = partial(record_result, actor=officer, item_id=item.pk, result="done", words="新执照当场领")
        other: Callable[[], object] = partial(
            record_result, actor=liaison, item_id=item.pk, result="cannot", words="地址不合规定"
        )
        if no % 2:  # the desk answers the case while the team writes down its item
            other = partial(answer_case, actor=officer, case_id=item.case_id, outcome="explained", words="已说明")
        came = at_once(one, other)
        assert came.count("done") == 1, came
        assert set(came) - {"done"} <= {"recorded_already", "not_now"}, came
        assert CaseMove.objects.filter(case=item.case_id, act="answer").count() == 1
        assert CaseText.objects.filter(case=item.case_id, part="answer").count() == 1


def test_the_last_two_items_at_once_finish_the_batch_once(cast: Cast, batch: Batch) -> None:
    officer, liaison = cast.actor("service_officer"), cast.actor("department_liaison")
    items = list(BatchItem.objects.filter(batch=batch).order_by("no"))
    for item in items[:-2]:
        record_result(actor=officer, item_id=item.pk, result="done", words="好")
    came = at_once(
        partial(record_result, actor=officer, item_id=items[-2].pk, result="done", words="好"),
        partial(record_result, actor=liaison, item_id=items[-1].pk, result="done", words="好"),
    )
    assert Counter(came) == {"done": 2}
    batch.refresh_from_db()
    assert batch.state == "finished"
    assert batch.moves.filter(act="finish").count() == 1
