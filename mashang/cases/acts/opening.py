"""Opening a case, by any door. The same key opens it once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import (
    CASE,
    desk_url,
    firm_people,
    in_force,
    make_notices,
    move_of,
    office_people,
    portal_url,
    respond_clock,
    solve_clock,
    text_of,
)
from mashang.cases.models import Case, CaseText
from mashang.cases.reads.receivers import find_receiver, present
from mashang.cases.reads.rules import rules_of
from mashang.cases.rules.items import find_item
from mashang.cases.rules.routing import Rule, Told, role_of, route
from mashang.cases.sealing import phone_index, seal_asker
from mashang.clocks.acts.running import Begin, new_deadlines
from mashang.clocks.models import Deadline
from mashang.clocks.reads.grounds import grounds_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.refs import new_ref
from mashang.kernel.text import _
from mashang.kernel.workdays import LONGEST, is_open
from mashang.notices.acts import people_to_tell
from mashang.register.models import Tower
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.register.rules.phones import clean_phone
from mashang.trail.acts import Deed, draw_ids, entry_of, insert_together, next_number, once

SERIES = "Q"
LONGEST_TITLE, LONGEST_TEXT = 120, 4_000
LONGEST_PROMISE = timedelta(hours=24 * LONGEST)
DRAWN = (Case, Deadline, Deadline)  # whose ids are drawn first, so that one statement writes all rows
DESK = frozenset({"window", "phone", "visit", "hotline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody asks for. Text as typed; `firm_id` and `tower_id` say where; `area_id` which office has it without a tower.

    `asker_name` and `asker_phone` are of a person without an account. `priority` is what the asker or the office says; a
    routing rule may raise it. `external` is source and number of the ticket elsewhere, `promised` the length that was
    promised there for the whole, which holds in place of our own. `external_due_at` is when that office wants it answered:
    it stands beside our own clock, and the earlier of both binds.
    """

    item: str
    title: str
    text: str = ""
    wish: str = ""
    kind: str = ""
    firm_id: int | None = None
    tower_id: int | None = None
    area_id: int | None = None
    place: str = ""
    asker_name: str = ""
    asker_phone: str = ""
    priority: str = Case.Priority.NORMAL
    external_source: str = ""
    external_no: str = ""
    promised: timedelta | None = None
    external_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Where:
    """The place of a case by its ids; `tower_code` is what routing rules name."""

    area_id: int
    path: str
    district_id: int
    firm_id: int | None = None
    tower_id: int | None = None
    tower_code: str = ""


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    channel: str,
    asking: Asking,
    key: UUID | None = None,
    at: datetime | None = None,
    sample: bool = False,
) -> Case:
    """Take what somebody asks for: number, first receiver by the routing rules, clocks of first contact and of the whole.

    `key` makes it happen once however often it is sent. At a window or on the telephone the actor is the first receiver
    and stays it; elsewhere the rules choose one. The asker gets a receipt, the receiver a notice. `at` is when it was received
    (now if not given; tickets of another office bear their own, and before ours were in force only what was promised there
    runs). Refuses what has no title, an item that is not offered, a place out of reach, a promised length from whoever
    takes no tickets, and (`key_used_for_another_request`) other contents under one key.
    """
    claim = None
    if key is not None:
        claim = once(
            actor=actor, scope=f"{actor.face}.case.open", key=key, body=_body(channel, asking), result_kind=CASE,
            draw=DRAWN,
        )  # fmt: skip
    if claim is not None and claim.done and claim.result_id is not None:
        return Case.objects.get(pk=claim.result_id)
    _require_right(actor, channel)
    asking = _cleaned(actor, asking)
    where, moment = _where(actor, asking), at or timezone.now()
    rule = _rule_for(where, channel, asking, moment)
    case = _made(actor, channel, asking, where, rule, moment, sample)
    case.pk, *clock_ids = claim.drawn if claim else draw_ids(*DRAWN)
    begins = _clocks_of(case, moment, asking.promised, may_lack=at is not None)
    deadlines, changes = new_deadlines(actor=actor, begins=begins, ids=clock_ids)
    if (sooner := _sooner(case, deadlines, moment)) is not None:
        begins = _clocks_of(case, moment, sooner, may_lack=at is not None)
        deadlines, changes = new_deadlines(actor=actor, begins=begins, ids=clock_ids)
    _copy_ends(case, deadlines)
    _write(actor, case, asking, rule.name if rule else "", (deadlines, changes))
    return case


