"""The tabs and filters of the inbox, and how many cases each tab holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.cases.models import Case, CaseMove, Hands
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.titles import title_has
from mashang.clocks.models import Deadline
from mashang.clocks.reads.instants import first_of
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import add_workdays, load_calendar
from mashang.register.reads.scope import in_area

TABS = ("mine", "hand", "today", "overdue", "waiting", "firm", "paused", "callback", "all", "closed")
MORE = ("near", "stuck")  # reached from the board
COUNTED_TO = 100
STUCK_DAYS = 3  # working days without a step of anybody
CLOSED_DAYS = 90
STANDS_STILL = (Case.State.SUPPLEMENT, Case.State.SPECIAL)
NARROW = ("firm_ids", "tower_id", "number")  # an index leads to these few without a span of days


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWanted:
    """Filters of the inbox. `tab` is one of TABS, of MORE, or `every`; `sort` is due, -due or -opened; `after` and `before` are marks
    of a page. `words` stand in the title; `number` finds a case whatever its tab; days are of the opening, both included."""

    tab: str = "mine"
    sort: str = "due"
    kind: str = ""
    item: str = ""
    state: str = ""
    channel: str = ""
    priority: str = ""
    tower_id: int | None = None
    firm_ids: tuple[int, ...] | None = None
    officer_id: int | None = None
    department_id: int | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    number: str = ""
    after: str = ""
    before: str = ""


def shows_closed(wanted: QueueWanted) -> bool:
    """Does the list hold ended cases too, which are too many to look through without a span of days?"""
    return bool(wanted.number) or wanted.tab in ("closed", "callback", "every")


def span_of(wanted: QueueWanted, today: date) -> tuple[date | None, date | None]:
    """The days of opening that are asked for. Ended cases are those of the last 90 days unless somebody names days, a firm,
    a tower or a number: a filter that fits few of a million cases would have to look through them all."""
    if wanted.tab == "closed" and not wanted.since and not any(getattr(wanted, name) for name in NARROW):
        return (wanted.until or today) - timedelta(days=CLOSED_DAYS), wanted.until
    return wanted.since, wanted.until


def queue_of(actor: Actor, wanted: QueueWanted, now: datetime) -> QuerySet[Case]:
    """The cases that the actor sees and that fit, in no order."""
    cases = cases_seen_by(actor).filter(_filters(wanted, timezone.localdate(now)))
    if wanted.number:
        places = Area.objects.filter(in_area(actor.area_path, "path")).values("pk")
        return cases.filter(area__in=places, number__startswith=wanted.number)
    if wanted.tab == "all" and not (wanted.officer_id or wanted.department_id):  # whose part it is, is asked by name
        cases = cases.filter(parent=None)
    return cases if wanted.tab == "every" else cases.filter(_tab(actor, wanted.tab, now))


def _filters(wanted: QueueWanted, today: date) -> Q:
    since, until = span_of(wanted, today)
    asked = {
        "kind": wanted.kind, "item": wanted.item, "state": wanted.state, "channel": wanted.channel,
        "priority": wanted.priority, "tower": wanted.tower_id, "officer": wanted.officer_id,
        "department": wanted.department_id,
        "opened_at__gte": first_of(since) if since else None,
        "opened_at__lt": first_of(until + timedelta(days=1)) if until else None,
    }  # fmt: skip
    found = Q(**{name: value for name, value in asked.items() if value})
    if wanted.words:
        found &= title_has(wanted.words)
    return found if wanted.firm_ids is None else found & Q(firm__in=wanted.firm_ids)


def _tab(actor: Actor, tab: str, now: datetime) -> Q:
    if tab == "closed":
        district = Q(district_id=actor.district_id) if actor.district_id else Q()
        return district & Q(closed_at__isnull=False)
    if tab == "callback":
        return Q(pk__in=called_back())
    return Q(closed_at=None) & _of_open(actor, now)[tab]


def called_back() -> QuerySet[Deadline, int]:
    """The cases whose firm is still to be called after a low rating."""
    runs = Deadline.objects.filter(subject_kind="case", clock="case_callback", state=Deadline.State.RUNNING)
    return runs.values_list("subject_id", flat=True)


def _of_open(actor: Actor, now: datetime) -> Mapping[str, Q]:
    """What each tab keeps of the open cases. A clock of the firm's own is nobody's delay here: silence ends it."""
    ours = ~Q(hands=Hands.FIRM)
    return {
        "mine": Q(first_receiver=actor.user_id or 0),
        "hand": Q(officer=actor.user_id or 0, hands=Hands.OFFICE),
        "today": ours & Q(next_due_at__gte=now, next_due_at__lt=first_of(timezone.localdate(now) + timedelta(days=1))),
        "overdue": ours & Q(next_due_at__lt=now),
        "waiting": Q(hands=Hands.WAITING),
        "firm": Q(hands=Hands.FIRM),
        "paused": Q(state__in=STANDS_STILL),
        "near": ours & Q(next_due_at__gte=now, next_due_at__lt=end_of_near(now)),
        "stuck": ours & ~Q(state__in=STANDS_STILL) & Q(~Exists(moved_since(stuck_since(now)))),
        "all": Q(),
    }


def count_tabs(actor: Actor, *, now: datetime | None = None) -> dict[str, int]:
    """How many cases stand in each tab but the ended ones, each counted to 100 at most: more is `99+`. One query."""
    moment = timezone.localtime(now)
    tabs = [tab for tab in TABS if tab != "closed"]
    parts: list[str] = []
    values: list[Any] = []
    for tab in tabs:
        sql, params = queue_of(actor, QueueWanted(tab=tab), moment).values("pk")[:COUNTED_TO].query.sql_with_params()
        parts.append(f"(select count(*) from ({sql}) few)")
        values += params
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(parts)}", values)
        return dict(zip(tabs, cursor.fetchone(), strict=True))


def end_of_near(now: datetime) -> datetime:
    """The end of the next working day: what is due before is near."""
    return first_of(add_workdays(load_calendar(), timezone.localdate(now), 1, provisional=True) + timedelta(days=1))


def stuck_since(now: datetime) -> datetime:
    """The same time of day three working days ago: what nobody has moved since is stuck."""
    calendar, day, left = load_calendar(), timezone.localdate(now), STUCK_DAYS
    while left:
        left -= calendar.works(day, provisional=True)
        day -= timedelta(days=1)
    return datetime.combine(day, now.timetz())


def moved_since(instant: datetime) -> QuerySet[CaseMove]:
    """The steps of the case of an outer query since an instant."""
    return CaseMove.objects.filter(case=OuterRef("pk"), at__gte=instant)
