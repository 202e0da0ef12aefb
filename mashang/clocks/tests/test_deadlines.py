"""Clocks over things: begun, held, extended, ended, and every change written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from mashang.clocks.acts.following import follow_calendar
from mashang.clocks.acts.running import (
    extend_deadline,
    pause_deadline,
    resume_deadline,
    start_deadline,
    stop_deadline,
    void_deadline,
)
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads import grounds
from mashang.clocks.rules.definitions import Clock
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.workdays import load_calendar, make_calendar
from mashang.trail.acts.recording import OutsideTransaction

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
ZONE = ZoneInfo("Asia/Shanghai")
THING = {"clock": "sample", "subject_kind": "thing", "subject_id": 7}
CLOCK = Clock(
    code="sample", names=("样", "樣", "sample"), unit="wd", length=7, basis="民法典 201", since=date(2024, 1, 1),
    warn_share=6000, pauses_most=10, extend_most=5,
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "load_clocks", lambda: (CLOCK,))


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets what the time is."""

    def set_to(text: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at(text))

    return set_to


def start(text: str = "2026-07-06 10:00", **more: bool) -> Deadline:
    return start_deadline(actor=ACTOR, **THING, area_path="AA", district_id=1, at=at(text), **more)  # type: ignore[arg-type]


def due(deadline: Deadline) -> str:
    deadline.refresh_from_db()
    return f"{timezone.localtime(deadline.due_at):%Y-%m-%d %H:%M}"


def test_a_clock_begins_with_its_due_date_its_calendar_and_its_ground() -> None:
    deadline = start()
    assert due(deadline) == "2026-07-15 17:30"
    assert deadline.calendar_version.startswith(load_calendar().version)
    assert (deadline.basis, deadline.unit) == ("民法典 201", "wd")
    change = deadline.changes.get()
    assert (change.kind, change.due_before, change.due_after) == ("start", None, deadline.due_at)


def test_the_same_clock_does_not_run_twice() -> None:
    start()
    with pytest.raises(Refused) as refused:
        start()
    assert refused.value.code == "already_runs"


def test_a_binding_clock_does_not_run_into_a_year_without_its_notice() -> None:
    with pytest.raises(Refused) as refused:
        start("2026-12-30 10:00")
    assert refused.value.code == "calendar_not_out"
    assert start("2026-12-30 10:00", provisional=True).provisional


def test_a_pause_moves_nothing_until_it_ends(now: Callable[[str], None]) -> None:
    deadline = start()
    now("2026-07-08 16:00")
    pause_deadline(actor=ACTOR, **THING, reason="补正")  # type: ignore[arg-type]
    assert (due(deadline), deadline.state) == ("2026-07-15 17:30", "paused")
    now("2026-07-13 09:00")
    resume_deadline(actor=ACTOR, **THING)  # type: ignore[arg-type]
    assert (due(deadline), deadline.state) == ("2026-07-20 17:30", "running")  # five days left, from Monday the 13th
    assert [c.kind for c in deadline.changes.order_by("id")] == ["start", "pause", "resume"]


def test_a_clock_stands_still_only_as_long_as_it_may(now: Callable[[str], None]) -> None:
    start()
    now("2026-07-07 16:00")
    pause_deadline(actor=ACTOR, **THING, reason="补正")  # type: ignore[arg-type]
    now("2026-07-21 09:00")  # ten working days later
    resume_deadline(actor=ACTOR, **THING)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        pause_deadline(actor=ACTOR, **THING, reason="再等")  # type: ignore[arg-type]
    assert refused.value.code == "paused_enough"


def test_an_extension_comes_once_with_a_reason_and_in_time(now: Callable[[str], None]) -> None:
    deadline = start()

    def extend(by: int, reason: str = "需现场核实") -> None:
        extend_deadline(actor=ACTOR, **THING, by=by, reason=reason)  # type: ignore[arg-type]

    def refusal(by: int, reason: str = "需现场核实") -> str:
        with pytest.raises(Refused) as refused:
            extend(by, reason)
        return refused.value.code

    now("2026-07-14 10:00")
    assert (refusal(3, " "), refusal(6), refusal(0)) == ("no_reason", "too_long", "too_long")
    now("2026-07-15 10:00")
    assert refusal(3) == "asked_too_late"
    now("2026-07-14 10:00")
    extend(3)
    assert due(deadline) == "2026-07-20 17:30"
    assert deadline.changes.get(kind="extend").length_before == 7
    assert refusal(1) == "extended_already"


@pytest.mark.parametrize(("when", "state"), [("2026-07-15 17:30", "met"), ("2026-07-15 17:31", "missed")])
def test_it_is_met_up_to_its_last_instant(when: str, state: str) -> None:
    start()
    stopped = stop_deadline(actor=ACTOR, **THING, at=at(when))  # type: ignore[arg-type]
    assert stopped.state == state
    with pytest.raises(NotThere):
        stop_deadline(actor=ACTOR, **THING)  # type: ignore[arg-type]


def test_what_waits_for_nothing_counts_for_nothing() -> None:
    start()
    assert void_deadline(actor=ACTOR, **THING, reason="撤回").state == "void"  # type: ignore[arg-type]


def test_a_new_notice_moves_what_is_open_and_keeps_both_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    deadline = start()
    ended = start_deadline(
        actor=ACTOR, clock="sample", subject_kind="thing", subject_id=8, area_path="AA", district_id=1,
        at=at("2026-07-06 10:00"),
    )  # fmt: skip
    stop_deadline(actor=ACTOR, clock="sample", subject_kind="thing", subject_id=8, at=at("2026-07-07 10:00"))
    known = load_calendar()
    years = [
        replace(year, work=year.work | {date(2026, 7, 11)}) if year.year == 2026 else year
        for year in known.years.values()
    ]
    changed = make_calendar(years)
    monkeypatch.setattr(grounds, "load_calendar", lambda: changed)
    assert follow_calendar(actor=ACTOR) == 1
    assert due(deadline) == "2026-07-14 17:30"  # a Saturday more to work
    change = deadline.changes.get(kind="calendar")
    assert (change.due_before, change.due_after) == (at("2026-07-15 17:30"), at("2026-07-14 17:30"))
    assert due(ended) == "2026-07-15 17:30"
    assert follow_calendar(actor=ACTOR) == 0


def test_changes_are_never_changed() -> None:
    start()
    with pytest.raises(DatabaseError), transaction.atomic():
        DeadlineChange.objects.update(reason="anders")


@pytest.mark.django_db(transaction=True)
def test_a_clock_is_begun_only_inside_an_act() -> None:
    with pytest.raises(OutsideTransaction):
        start()
