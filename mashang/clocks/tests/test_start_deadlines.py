"""Many clocks begun at once cost what one costs."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mashang.clocks.acts.running import start_deadlines
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.tests.make import ACTOR, begin
from mashang.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clocks")]


@pytest.mark.parametrize("subjects", [1, 40])
def test_new_clocks_are_two_statements_however_many(
    subjects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begins = [begin(one, clock=clock) for one in range(subjects) for clock in ("sample", "other")]
    with django_assert_num_queries(2) as asked:
        deadlines = start_deadlines(actor=ACTOR, begins=begins, are_new=True)
    assert [str(query["sql"]).split()[0].lower() for query in asked.captured_queries] == ["insert", "insert"]
    assert [(one.subject_id, one.clock) for one in deadlines] == [(one.subject_id, one.clock) for one in begins]
    assert {f"{timezone.localtime(one.due_at):%m-%d}" for one in deadlines} == {"07-15", "07-09"}
    assert DeadlineChange.objects.filter(kind="start", deadline__in=deadlines).count() == 2 * subjects


def test_the_constraint_guards_what_the_caller_called_new() -> None:
    start_deadlines(actor=ACTOR, begins=[begin()])
    with pytest.raises(IntegrityError, match="deadline_runs_once"):
        start_deadlines(actor=ACTOR, begins=[begin()], are_new=True)


def test_one_that_runs_keeps_all_from_beginning() -> None:
    start_deadlines(actor=ACTOR, begins=[begin(8)])
    with pytest.raises(Refused) as refused:
        start_deadlines(actor=ACTOR, begins=[begin(7), begin(8)])
    assert refused.value.code == "already_runs"
    with pytest.raises(Refused):
        start_deadlines(actor=ACTOR, begins=[begin(9), begin(9)])
    assert list(Deadline.objects.values_list("subject_id", flat=True)) == [8]


def test_a_clock_over_another_thing_holds_nothing_up() -> None:
    start_deadlines(actor=ACTOR, begins=[begin(8), begin(7, clock="other")])
    assert len(start_deadlines(actor=ACTOR, begins=[begin(7), begin(8, clock="other")])) == 2
    assert start_deadlines(actor=ACTOR, begins=[]) == []
