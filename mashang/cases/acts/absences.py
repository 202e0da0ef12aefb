"""Away, gone, or given up: nobody's matter is orphaned when an officer cannot follow it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, Role
from mashang.cases.acts.moving import step, tell
from mashang.cases.models import Absence, Case
from mashang.cases.reads.receivers import find_receiver, may_receive, present
from mashang.cases.reads.standing_in import may_stand_in, place_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.trail.acts import record

LONGEST = 366
MOST_AT_ONCE = 500


@transaction.atomic
def say_absence(
    *, actor: Actor, user_id: int, stand_in_id: int, first: date, last: date, hand_over: bool = True, reason: str = ""
) -> Absence:
    """Somebody is away from the first to the last day, and another stands in.

    New cases of these days go to the stand-in; with `hand_over` the open ones go there at once when the absence has begun.
    One says it of oneself, a section head of anybody of the area. Refuses days past, more than a year, a stand-in who may not
    do the work, and days that another absence of the person covers already.
    """
    area_path, district_id = _place(actor, user_id)
    _refuse_days(first, last)
    if not may_stand_in(user_id, stand_in_id, timezone.localdate()):
        raise Refused(
            "no_stand_in", _("This person may not do the work of the other one."), field="stand_in",
            mend=_("Choose somebody who holds the same kind of role in the same area or department."),
        )  # fmt: skip
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                user_id=user_id, stand_in_id=stand_in_id, span=DateRange(first, last + timedelta(days=1)),
                said_by_id=actor.user_id, area_path=area_path, district_id=district_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "absent_already", _("Another absence of this person covers some of these days."), field="first",
            mend=_("End that one first, or choose other days."),
        ) from error  # fmt: skip
    moved = 0
    if hand_over and first <= timezone.localdate():
        moved = _hand_over(actor, user_id, present(stand_in_id, timezone.localdate()), reason.strip())
    record(
        actor=actor, act="absence.say", subject_kind="user", subject_id=user_id, reason=reason.strip(),
        diff={"stand_in": stand_in_id, "from_on": first, "to_on": last, "cases": moved}, area_path=area_path, district_id=district_id,
    )  # fmt: skip
    queue(
        actor=actor, topic="absence.stand_in", key=f"absence:{absence.pk}", recipients=[stand_in_id], template="absence_stand_in",
        args={"away_id": user_id, "first_on": first, "last_on": last, "cases": moved}, subject_kind="user", subject_id=user_id,
        url="/desk/absences",
    )  # fmt: skip
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence_id: int) -> Absence:
    """The person is back earlier, or never went. Cases that were handed over stay where they are until handed back."""
    absence = Absence.objects.select_for_update().filter(pk=absence_id, ended_at=None).first()
    if absence is None or not actor.covers(absence.area_path):
        raise NotThere("no_such_absence", _("There is no such absence, or it has ended."))
    _require(actor, absence.user_id, absence.area_path)
    absence.ended_at = timezone.now()
    absence.save(update_fields=["ended_at"])
    record(
        actor=actor, act="absence.end", subject_kind="user", subject_id=absence.user_id, diff={"stand_in": absence.stand_in_id},
        area_path=absence.area_path, district_id=absence.district_id,
    )  # fmt: skip
    return absence


@transaction.atomic
def hand_over_all_cases(*, actor: Actor, from_id: int, to_id: int, reason: str) -> int:
    """Give the open cases of one officer to another, at most 500 at once; returns how many. The first receivers stay.

    One gives one's own, a section head anybody's of the area. Refuses without a reason and somebody who may not handle them.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("Write one sentence."))
    area_path, _district = _place(actor, from_id)
    if not may_receive(to_id, area_path, timezone.localdate()):
        raise Refused(
            "no_receiver", _("This person may not handle cases here."), field="to", mend=_("Choose another one.")
        )
    return _hand_over(actor, from_id, present(to_id, timezone.localdate()), reason.strip())


