"""Ten requests with times that a person can follow by hand, and what belongs to them: calls, a batch, visits, a ruling.

Written as rows, past the acts, which would stamp today. All are of November 2026 in Shanghai time; the day is Friday the 20th.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Area, Department
from mashang.cases.models import (
    Campaign,
    CampaignFirm,
    Case,
    CaseMove,
    Rating,
    Ruling,
    Summons,
    Visit,
    VisitProblem,
    Whistle,
)
from mashang.clocks.models import Deadline, DeadlineChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mashang.register.models import Firm

ZONE = ZoneInfo("Asia/Shanghai")
Step = tuple[str, str, datetime]  # act, state after it, when
OPEN = ("received", "in_hand", "called", "carried", "done_waiting")


def at(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> datetime:
    """An instant of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def close(day: int) -> datetime:
    """The close of business of a day in November."""
    return at(day, 17, 30)


@contextmanager
def past_the_guards() -> Iterator[None]:
    """Write rows as they are meant, without the triggers that hold rows and moves together."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        yield
        cursor.execute("set local session_replication_role = origin")


def make_clock(
    case: Case, clock: str, begin: datetime, due: datetime, stopped: datetime | None = None, *, state: str = "",
    summons: Summons | None = None,
) -> Deadline:  # fmt: skip
    """A clock with the changes that it began with and, where it is stopped, ended with."""
    told = state or ("running" if stopped is None else "met" if stopped <= due else "missed")
    deadline = Deadline.objects.create(
        district_id=case.district_id, area_path=case.area_path, subject_kind="summons" if summons else "case",
        subject_id=summons.pk if summons else case.pk, clock=clock, start_at=begin, unit="wd", length=7,
        calendar_version="test", due_at=due, warn_at=begin, state=told, stopped_at=stopped,
    )  # fmt: skip
    change(deadline, "start", begin, due)
    if stopped is not None:
        change(deadline, "void" if told == "void" else "stop", stopped, due)
    return deadline


def change(deadline: Deadline, kind: str, when: datetime, due: datetime) -> None:
    """A change of a clock, and the row as it stands after it."""
    DeadlineChange.objects.create(deadline=deadline, kind=kind, at=when, due_after=due, calendar_version="test")
    if kind in ("pause", "resume", "extend"):
        state = {"pause": "paused"}.get(kind, "running")
        Deadline.objects.filter(pk=deadline.pk).update(
            due_at=due, state=state, paused_since=when if kind == "pause" else None
        )


def stop(deadline: Deadline, when: datetime) -> None:
    """End a clock that runs."""
    state = "met" if when <= deadline.due_at else "missed"
    Deadline.objects.filter(pk=deadline.pk).update(state=state, stopped_at=when)
    change(deadline, "stop", when, deadline.due_at)


def make_case(
    area: Area, no: int, opened: datetime, *steps: Step, firm: Firm | None = None, item: str = "property"
) -> Case:
    """A case that took these steps; it stands as the last one left it."""
    before, state = "received", steps[-1][1] if steps else "received"
    case = Case.objects.create(
        ref=uuid4(), area=area, area_path=area.path, district_id=area.district_id, number=f"Q-2026-{no:04d}", item=item,
        channel="window", firm=firm, title="电梯停了", state=state, opened_at=opened,
        hands="nobody" if state not in OPEN else "office",
        closed_at=steps[-1][2] if steps and state not in OPEN else None,
    )  # fmt: skip
    CaseMove.objects.create(case=case, act="open", from_state="", to_state="received", hands="office", at=opened)
    for act, to, when in steps:
        CaseMove.objects.create(case=case, act=act, from_state=before, to_state=to, hands="office", at=when)
        before = to
    return case


@dataclass
class Promises:
    """What was made, by the numbers of the cases."""

    cases: dict[int, Case]
    clocks: dict[int, Deadline]
    firms: Sequence[Firm]


def make_promises(area: Area, firms: Sequence[Firm]) -> Promises:
    """The scene. One request is answered late and reopened, one is closed in silence, one is left out of two rates."""
    one, two, three = firms
    asked: tuple[tuple[int, datetime, Firm | None, str, tuple[Step, ...]], ...] = (
        (1, at(2), one, "property", (("answer", "done_waiting", at(4)), ("confirm", "closed", at(5)))),
        (2, at(2), one, "tax", (("answer", "done_waiting", close(12)), ("reopen", "in_hand", at(13, 10)))),
        (3, at(3, 14), one, "property", (("answer", "done_waiting", at(3, 16)), ("silence", "closed", at(11, 10)))),
        (4, at(4), three, "property", (("answer", "done_waiting", at(6)), ("silence", "closed", at(16)))),
        (5, at(5), two, "property", (("take", "in_hand", at(5, 9, 30)),)),
        (6, at(5), three, "tax", (("take", "in_hand", at(6)),)),
        (7, at(16), None, "property", ()),
        (8, at(6), two, "property", (("take", "in_hand", at(6, 10)),)),
        (9, at(4, month=5), one, "property", (("answer", "done_waiting", at(6, month=5)), ("confirm", "closed", at(7, month=5)))),
        (10, at(3), three, "staff", (("carry_over", "carried", at(10)),)),
        (11, at(2), None, "tax", (("answer", "done_waiting", at(5)), ("silence", "closed", at(12)))),
        (12, at(2), None, "tax", (("answer", "done_waiting", at(17)), ("withdraw", "withdrawn", at(18)))),
    )  # fmt: skip
    with past_the_guards():
        cases = {
            no: make_case(area, no, opened, *steps, firm=firm, item=item) for no, opened, firm, item, steps in asked
        }
        clocks = _clocks(cases)
        Rating.objects.create(case=cases[1], round=1, level=5, at=at(5))
        Rating.objects.create(case=cases[2], round=1, level=1, at=at(13, 10))
        for rate in ("response", "on_time"):
            leave_out(cases[4], rate, at(18))
        _call(cases[2], area)
        _visits(area, firms, cases)
    return Promises(cases, clocks, firms)


def _clocks(cases: dict[int, Case]) -> dict[int, Deadline]:
    contacts: dict[int, tuple[datetime, datetime | None]] = {
        1: (close(3), at(2, 10)), 2: (close(3), at(4)), 3: (close(4), at(3, 15)), 4: (close(5), at(9)),
        5: (close(6), at(5, 9, 30)), 6: (close(6), at(6)), 7: (close(17), None), 8: (close(9), at(6, 10)),
        9: (at(5, 17, 30, 5), at(4, 10, 0, 5)), 10: (close(4), at(3, 10)),
    }  # fmt: skip
    for no, (due, done) in contacts.items():
        make_clock(cases[no], "case_respond", cases[no].opened_at, due, done)
    answers: dict[int, tuple[datetime, datetime | None]] = {
        1: (close(11), at(4)), 2: (close(11), close(12)), 3: (close(12), at(3, 16)), 4: (close(5), at(6)),
        5: (close(16), None), 6: (close(16), None), 7: (close(25), None), 8: (close(17), None),
        9: (at(13, 17, 30, 5), at(6, month=5)),
    }  # fmt: skip
    clocks = {no: make_clock(cases[no], "case_solve", cases[no].opened_at, *told) for no, told in answers.items()}
    make_clock(cases[2], "case_solve", at(13, 10), close(24))
    change(clocks[6], "pause", at(10), close(16))
    change(clocks[8], "extend", at(12), close(24))
    make_clock(cases[10], "case_solve", at(3), close(12), at(10), state="void")
    make_clock(cases[11], "batch", at(2), close(11), at(5))
    make_clock(cases[12], "batch", at(2), close(11), at(17))
    return clocks


def leave_out(case: Case, rate: str, when: datetime) -> Ruling:
    """A granted ruling that a case does not count in a rate."""
    return Ruling.objects.create(
        case=case, kind="exclusion", state="granted", rate=rate, basis="台风停业，非办理原因", asked_at=when - timedelta(hours=4),
        ruled_at=when, reason="情况属实", area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip


def _call(case: Case, area: Area) -> None:
    """Two departments called over a case: one reports in on time, the other not at all."""
    placed = {"area_path": case.area_path, "district_id": case.district_id}
    whistle = Whistle.objects.create(
        case=case,
        area=area,
        number="S-2026-0001",
        kind="hard",
        state="through",
        blown_at=at(9),
        ruled_at=at(9),
        **placed,
    )
    for part, name, reported in (("lead", "区住建局", at(9, 16)), ("assist", "区城管局", None)):
        summons = Summons.objects.create(
            case=case, whistle=whistle, department=Department.objects.create(area=area, name_zh=name), part=part, asked="看一下",
            state="reported" if reported else "called", called_at=at(9), reported_at=reported, **placed,
        )  # fmt: skip
        make_clock(case, "report_in", at(9), close(10), reported, summons=summons)


def _visits(area: Area, firms: Sequence[Firm], cases: dict[int, Case]) -> None:
    """A campaign over three firms: one visited, with two problems, one missed, one that is not due yet."""
    placed = {"area_path": area.path, "district_id": area.district_id}
    campaign = Campaign.objects.create(
        area=area,
        name="四季走访",
        span=DateRange(date(2026, 10, 1), date(2027, 1, 1)),
        opened_at=at(1, month=10),
        **placed,
    )
    visit = Visit.objects.create(
        ref=uuid4(), area=area, number="V-2026-0001", firm=firms[0], campaign=campaign, at=at(3), recorded_at=at(3, 11),
        state="split", **placed,
    )  # fmt: skip
    for firm, due, made in (
        (firms[0], date(2026, 11, 10), visit),
        (firms[1], date(2026, 11, 20), None),
        (firms[2], date(2026, 12, 1), None),
    ):
        CampaignFirm.objects.create(campaign=campaign, firm=firm, due_on=due, visit=made, **placed)
    for no, number in enumerate((3, 10), start=1):
        VisitProblem.objects.create(visit=visit, no=no, case=cases[number])
