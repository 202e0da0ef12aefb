"""The firm confirms, reopens, rates; silence closes; a low rating leads to a call-back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.asker_links import send_case_link
from mashang.cases.acts.handling import let_go, settle
from mashang.cases.acts.hanging import hanging_on
from mashang.cases.acts.moving import (
    CALLBACK,
    CASE,
    CONFIRM,
    PAPERS,
    end_clock,
    follow_clocks,
    moment_of,
    need_reason,
    say,
    solve_clock,
    start_clock,
    step,
    take_case,
    take_seen_case,
    tell,
    tell_firm,
    tell_officer,
    write_down,
)
from mashang.cases.acts.splitting import hold_whole
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case, CaseText, Rating
from mashang.cases.reads.receivers import people_with, present
from mashang.cases.rules.states import WORKING
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _

REOPEN_WITHIN = timedelta(hours=30 * 24)
LOW = 2  # of five: bad and very bad lead to a call-back


@written_once
def confirm_closure(*, actor: Actor, case_id: int) -> Case:
    """The firm says that it is settled. Only the firm's side may."""
    case = _firm_side(actor, case_id)
    step(actor, case, "confirm", reason="confirmed")
    end_clock(actor, case, CONFIRM)
    settle(actor, case)
    begin_call_back(actor, case)
    follow_clocks(case)
    tell_officer(actor, case, topic="case.closed", key=f"close:{case.round}")
    return case


@written_once
def close_ticket(*, actor: Actor, case_id: int, source: str, at: datetime) -> Case:
    """The hotline `source` closed its ticket at that time; whoever takes its tickets in writes it down.

    Nobody has heard the firm by that: neither its story nor a rate says that it confirmed. NotThere for every case that is
    no ticket of this hotline.
    """
    case = take_case(actor, case_id, Permission.CASE_TICKETS)
    if case.channel != Case.Channel.HOTLINE or case.external_source != source:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    moment = moment_of(actor, case, at)
    step(actor, case, "line_close", at=moment)
    end_clock(actor, case, CONFIRM, at=moment)
    settle(actor, case)
    begin_call_back(actor, case)
    follow_clocks(case)
    return case


@written_once
def reopen_case(*, actor: Actor, case_id: int, words: str) -> Case:
    """It is not settled: the case goes back to its first receiver and the clock of the whole begins anew.

    Within 30 days of the closing. The firm says why; the office may do it on the firm's word. A part is held with its whole,
    so that it is not reopened under an answer that is just being given.
    """
    hold_whole(case_id)
    case = take_seen_case(actor, case_id)
    if not actor.may(Permission.OWN_CASE_ASK):
        actor.require(Permission.CASE_HANDLE)
    if case.closed_at and timezone.now() - case.closed_at > REOPEN_WITHIN:
        raise Refused(
            "too_late_to_reopen",
            _("This case was closed more than 30 days ago."),
            mend=_("Open a new case and name this one."),
        )
    if case.parent is not None and case.parent.state not in WORKING:
        raise Refused(
            "whole_is_answered",
            _("The case of which this is a part is answered or has ended."),
            mend=_("Reopen the whole case first."),
        )
    why = need_reason(words, "words")
    end_clock(actor, case, CONFIRM, lapsed=True)
    case.round, case.outcome, case.cluster = case.round + 1, "", None  # what is not settled goes its own way
    receiver = case.first_receiver_id or case.officer_id
    case.officer_id = present(receiver, timezone.localdate()) if receiver else None
    step(
        actor, case, "reopen", reason=why, shown=True, also=["round", "outcome", "officer", "cluster"],
        diff={"round": case.round},
    )  # fmt: skip
    say(actor, case, CaseText.Part.REPLY, why, seen_by=CaseText.SeenBy.ALL)
    start_clock(actor, case, solve_clock(case))
    follow_clocks(case)
    tell_officer(actor, case, topic="case.reopened", key=f"reopen:{case.round}")
    if not actor.may(Permission.OWN_CASE_ASK):
        send_case_link(actor, case, "case.reopened")
    return case