def _write(actor: Actor, case: Case, asking: Asking, reason: str, clocks: tuple[Sequence[Model], ...]) -> None:
    """All rows of a new case in one statement, and last: the series of numbers is locked from here to the commit."""
    moment = case.opened_at
    deed = Deed(
        CASE, case.pk, area_path=case.area_path, district_id=case.district_id,
        diff={"channel": case.channel, "item": case.item, "firm": case.firm_id, "officer": case.officer_id, "rule": case.routed_by},
    )  # fmt: skip
    texts = [
        text_of(actor, case, part, body, seen_by=CaseText.SeenBy.ALL, at=moment)
        for part, body in ((CaseText.Part.ASK, asking.text), (CaseText.Part.WISH, asking.wish))
    ]
    outside, inside = set(firm_people(case)), office_people(case, but=actor.user_id)
    people = people_to_tell(one for one in outside | inside if one)
    firm_side, office_side = ([one for one in people if one.pk in side] for side in (outside, inside))
    notices = [
        *make_notices(actor, case, topic="case.received", people=firm_side, key="open", url=portal_url(case)),
        *make_notices(actor, case, topic="case.given", people=office_side, key="open", url=desk_url(case)),
    ]
    year = timezone.localtime(moment).year
    case.number = f"{SERIES}-{year}-{next_number(case.area_id, SERIES, year):04d}"
    for notice in notices:
        notice.args = {**notice.args, "number": case.number}
    insert_together(
        [case],
        [move_of(actor, case, "open", "", at=moment, reason=reason)],
        [text for text in texts if text],
        *clocks,
        [entry_of(actor=actor, act="case.open", deed=deed)],
        or_leave=notices,
    )


def _body(channel: str, asking: Asking) -> str:
    return json.dumps([channel, asdict(asking)], ensure_ascii=False, sort_keys=True, default=str)


def _require_right(actor: Actor, channel: str) -> None:
    if channel in DESK:
        actor.require(Permission.CASE_OPEN)
    elif channel == Case.Channel.PORTAL:
        actor.require(Permission.OWN_CASE_ASK)
    elif not actor.may(Permission.OWN_CASE_ASK):  # a code or link whose holder the face has made sure of
        actor.require(Permission.CASE_OPEN)


def _cleaned(actor: Actor, asking: Asking) -> Asking:
    """The words without blanks around them; a title made of the text where none is given."""
    text, title = asking.text.strip(), " ".join(asking.title.split())
    title = title or " ".join(text.split())[:40]
    item = find_item(asking.item)
    if not title:
        raise Refused(
            "title_missing", _("Say in one line what it is about."), field="title", mend=_("A few words are enough.")
        )
    if asking.promised is not None or asking.external_due_at is not None:
        actor.require(Permission.CASE_TICKETS)
    if asking.promised is not None and not timedelta(seconds=1) <= asking.promised <= LONGEST_PROMISE:
        raise Refused(
            "strange_length", _("A promised time limit is longer than nothing and at most ten years."),
            field="promised", mend=_("Check when it was received and when it is due."),
        )  # fmt: skip
    if len(title) > LONGEST_TITLE:
        text, title = f"{title}\n{text}".strip(), title[: LONGEST_TITLE - 1] + "…"
    for name, value in (("text", text), ("wish", asking.wish)):
        if len(value) > LONGEST_TEXT:
            raise Refused(
                "too_long", _("This is longer than %(most)s characters.", most=LONGEST_TEXT), field=name,
                mend=_("Write it shorter, or attach it as a file."),
            )  # fmt: skip
    return replace(
        asking, title=title, text=text, wish=asking.wish.strip(), place=asking.place.strip()[:120],
        kind=asking.kind or item.kind, asker_phone=clean_phone(asking.asker_phone), asker_name=asking.asker_name.strip()[:60],
    )  # fmt: skip


