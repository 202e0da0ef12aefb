"""How long what is asked of the office takes, by item, for anyone to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from mashang.cases.models import Case
from mashang.cases.rules.durations import Duration, OfficeClock, Took, durations_of
from mashang.cases.rules.items import load_items, name_of
from mashang.clocks.models import Deadline
from mashang.clocks.reads.grounds import grounds_for

DAYS = 90
State = Deadline.State


@dataclass(frozen=True, slots=True)
class HowLong:
    """The lines with the names of their items, and the days they speak of."""

    since: date
    until: date
    lines: list[tuple[str, Duration]]


def how_long(locale: str, *, on: date | None = None) -> HowLong:
    """By item, over the 90 days that end with a day: office time from the asking until the answer, waiting for papers included.

    Counted are answers of these days, and what fell due in them and is open still. Answers after reopening count by
    themselves. Source: the clocks of the whole (case_solve...). Three queries at most, however many rows.
    """
    last = on or timezone.localdate()
    first = last - timedelta(days=DAYS - 1)
    lines = durations_of([code for code, item in load_items().items() if item.until is None], _took(first, last))
    items = load_items()
    named = [(name_of(items[line.item].names, locale) if line.item in items else line.item, line) for line in lines]
    return HowLong(first, last, named)


def _took(first: date, last: date) -> list[Took]:
    now = timezone.now()
    answered = Q(state__in=[State.MET, State.MISSED], stopped_at__date__range=(first, last))
    overdue = Q(state=State.RUNNING, due_at__lt=now, due_at__date__range=(first, last))
    rows = Deadline.objects.filter(answered | overdue, subject_kind="case", clock__startswith="case_solve")
    found = list(rows.values_list("subject_id", "area_path", "state", "start_at", "stopped_at"))
    cases = {
        pk: (item, str(firm or bytes(phone or b"").hex() or pk))
        for pk, item, firm, phone in Case.objects.filter(pk__in=rows.values("subject_id"), parent=None).values_list(
            "pk", "item", "firm", "phone_index"
        )
    }
    if not found:
        return []
    begin, grounds = min(timezone.localtime(row[3]).date() for row in found), grounds_for({row[1] for row in found})
    clocks = {path: OfficeClock(grounds.calendar(path), begin, last) for path in {row[1] for row in found}}
    took = []
    for pk, path, state, start, stopped in found:
        if pk not in cases:  # a part: what the firm waited for is the whole
            continue
        item, asker = cases[pk]
        spent = clocks[path].between(timezone.localtime(start), timezone.localtime(stopped)) if stopped else None
        took.append(Took(item=item, asker=asker, seconds=spent, in_time=state == State.MET))
    return took
