"""What a deed collects is written at its end: all of it, or, when it refuses, nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mashang.cases.acts import handling
from mashang.cases.acts.moving import end_clock, respond_clock, start_clock, step
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case
from mashang.cases.tests.make import open_one
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.trail.models import Entry
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def acts_on(case: Case) -> list[str]:
    return list(case.moves.order_by("pk").values_list("act", flat=True))


@written_once
def refuses(actor: Actor, case: Case) -> None:
    step(actor, case, "note")
    end_clock(actor, case, respond_clock(case))
    raise Refused("no", "No.")


@written_once
def notes_around(actor: Actor, case: Case) -> None:
    step(actor, case, "note")
    with pytest.raises(Refused):
        refuses(actor, case)
    handling.urge_case(actor=actor, case_id=case.pk)
    step(actor, case, "note")


def test_a_deed_that_refuses_within_another_leaves_nothing_and_the_order_stands(cast: Cast) -> None:
    case, officer = open_one(cast), cast.actor("service_officer")
    notes_around(officer, case)
    assert acts_on(case) == ["open", "note", "urge", "note"]
    assert list(Entry.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk").values_list("act", flat=True)) == [
        "case.open", "case.note", "case.urge", "case.note",
    ]  # fmt: skip
    assert Deadline.objects.get(subject_id=case.pk, clock=respond_clock(case)).state == "running"


def test_a_clock_that_begins_anew_in_one_deed_has_ended_before(cast: Cast) -> None:
    case, officer = open_one(cast), cast.actor("service_officer")

    @written_once
    def again() -> None:
        for _turn in range(2):
            start_clock(officer, case, "case_solve")

    again()
    rows = Deadline.objects.filter(subject_kind="case", subject_id=case.pk, clock="case_solve").order_by("pk")
    assert [one.state for one in rows] == ["void", "void", "running"]
    kinds = [list(one.changes.order_by("pk").values_list("kind", flat=True)) for one in rows]
    assert kinds == [["start", "void"], ["start", "void"], ["start"]]


def test_what_a_deed_tells_bears_the_due_dates_that_it_sets(cast: Cast) -> None:
    case, officer = open_one(cast), cast.actor("service_officer")
    before = timezone.now()
    handling.answer_case(actor=officer, case_id=case.pk, outcome="solved", words="好了")
    held = Case.objects.get(pk=case.pk)
    confirm = Deadline.objects.get(subject_id=case.pk, subject_kind="case", state="running")
    assert (held.next_clock, held.next_due_at, held.due_at) == (confirm.clock, confirm.due_at, None)
    ended = DeadlineChange.objects.filter(deadline__subject_id=case.pk, kind="stop")
    assert ended.count() == 2
    assert all(one.at >= before for one in ended)
