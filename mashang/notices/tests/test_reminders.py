"""A person is reminded of a thing on the days they chose, once, and only while they may see it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices import jobs
from mashang.notices.acts.reminding import forget_reminder, move_reminders, set_reminder, tell_reminders
from mashang.notices.models import Notice, Reminder
from mashang.notices.reads.reminders import list_reminders
from mashang.notices.reads.rendering import words_for_mail
from mashang.notices.reminding import REMINDED, Reminded
from mashang.notices.tests.make import make_user
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
TODAY = date(2026, 7, 6)
DUE = date(2026, 7, 15)


@dataclass
class Things:
    """Things with their days, and who may not see them."""

    due: dict[int, date] = field(default_factory=lambda: {7: DUE, 8: DUE})
    hidden: set[tuple[int, int]] = field(default_factory=set)

    def days(self, ids: Collection[int]) -> Mapping[int, date | None]:
        return {one: self.due[one] for one in ids if one in self.due}

    def may_see(self, user_id: int, ids: Collection[int]) -> Collection[int]:
        return [one for one in ids if (user_id, one) not in self.hidden]


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    things = Things()
    monkeypatch.setitem(REMINDED, "user", Reminded(days=things.days, may_see=things.may_see))
    monkeypatch.setattr(timezone, "localdate", lambda *_given: TODAY)
    return things


def actor(login: str = "chen") -> Actor:
    return Actor(user_id=make_user(login, locale="en").pk, name=login, role="agent", area_path="AA", district_id=1)


def set_some(who: Actor, *, subject_id: int = 7, days: Collection[int] = (3, 1), on: date | None = None) -> list[date]:
    rows = set_reminder(actor=who, subject_kind="user", subject_id=subject_id, days_before=days, on=on, url="/desk/")
    return [row.falls_on for row in rows]


def told() -> list[str | None]:
    return [one.args["due_on"] for one in Notice.objects.filter(topic="reminder.due", channel="app").order_by("id")]


def test_it_is_told_on_each_chosen_day_and_once(things: Things) -> None:
    who = actor()
    assert set_some(who, on=date(2026, 7, 8)) == [date(2026, 7, 8), date(2026, 7, 12), date(2026, 7, 14)]
    assert tell_reminders(actor=SYSTEM, on=date(2026, 7, 7)) == 0
    for day in (8, 9, 12, 12, 14, 15):
        tell_reminders(actor=SYSTEM, on=date(2026, 7, day))
    assert told() == [None, "2026-07-15", "2026-07-15"]  # a date of one's own says nothing of when it is due
    notices = Notice.objects.filter(topic="reminder.due", channel="app").order_by("id")
    subjects = [words_for_mail(one).subject for one in notices]
    assert "due" not in subjects[0]
    assert "due on 2026-07-15" in subjects[1]
    assert Notice.objects.filter(recipient=who.user_id, area_path="AA", url="/desk/").count() == 3
    assert list_reminders(actor=who) == []


def test_set_twice_it_stands_once_and_a_new_note_takes_the_old_ones_place(things: Things) -> None:
    who = actor()
    set_some(who)
    set_some(who)
    assert Entry.objects.count() == 1
    set_reminder(actor=who, subject_kind="user", subject_id=7, days_before=[3], note="带印章")
    assert [(one.days_before, one.note) for one in list_reminders(actor=who)] == [(3, "带印章"), (1, "带印章")]


def test_a_forgotten_one_is_not_told_and_anothers_cannot_be_forgotten(things: Things) -> None:
    who, other = actor(), actor("lin")
    set_some(who, days=[3])
    (one,) = list_reminders(actor=who)
    with pytest.raises(NotThere):
        forget_reminder(actor=other, reminder_id=one.id)
    forget_reminder(actor=who, reminder_id=one.id)
    with pytest.raises(NotThere):
        forget_reminder(actor=who, reminder_id=one.id)
    assert tell_reminders(actor=SYSTEM, on=DUE) == 0
    set_some(who, days=[3])
    assert len(list_reminders(actor=who, subject_kind="user", subject_ids=[7])) == 1
    assert list_reminders(actor=other) == []


def test_what_moves_takes_its_reminders_with_it(things: Things) -> None:
    who = actor()
    set_some(who, on=date(2026, 7, 8))
    things.due[7] = date(2026, 7, 20)
    assert move_reminders(actor=SYSTEM, subject_kind="user", subject_ids=[7]) == 2
    assert [one.falls_on.day for one in list_reminders(actor=who)] == [8, 17, 19]


def test_one_that_nobody_moved_waits_for_its_new_day_when_it_is_looked_at(things: Things) -> None:
    who = actor()
    set_some(who, days=[3])
    things.due[7] = date(2026, 7, 20)
    assert tell_reminders(actor=SYSTEM, on=date(2026, 7, 12)) == 1
    assert told() == []
    tell_reminders(actor=SYSTEM, on=date(2026, 7, 17))
    assert told() == ["2026-07-20"]


def test_of_what_has_ended_or_may_not_be_seen_any_more_nobody_is_reminded(things: Things) -> None:
    who, other = actor(), actor("lin")
    set_some(who)
    set_some(other, subject_id=8)
    assert other.user_id
    things.hidden.add((other.user_id, 8))
    del things.due[7]
    assert tell_reminders(actor=SYSTEM, on=DUE) == 4
    assert told() == []
    assert list_reminders(actor=who) == list_reminders(actor=other) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"days_before": [30]}, "day_is_past"),
        ({"on": TODAY - timedelta(days=1)}, "day_is_past"),
        ({"days_before": [366]}, "days_out_of_bounds"),
        ({"days_before": []}, "no_reminder"),
        ({"days_before": range(9), "on": date(2026, 7, 9)}, ""),
        ({"days_before": range(9), "on": date(2026, 7, 9), "twice": True}, "reminders_enough"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(asked: dict[str, object], code: str, things: Things) -> None:
    who = actor()
    if asked.pop("twice", False):
        set_some(who, days=(), on=date(2026, 8, 1))
    if not code:
        assert len(set_reminder(actor=who, subject_kind="user", subject_id=7, **asked)) == 10  # type: ignore[arg-type]
        return
    with pytest.raises(Refused) as refused:
        set_reminder(actor=who, subject_kind="user", subject_id=7, **asked)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_thing_without_a_day_can_only_have_a_date(things: Things) -> None:
    who = actor()
    with pytest.raises(Refused) as refused:
        set_some(who, subject_id=9)
    assert refused.value.code == "no_day"


def test_what_one_may_not_see_does_not_exist_and_nobody_is_no_person(things: Things) -> None:
    who = actor()
    things.hidden.add((who.user_id or 0, 7))
    with pytest.raises(NotThere):
        set_some(who)
    with pytest.raises(NotAllowed):
        set_some(SYSTEM)
    with pytest.raises(ValueError, match="REMINDED"):
        set_reminder(actor=who, subject_kind="unknown", subject_id=1, days_before=[1])


@pytest.mark.parametrize("n", [1, 12])
def test_a_list_of_reminders_is_one_question(
    n: int, things: Things, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    who = actor()
    for subject in range(100, 100 + n):
        things.due[subject] = DUE
        set_some(who, subject_id=subject, days=[1])
    with django_assert_num_queries(1):
        assert len(list_reminders(actor=who, subject_kind="user")) == n


@pytest.mark.parametrize(("hour", "told_of"), [(7, 0), (8, 1)])
def test_the_worker_reminds_from_eight_in_the_morning(
    hour: int, told_of: int, things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_some(actor(), days=[9])
    moment = timezone.localtime().replace(hour=hour)
    monkeypatch.setattr(timezone, "localtime", lambda *_given: moment)
    jobs.tell_reminders_of_today(0)
    assert len(told()) == told_of


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(things: Things) -> None:
    who: Actor = actor()
    set_some(who, days=[5, 3, 1])

    def work() -> None:
        try:
            tell_reminders(actor=SYSTEM, on=DUE)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _turn in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.filter(topic="reminder.due", channel="app").count() == 3
    assert Reminder.objects.filter(told_at__isnull=True).count() == 0
