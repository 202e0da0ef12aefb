"""What was on a visit: recorded once however often a phone sends it, amended on the same day, noted later."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.visit_moving import (
    keep_words,
    start_confirming,
    step_visit,
    take_visit,
    tell_visited,
    write_visit_move,
)
from mashang.cases.acts.visit_splitting import Problem, Said, propose_facts, split_out
from mashang.cases.acts.visits import count_for, new_visit, visit_area, visited_firm
from mashang.cases.models import Visit, VisitKind, VisitProblem, VisitText
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.trail.acts import once

FAST_CLOCK = timedelta(minutes=10)
LATEST = timedelta(hours=24 * 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a visitor writes down in two minutes. `met` names posts; `at` is when it was, by the device (now if not given)."""

    said: str
    mode: str = Visit.Mode.SITE
    kinds: tuple[str, ...] = ()
    met: str = ""
    at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    facts: tuple[Said, ...] = field(default=())


@transaction.atomic
def record_visit(
    *, actor: Actor, key: UUID, entry: Entry, visit_id: int | None = None, firm_id: int | None = None, sample: bool = False,
) -> Visit:  # fmt: skip
    """Record what was on a visit: a planned one, or one to a firm that nobody had planned.

    `key` is made on the phone: the same key records once, however often it is sent. What was said is kept, each problem
    becomes a case in the same transaction, what was heard becomes proposals; the firm is told and has five working days
    to say that it is not so. Refuses a visit that somebody else recorded meanwhile (`not_now`), empty words, a time that
    is to come or more than 31 days ago.
    """
    actor.require(Permission.VISIT_RECORD)
    body = json.dumps([visit_id, firm_id, asdict(entry)], ensure_ascii=False, sort_keys=True, default=str)
    claim = once(actor=actor, scope="desk.visit.record", key=key, body=body)
    if claim.done and claim.result_id is not None:
        return Visit.objects.get(pk=claim.result_id)
    at = _time_of(entry.at, sample)
    if not entry.said.strip() and not entry.problems:
        raise Refused("nothing_said", _("Write down what was said."), field="said", mend=_("A few words are enough."))
    visit, before = _to_record(actor, key, entry, visit_id, firm_id)
    visit.at, visit.recorded_at, visit.met, visit.sample = (
        at,
        at if sample else timezone.now(),
        entry.met.strip()[:120],
        sample,
    )
    if actor.user_id and actor.user_id not in visit.visitors:
        visit.visitors = [*visit.visitors, actor.user_id]
    if before:
        _take_over(visit, entry)
        step_visit(actor, visit, "record", also=["at", "recorded_at", "met", "visitors", "kinds", "mode"])
    else:
        visit.state = Visit.State.RECORDED
        visit.save()
        write_visit_move(actor, visit, "record", "", diff={"firm": visit.firm_id})
    count_for(visit, timezone.localdate(at))
    keep_words(actor, visit, VisitText.Part.SAID, entry.said)
    split_out(actor, visit, entry.problems, sample=sample)
    propose_facts(actor, visit, entry.facts)
    start_confirming(actor, visit)
    tell_visited(actor, visit, topic="visit.recorded", key="record")
    claim.keep("visit", visit.pk)
    return visit


@transaction.atomic
def amend_visit(
    *, actor: Actor, visit_id: int, said: str, met: str = "", kinds: Iterable[str] = (), mode: str = ""
) -> Visit:
    """Put right what was recorded, on the day it was recorded and by whoever recorded it; what stood before is kept.

    Later, and for everybody else, there are notes (`note_on_visit`).
    """
    visit = take_visit(actor, visit_id)
    by = visit.moves.filter(act="record").values_list("by", flat=True).first()
    same_day = visit.recorded_at is not None and timezone.localdate(visit.recorded_at) == timezone.localdate()
    if visit.recorded_at is not None and (by != actor.user_id or not same_day):
        raise Refused(
            "day_over", _("What was recorded is put right on the same day only, by whoever recorded it."),
            mend=_("Add a note to it instead."),
        )  # fmt: skip
    if not said.strip():
        raise Refused("nothing_said", _("Write down what was said."), field="said", mend=_("A few words are enough."))
    visit.met = met.strip()[:120]
    _take_over(visit, Entry(said=said, kinds=tuple(kinds), mode=mode or visit.mode))
    step_visit(actor, visit, "amend", also=["met", "kinds", "mode"])
    visit.texts.filter(part=VisitText.Part.SAID, replaced_at=None).update(replaced_at=timezone.now())
    keep_words(actor, visit, VisitText.Part.SAID, said)
    return visit


@transaction.atomic
def note_on_visit(*, actor: Actor, visit_id: int, words: str, key: UUID | None = None) -> Visit:
    """Add what came to light later. The firm does not read it. The same key adds it once."""
    visit = take_visit(actor, visit_id)
    claim = once(actor=actor, scope="desk.visit.note", key=key, body=words) if key else None
    if claim is not None and claim.done:
        return visit
    if not words.strip():
        raise Refused("note_missing", _("Write the note."), field="words", mend=_("A few words are enough."))
    step_visit(actor, visit, "note")
    keep_words(actor, visit, VisitText.Part.NOTE, words)
    if claim is not None:
        claim.keep("visit", visit.pk)
    return visit


@transaction.atomic
def split_problem(*, actor: Actor, visit_id: int, problem: Problem, key: UUID | None = None) -> VisitProblem:
    """One more problem out of a visit that is recorded: a case of its own, whose first receiver is whoever splits it out."""
    visit = take_visit(actor, visit_id)
    claim = once(actor=actor, scope="desk.visit.split", key=key, body=f"{visit_id} {problem.title}") if key else None
    if claim is not None and claim.done and claim.result_id is not None:
        return VisitProblem.objects.get(pk=claim.result_id)
    made = split_out(actor, visit, (problem,))[0]
    if claim is not None:
        claim.keep("visit_problem", made.pk)
    return made


def _to_record(actor: Actor, key: UUID, entry: Entry, visit_id: int | None, firm_id: int | None) -> tuple[Visit, str]:
    """The planned visit under lock with its state, or a new one that is not written yet."""
    if visit_id is not None:
        visit = take_visit(actor, visit_id)
        return visit, visit.state
    if firm_id is None:
        raise Refused("no_firm", _("Say which firm was visited."), field="firm", mend=_("Choose one."))
    firm = visited_firm(actor, firm_id)
    visit = new_visit(
        actor, firm, visit_area(actor, firm), mode=entry.mode, kinds=entry.kinds, officer_id=actor.user_id, ref=key
    )
    return visit, ""


def _take_over(visit: Visit, entry: Entry) -> None:
    if entry.mode not in Visit.Mode.values:
        raise Refused("no_mode", _("Say how the visit is made."), field="mode", mend=_("Choose one of the list."))
    visit.mode, visit.kinds = entry.mode, [kind for kind in VisitKind.values if kind in entry.kinds]


def _time_of(at: datetime | None, sample: bool) -> datetime:
    now = timezone.now()
    if at is not None and at > now + FAST_CLOCK:
        raise Refused(
            "seen_to_come", _("The device says the visit was at a time that is still to come."), field="at",
            mend=_("Set the clock of the device, then send it again."),
        )  # fmt: skip
    if at is not None and not sample and at < now - LATEST:
        raise Refused(
            "too_long_ago", _("This visit was more than 31 days ago."), field="at",
            mend=_("Set the clock of the device, or write a note in the firm's file."),
        )  # fmt: skip
    return min(at or now, now)
