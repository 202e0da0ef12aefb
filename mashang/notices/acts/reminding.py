"""Reminders: set, forgotten, moved with what they are about, and told once on their day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts.queueing import queue
from mashang.notices.models import Reminder
from mashang.notices.reminding import REMINDED, reminded
from mashang.trail.acts import record

LONGEST_DAYS = 365
MOST_OF_ONE = 10
TOPIC = "reminder.due"


@transaction.atomic
def set_reminder(
    *,
    actor: Actor,
    subject_kind: str,
    subject_id: int,
    days_before: Collection[int] = (),
    on: date | None = None,
    note: str = "",
    url: str = "",
) -> list[Reminder]:
    """Remind the actor of a thing so many days before its day, each once, and on a day of their choosing.

    `days_before` are calendar days; 0 is the day itself. Set again nothing is added; a new note takes the old one's place.
    Returns those that wait. Refuses a thing that the actor may not see (as if it did not exist), one without a day when
    days before it are asked for, a day that is past, more than a year, and more than ten of one thing.
    """
    user_id = _own(actor)
    kind, today = reminded(subject_kind), timezone.localdate()
    if subject_id not in set(kind.may_see(user_id, [subject_id])):
        raise NotThere("no_such_thing", _("This does not exist, or lies outside your area."))
    wanted = _days_wanted(kind.days([subject_id]).get(subject_id), days_before, on, today)
    held = {
        (one.days_before, None if one.days_before is not None else one.falls_on): one
        for one in _waiting(user_id, subject_kind, subject_id).select_for_update()
    }
    fresh = [
        Reminder(
            user_id=user_id, subject_kind=subject_kind, subject_id=subject_id, days_before=before, falls_on=falls_on,
            note=note.strip(), url=url, area_path=actor.area_path, district_id=actor.district_id,
        )
        for before, falls_on in wanted
        if (before, None if before is not None else falls_on) not in held
    ]  # fmt: skip
    if len(held) + len(fresh) > MOST_OF_ONE:
        raise Refused(
            "reminders_enough", _("Of one thing you are reminded %(most)s times at most.", most=MOST_OF_ONE),
            field="days_before", mend=_("Take some away first."),
        )  # fmt: skip
    Reminder.objects.bulk_create(fresh)
    changed = _waiting(user_id, subject_kind, subject_id).exclude(note=note.strip()).update(note=note.strip())
    if fresh or changed:
        days = sorted(one.falls_on.isoformat() for one in fresh)
        record(
            actor=actor, act="reminder.set", subject_kind=subject_kind, subject_id=subject_id,
            diff={"reminder_days": days},
        )  # fmt: skip
    return list(_waiting(user_id, subject_kind, subject_id).order_by("falls_on", "id"))


@transaction.atomic
def forget_reminder(*, actor: Actor, reminder_id: int) -> None:
    """Take one of the actor's own reminders away before it is told. NotThere for any other."""
    row = Reminder.objects.select_for_update().filter(
        pk=reminder_id, user=_own(actor), told_at__isnull=True, forgotten_at__isnull=True
    ).first()  # fmt: skip
    if row is None:
        raise NotThere("no_such_reminder", _("There is no such reminder, or it was told already."))
    row.forgotten_at = timezone.now()
    row.save(update_fields=["forgotten_at"])
    record(
        actor=actor, act="reminder.forget", subject_kind=row.subject_kind, subject_id=row.subject_id,
        diff={"reminder_days": [row.falls_on.isoformat()]},
    )  # fmt: skip


@transaction.atomic
def move_reminders(*, actor: Actor, subject_kind: str, subject_ids: Collection[int]) -> int:
    """Let the reminders before a day follow it, because it moved; returns how many moved. Called by acts.

    One whose new day lies before today is told today.
    """
    found = Reminder.objects.select_for_update().filter(
        subject_kind=subject_kind, subject_id__in=list(subject_ids), days_before__isnull=False,
        told_at__isnull=True, forgotten_at__isnull=True,
    )  # fmt: skip
    if not (rows := list(found.order_by("id"))):
        return 0
    days, moved = reminded(subject_kind).days(subject_ids), []
    for row in rows:
        day = days.get(row.subject_id)
        if day is None:
            continue
        falls_on = day - timedelta(days=row.days_before or 0)
        if falls_on != row.falls_on:
            row.falls_on = falls_on
            moved.append(row)
    Reminder.objects.bulk_update(moved, ["falls_on"], batch_size=1000)
    return len(moved)