def _where(actor: Actor, asking: Asking) -> _Where:
    """The area, firm and tower: of the tower, else the one that is named, else of the firm's home, else the actor's."""
    at: tuple[int, str, int] | None = None
    code = ""
    if asking.firm_id is not None:
        firms = firms_seen_by(actor).filter(pk=asking.firm_id)
        at = firms.values_list("home_area_id", "home_area__path", "home_area__district_id").first()
        if at is None:
            raise NotThere("no_such_firm", _("There is no such firm in your area."))
    if asking.tower_id is not None:
        towers = (
            towers_seen_by(actor)
            if actor.firm_ids is None
            else Tower.objects.filter(merged_into=None, retracted_at=None)
        )
        row = (
            towers.filter(pk=asking.tower_id).values_list("code", "area_id", "area__path", "area__district_id").first()
        )
        if row is None:
            raise NotThere("no_such_tower", _("There is no such tower in your area."))
        code, at = row[0], row[1:]
    if at is None or (asking.area_id is not None and asking.tower_id is None):
        areas = Area.objects.filter(pk=asking.area_id or actor.area_id or 0)
        at = areas.values_list("pk", "path", "district_id").first()
    if at is None:
        raise Refused("place_missing", _("Say which tower or firm it is about."), field="tower", mend=_("Choose one."))
    return _Where(*at, firm_id=asking.firm_id, tower_id=asking.tower_id, tower_code=code or "")


def _rule_for(where: _Where, channel: str, asking: Asking, moment: datetime) -> Rule | None:
    told = Told(
        kind=asking.kind, item=asking.item, priority=asking.priority, channel=channel, text=f"{asking.title}\n{asking.text}",
        tower=where.tower_code, area=where.path,
        open_hours=is_open(grounds_for([where.path]).calendar(where.path), timezone.localtime(moment)),
    )  # fmt: skip
    return route(rules_of(where.path), told)


def _made(
    actor: Actor, channel: str, asking: Asking, where: _Where, rule: Rule | None, moment: datetime, sample: bool
) -> Case:
    then: Mapping[str, Any] = rule.then if rule else {}
    day = timezone.localdate()
    officer = _officer(then, rule, where, day)
    at_desk = channel in DESK and actor.user_id is not None and channel != Case.Channel.HOTLINE
    case = Case(
        ref=new_ref(), area_id=where.area_id, area_path=where.path, district_id=where.district_id, kind=asking.kind,
        item=asking.item, channel=channel, firm_id=where.firm_id, tower_id=where.tower_id, place=asking.place, title=asking.title,
        priority=max((asking.priority, then.get("priority", "normal")), key=_PRESSING.index), opened_at=moment,
        officer_id=officer, first_receiver_id=actor.user_id if at_desk else officer,
        asked_by_id=None if channel in DESK else actor.user_id, routed_by=rule.code if rule else "",
        external_source=asking.external_source, external_no=asking.external_no, external_due_at=asking.external_due_at,
        sample=sample,
    )  # fmt: skip
    if asking.asker_phone or asking.asker_name:
        case.asker_sealed = seal_asker(asking.asker_name, asking.asker_phone, case.ref)
        case.phone_index = phone_index(asking.asker_phone) if asking.asker_phone else None
    return case


_PRESSING = ("normal", "urgent", "emergency")


def _officer(then: Mapping[str, Any], rule: Rule | None, where: _Where, day: date) -> int | None:
    if then.get("user"):
        return present(int(then["user"]), day)
    role = role_of(rule) if rule else "service_officer"
    return find_receiver(role, where.path, day, tower_id=where.tower_id)


def _clocks_of(case: Case, moment: datetime, promised: timedelta | None, *, may_lack: bool) -> list[Begin]:
    """The clocks of first contact and of the whole.

    `may_lack`: it was received at another time, when ours were perhaps not in force yet; then they do not begin.
    """
    lengths: list[tuple[str, timedelta | None]] = [(respond_clock(case), None), (solve_clock(case), promised)]
    if may_lack:
        lengths = [(clock, own) for clock, own in lengths if own is not None or in_force(case, clock, moment)]
    return [
        Begin(
            clock=clock, subject_kind=CASE, subject_id=case.pk, area_path=case.area_path, district_id=case.district_id,
            at=moment, provisional=True, promised=own,
        )
        for clock, own in lengths
    ]  # fmt: skip


def _sooner(case: Case, deadlines: Sequence[Deadline], moment: datetime) -> timedelta | None:
    """The length of the whole that the other office wants, where it ends before our own clock or no clock of ours runs."""
    wanted = case.external_due_at
    own = next((one.due_at for one in deadlines if one.clock == solve_clock(case)), None)
    return wanted - moment if wanted and wanted > moment and (own is None or wanted < own) else None


def _copy_ends(case: Case, deadlines: Sequence[Deadline]) -> None:
    """The case's own copies of when it is due."""
    if deadlines:
        first = min(deadlines, key=lambda one: one.due_at)
        case.next_due_at, case.next_clock = first.due_at, first.clock
    case.due_at = next((one.due_at for one in deadlines if one.clock == solve_clock(case)), None)
