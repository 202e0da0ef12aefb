"""Tickets of another office: they keep the time limit that was promised there, and the times at which things happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mashang.cases.acts.closing import close_ticket
from mashang.cases.acts.handling import answer_case
from mashang.cases.models import Case
from mashang.cases.rules.hands import Turn, stays_of
from mashang.cases.tests.make import open_one
from mashang.clocks.models import Deadline
from mashang.clocks.reads.stories import story_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.workdays import load_calendar
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2015, 3, 6, 14, 10, 9, tzinfo=UTC)
PROMISED = timedelta(hours=73, seconds=11)


def ticket(cast: Cast, at: datetime | None = LONG_AGO, promised: timedelta = PROMISED) -> Case:
    """A ticket of another office with a time limit of its own."""
    return open_one(
        cast, role="service_officer", channel="hotline", at=at, promised=promised, kind="hotline",
        external_source="city", external_no="101",
    )  # fmt: skip


def close(case: Case, at: datetime) -> Case:
    """Answered and confirmed where it came from."""
    system = Actor.system("tickets")
    answer_case(actor=system, case_id=case.pk, outcome="solved", words="已由来件单位办结。", at=at)
    return close_ticket(actor=system, case_id=case.pk, source=case.external_source, at=at)


def test_a_ticket_is_due_when_the_other_office_promised_to_the_second(cast: Cast) -> None:
    case = ticket(cast)
    assert case.due_at == LONG_AGO + PROMISED
    assert (case.next_due_at, case.next_clock) == (case.due_at, "case_solve")
    deadline = Deadline.objects.get(subject_kind="case", subject_id=case.pk)
    assert (deadline.unit, deadline.length, deadline.provisional) == ("s", 262_811, False)
    assert deadline.warn_at < deadline.due_at
    assert "来件" in deadline.basis


def test_a_ticket_from_before_our_time_limits_that_promised_nothing_is_due_at_no_time(cast: Cast) -> None:
    case = open_one(cast, role="service_officer", channel="hotline", at=LONG_AGO, kind="hotline")
    assert (case.due_at, case.next_due_at, case.next_clock) == (None, None, "")
    assert not Deadline.objects.filter(subject_kind="case", subject_id=case.pk).exists()
    assert close(case, LONG_AGO + PROMISED).state == "closed"


def test_a_ticket_of_today_has_our_clock_of_first_contact_as_well(cast: Cast) -> None:
    case = ticket(cast, at=None, promised=timedelta(hours=2))
    clocks = set(Deadline.objects.filter(subject_id=case.pk).values_list("clock", "unit"))
    assert clocks == {("case_respond", "wd"), ("case_solve", "s")}


@pytest.mark.parametrize(("late", "state"), [(0, "met"), (1, "missed")])
def test_it_is_closed_at_the_time_it_was_and_late_by_a_second_is_late(cast: Cast, late: int, state: str) -> None:
    case = close(ticket(cast), LONG_AGO + PROMISED + timedelta(seconds=late))
    assert (case.state, case.closed_at) == ("closed", LONG_AGO + PROMISED + timedelta(seconds=late))
    assert list(Deadline.objects.filter(subject_id=case.pk).values_list("clock", "state")) == [("case_solve", state)]
    assert list(case.moves.order_by("id").values_list("act", "at")) == [
        ("open", LONG_AGO), ("answer", case.closed_at), ("line_close", case.closed_at),
    ]  # fmt: skip


def test_its_clock_is_told_and_its_time_in_hands_counted_though_no_calendar_knows_the_year(cast: Cast) -> None:
    case = ticket(cast)
    (story,) = story_of("case", case.pk, at=LONG_AGO + timedelta(hours=1))
    assert (story.unit, story.due_at) == ("s", LONG_AGO + PROMISED)
    (stay,) = stays_of(load_calendar(), [Turn(LONG_AGO, "office")], LONG_AGO + timedelta(hours=24 * 7))
    assert stay.worked == timedelta(hours=5 * 7)


def test_the_clock_of_a_ticket_stands_still_and_runs_on_by_the_second(cast: Cast) -> None:
    from mashang.clocks.acts.running import extend_deadline, pause_deadline, resume_deadline

    case = ticket(cast, at=None)
    over = {"clock": "case_solve", "subject_kind": "case", "subject_id": case.pk}
    actor = cast.actor("service_officer")
    before = pause_deadline(actor=actor, reason="补件", **over).due_at  # type: ignore[arg-type]
    after = resume_deadline(actor=actor, **over).due_at  # type: ignore[arg-type]
    assert timedelta() < after - before < timedelta(minutes=1)
    with pytest.raises(Refused, match="may be extended by 0"):
        extend_deadline(actor=actor, by=1, reason="x", **over)  # type: ignore[arg-type]


def test_only_who_takes_tickets_promises_for_another_office_or_tells_when_it_closed(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        open_one(cast, role="agent", channel="phone", promised=PROMISED)
    case = open_one(cast)
    with pytest.raises(NotAllowed):
        answer_case(
            actor=cast.actor("agent"), case_id=case.pk, outcome="solved", words="x", at=timezone.now()
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        close_ticket(actor=cast.actor("firm_owner", face="portal"), case_id=case.pk, source="", at=timezone.now())


@pytest.mark.parametrize(("hours", "code"), [(-1, "before_it_was_opened"), (24 * 365 * 20, "to_come")])
def test_a_closing_before_the_opening_or_still_to_come_is_refused(cast: Cast, hours: int, code: str) -> None:
    case = ticket(cast)
    with pytest.raises(Refused) as refused:
        answer_case(
            actor=Actor.system(), case_id=case.pk, outcome="solved", words="x", at=LONG_AGO + timedelta(hours=hours)
        )
    assert refused.value.code == code


@pytest.mark.parametrize("promised", [timedelta(), timedelta(hours=-1), timedelta(hours=24 * 4000)])
def test_a_promise_of_nothing_or_of_more_than_ten_years_is_refused(cast: Cast, promised: timedelta) -> None:
    with pytest.raises(Refused) as refused:
        ticket(cast, promised=promised)
    assert refused.value.code == "strange_length"
