"""The inbox of the desk: which cases, in whose hands and for how long, and which clock of each ends next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.cases.models import Case, CaseMove
from mashang.cases.reads.queue_pages import Places, take_page
from mashang.cases.reads.queue_tabs import QueueWanted, queue_of
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.hands import Stay, Turn, stays_of
from mashang.clocks.models import Deadline
from mashang.clocks.reads.grounds import Grounds, grounds_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar, open_time
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area

SIZE = 25
MOST_IN_A_FILE = 5_000
OVER = ("firm", "tower", "department", "officer", "first_receiver")
NOTHING = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One case of the list. All instants are local; `held` is the working time in the present hands without a break.

    Of a case that has ended the next clock is that of calling the firm back, while it runs. `state_of_clock` is late, soon, ok, stop (stands still), none (no clock runs) or done; `left` the working time to the
    next due instant, `late` the working time since it.
    """

    id: int
    ref: str
    number: str
    kind: str
    item: str
    title: str
    channel: str
    priority: str
    state: str
    hands: str
    firm_id: int | None
    firm: str
    tower_id: int | None
    tower: str
    place: str
    department: str
    officer_id: int | None
    officer: str
    first_receiver: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    due_at: datetime | None
    next_due_at: datetime | None
    next_clock: str
    state_of_clock: str
    left: timedelta
    late: timedelta
    held: timedelta
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFound:
    """One page of the list; `after` and `before` are the marks of the pages beside it, empty where there is none."""

    rows: tuple[QueueRow, ...]
    after: str = ""
    before: str = ""


def list_queue(actor: Actor, wanted: QueueWanted, *, now: datetime | None = None) -> QueueFound:
    """One page of 25 cases that the actor sees, by the filters, the clock that ends first on top.

    Pages are cut by the place of the last row and not by counting, so that the last page costs what the first does.
    At most six queries (one more where content names areas), for any number of cases.
    """
    moment = timezone.localtime(now)
    found, after, before = take_page(queue_of(actor, wanted, moment).select_related(*OVER), wanted, SIZE)
    return QueueFound(rows=_rows(actor, found, moment), after=after, before=before)


def list_whole_queue(actor: Actor, wanted: QueueWanted, *, now: datetime | None = None) -> tuple[QueueRow, ...]:
    """All cases that the list has on all its pages, for a file. Refuses more than 5,000."""
    moment = timezone.localtime(now)
    every = Places(wanted.sort).whole(queue_of(actor, wanted, moment).select_related(*OVER))
    found = list(every[: MOST_IN_A_FILE + 1])
    if len(found) > MOST_IN_A_FILE:
        raise Refused(
            "too_many_rows", _("A file holds %(most)s cases at most.", most=MOST_IN_A_FILE),
            mend=_("Choose fewer days, or one item, tower or department."),
        )  # fmt: skip
    return _rows(actor, found, moment)


def list_picked(actor: Actor, case_ids: Collection[int], *, now: datetime | None = None) -> tuple[QueueRow, ...]:
    """Those of these cases that the actor sees, as the list has them, in the order of their numbers."""
    found = queue_of(actor, QueueWanted(tab="every"), timezone.localtime(now)).filter(pk__in=list(case_ids)[:500])
    return _rows(actor, list(found.select_related(*OVER).order_by("number", "pk")), timezone.localtime(now))


def _rows(actor: Actor, cases: Sequence[Case], now: datetime) -> tuple[QueueRow, ...]:
    if not cases:
        return ()
    grounds = grounds_for({case.area_path for case in cases})
    stays, yellow, calls = last_stays(cases, grounds, now), _warnings(cases), _call_backs(cases)
    return tuple(
        _row(actor, case, stays.get(case.pk), yellow.get(case.pk), grounds, now, calls.get(case.pk)) for case in cases
    )


def _call_backs(cases: Iterable[Case]) -> dict[int, Deadline]:
    """The running clocks of calling a firm back, of those cases that have ended; one query, none where all are open."""
    ended = [case.pk for case in cases if case.closed_at is not None]
    runs = Deadline.objects.filter(
        subject_kind="case", subject_id__in=ended, clock="case_callback", state=Deadline.State.RUNNING
    )
    return {one.subject_id: one for one in runs} if ended else {}


def last_stays(cases: Iterable[Case], grounds: Grounds, now: datetime) -> dict[int, Stay]:
    """The stay in the present hands of each case, by its moves; of an ended one the last. One query."""
    by_id = {case.pk: case for case in cases}
    turns: dict[int, list[Turn]] = defaultdict(list)
    moves = CaseMove.objects.filter(case__in=by_id).order_by("case_id", "id")
    for case_id, at, hands, department in moves.values_list("case_id", "at", "hands", "department_id"):
        turns[case_id].append(Turn(timezone.localtime(at), hands, department or 0))
    last = {}
    for case_id, taken in turns.items():
        case = by_id[case_id]
        until = timezone.localtime(case.closed_at) if case.closed_at else now
        held = stays_of(grounds.calendar(case.area_path), taken[_since(taken) :], until)
        if held:
            last[case_id] = held[-1]
    return last


