"""The requests of the sample district: opened and moved by the acts themselves, at moments that lie behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Role, permissions_of
from mashang.cases.acts import closing, handling
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.models import Case
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import Calendar, add_open_time, load_calendar
from mashang.register.models import FirmMember, Occupancy

LOOK_BACK = 120  # days: the oldest request of the sample lies within them
Step = Callable[["_Told"], object]


@dataclass(frozen=True, slots=True)
class _Told:
    """A case of the sample and who acts: the office, its head, and the firm's own side."""

    case: Case
    office: Actor
    head: Actor
    firm: Actor
    other: int
    twin: int
    words: Mapping[str, str]


def load_sample_cases(*, actor: Actor, said: Mapping[str, Any], now: datetime | None = None) -> int:
    """Open and move the requests of content/demo/cases.yaml; returns how many. Nothing when there is any case already.

    `said` is the content: `words` that are said along the way, and `cases`. Each has `ago` (working hours before now at which it came) and `way`, one of WAYS. They are marked as sample; nobody's
    real name or number stands in them. Refuses who may not lay out areas, as the loading of the district does.
    """
    actor.require("areas.manage")
    if Case.objects.exists():
        return 0
    moment, calendar = timezone.localtime(now), load_calendar()
    firms, people = _firms(), _people()
    twins: dict[int, int] = {}
    for one in sorted(said["cases"], key=lambda row: -row["ago"]):
        stay = firms[one["of"] % len(firms)]
        _play(calendar, moment, one, stay, people, twins, said["words"])
    return len(said["cases"])


def _firms() -> list[Occupancy]:
    """One room of each of the first forty firms that have one; the firm with an account of its own among them."""
    rooms = Occupancy.objects.filter(retracted_at=None, span__upper_inf=True).select_related("firm", "unit", "tower")
    own = FirmMember.objects.values_list("firm_id", flat=True)
    first = list(rooms.filter(firm__in=own).order_by("firm_id", "pk")[:1])
    others = rooms.exclude(firm__in=own).order_by("firm_id", "pk").distinct("firm_id")[:400]
    return [*first, *list(others)[::10]]


def _people() -> dict[str, Actor]:
    """One person for each role that acts here, and the owner of the firm that has an account."""
    found: dict[str, Actor] = {}
    for role in (
        Role.SERVICE_OFFICER,
        Role.WINDOW_CLERK,
        Role.SECTION_HEAD,
        Role.TOWER_STEWARD,
        Role.FIRM_OWNER,
        Role.AGENT,
    ):
        held = Membership.objects.filter(role=role, ended_at=None).select_related("user").order_by("pk").first()
        if held is not None:
            face = "portal" if role == Role.FIRM_OWNER else "desk"
            found[role] = actor_for(held.user, role=role, face=face)
    return found


def _play(
    calendar: Calendar,
    now: datetime,
    one: Mapping[str, Any],
    stay: Occupancy,
    people: Mapping[str, Actor],
    twins: dict[int, int],
    words: Mapping[str, str],
) -> None:
    begun = hours_before(calendar, now, float(one["ago"]))
    portal = str(one["way"]).endswith("_portal") or one["way"] == "rated_low"
    clerk = people[Role.WINDOW_CLERK]
    firm = _firm_side(people, stay)
    asking = Asking(
        item=one["item"], title=one["title"], text=one["text"], wish=one.get("wish", ""), firm_id=stay.firm_id,
        tower_id=stay.tower_id, place=stay.unit.room,
    )  # fmt: skip
    channel = "portal" if portal else "phone" if one["of"] % 3 else "window"
    with at(begun):
        case = open_case(actor=firm if portal else clerk, channel=channel, asking=asking, at=begun, sample=True)
    twin = twins.get(stay.firm_id, 0)
    if one["way"] in ("taken", "taken_portal", "papers"):  # those that stay open may have another joined to them
        twins[stay.firm_id] = case.pk
    told = _Told(
        case,
        people[Role.SERVICE_OFFICER],
        people[Role.SECTION_HEAD],
        firm,
        people[Role.AGENT].user_id or 0,
        twin,
        words,
    )
    for hours, step in WAYS[str(one["way"]).removesuffix("_portal")]:
        with at(min(add_open_time(calendar, begun, timedelta(hours=hours), provisional=True), now)):
            step(told)


