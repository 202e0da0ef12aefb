"""Very many clocks reckoned anew at once come out as the one rule says, in a handful of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from mashang.clocks import jobs
from mashang.clocks.acts.following import follow_calendar
from mashang.clocks.acts.running import pause_deadline, start_deadlines
from mashang.clocks.followers import Moved, follow
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads import grounds
from mashang.clocks.reads.grounds import grounds_for
from mashang.clocks.rules.running import Stretch, reckon_due
from mashang.clocks.tests.make import ACTOR, CLOCK, ZONE, at, begin
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import Calendar, Unit, load_calendar, make_calendar

YEARS = (date(2024, 1, 1), date(2026, 12, 31))
LENGTHS = {"wd": range(1, 61), "cd": range(1, 61, 6)}


def with_work(day: date) -> Calendar:
    """The calendar with one day more on which people work."""
    years = load_calendar().years.values()
    return make_calendar(
        [replace(year, work=year.work | {day}) if year.year == day.year else year for year in years]
    )  # fmt: skip


def start_days() -> Iterator[date]:
    day = YEARS[0]
    while day <= YEARS[1]:
        yield day
        day += timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("following")
@pytest.mark.parametrize("unit", ["wd", "cd"])
def test_what_is_set_for_many_at_once_is_what_the_rule_says_on_every_day(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = replace(CLOCK, unit=unit, warn_share=8000)
    monkeypatch.setattr(grounds, "load_clocks", lambda: (clock,))
    wanted = [(day, length) for day in start_days() for length in LENGTHS[unit]]
    begun = [datetime(d.year, d.month, d.day, n % 24, n % 60, tzinfo=ZONE) for n, (d, _length) in enumerate(wanted)]
    Deadline.objects.bulk_create(
        Deadline(
            subject_kind="thing", subject_id=n, clock="sample", area_path="AA", start_at=start, unit=unit, length=length,
            calendar_version="older", due_at=start, warn_at=start,
        )
        for n, (start, (_day, length)) in enumerate(zip(begun, wanted, strict=True))
    )  # fmt: skip
    with connection.cursor() as cursor:  # what other tests rolled back may have left the table down as empty
        cursor.execute("analyze clocks_deadline")
    while follow_calendar(actor=ACTOR):
        continue
    calendar, wrong = grounds_for([]).calendar("AA"), []
    rows = Deadline.objects.order_by("subject_id").values_list("subject_id", "due_at", "warn_at", "provisional")
    for n, *held in rows:
        plain = reckon_due(calendar, unit, wanted[n][1], [Stretch(begun[n])], warn_share=8000, provisional=True)
        if held != [plain.at, plain.warn_at, plain.deadline.provisional]:
            wrong.append((begun[n], wanted[n][1], held))
    assert wrong[:5] == []
    assert len(rows) == DeadlineChange.objects.filter(kind="calendar").count() == len(wanted)


@pytest.mark.django_db
@pytest.mark.usefixtures("clocks", "following")
@pytest.mark.parametrize("n", [3, 60])
def test_so_many_cost_the_same_statements(
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
    now: Callable[[str], None],
) -> None:
    now("2026-07-08 16:00")
    start_deadlines(actor=ACTOR, begins=[begin(one, "2026-07-06 10:00") for one in range(n)])
    start_deadlines(actor=ACTOR, begins=[begin(n + one, "2026-07-13 10:00") for one in range(n)])
    pause_deadline(actor=ACTOR, clock="sample", subject_kind="thing", subject_id=0, reason="补正")
    monkeypatch.setattr(grounds, "load_calendar", lambda: with_work(date(2026, 7, 11)))
    with django_assert_num_queries(7):
        assert follow_calendar(actor=ACTOR) == 2 * n
    moved = DeadlineChange.objects.filter(kind="calendar")
    assert moved.count() == n - 1
    assert set(moved.values_list("due_before", "due_after")) == {(at("2026-07-15 17:30"), at("2026-07-14 17:30"))}
    assert set(Deadline.objects.filter(subject_id__gte=n).values_list("due_at", flat=True)) == {at("2026-07-22 17:30")}
    assert Deadline.objects.values("calendar_version").distinct().count() == 1
    assert Deadline.objects.get(subject_id=0).due_at == at("2026-07-15 17:30"), "it moves when it goes on"


@pytest.mark.django_db
@pytest.mark.usefixtures("clocks", "following")
def test_the_worker_follows_a_new_calendar_to_the_end_and_tells_of_what_moved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[Moved] = []

    def hear(*, actor: Actor, moves: Sequence[Moved]) -> None:
        heard.extend(moves)

    follow("thing", moved=hear)
    start_deadlines(actor=ACTOR, begins=[begin(one) for one in range(5)])
    Deadline.objects.filter(subject_id=1).update(warned_at=at("2026-07-14 17:30"))
    monkeypatch.setattr(grounds, "load_calendar", lambda: with_work(date(2026, 7, 11)))
    jobs.follow_the_calendar(0)
    jobs.follow_the_calendar(0)
    assert {(one.due_before, one.due_after) for one in heard} == {(at("2026-07-15 17:30"), at("2026-07-14 17:30"))}
    assert len(heard) == 5
    assert Deadline.objects.get(subject_id=1).warned_at is None, "of another due date it is told anew"