@written_once
def rate_case(*, actor: Actor, case_id: int, level: int, words: str = "") -> Rating:
    """The firm rates in five levels (5 very satisfied, 1 very dissatisfied) what it was answered, once a round.

    Source: GB/T 39735, one rating for one matter. Level 1 or 2 leads to a call-back by a section head, of which nobody
    hears before the case is closed: until then the office does not know how it was rated. Refuses before an answer, a
    second time, and anybody but the firm's side.
    """
    case = _firm_side(actor, case_id)
    if case.state not in (Case.State.DONE_WAITING, Case.State.CLOSED):
        raise Refused("not_answered", _("There is no answer to rate yet."), mend=_("You are told when it is answered."))
    if not 1 <= level <= 5:
        raise Refused(
            "no_level", _("Choose one of the five levels."), field="level", mend=_("Choose how satisfied you are.")
        )
    if case.ratings.filter(round=case.round, side=Rating.Side.FIRM).exists():
        raise Refused(
            "rated_already", _("You have rated this answer already."), mend=_("Reopen the case if it is not settled.")
        )
    rating = Rating.objects.create(
        case=case, round=case.round, level=level, words=words.strip()[:500], at=timezone.now(), by_id=actor.user_id
    )
    write_down(actor, case, "case.rate", {"round": case.round})
    if begin_call_back(actor, case):
        follow_clocks(case)
    return rating


def begin_call_back(actor: Actor, case: Case) -> bool:
    """Begin the call-back that a low rating of a closed case leads to, once for each round; returns whether one began.

    Called by whatever closes a case, and by the rating of one that is closed. Source: bad ratings are called back, all of
    them, within the clock of content/clocks.
    """
    low = case.ratings.filter(round=case.round, side=Rating.Side.FIRM, level__lte=LOW)
    if case.closed_at is None or not low.exists():
        return False
    start_clock(actor, case, CALLBACK)
    heads = people_with(Permission.CASE_RULE, case.area_path, timezone.localdate())
    tell(actor, case, topic="case.callback", people=heads, key=f"callback:{case.round}", url=f"/desk/cases/{case.pk}")
    return True


@written_once
def call_back(*, actor: Actor, case_id: int, words: str) -> Case:
    """The firm that rated low was called: what it said and what follows. The clock of the call-back is met."""
    case = take_case(actor, case_id, Permission.CASE_RULE)
    note = need_reason(words, "words")
    if not end_clock(actor, case, CALLBACK):
        raise Refused("no_callback", _("No call-back waits here."), mend=_("Load the page again."))
    say(actor, case, CaseText.Part.NOTE, note)
    write_down(actor, case, "case.call_back", {"round": case.round})
    follow_clocks(case)
    return case


def close_silent_cases(*, actor: Actor, most: int = 500) -> int:
    """Close the cases of which the firm said nothing within its time, with that reason; returns how many. By the worker."""
    return _sweep(actor, CONFIRM, "silence", "case.closed_silent", most)


def let_papers_lapse(*, actor: Actor, most: int = 500) -> int:
    """End the cases for which the papers did not come in time; returns how many. By the worker."""
    return _sweep(actor, PAPERS, "lapse", "case.lapsed", most)


def _sweep(actor: Actor, clock: str, act: str, topic: str, most: int) -> int:
    over = Deadline.objects.filter(
        subject_kind=CASE, clock=clock, state=Deadline.State.RUNNING, due_at__lt=timezone.now()
    ).order_by("due_at")
    return sum(
        _end_one(actor, case_id, clock, act, topic) for case_id in over.values_list("subject_id", flat=True)[:most]
    )


@written_once
def _end_one(actor: Actor, case_id: int, clock: str, act: str, topic: str) -> bool:
    """End one case whose clock ran out; False when somebody was faster."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    running = Deadline.objects.filter(
        subject_kind=CASE, subject_id=case_id, clock=clock, state=Deadline.State.RUNNING, due_at__lt=timezone.now()
    )
    expected = {"silence": Case.State.DONE_WAITING, "lapse": Case.State.SUPPLEMENT}[act]
    if case is None or case.state != expected or not running.exists():
        return False
    step(actor, case, act, reason=act, shown=True)
    end_clock(actor, case, clock)
    if act == "lapse":
        end_clock(actor, case, solve_clock(case), lapsed=True)
        let_go(actor, case, hanging_on(case))
    else:
        settle(actor, case)
    begin_call_back(actor, case)
    follow_clocks(case)
    tell_firm(actor, case, topic=topic, key=f"{act}:{case.round}")
    tell_officer(actor, case, topic=topic, key=f"{act}:{case.round}")
    return True


def _firm_side(actor: Actor, case_id: int) -> Case:
    """A case of the actor's own, locked; refuses the office, which may not speak for the firm."""
    case = take_seen_case(actor, case_id)
    if not actor.may(Permission.OWN_CASE_ASK):
        raise NotAllowed(
            "firm_only", _("Only the firm says this."), mend=_("Ask the firm to confirm; silence closes it in time.")
        )
    return case
