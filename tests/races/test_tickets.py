"""Two people take in the same tickets at the same moment: each number becomes one case, and nobody gets a fault."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from mashang.cases.acts.ticket_taking import take_tickets
from mashang.cases.models import Case
from mashang.cases.tests.make_tickets import csv_of, many, upload
from tests.cast import Cast, make_cast
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    morning = timezone.localtime().replace(year=2026, month=7, day=6, hour=8, minute=40)
    monkeypatch.setattr(timezone, "now", lambda: morning)
    return make_cast()


def test_of_two_who_take_one_file_one_does_and_the_other_is_told(cast: Cast) -> None:
    one = upload(cast, csv_of(many(3)))
    officer, clerk = cast.actor("service_officer"), cast.actor("window_clerk")
    came = at_once(
        partial(take_tickets, actor=officer, import_id=one.pk), partial(take_tickets, actor=clerk, import_id=one.pk)
    )
    assert Counter(came) == {"done": 1, "not_in_review": 1}
    assert Case.objects.count() == 3


def test_two_files_with_the_same_numbers_open_each_case_once(cast: Cast) -> None:
    one, other = upload(cast, csv_of(many(4))), upload(cast, csv_of(many(4, begin=3)), role="window_clerk")
    assert [file.counts["verdicts"] for file in (one, other)] == [{"new": 4}, {"new": 4}]
    came = at_once(
        partial(take_tickets, actor=cast.actor("service_officer"), import_id=one.pk),
        partial(take_tickets, actor=cast.actor("window_clerk"), import_id=other.pk),
    )
    assert came == ["done", "done"]
    assert sorted(Case.objects.values_list("external_no", flat=True)) == [f"M{n:05d}" for n in range(1, 7)]