def release_cases(*, actor: Actor, membership_id: int, reason: str) -> None:
    """A role has ended: open cases that its holder may not handle any more go to whoever receives such cases now.

    Called by the doors, in the transaction that ends the role.
    """
    held = Membership.objects.select_related("area").get(pk=membership_id)
    day = timezone.localdate()
    for case in _open_cases_of(held.user_id, held.area.path):
        if not may_receive(held.user_id, case.area_path, day):
            _give(actor, case, find_receiver(held.role, case.area_path, day, tower_id=case.tower_id), reason)


def adopt_orphan_cases(*, actor: Actor, most: int = MOST_AT_ONCE) -> int:
    """Give open cases whose officer may not handle them any more to whoever may; returns how many. Each night, by the worker.

    What nobody at all may handle stays, and the board shows it.
    """
    day, adopted = timezone.localdate(), 0
    waiting = Case.objects.filter(closed_at=None).order_by("officer", "pk")
    fit: dict[tuple[int | None, str], bool] = {}
    for case in waiting.iterator(chunk_size=2_000):
        key = (case.officer_id, case.area_path)
        if key not in fit:
            fit[key] = case.officer_id is not None and may_receive(case.officer_id, case.area_path, day)
        if fit[key] or adopted >= most:
            continue
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            to = find_receiver(Role.SERVICE_OFFICER, case.area_path, day, tower_id=case.tower_id)
            if locked.officer_id == case.officer_id and to and to != case.officer_id:
                _give(actor, locked, to, "")
                adopted += 1
    return adopted


def _open_cases_of(user_id: int, area_path: str) -> list[Case]:
    cases = Case.objects.select_for_update().filter(
        officer=user_id, closed_at=None, area_path__gte=area_path, area_path__lt=f"{area_path}~"
    )
    return list(cases.order_by("pk")[:MOST_AT_ONCE])


def _hand_over(actor: Actor, from_id: int, to_id: int, reason: str) -> int:
    path = actor.area_path
    cases = (
        _open_cases_of(from_id, path)
        if path
        else list(
            Case.objects.select_for_update().filter(officer=from_id, closed_at=None).order_by("pk")[:MOST_AT_ONCE]
        )
    )
    for case in cases:
        _give(actor, case, to_id, reason, told=False)
    if cases:
        queue(
            actor=actor, topic="case.many_given", key=f"hand_over:{from_id}:{cases[-1].pk}:{timezone.now():%Y%m%d%H%M%S}",
            recipients=[to_id], template="case_many_given", args={"cases": len(cases), "away_id": from_id},
            subject_kind="user", subject_id=from_id, url="/desk/cases",
        )  # fmt: skip
    return len(cases)


def _give(actor: Actor, case: Case, to_id: int | None, reason: str, *, told: bool = True) -> None:
    """One case into another officer's hands; nothing changes when nobody is there to take it."""
    if to_id is None or to_id == case.officer_id:
        return
    before, case.officer_id = case.officer_id, to_id
    step(actor, case, "hand_over", reason=reason, also=["officer"], diff={"officer": [before, to_id]})
    if told:
        key = f"hand_over:{case.moves.count()}"
        tell(actor, case, topic="case.given", people=[to_id], key=key, url=f"/desk/cases/{case.pk}")


def _refuse_days(first: date, last: date) -> None:
    if last < timezone.localdate():
        raise Refused("day_past", _("These days are past."), field="last", mend=_("Name days that are still to come."))
    if last < first or (last - first).days > LONGEST:
        raise Refused(
            "strange_days", _("The last day comes before the first, or is more than a year later."), field="last"
        )


def _place(actor: Actor, user_id: int) -> tuple[str, int]:
    """The area in which a person works, by the actor's reach; refuses another's absence to who is no head there."""
    place = place_of(user_id, actor.area_path, timezone.localdate())
    if place is None:
        raise NotThere("no_such_person", _("There is no such person in your area."))
    _require(actor, user_id, place[0])
    return place


def _require(actor: Actor, user_id: int, area_path: str) -> None:
    if user_id == actor.user_id:
        return
    if not actor.may(Permission.CASE_RULE):
        raise NotAllowed(
            "heads_only", _("Only a section head says this of somebody else."), mend=_("Ask your section head.")
        )
    actor.require(Permission.CASE_RULE, area_path=area_path)
