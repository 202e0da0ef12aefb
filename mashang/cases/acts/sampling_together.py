"""What is handled together in the sample: a meeting to come, a cluster of three firms and a case in parts, by the acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Role
from mashang.cases.acts.clustering import cluster_cases
from mashang.cases.acts.handling import take_in_hand
from mashang.cases.acts.meetings import Calling, call_meeting
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.sampling import at, hours_before
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.models import Case, Meeting, Summons
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import add_workdays, load_calendar
from mashang.register.models import FirmMember, Occupancy

Said = Mapping[str, Any]
ROLES = (Role.SERVICE_OFFICER, Role.WINDOW_CLERK, Role.AGENT)


def load_sample_meetings(*, actor: Actor, said: Said, now: datetime | None = None) -> int:
    """Let happen what content/demo/together.yaml says, over the sample's towers and whistles; returns how many things.

    What the sample has no firms or no whistle for is left out. Nothing when there is any meeting or any part of a case.
    Refuses who may not lay out areas, as the loading of the district does.
    """
    actor.require("areas.manage")
    people = {role: found for role in ROLES if (found := _person(role)) is not None}
    if len(people) < len(ROLES) or Meeting.objects.exists() or Case.objects.filter(parent__isnull=False).exists():
        return 0
    moment = timezone.localtime(now)
    done = _meet(people[Role.SERVICE_OFFICER], said["meeting"], moment)
    return done + _gather(people, said["cluster"], moment) + _split(people, said["split"], moment)


def _person(role: Role) -> Actor | None:
    held = Membership.objects.filter(role=role, ended_at=None).select_related("user").order_by("pk").first()
    return None if held is None else actor_for(held.user, role=role, face="desk")


def _meet(officer: Actor, told: Said, now: datetime) -> bool:
    """The meeting of the departments of the first whistle whose lead has reported in, on the next working day."""
    at_work = {"case__sample": True, "state": Summons.State.REPORTED, "part": Summons.Part.LEAD}
    lead = Summons.objects.filter(**at_work).order_by("pk").first()
    if lead is None:
        return False
    day = add_workdays(load_calendar(), timezone.localdate(now), 1, provisional=True)
    calling = Calling(
        at=timezone.make_aware(datetime.combine(day, time.fromisoformat(told["at"]))), place=told["place"],
        topic=told["topic"], department_ids=[lead.department_id], with_firm=True,
    )  # fmt: skip
    call_meeting(actor=officer, case_id=lead.case_id, calling=calling)
    return True


def _gather(people: Mapping[Role, Actor], told: Said, now: datetime) -> bool:
    """As many firms of one tower ask the same, half an hour one after the other, and are handled as one ask."""
    stays = _stays(told["tower"], len(told["asks"]))
    if len(stays) < len(told["asks"]):
        return False
    cases = [
        _open(people, told, one, stay, now, told["ago"] - no / 2)
        for no, (one, stay) in enumerate(zip(told["asks"], stays, strict=True))
    ]
    with at(hours_before(load_calendar(), now, told["ago"] - len(cases) / 2)):
        cluster_cases(actor=people[Role.SERVICE_OFFICER], lead_id=cases[0], case_ids=cases[1:])
    return True


def _split(people: Mapping[Role, Actor], told: Said, now: datetime) -> bool:
    """One firm's case in parts: the first stays with the officer, the others go to the agent."""
    stays = _stays(told["tower"], 1)
    if not stays:
        return False
    case_id, officer, agent = (
        _open(people, told, told, stays[0], now, told["ago"]),
        people[Role.SERVICE_OFFICER],
        people[Role.AGENT],
    )
    with at(hours_before(load_calendar(), now, told["ago"] - 1)):
        take_in_hand(actor=officer, case_id=case_id)
    with at(hours_before(load_calendar(), now, told["ago"] - 2)):
        pieces = [
            Piece(title=one["title"], text=one["text"], officer_id=(agent if no else officer).user_id)
            for no, one in enumerate(told["parts"])
        ]
        split_case(actor=officer, case_id=case_id, pieces=pieces)
    return True


def _stays(tower: str, most: int) -> list[Occupancy]:
    """One room each of so many firms of a tower that have no account of their own."""
    rooms = Occupancy.objects.filter(retracted_at=None, span__upper_inf=True, tower__code=tower)
    others = rooms.exclude(firm__in=FirmMember.objects.values("firm")).select_related("firm", "unit", "tower")
    return list(others.order_by("firm_id", "pk").distinct("firm_id")[:most])


def _open(
    people: Mapping[Role, Actor], told: Said, one: Said, stay: Occupancy, now: datetime, hours: float
) -> int:  # fmt: skip
    begun = hours_before(load_calendar(), now, hours)
    asking = Asking(
        item=told["item"], title=one["title"], text=one["text"], firm_id=stay.firm_id, tower_id=stay.tower_id,
        place=stay.unit.room,
    )  # fmt: skip
    with at(begun):
        case = open_case(actor=people[Role.WINDOW_CLERK], channel="window", asking=asking, at=begun, sample=True)
    return case.pk
