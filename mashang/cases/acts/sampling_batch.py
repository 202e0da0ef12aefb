"""The sample's batch: its cases opened, accepted, planned and half of them called on by the acts, at times that are past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mashang.accounts.models import Department, User
from mashang.cases.acts.batch_visiting import record_result, send_item_back, start_tour
from mashang.cases.acts.batches import accept_batch, propose_batch
from mashang.cases.acts.handling import take_in_hand
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.touring import move_visit, plan_batch
from mashang.cases.models import Batch, BatchItem
from mashang.cases.reads.batch_plans import Planning
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import Calendar, add_workdays, load_calendar
from mashang.register.models import FirmMember, Occupancy, Tower

SIGNATURE = Path(__file__).resolve().parents[3] / "content" / "demo" / "signature.png"
LOOK_BACK = 30  # days
Said = Mapping[str, Any]


def load_sample_batch(*, actor: Actor, said: Said) -> Batch | None:
    """Let the batch of content/demo/batch.yaml happen up to now, and open the cases of its offer.

    Accepted two working days ago and called on since; what is left is of today or of the next working day. None when there is a batch already, and where the
    sample has too few firms. Refuses who may not lay out areas.
    """
    actor.require("areas.manage")
    if Batch.objects.exists():
        return None
    now, calendar = timezone.localtime(), load_calendar()
    days = _days(calendar, timezone.localdate())
    told, people = said["batch"], {login: _actor(login) for login in ("window", "head", *said["batch"]["team"])}
    with _at(days[0], time(9)):
        cases = _open(people["window"], told)
        offered = _open(people["window"], said["offer"])
    with _at(days[0], time(11)):
        for case_id in offered:  # contacted in time; nobody handles them one by one while a batch is near
            take_in_hand(actor=people["officer"], case_id=case_id)
    batch = _accepted(people, told, days[0], cases)
    if batch is None:
        return None
    _plan(people["head"], batch, told, days)
    _ask_for_another_time(batch, days)
    _visit(people, batch, told["results"], days, now)
    return batch


def _days(calendar: Calendar, today: date) -> list[date]:
    """The day of acceptance, one day of the tour that is over, and the one that is today or next."""
    back = [date.fromordinal(today.toordinal() - no) for no in range(1, LOOK_BACK)]
    worked = [day for day in back if calendar.works(day, provisional=True)][:2]
    return [worked[1], worked[0], add_workdays(calendar, worked[0], 1, provisional=True)]


def _open(clerk: Actor, told: Said) -> list[int]:
    return [
        open_case(
            actor=clerk, channel="window", sample=True,
            asking=Asking(
                item=told["item"], title=told["title"], text=told["text"], firm_id=stay.firm_id, tower_id=stay.tower_id,
                place=stay.unit.room,
            ),
        ).pk
        for stay in _stays(told["towers"])
    ]  # fmt: skip


def _stays(towers: Sequence[Said]) -> list[Occupancy]:
    """So many firms of each tower as it says, each with a room."""
    found: list[Occupancy] = []
    for one in towers:
        rows = Occupancy.objects.filter(
            tower__code=one["code"], retracted_at=None, firm__merged_into=None
        ).exclude(unit__room="").select_related("unit").order_by("firm_id", "pk").distinct("firm_id")  # fmt: skip
        own = list(rows.filter(firm__in=_own_firms(), span__contains=timezone.localdate())[:1])
        others = rows.exclude(firm__in=_own_firms()).filter(span__upper_inf=True)
        found += [*own, *others[: one["firms"] - len(own)]]
    return found


def _own_firms() -> QuerySet[FirmMember, int | None]:
    """The firms of the sample that have people with an account."""
    return FirmMember.objects.filter(firm__isnull=False).values_list("firm_id", flat=True)


def _accepted(people: Mapping[str, Actor], told: Said, day: date, cases: Sequence[int]) -> Batch | None:
    tower = Tower.objects.filter(code=told["towers"][0]["code"]).first()
    department = Department.objects.filter(name_zh=told["department"], closed_on=None).first()
    if tower is None or department is None or len(cases) < 21:
        return None
    with _at(day, time(9, 40)):
        batch = propose_batch(
            actor=people["head"], item=told["item"], park_id=tower.park_id, case_ids=cases, department_id=department.pk,
            title=told["title"], sample=True,
        )  # fmt: skip
    with _at(day, time(10, 20)):
        return accept_batch(actor=people["liaison"], batch_id=batch.pk)


def _plan(head: Actor, batch: Batch, told: Said, days: Sequence[date]) -> None:
    towers = {tower.code: tower.pk for tower in Tower.objects.filter(code__in=[one["code"] for one in told["towers"]])}
    windows = {
        towers[one["code"]]: [{"day": "", "from": begin, "to": end} for begin, end in one["windows"]]
        for one in told["towers"]
    }
    planning = Planning(
        team=tuple((user.pk, 1) for user in User.objects.filter(login__in=told["team"])), days=tuple(days[1:]),
        minutes_each=told["minutes_each"], windows=windows,
        meeting_points={towers[one["code"]]: one["meeting_point"] for one in told["towers"]},
    )  # fmt: skip
    with _at(days[0], time(16)):
        plan_batch(actor=head, batch_id=batch.pk, planning=planning)


def _ask_for_another_time(batch: Batch, days: Sequence[date]) -> None:
    """The firm with an account of its own is called on in the last afternoon, as it asked on the portal."""
    item = BatchItem.objects.filter(batch=batch, case__firm__in=_own_firms()).order_by("no").first()
    if item is None:
        return
    with _at(days[0], time(16, 30)):
        owner = actor_for(User.objects.get(login="owner"), face="portal")
        move_visit(
            actor=owner, item_id=item.pk, windows=[{"day": days[-1].isoformat(), "from": "14:30", "to": "17:30"}]
        )


def _visit(
    people: Mapping[str, Actor], batch: Batch, results: Sequence[Said], days: Sequence[date], now: datetime
) -> None:
    """Each item at its time, as far as that is past."""
    signature, no = SIGNATURE.read_bytes(), 0
    for day in days[1:]:
        begin = timezone.make_aware(datetime.combine(day, time(8, 30)))
        due = list(BatchItem.objects.filter(batch=batch, stop__tour__day=day).order_by("planned_at", "no"))
        if begin > now or not due:
            return
        with _at(day, time(8, 30)):
            start_tour(actor=people["officer"], batch_id=batch.pk)
        for item in due:
            if item.planned_at is None or item.planned_at > now:
                return
            told = results[no] if no < len(results) else results[0]
            with _now(timezone.localtime(item.planned_at)):
                _record(people["liaison"], item.pk, told, signature)
            no += 1


def _record(actor: Actor, item_id: int, told: Said, signature: bytes) -> None:
    if told["result"] == "papers":
        send_item_back(actor=actor, item_id=item_id, gaps=told["words"])
    else:
        record_result(
            actor=actor, item_id=item_id, result=told["result"], words=told["words"], signature=signature
        )  # fmt: skip


def _actor(login: str) -> Actor:
    return actor_for(User.objects.get(login=login))


def _at(day: date, clock: time) -> Any:
    return _now(timezone.make_aware(datetime.combine(day, clock)))


@contextmanager
def _now(moment: datetime) -> Iterator[None]:
    """The acts ask the clock themselves; for the sample, which makes up a past, it shows this moment."""
    with patch("django.utils.timezone.now", return_value=moment), transaction.atomic():
        yield
