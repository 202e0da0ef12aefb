"""What whoever waits is told of a clock: how it stands, what is left, and why it stood still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from mashang.clocks.acts.running import extend_deadline, pause_deadline, resume_deadline, start_deadlines, stop_deadline
from mashang.clocks.reads.stories import Story, stories_of, story_of
from mashang.clocks.tests.make import ACTOR, at, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clocks")]
THING = {"clock": "sample", "subject_kind": "thing", "subject_id": 7}


def story(text: str, *, office: bool = False) -> Story:
    (one,) = story_of("thing", 7, at=at(text), all_reasons=office)
    return one


def test_what_is_left_is_told_in_office_time_and_what_is_used_as_a_share() -> None:
    start_deadlines(actor=ACTOR, begins=[begin()])  # Monday 10:00, due Wednesday week 17:30: 5.5 + 7 × 7 hours
    fresh = story("2026-07-06 10:00")
    assert (fresh.left_hours, fresh.used_share) == ((54, 30), 0)
    assert story("2026-07-06 12:30").left_hours == (52, 30)  # at noon the office is closed
    assert story("2026-07-14 16:10").left_hours == (8, 20)
    assert story("2026-07-14 16:10").used_share == 8470
    assert story("2026-07-11 12:00").left == story("2026-07-12 20:00").left  # a weekend uses nothing


def test_past_due_nothing_is_left_and_it_says_how_late_it_is() -> None:
    start_deadlines(actor=ACTOR, begins=[begin()])
    late = story("2026-07-16 10:00")
    assert (late.left, late.used_share, late.late) == (timedelta(), 10_000, timedelta(hours=1, minutes=30))


def test_standing_still_uses_nothing_and_its_reason_is_told_where_it_may_be(now: Callable[[str], None]) -> None:
    start_deadlines(actor=ACTOR, begins=[begin()])
    now("2026-07-08 16:00")
    pause_deadline(actor=ACTOR, **THING, reason="请补营业执照", shown=True)  # type: ignore[arg-type]
    held, later = story("2026-07-09 10:00"), story("2026-07-10 10:00")
    assert held.state == "paused"
    assert held.left == later.left
    assert held.used_share == later.used_share
    assert [(turn.kind, turn.reason) for turn in held.turns] == [("start", ""), ("pause", "请补营业执照")]
    now("2026-07-13 09:00")
    resume_deadline(actor=ACTOR, **THING)  # type: ignore[arg-type]
    now("2026-07-14 09:00")
    extend_deadline(actor=ACTOR, **THING, by=2, reason="领导意见")  # type: ignore[arg-type]
    firm, office = story("2026-07-14 10:00"), story("2026-07-14 10:00", office=True)
    assert [turn.reason for turn in firm.turns] == ["", "请补营业执照", "", ""]
    assert [turn.reason for turn in office.turns] == ["", "请补营业执照", "", "领导意见"]
    resumed, extended = firm.turns[2:]
    assert (resumed.due_before, resumed.due_after) == (at("2026-07-15 17:30"), at("2026-07-20 17:30"))
    assert (extended.due_before, extended.due_after) == (at("2026-07-20 17:30"), at("2026-07-22 17:30"))


def test_one_that_has_ended_has_nothing_left_and_stands_after_those_that_run() -> None:
    start_deadlines(actor=ACTOR, begins=[begin(clock="sample"), begin(clock="other")])
    stop_deadline(actor=ACTOR, clock="other", subject_kind="thing", subject_id=7, at=at("2026-07-07 10:00"))
    with translation.override("en"):
        running, ended = story_of("thing", 7, at=at("2026-07-08 10:00"))
    assert [running.state, ended.state] == ["running", "met"]
    assert (ended.left, ended.late) == (timedelta(), timedelta())
    assert [turn.words for turn in ended.turns] == ["Begun", "Ended"]


@pytest.mark.parametrize("things", [1, 30])
def test_many_stories_are_two_questions(things: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    start_deadlines(
        actor=ACTOR, begins=[begin(one, clock=clock) for one in range(things) for clock in ("sample", "other")]
    )
    with django_assert_num_queries(2):
        told = stories_of("thing", range(things), at=at("2026-07-08 10:00"))
    assert {len(stories) for stories in told.values()} == {2}
    assert len(told) == things


def test_a_thing_without_clocks_has_an_empty_story() -> None:
    assert story_of("thing", 99) == []
