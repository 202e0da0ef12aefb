"""The meetings on site over a case: who was asked, what was agreed, and the file for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, roles_with
from mashang.cases.models import Case, Meeting, Summons, SummonsMove
from mashang.cases.reads.called import OUT, at_work
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.calendar_files import Event, write_calendar
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

LENGTH = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One measure: what, by whom, until when."""

    what: str
    who: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """One meeting as the office and the departments that were asked read it. `minutes` are empty before it was held."""

    id: int
    at: datetime
    place: str
    topic: str
    state: str
    guests: Sequence[str]
    with_firm: bool
    held_at: datetime | None
    minutes: str
    measures: Sequence[Agreed]
    reason: str


def list_meetings(case_id: int, *, department_id: int | None = None) -> list[Met]:
    """The meetings over a case that the caller has found, the newest first; of a department those it was asked to.

    A department that is out of the case reads only of what was held while it was called. Three queries, however many.
    """
    rows = Meeting.objects.filter(case=case_id)
    if department_id is not None:
        rows = _of_department(rows, department_id)
    return [_met(one) for one in _whole(rows).order_by("-pk")]


def get_meeting(actor: Actor, meeting_id: int) -> tuple[Case, Met]:
    """One meeting with its case within the actor's reach; a liaison's only where that department was asked."""
    rows = Meeting.objects.filter(pk=meeting_id, case__in=cases_seen_by(actor))
    if not actor.may(Permission.CASE_READ):
        rows = _of_department(rows, actor.department_id or 0)
    found = _whole(rows).select_related("case__tower", "case__firm", "minutes").first()
    if found is None:
        raise NotThere("no_such_meeting", _("There is no such meeting, or it lies outside your reach."))
    return found.case, _met(found)


def meeting_file(number: str, title: str, met: Met) -> tuple[str, bytes]:
    """Name and bytes of the calendar file of a meeting that is still to come; NotThere of any other.

    `number` and `title` are those of its case.
    """
    if met.state != Meeting.State.CALLED:
        raise NotThere("no_such_meeting", _("This meeting was held or called off already."))
    event = Event(
        uid=f"meeting-{met.id}@mashang", begin=met.at, end=met.at + LENGTH, title=f"{number} {title}", place=met.place,
        text=met.topic,
    )  # fmt: skip
    return f"{number}.ics", write_calendar([event], name=number, stamped_at=timezone.now())


def meeting_to_come(met: Sequence[Met]) -> Met:
    """The one that is still to come; NotThere when none is."""
    found = next((one for one in met if one.state == Meeting.State.CALLED), None)
    if found is None:
        raise NotThere("no_such_meeting", _("There is no such meeting, or it lies outside your reach."))
    return found


def list_invitable(area_path: str) -> list[tuple[int, str]]:
    """The people of the office who work with cases over a place today, by name; one query."""
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    held = Membership.objects.filter(
        area__path__in=above, role__in=roles_with(Permission.CASE_READ), span__contains=timezone.localdate(), ended_at=None,
        awaits_approval=False, user__is_active=True,
    )  # fmt: skip
    return list(held.values_list("user_id", "user__name").distinct().order_by("user__name", "user_id"))


def _of_department(rows: QuerySet[Meeting], department_id: int) -> QuerySet[Meeting]:
    own = Summons.objects.filter(case=OuterRef("case"), department=department_id)
    left_later = SummonsMove.objects.filter(
        summons=OuterRef("pk"), to_state__in=OUT, at__gte=OuterRef(OuterRef("held_at"))
    )
    at_it = own.filter(Exists(left_later), state__in=OUT, called_at__lte=OuterRef("held_at"))
    then = Q(Exists(at_it), state=Meeting.State.HELD)
    at_work_now = at_work(OuterRef("case")).filter(department=department_id)
    return rows.filter(Q(Exists(at_work_now)) | then, guests__department=department_id)


def list_called_departments(case_id: int) -> list[tuple[int, str]]:
    """The departments that are called to a case the caller has found, the lead first; one query."""
    found = at_work(case_id).select_related("department").order_by("-part", "pk")
    return list({one.department_id: local_name(one.department) for one in found}.items())


def _whole(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related("minutes").prefetch_related(
        "guests__department", "guests__user", "measures__department", "measures__user"
    )


def _met(one: Meeting) -> Met:
    guests = sorted(one.guests.all(), key=lambda guest: guest.pk)
    measures = sorted(one.measures.all(), key=lambda measure: measure.no)
    return Met(
        id=one.pk, at=one.at, place=one.place, topic=one.topic, state=one.state, with_firm=one.with_firm,
        guests=[_name(guest.department, guest.user) for guest in guests], held_at=one.held_at,
        minutes=one.minutes.body if one.minutes else "", reason=one.reason,
        measures=[Agreed(what=row.what, who=_name(row.department, row.user), due_on=row.due_on) for row in measures],
    )  # fmt: skip


def _name(department: object, user: object) -> str:
    return local_name(department) if department is not None else str(getattr(user, "name", ""))  # type: ignore[arg-type]
