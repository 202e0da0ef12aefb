"""Reminders of cases: by the day they are due, moved with it, and only to whoever may still see the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.cases.acts import handling
from mashang.cases.acts.moving import follow_clocks
from mashang.cases.models import Case
from mashang.cases.reads.reminded import seen_by_person
from mashang.cases.tests.make import ask_as_firm, open_one
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.notices.acts.reminding import set_reminder, tell_reminders
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_reminder_moves_with_the_case_and_comes_once(cast: Cast) -> None:
    case, officer = open_one(cast), cast.actor("service_officer")
    assert case.due_at is not None
    due = timezone.localdate(case.due_at)
    (held,) = set_reminder(actor=officer, subject_kind="case", subject_id=case.pk, days_before=[1], note="带图纸")
    assert held.falls_on == due - timedelta(days=1)
    later = case.due_at + timedelta(days=7)
    Deadline.objects.filter(subject_id=case.pk, clock="case_solve").update(due_at=later)
    follow_clocks(Case.objects.get(pk=case.pk))
    held.refresh_from_db()
    assert held.falls_on == timezone.localdate(later) - timedelta(days=1)
    assert tell_reminders(actor=Actor.system("notices"), on=held.falls_on) == 1
    assert (
        Notice.objects.filter(topic="reminder.due", recipient=officer.user_id, channel="app").get().args["note"]
        == "带图纸"
    )


def test_nobody_is_reminded_of_what_they_may_not_see_or_what_has_ended(cast: Cast) -> None:
    case, officer = open_one(cast), cast.actor("service_officer")
    assert seen_by_person(cast.user("auditor").pk, [case.pk]) == set()
    assert seen_by_person(cast.user("section_head").pk, [case.pk]) == {case.pk}
    with pytest.raises(NotThere):
        set_reminder(actor=cast.other("service_officer"), subject_kind="case", subject_id=case.pk, days_before=[1])
    set_reminder(actor=officer, subject_kind="case", subject_id=case.pk, on=timezone.localdate())
    handling.withdraw_case(actor=officer, case_id=case.pk, reason="来电撤回")
    tell_reminders(actor=Actor.system("notices"), on=timezone.localdate())
    assert not Notice.objects.filter(topic="reminder.due").exists()


def test_while_the_clock_of_the_case_stands_still_a_reminder_before_its_end_waits(cast: Cast, firm: int) -> None:
    officer, system = cast.actor("service_officer"), Actor.system("notices")
    case = handling.take_in_hand(actor=officer, case_id=ask_as_firm(cast, firm).pk)
    about: dict[str, Any] = {"actor": officer, "subject_kind": "case", "subject_id": case.pk}
    (held,) = set_reminder(**about, days_before=[1])
    handling.ask_for_papers(actor=officer, case_id=case.pk, gaps="合同")
    case.refresh_from_db()
    assert (case.due_at, case.next_clock) == (None, "case_papers")
    with pytest.raises(Refused, match="no day"):
        set_reminder(**about, days_before=[1])
    papers_due = held.falls_on + timedelta(days=30)
    set_reminder(**about, on=papers_due)
    tell_reminders(actor=system, on=papers_due)  # neither by the day of the papers nor as if it were due today
    (own,) = Notice.objects.filter(topic="reminder.due", channel="app")
    assert own.args["due_on"] is None
    held.refresh_from_db()
    assert (held.told_at, held.forgotten_at, held.falls_on) == (None, None, papers_due + timedelta(days=1))
    handling.hand_papers_in(actor=cast.actor("firm_owner", face="portal"), case_id=case.pk)
    case.refresh_from_db()
    held.refresh_from_db()
    assert case.due_at is not None
    assert held.falls_on == timezone.localdate(case.due_at) - timedelta(days=1)