def _since(turns: Sequence[Turn]) -> int:
    """Where the last unbroken stay begins: what lies before it needs no reckoning."""
    at = len(turns) - 1
    while at and turns[at].hands == "nobody":
        at -= 1
    holder = (turns[at].hands, turns[at].department)
    while at and (turns[at - 1].hands, turns[at - 1].department) == holder:
        at -= 1
    return at


def _warnings(cases: Sequence[Case]) -> Mapping[int, datetime]:
    """From when on the next clock of each case is yellow; one query.

    A department's clock is found by its name and due instant, which the case bears as copies.
    """
    asked = [case for case in cases if case.next_due_at]
    if not asked:
        return {}
    running = Deadline.objects.filter(
        Q(subject_kind="case", subject_id__in=[case.pk for case in asked])
        | Q(subject_kind="summons", due_at__in={case.next_due_at for case in asked}),
        state=Deadline.State.RUNNING, clock__in={case.next_clock for case in asked},
    )  # fmt: skip
    over_case: dict[tuple[int, str], datetime] = {}
    over_part: dict[tuple[datetime | None, str], datetime] = {}
    for one in running:
        if one.subject_kind == "case":
            over_case[one.subject_id, one.clock] = one.warn_at
        else:
            over_part[one.due_at, one.clock] = one.warn_at
    found = {
        case.pk: over_case.get((case.pk, case.next_clock)) or over_part.get((case.next_due_at, case.next_clock))
        for case in asked
    }
    return {pk: warn_at for pk, warn_at in found.items() if warn_at is not None}


def clock_state(case: Case, warn_at: datetime | None, now: datetime) -> str:
    """How the lamp of a case burns: late, soon, ok, stop, none or done."""
    if case.closed_at is not None:
        return "done"
    if case.state == Case.State.SPECIAL:
        return "stop"
    if case.next_due_at is None:
        return "none"
    if case.next_due_at < now:
        return "late"
    if case.state == Case.State.SUPPLEMENT:
        return "stop"
    return "soon" if warn_at is not None and warn_at <= now else "ok"


def _call_state(call: Deadline, now: datetime) -> str:
    if call.due_at < now:
        return "late"
    return "soon" if call.warn_at is not None and call.warn_at <= now else "ok"


def _row(
    actor: Actor, case: Case, stay: Stay | None, warn_at: datetime | None, grounds: Grounds, now: datetime,
    call: Deadline | None = None,
) -> QueueRow:  # fmt: skip
    ends = call.due_at if call else case.next_due_at
    calendar, due = grounds.calendar(case.area_path), ends and timezone.localtime(ends)
    return QueueRow(
        id=case.pk, ref=str(case.ref), number=case.number, kind=case.kind, item=case.item, title=case.title,
        channel=case.channel, priority=case.priority, state=case.state, hands=case.hands, firm_id=case.firm_id,
        firm=case.firm.name if case.firm else "", tower_id=case.tower_id,
        tower=name_in(actor.locale, case.tower) if case.tower else "", place=case.place,
        department=name_in(actor.locale, case.department) if case.department else "",
        officer_id=case.officer_id, officer=case.officer.name if case.officer else "",
        first_receiver=case.first_receiver.name if case.first_receiver else "",
        opened_at=timezone.localtime(case.opened_at), closed_at=case.closed_at and timezone.localtime(case.closed_at),
        outcome=case.outcome, due_at=case.due_at and timezone.localtime(case.due_at), next_due_at=due,
        next_clock=call.clock if call else case.next_clock,
        state_of_clock=_call_state(call, now) if call else clock_state(case, warn_at, now),
        left=worked(calendar, now, due), late=worked(calendar, due, now), held=stay.worked if stay else NOTHING,
        sample=case.sample,
    )  # fmt: skip


def worked(calendar: Calendar, begin: datetime | None, end: datetime | None) -> timedelta:
    """The working time between two instants; none when one of them is missing or the second is not later."""
    if begin is None or end is None or end <= begin:
        return NOTHING
    return open_time(calendar, begin, end, provisional=True)


def find_open_case(actor: Actor, number: str) -> int:
    """The open case of this number that the actor sees; refuses (`no_such_target`) when there is none or several."""
    places = Area.objects.filter(in_area(actor.area_path, "path")).values("pk")
    found = cases_seen_by(actor).filter(area__in=places, number=number.strip().upper(), closed_at=None)
    rows = list(found.values_list("pk", flat=True)[:2])
    if len(rows) != 1:
        raise Refused(
            "no_such_target", _("There is no open case of this number in your area."), field="to",
            mend=_("Copy the number from the other case."),
        )  # fmt: skip
    return rows[0]
