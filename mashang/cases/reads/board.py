"""The supervisor's board: what is overdue, near due, stuck, standing still and open, and what waits for a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from mashang.accounts.models import Department, Membership
from mashang.cases.models import Hands, Ruling, Whistle
from mashang.cases.reads.desk_queue import QueueRow, list_queue
from mashang.cases.reads.queue_tabs import STANDS_STILL, QueueWanted, end_of_near, moved_since, stuck_since
from mashang.cases.reads.scope import cases_seen_by
from mashang.clocks.reads.instants import first_of
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import add_workdays, load_calendar
from mashang.register.reads.naming import name_in

SHOWN = 10
NEXT_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCounts:
    """The heads of the board. `near` is what is due until the end of the next working day; `stuck` what nobody has moved for
    three working days though a clock runs: of these and of `paused` the parts of a case count too, as each has a clock of its own.
    `open`, and `came` and `ended` of this week, count whole cases, as figures do. `longest` is since when the oldest is overdue."""

    overdue: int
    longest: datetime | None
    near: int
    today: int
    stuck: int
    paused: int
    open: int
    came: int
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """Something that a head is to decide: its kind, the case, who asked, since when."""

    kind: str
    case_id: int
    number: str
    title: str
    words: str
    asked_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class DayLoad:
    """How many cases are due on a working day; what is due on days off before it counts with it."""

    day: date
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoad:
    """How many open and overdue cases a team has: a department that was called in, or a section of the office."""

    id: int
    name: str
    kind: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole board."""

    counts: BoardCounts
    overdue: Sequence[QueueRow]
    today: Sequence[QueueRow]
    awaited: Sequence[Awaited]
    days: Sequence[DayLoad]
    teams: Sequence[TeamLoad]
    now: datetime


def get_board(actor: Actor, *, now: datetime | None = None) -> Board:
    """The board for whoever supervises or decides, in twenty queries at most however many cases there are.

    No figure of a person: loads are of departments and sections.
    """
    moment = timezone.localtime(now)
    return Board(
        counts=count_board(actor, moment), overdue=list_queue(actor, QueueWanted(tab="overdue"), now=moment).rows[:SHOWN],
        today=list_queue(actor, QueueWanted(tab="today"), now=moment).rows[:SHOWN], awaited=list_awaited(actor),
        days=list_days(actor, moment), teams=list_teams(actor, moment), now=moment,
    )  # fmt: skip


def count_board(actor: Actor, now: datetime) -> BoardCounts:
    """The figures of the heads, two queries: of the open cases, and of what came and ended this week."""
    ours = ~Q(hands=Hands.FIRM)
    late = ours & Q(next_due_at__lt=now)
    ahead = ours & Q(next_due_at__gte=now)
    rows = cases_seen_by(actor).filter(closed_at=None).annotate(stale=~Exists(moved_since(stuck_since(now))))
    found = rows.aggregate(
        overdue=Count("pk", filter=late), longest=Min("next_due_at", filter=late),
        today=Count("pk", filter=ahead & Q(next_due_at__lt=first_of(timezone.localdate(now) + timedelta(days=1)))),
        near=Count("pk", filter=ahead & Q(next_due_at__lt=end_of_near(now))),
        stuck=Count("pk", filter=ours & Q(stale=True) & ~Q(state__in=STANDS_STILL)),
        paused=Count("pk", filter=Q(state__in=STANDS_STILL)), open=Count("pk", filter=Q(parent=None)),
    )  # fmt: skip
    monday = first_of(timezone.localdate(now) - timedelta(days=now.weekday()))
    week = cases_seen_by(actor).filter(
        Q(opened_at__gte=monday) | Q(closed_at__gte=monday), opened_at__gte=monday - timedelta(days=90), parent=None
    )
    moved = week.aggregate(
        came=Count("pk", filter=Q(opened_at__gte=monday)), ended=Count("pk", filter=Q(closed_at__gte=monday))
    )
    return BoardCounts(**found, **moved)


def list_awaited(actor: Actor) -> list[Awaited]:
    """What waits to be decided in the actor's area: whistles at the gate and rulings, the oldest first; two queries.

    `own`: the reader asked for it, and so does not decide it.
    """
    seen = cases_seen_by(actor).values("pk")
    gate = Whistle.objects.filter(state=Whistle.State.ASKED, case__in=seen).select_related("case").order_by("blown_at")
    asked = Ruling.objects.filter(state=Ruling.State.ASKED, case__in=seen).select_related("case", "summons__department")
    found = [
        Awaited(kind="gate", case_id=one.case_id, number=one.case.number, title=one.case.title, words=one.reason, asked_at=one.blown_at, own=one.blown_by_id == actor.user_id)
        for one in gate[:50]
    ]  # fmt: skip
    found += [
        Awaited(kind=one.kind, case_id=one.case_id, number=one.case.number, title=one.case.title, words=one.basis, asked_at=one.asked_at, own=one.asked_by_id == actor.user_id)
        for one in asked.order_by("asked_at")[:50]
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.asked_at)


def list_days(actor: Actor, now: datetime) -> list[DayLoad]:
    """How many open cases are due on today and the next working days, seven in all; one query."""
    calendar, days = load_calendar(), [timezone.localdate(now)]
    while len(days) < NEXT_DAYS:
        days.append(add_workdays(calendar, days[-1], 1, provisional=True))
    due = (
        cases_seen_by(actor)
        .filter(~Q(hands=Hands.FIRM), closed_at=None, next_due_at__gte=now, next_due_at__lt=first_of(days[-1] + timedelta(days=1)))
        .annotate(day=TruncDate("next_due_at")).values("day").annotate(n=Count("pk")).order_by("day")
    )  # fmt: skip
    loads = dict.fromkeys(days, 0)
    for day, n in due.values_list("day", "n"):
        loads[next(one for one in days if one >= day)] += n
    return [DayLoad(day, n) for day, n in loads.items()]


def list_teams(actor: Actor, now: datetime) -> list[TeamLoad]:
    """The load of departments that have cases in their hands, and of the sections whose people have them; two queries."""
    rows = cases_seen_by(actor).filter(closed_at=None)
    late = Count("pk", filter=Q(next_due_at__lt=now))
    called = rows.filter(hands__in=[Hands.DEPARTMENT, Hands.WAITING], department__isnull=False)
    by_department = called.values("department").annotate(n=Count("pk"), late=late).order_by()
    section = Membership.objects.filter(user=OuterRef("officer"), ended_at=None, department__isnull=False).order_by(
        "pk"
    )
    ours = rows.filter(hands=Hands.OFFICE, officer__isnull=False)
    by_section = (
        ours.annotate(section=section.values("department")[:1])
        .values("section")
        .annotate(n=Count("pk"), late=late)
        .order_by()
    )
    loads = {row["department"]: (row["n"], row["late"], "department") for row in by_department}
    loads |= {row["section"] or 0: (row["n"], row["late"], "section") for row in by_section}
    names = {one.pk: name_in(actor.locale, one) for one in Department.objects.filter(pk__in=loads)}
    teams = [
        TeamLoad(id=pk, name=names.get(pk, ""), kind=kind, open=n, overdue=late_n)
        for pk, (n, late_n, kind) in loads.items()
    ]
    return sorted(teams, key=lambda one: (-one.overdue, -one.open, one.name))
