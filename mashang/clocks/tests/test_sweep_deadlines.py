"""Whoever follows a clock is told once that it runs short, once that it is overdue, and never of too many at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection, transaction

from mashang.clocks.acts.running import extend_deadline, start_deadlines, stop_deadline
from mashang.clocks.acts.sweeping import release_deadlines, sweep_deadlines
from mashang.clocks.followers import Moved, follow
from mashang.clocks.models import Deadline
from mashang.clocks.reads.held import count_held
from mashang.clocks.rules.escalating import most_at_once
from mashang.clocks.tests.make import ACTOR, at, begin
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clocks", "following")]


@dataclass
class Ear:
    """Follows one kind of thing and keeps what it hears."""

    warned: list[int] = field(default_factory=list)
    overdue: list[int] = field(default_factory=list)

    def hear_warned(self, *, actor: Actor, deadlines: Sequence[Deadline]) -> None:
        self.warned += [one.subject_id for one in deadlines]

    def hear_overdue(self, *, actor: Actor, deadlines: Sequence[Deadline]) -> None:
        self.overdue += [one.subject_id for one in deadlines]


@pytest.fixture
def ear() -> Ear:
    ear = Ear()
    follow("thing", warned=ear.hear_warned, overdue=ear.hear_overdue)
    return ear


def start(count: int, text: str = "2026-07-06 10:00", first: int = 1) -> None:
    begins = [begin(first + n, text) for n in range(count)]
    start_deadlines(actor=ACTOR, begins=begins, are_new=True)


def sweep(text: str, most: int = 500) -> tuple[int, int, int]:
    done = sweep_deadlines(actor=ACTOR, at=at(text), most=most)
    return done.warned, done.overdue, done.held


def test_a_clock_is_told_when_it_runs_short_and_when_it_is_past_due_and_each_once(ear: Ear) -> None:
    start(1)  # runs short on the 10th at 17:30, due on the 15th at 17:30
    assert sweep("2026-07-13 17:29") == (0, 0, 0)
    assert sweep("2026-07-13 17:30") == (1, 0, 0)
    assert sweep("2026-07-13 17:31") == (0, 0, 0)
    assert sweep("2026-07-15 17:30") == (0, 0, 0), "until its last instant it can be met"
    assert sweep("2026-07-15 17:31") == (0, 1, 0)
    assert sweep("2026-07-15 17:32") == (0, 0, 0)
    assert (ear.warned, ear.overdue) == ([1], [1])


def test_what_has_ended_or_is_followed_by_nobody_is_told_to_nobody(ear: Ear) -> None:
    start(1)
    stop_deadline(actor=ACTOR, clock="sample", subject_kind="thing", subject_id=1, at=at("2026-07-07 10:00"))
    start_deadlines(actor=ACTOR, begins=[begin(5, kind="unknown")])
    assert sweep("2026-07-16 10:00") == (0, 1, 0)
    assert ear.overdue == []
    assert Deadline.objects.get(subject_kind="unknown").overdue_told_at == at("2026-07-16 10:00")


def test_one_that_is_extended_is_told_of_anew_at_its_new_time(ear: Ear) -> None:
    start(1)
    sweep("2026-07-13 17:30")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: at("2026-07-14 09:00"))
        extend_deadline(
            actor=ACTOR, clock="sample", subject_kind="thing", subject_id=1, by=5, reason="需现场核实"
        )  # fmt: skip
    assert sweep("2026-07-15 17:31") == (0, 0, 0)
    assert sweep("2026-07-16 17:30") == (1, 0, 0)
    assert sweep("2026-07-22 17:31") == (0, 1, 0)
    assert ear.warned == [1, 1]


def test_a_sweep_tells_of_so_many_and_the_next_of_the_rest(ear: Ear) -> None:
    start(12)
    assert [sweep("2026-07-15 17:31", most=5)[1] for _turn in range(4)] == [5, 5, 2, 0]
    assert sorted(ear.overdue) == list(range(1, 13))


def test_a_follower_that_fails_undoes_its_own_kind_and_no_other(ear: Ear) -> None:
    def fail(*, actor: Actor, deadlines: Sequence[Deadline]) -> None:
        raise ValueError("no head of section")

    follow("broken", overdue=fail)
    start(1)
    start_deadlines(actor=ACTOR, begins=[begin(5, kind="broken")])
    with pytest.raises(ExceptionGroup) as failed:
        sweep("2026-07-15 17:31")
    assert [str(one) for one in failed.value.exceptions] == ["no head of section"]
    assert ear.overdue == [1]
    assert Deadline.objects.get(subject_kind="broken").overdue_told_at is None


@pytest.mark.parametrize(("open_clocks", "most"), [(0, 20), (2_000, 20), (2_100, 21), (300_000, 3_000)])
def test_one_in_a_hundred_and_never_fewer_than_twenty_go_at_once(open_clocks: int, most: int) -> None:
    assert most_at_once(open_clocks) == most


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
def test_after_a_jump_of_the_clock_the_rest_waits_for_a_persons_word(jump: timedelta, ear: Ear) -> None:
    start(60, "2026-07-06 10:00")
    start(90, "2026-07-20 10:00", first=100)
    moment = f"{at('2026-07-15 17:00') + jump:%Y-%m-%d %H:%M}"
    assert sweep(moment) == (0, 20, 40)
    assert sweep(moment) == (0, 0, 0), "no later sweep lets them go by itself"
    assert count_held(actor=ACTOR) == {"thing": 40}
    assert release_deadlines(actor=ACTOR) == 40
    assert sweep(moment) == (0, 40, 0)
    assert sorted(ear.overdue) == list(range(1, 61))
    assert Entry.objects.get(act="clock.release").diff == {"held_limits": [40, 0]}


def test_once_the_clock_is_set_right_what_is_not_due_is_not_held(ear: Ear) -> None:
    start(60)
    sweep("2026-07-16 10:00")
    Deadline.objects.update(overdue_told_at=None)
    assert sweep("2026-07-15 10:00") == (60, 0, 0)
    assert count_held(actor=ACTOR) == {}


def test_only_who_may_send_again_lets_them_go_and_only_in_their_area(ear: Ear) -> None:
    start(60)
    sweep("2026-07-16 10:00")
    with pytest.raises(NotAllowed):
        release_deadlines(actor=Actor(user_id=None, name="", role="leader"))
    elsewhere = Actor(user_id=None, name="", role="x", area_path="BB", permissions=frozenset({"notices.retry"}))
    assert release_deadlines(actor=elsewhere) == 0


def test_what_moves_is_told_with_both_instants() -> None:
    heard: list[Moved] = []

    def hear(*, actor: Actor, moves: Sequence[Moved]) -> None:
        heard.extend(moves)

    follow("thing", moved=hear)
    start(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: at("2026-07-14 09:00"))
        extend_deadline(actor=ACTOR, clock="sample", subject_kind="thing", subject_id=1, by=2, reason="现场")
    assert [(one.due_before, one.due_after) for one in heard] == [(at("2026-07-15 17:30"), at("2026-07-17 17:30"))]


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_once(ear: Ear) -> None:
    with transaction.atomic():
        start(15)

    def work() -> None:
        try:
            sweep("2026-07-15 17:31")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sweep("2026-07-15 17:32")
    assert sorted(ear.overdue) == list(range(1, 16))