def _firm_side(people: Mapping[str, Actor], stay: Occupancy) -> Actor:
    """The owner's account where it is theirs; else the firm itself, of which the sample knows no person."""
    owner = people[Role.FIRM_OWNER]
    if stay.firm_id in (owner.firm_ids or ()):
        return owner
    return Actor(
        user_id=None, name=stay.firm.name, role=Role.FIRM_OWNER, permissions=frozenset(permissions_of(Role.FIRM_OWNER)),
        firm_ids=frozenset({stay.firm_id}), face="portal",
    )  # fmt: skip


def _take(told: _Told) -> object:
    return handling.take_in_hand(actor=told.office, case_id=told.case.pk, words=told.words["take"])


def _papers(told: _Told) -> object:
    return handling.ask_for_papers(actor=told.office, case_id=told.case.pk, gaps=told.words["papers"])


def _papers_in(told: _Told) -> object:
    return handling.hand_papers_in(actor=told.firm, case_id=told.case.pk, words=told.words["papers_in"])


def _answer(told: _Told, outcome: str = "solved", words: str = "answer") -> object:
    return handling.answer_case(actor=told.office, case_id=told.case.pk, outcome=outcome, words=told.words[words])


def _confirm(told: _Told) -> object:
    return closing.confirm_closure(actor=told.firm, case_id=told.case.pk)


def _rate(told: _Told, level: int, words: str = "") -> object:
    return closing.rate_case(actor=told.firm, case_id=told.case.pk, level=level, words=told.words.get(words, ""))


def _reopen(told: _Told) -> object:
    return closing.reopen_case(actor=told.firm, case_id=told.case.pk, words=told.words["reopen"])


def _special(told: _Told) -> object:
    until = timezone.localdate() + timedelta(days=45)
    return handling.begin_special(actor=told.office, case_id=told.case.pk, reason=told.words["special"], until=until)


def _hand_over(told: _Told) -> object:
    return handling.hand_over_case(
        actor=told.office, case_id=told.case.pk, user_id=told.other, reason=told.words["hand_over"]
    )


def _refuse(told: _Told) -> object:
    return handling.refuse_case(actor=told.office, case_id=told.case.pk, door="lawsuit", words=told.words["refuse"])


def _withdraw(told: _Told) -> object:
    return handling.withdraw_case(actor=told.office, case_id=told.case.pk, reason=told.words["withdraw"])


def _join(told: _Told) -> object:
    return handling.join_case(actor=told.office, case_id=told.case.pk, to_id=told.twin)


def _note(told: _Told) -> object:
    return handling.write_note(actor=told.office, case_id=told.case.pk, words=told.words["note"])


# What is done with a case and how many working hours after it came.
WAYS: dict[str, Sequence[tuple[float, Step]]] = {
    "new": (),
    "taken": ((1.5, _take), (4, _note)),
    "papers": ((2, _take), (5, _papers)),
    "papers_in": ((2, _take), (5, _papers), (18, _papers_in)),
    "answered": ((1, _take), (16, _answer)),
    "confirmed": ((1, _take), (14, _answer), (20, _confirm), (20.2, partial(_rate, level=5))),
    "reopened": ((1, _take), (12, _answer), (22, _reopen)),
    "rated_low": ((3, _take), (40, partial(_answer, outcome="explained", words="explained")), (44, _confirm), (44.2, partial(_rate, level=2, words="rated_low"))),
    "special": ((2, _take), (8, _special)),
    "handed": ((1, _take), (3, _hand_over)),
    "refused": ((2, _refuse),),
    "withdrawn": ((1, _take), (6, _withdraw)),
    "joined": ((0.5, _join),),
}  # fmt: skip


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within, it is that moment for the acts, in one transaction of their own.

    The acts ask the clock themselves, as they must in life; only the sample, which writes a past before anybody works
    with it, sets the clock of its own process back.
    """
    with patch.object(timezone, "now", lambda: moment), transaction.atomic():
        yield


def hours_before(calendar: Calendar, now: datetime, hours: float) -> datetime:
    """The instant since which the office was open for so many hours."""
    left, spans, day = timedelta(hours=hours), [], timezone.localdate(now)
    for _turn in range(LOOK_BACK):
        if calendar.works(day, provisional=True):
            for opens, closes in reversed(calendar.hours_on(day)):
                begin = datetime.combine(day, opens, now.tzinfo)
                end = min(datetime.combine(day, closes, now.tzinfo), now)
                if begin < end:
                    spans.append((begin, end))
        day -= timedelta(days=1)
    for begin, end in spans:
        if end - begin >= left:
            return end - left
        left -= end - begin
    return spans[-1][0]
