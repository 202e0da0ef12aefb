"""How the clocks over a thing stand, told so that whoever waits understands it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from mashang.clocks.models import Deadline, DeadlineChange
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.clocks.reads.reckoning import definition_of, reckon_again, stretches_by
from mashang.clocks.rules.running import Stretch
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.workdays import Calendar, open_time

WHOLE = 10_000
NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class Turn:
    """What was done to a clock: its kind as a code and in words, when, why, and the due instant before and after.

    `reason` is empty where there is none, or where this reader may not read it. `by_id` is nobody for the platform itself.
    """

    kind: str
    words: str
    at: datetime
    reason: str
    by_id: int | None
    due_before: datetime | None
    due_after: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """One clock over a thing. All instants are local time.

    `used_share` is in hundredths of a percent of the office time it has, 0 to 10,000; `left` is the office time from now to
    the due instant (what it would have if it went on now, while it stands still), nothing when it has passed or ended;
    `late` the office time since it was due, while it runs. `due_at` of one that stands still is that from before.
    """

    id: int
    clock: str
    names: tuple[str, str, str]
    state: str
    state_words: str
    unit: str
    length: int
    basis: str
    start_at: datetime
    received_at: datetime
    due_at: datetime
    warn_at: datetime
    stopped_at: datetime | None
    provisional: bool
    used_share: int
    left: timedelta
    late: timedelta
    turns: Sequence[Turn]

    @property
    def left_hours(self) -> tuple[int, int]:
        """What is left in hours and minutes of office time."""
        return divmod(int(self.left.total_seconds()) // 60, 60)


def story_of(
    subject_kind: str, subject_id: int, *, at: datetime | None = None, all_reasons: bool = False
) -> list[Story]:
    """The clocks over one thing, those that run first, then the newest; as `stories_of`."""
    return stories_of(subject_kind, [subject_id], at=at, all_reasons=all_reasons)[subject_id]


def stories_of(
    subject_kind: str, subject_ids: Collection[int], *, at: datetime | None = None, all_reasons: bool = False
) -> dict[int, list[Story]]:
    """The same of many things of one kind, however many: two queries, and one more when the content names areas.

    Whoever calls it has asked already whether the reader may see these things. Only reasons that were marked as shown are
    told, unless `all_reasons` says that the reader belongs to the office.
    """
    now = timezone.localtime(at)
    deadlines = list(Deadline.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids).order_by("-id"))
    changes: dict[int, list[DeadlineChange]] = defaultdict(list)
    if deadlines:
        for change in DeadlineChange.objects.filter(deadline__in=[one.pk for one in deadlines]).order_by("id"):
            changes[change.deadline_id].append(change)
    grounds = grounds_for({one.area_path for one in deadlines})
    told: dict[int, list[Story]] = {subject_id: [] for subject_id in subject_ids}
    for deadline in sorted(deadlines, key=lambda one: one.stopped_at is not None):
        told[deadline.subject_id].append(_story(deadline, changes[deadline.pk], grounds, now, all_reasons))
    return told


def _story(
    deadline: Deadline, changes: Sequence[DeadlineChange], grounds: Grounds, now: datetime, all_reasons: bool
) -> Story:
    start, due = timezone.localtime(deadline.start_at), timezone.localtime(deadline.due_at)
    stopped = timezone.localtime(deadline.stopped_at) if deadline.stopped_at else None
    ran, calendar = stretches_by(deadline, changes), grounds.calendar(deadline.area_path)
    end, left = min(now, stopped or now), _left(deadline, ran, grounds, now)
    used = sum((_open(calendar, one.begin, min(one.end or end, end)) for one in ran), NOTHING)
    over = deadline.state == Deadline.State.RUNNING and now > due
    return Story(
        id=deadline.pk, clock=deadline.clock, names=_names(deadline, grounds), state=deadline.state,
        state_words=deadline.get_state_display(), unit=deadline.unit, length=deadline.length, basis=deadline.basis,
        start_at=start, received_at=timezone.localtime(deadline.stamped_at) if deadline.stamped_at else start,
        due_at=due, warn_at=timezone.localtime(deadline.warn_at), stopped_at=stopped, provisional=deadline.provisional,
        used_share=_share(used, left if stopped is None else _open(calendar, stopped, due)),
        left=left, late=_open(calendar, due, now) if over else NOTHING, turns=_turns(changes, all_reasons),
    )  # fmt: skip


def _left(deadline: Deadline, ran: Sequence[Stretch], grounds: Grounds, now: datetime) -> timedelta:
    """The office time it still has; of one that stands still, if it went on now."""
    due = timezone.localtime(deadline.due_at)
    if deadline.stopped_at is not None:
        return NOTHING
    if deadline.state == Deadline.State.PAUSED:
        try:
            due = reckon_again(deadline, [*ran, Stretch(now)], grounds).at
        except (Refused, NotThere):
            return NOTHING
    return _open(grounds.calendar(deadline.area_path), now, due)


def _open(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """The office time between two instants; nothing when the second is not later, or when no calendar knows them."""
    try:
        return open_time(calendar, begin, end, provisional=True)
    except Refused:
        return NOTHING


def _share(used: timedelta, left: timedelta) -> int:
    return WHOLE if not used + left else min(WHOLE, int(used / (used + left) * WHOLE))


def _names(deadline: Deadline, grounds: Grounds) -> tuple[str, str, str]:
    """What it is called; its code when the content knows it no more."""
    try:
        return definition_of(deadline, grounds).names
    except NotThere:
        return (deadline.clock, deadline.clock, deadline.clock)


def _turns(changes: Iterable[DeadlineChange], all_reasons: bool) -> list[Turn]:
    return [
        Turn(
            one.kind, str(one.get_kind_display()), timezone.localtime(one.at),
            one.reason if all_reasons or one.shown else "", one.by_id if all_reasons else None,
            one.due_before and timezone.localtime(one.due_before), one.due_after and timezone.localtime(one.due_after),
        )
        for one in changes
    ]  # fmt: skip