@transaction.atomic
def tell_reminders(*, actor: Actor, on: date | None = None, most: int = 500) -> int:
    """Tell what falls due up to this day, each once; returns how many were told or passed over, at most `most`.

    Before it is told it is looked at anew: one whose thing has ended is passed over, one whose day has moved waits for its
    new day (looked at each day while there is none), and nobody is reminded of what they may not see any more.
    """
    today = on or timezone.localdate()
    due = Reminder.objects.filter(falls_on__lte=today, told_at__isnull=True, forgotten_at__isnull=True)
    rows = list(due.order_by("falls_on", "id").select_for_update(skip_locked=True)[:most])
    told, over, later = list[Reminder](), list[Reminder](), list[Reminder]()
    for kind, group in _by_kind(rows).items():
        days = REMINDED[kind].days({one.subject_id for one in group}) if kind in REMINDED else {}
        seen = _seen(kind, group)
        for row in group:
            if row.subject_id not in days or (row.user_id, row.subject_id) not in seen:
                over.append(row)
                continue
            day = days[row.subject_id] if row.days_before is not None else None
            if (falls_on := _falls_on(row, day, today)) > today:
                row.falls_on = falls_on
                later.append(row)
                continue
            _tell(actor, row, day)
            told.append(row)
    now = timezone.now()
    Reminder.objects.filter(pk__in=[one.pk for one in told]).update(told_at=now)
    Reminder.objects.filter(pk__in=[one.pk for one in over]).update(forgotten_at=now)
    Reminder.objects.bulk_update(later, ["falls_on"])
    return len(rows)


def _falls_on(row: Reminder, day: date | None, today: date) -> date:
    """When a reminder comes as its thing stands: by its own date, so long before the day, or not before there is a day."""
    if row.days_before is None:
        return row.falls_on
    return day - timedelta(days=row.days_before) if day is not None else today + timedelta(days=1)


def _tell(actor: Actor, row: Reminder, day: date | None) -> None:
    """Tell one. A date of one's own says nothing of when the thing is due."""
    queue(
        actor=actor.within(area_path=row.area_path, district_id=row.district_id), topic=TOPIC, key=f"reminder:{row.pk}",
        recipients=[row.user_id], template="reminder_due", args={"due_on": day, "note": row.note},
        subject_kind=row.subject_kind, subject_id=row.subject_id, url=row.url,
    )  # fmt: skip


def _seen(kind: str, group: Sequence[Reminder]) -> set[tuple[int, int]]:
    """Who may see what of this kind today: one question for each person."""
    if kind not in REMINDED:
        return set()
    wanted: dict[int, set[int]] = {}
    for row in group:
        wanted.setdefault(row.user_id, set()).add(row.subject_id)
    may_see = REMINDED[kind].may_see
    return {(user, subject) for user, subjects in wanted.items() for subject in may_see(user, subjects)}


def _by_kind(rows: Sequence[Reminder]) -> dict[str, list[Reminder]]:
    found: dict[str, list[Reminder]] = {}
    for row in rows:
        found.setdefault(row.subject_kind, []).append(row)
    return found


def _days_wanted(
    day: date | None, days_before: Collection[int], on: date | None, today: date
) -> list[tuple[int | None, date]]:
    if days_before and day is None:
        raise Refused(
            "no_day", _("This has no day on which it is due."), field="days_before", mend=_("Choose a date instead.")
        )
    if not days_before and on is None:
        raise Refused("no_reminder", _("Say when you want to be reminded."), field="days_before")
    if any(not 0 <= one <= LONGEST_DAYS for one in days_before):
        raise Refused(
            "days_out_of_bounds", _("A reminder comes 0 to %(most)s days before.", most=LONGEST_DAYS),
            field="days_before", mend=_("Check the number."),
        )  # fmt: skip
    wanted: list[tuple[int | None, date]] = []
    if day is not None:
        wanted += [(one, day - timedelta(days=one)) for one in sorted(set(days_before), reverse=True)]
    if on is not None:
        wanted.append((None, on))
    if past := [falls_on for _before, falls_on in wanted if falls_on < today]:
        raise Refused(
            "day_is_past", _("The %(day)s is past.", day=past[0]), field="days_before", mend=_("Choose a later day.")
        )
    return wanted


def _waiting(user_id: int, subject_kind: str, subject_id: int) -> QuerySet[Reminder]:
    return Reminder.objects.filter(
        user=user_id, subject_kind=subject_kind, subject_id=subject_id, told_at__isnull=True, forgotten_at__isnull=True
    )


def _own(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("not_signed_in", _("Sign in first."))
    return actor.user_id
