"""What the office does with a case between receiving and answering it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.batch_leaving import leave_batch, settle_in_batch
from mashang.cases.acts.clustering import hold_cluster, release_members, take_members
from mashang.cases.acts.hanging import hanging_on
from mashang.cases.acts.meetings import call_off_meetings
from mashang.cases.acts.moving import (
    CONFIRM,
    PAPERS,
    end_all_clocks,
    end_clock,
    follow_clocks,
    in_force,
    moment_of,
    need_reason,
    pause_clock,
    respond_clock,
    resume_clock,
    say,
    solve_clock,
    start_clock,
    step,
    take_case,
    take_seen_case,
    tell,
    tell_firm,
    tell_officer,
)
from mashang.cases.acts.splitting import finish_part, refuse_open_parts
from mashang.cases.acts.summoning import call_off_all, step_summons, tell_department
from mashang.cases.acts.writing import turn_key, written_once
from mashang.cases.models import Case, CaseText, Ruling, Summons
from mashang.cases.reads.receivers import may_receive, present
from mashang.cases.rules.items import find_door
from mashang.cases.rules.summons_states import WITH_DEPARTMENT
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

HANDLE = Permission.CASE_HANDLE
ALL, OFFICE = CaseText.SeenBy.ALL, CaseText.SeenBy.OFFICE


@written_once
def accept_case(*, actor: Actor, case_id: int) -> Case:
    """Say that the case is accepted for handling [受理]. Refuses one that is in hand already."""
    case = take_case(actor, case_id, HANDLE)
    step(actor, case, "accept")
    tell_firm(actor, case, topic="case.accepted", key=f"accept:{case.round}")
    return case


@written_once
def take_in_hand(*, actor: Actor, case_id: int, words: str = "") -> Case:
    """The asker was contacted and the case is being handled: the clock of first contact is met.

    `words`: what the firm is told. Whoever takes it in hand is its officer.
    """
    case = take_case(actor, case_id, HANDLE)
    case.officer_id = actor.user_id or case.officer_id
    step(actor, case, "take", also=["officer"])
    say(actor, case, CaseText.Part.ANSWER, words, seen_by=ALL)
    end_clock(actor, case, respond_clock(case))
    follow_clocks(case)
    tell_firm(actor, case, topic="case.in_hand", key=f"take:{case.round}")
    return case


@written_once
def refuse_case(*, actor: Actor, case_id: int, door: str, words: str) -> Case:
    """Not accept what this desk may not take, and name the door that is the right one (content/cases/other_doors).

    Both clocks end: the contact is made, the whole lapses. The firm reads door, rule and words.
    """
    case = take_case(actor, case_id, HANDLE)
    right, why = find_door(door), need_reason(words, "words")
    step(actor, case, "refuse", reason=right.code, shown=True)
    say(actor, case, CaseText.Part.REFUSAL, why, seen_by=ALL)
    _end_all(actor, case)
    tell_firm(actor, case, topic="case.refused", key="refuse")
    return case


@written_once
def ask_for_papers(*, actor: Actor, case_id: int, gaps: str) -> Case:
    """Tell the firm once and in writing everything that is missing [补正]; the clock of the whole stands still.

    Refuses when the firm was asked already in this round: all gaps are told at once.
    """
    return papers_asked(actor, take_case(actor, case_id, HANDLE), gaps)


def papers_asked(actor: Actor, case: Case, gaps: str) -> Case:
    """The same for a case that is taken already. An item leaves its batch: a clock of its own begins with the papers."""
    words = gaps.strip()
    if not words:
        raise Refused(
            "gaps_missing", _("Say what is missing."), field="gaps", mend=_("Name every paper, one in a line.")
        )
    if case.parent_id is not None:
        raise Refused(
            "part_of_a_case", _("The firm has the whole case alone."), mend=_("Ask for papers in the whole case.")
        )
    if case.moves.filter(act="ask_papers").count() >= case.round:
        raise Refused(
            "asked_already", _("The firm was asked for papers already: all that is missing is told at once."),
            mend=_("Decide on what there is, or call the firm."),
        )  # fmt: skip
    first = case.state == Case.State.RECEIVED
    step(actor, case, "ask_papers", reason=words[:500], shown=True)
    say(actor, case, CaseText.Part.QUESTION, words, seen_by=ALL)
    if first:
        end_clock(actor, case, respond_clock(case))
    pause_clock(actor, case, solve_clock(case), words[:500])
    leave_batch(actor, case, "papers")
    start_clock(actor, case, PAPERS)
    follow_clocks(case)
    tell_firm(actor, case, topic="case.papers", key=f"papers:{case.round}")
    return case


@written_once
def hand_papers_in(*, actor: Actor, case_id: int, words: str = "") -> Case:
    """The papers that were asked for are here, from the firm itself or over the counter; the clock runs on."""
    case = take_seen_case(actor, case_id)
    if not actor.may(Permission.OWN_CASE_ASK):
        actor.require(HANDLE)
    step(actor, case, "papers_in")
    say(actor, case, CaseText.Part.REPLY, words, seen_by=ALL)
    end_clock(actor, case, PAPERS)
    if not resume_clock(actor, case, solve_clock(case)):  # it left a batch, whose clock is void
        start_clock(actor, case, solve_clock(case))
    follow_clocks(case)
    tell_officer(actor, case, topic="case.papers_in", key=f"papers_in:{case.round}")
    return case


@written_once
def answer_case(*, actor: Actor, case_id: int, outcome: str, words: str, at: datetime | None = None) -> Case:
    """Report to the firm what came of it: the clock of the whole is met, the firm's own begins.

    `at` is when it was answered, of a ticket that another office answered (now if not given); before the firm's own clock
    was in force it does not begin. Cases that follow this one are answered in the same words, each to its own firm. Refuses
    without words, an outcome that is not one of the four, and while a department called in or a part has not answered.
    """
    hold_cluster(case_id)
    case = answered(actor, take_case(actor, case_id, HANDLE), outcome, words, at=at)
    for member in take_members(actor, case):
        answered(actor, member, outcome, words, reason=case.number)
    return case


def answered(
    actor: Actor, case: Case, outcome: str, words: str, *, at: datetime | None = None, reason: str = ""
) -> Case:
    """The same for a case that is taken already. An item of a batch is settled there too; a part is done.

    Refuses also a case of which a part is not done.
    """
    if outcome not in Case.Outcome.values:
        raise Refused("no_outcome", _("Say what came of it."), field="outcome", mend=_("Choose one of the list."))
    if not words.strip():
        raise Refused(
            "answer_missing",
            _("Write the answer to the firm."),
            field="words",
            mend=_("Say what was done, in plain words."),
        )
    hangs, called = hanging_on(case), list[Summons]()
    if "summonses" in hangs:
        called += Summons.objects.select_for_update().filter(case=case).exclude(state__in=Summons.ENDED)
    if any(one.state != Summons.State.ANSWERED for one in called):
        raise Refused(
            "departments_open", _("A department that was called in has not answered yet."),
            mend=_("Wait for it, urge it, or call it off."),
        )  # fmt: skip
    if "parts" in hangs:
        refuse_open_parts(case)
    moment = moment_of(actor, case, at)
    case.outcome = outcome
    for summons in called:
        step_summons(actor, case, summons, "accept")  # what the firm is told stands on it
    if case.parent_id is not None:
        finish_part(actor, case, outcome, words, at=moment)
        let_go(actor, case, hangs - {"members"})
        return case
    step(actor, case, "answer", at=moment, reason=reason, also=["outcome"], diff={"outcome": outcome})
    say(actor, case, CaseText.Part.ANSWER, words, seen_by=ALL, at=moment)
    end_clock(actor, case, respond_clock(case), at=moment)
    resume_clock(actor, case, solve_clock(case))
    end_clock(actor, case, solve_clock(case), at=moment)
    if "item" in hangs:
        settle_in_batch(actor, case, outcome)
    if in_force(case, CONFIRM, moment):
        start_clock(actor, case, CONFIRM, at=moment)
    follow_clocks(case)
    tell_firm(actor, case, topic="case.answered", key=f"answer:{turn_key()}")
    return case


@written_once
def hand_over_case(*, actor: Actor, case_id: int, user_id: int, reason: str) -> Case:
    """Give the case to another officer; the first receiver stays responsible. Both are told.

    Who is away hands it on to their stand-in. Refuses somebody who may handle no cases there.
    """
    case = take_case(actor, case_id, HANDLE)
    day = timezone.localdate()
    if not may_receive(user_id, case.area_path, day):
        raise Refused(
            "no_receiver", _("This person may not handle cases here."), field="user", mend=_("Choose another one.")
        )
    before, case.officer_id = case.officer_id, present(user_id, day)
    step(actor, case, "hand_over", reason=reason.strip(), also=["officer"], diff={"officer": [before, case.officer_id]})
    key = f"hand_over:{turn_key()}"
    tell(actor, case, topic="case.given", people=[case.officer_id, before], key=key, url=f"/desk/cases/{case.pk}")
    return case


@written_once
def begin_special(*, actor: Actor, case_id: int, reason: str, until: date) -> Case:
    """A procedure that the law keeps out of the clock (hearing, inspection, expert review): it stands still, in writing.

    Source: 行政许可法 article 45. The firm reads the kind and the expected end.
    """
    case = take_case(actor, case_id, HANDLE)
    if until <= timezone.localdate():
        raise Refused(
            "day_past", _("Name a day that is still to come."), field="until", mend=_("When is it expected to end?")
        )
    why = need_reason(reason)
    step(actor, case, "special", reason=why, shown=True, diff={"until": until})
    pause_clock(actor, case, solve_clock(case), why)
    follow_clocks(case)
    tell_firm(actor, case, topic="case.special", key=f"special:{turn_key()}", until=until)
    return case


@written_once
def end_special(*, actor: Actor, case_id: int) -> Case:
    """The special procedure is over; the clock runs on."""
    case = take_case(actor, case_id, HANDLE)
    step(actor, case, "end_special")
    resume_clock(actor, case, solve_clock(case))
    follow_clocks(case)
    tell_firm(actor, case, topic="case.in_hand", key=f"end_special:{turn_key()}")
    return case


@written_once
def withdraw_case(*, actor: Actor, case_id: int, reason: str = "") -> Case:
    """The asker takes it back. Only whoever asked, or the office on their word with a reason."""
    case = take_seen_case(actor, case_id)
    if not actor.may(Permission.OWN_CASE_ASK):
        actor.require(HANDLE)
        reason = need_reason(reason)
    step(actor, case, "withdraw", reason=reason.strip(), shown=True)
    _end_all(actor, case)
    tell_officer(actor, case, topic="case.withdrawn", key="withdraw")
    return case


@written_once
def transfer_case(*, actor: Actor, case_id: int, to: str, reason: str) -> Case:
    """Give the case out of the platform to another office, by name; the firm is told where it is now. A head decides."""
    case = take_case(actor, case_id, Permission.CASE_RULE)
    where = need_reason(to, "to")
    step(actor, case, "transfer", reason=f"{where}: {need_reason(reason)}"[:500], shown=True)
    _end_all(actor, case)
    tell_firm(actor, case, topic="case.transferred", key="transfer")
    return case


@written_once
def join_case(*, actor: Actor, case_id: int, to_id: int) -> Case:
    """Say that this case is the same as another one of the same asker: it ends here and goes on there.

    Refuses one that ended, one that is itself joined, and cases of two different firms (cluster them instead).
    """
    taken = {one: take_case(actor, one, HANDLE) for one in sorted({case_id, to_id})}
    case, other = taken[case_id], taken[to_id]
    if case.pk == other.pk or other.duplicate_of_id or other.closed_at:
        raise Refused("no_such_target", _("Join it to an open case that is not joined itself."), field="to")
    if case.firm_id != other.firm_id:
        raise Refused(
            "other_firm", _("These cases are of two firms."), field="to",
            mend=_("Handle them as one ask of many firms instead."),
        )  # fmt: skip
    case.duplicate_of = other
    step(actor, case, "join", also=["duplicate_of"], reason=other.number, shown=True, diff={"joined_to": other.pk})
    _end_all(actor, case)
    tell_firm(actor, case, topic="case.joined", key="join", other_number=other.number)
    return case


@written_once
def write_note(*, actor: Actor, case_id: int, words: str) -> Case:
    """A note for the office and the departments called in; the firm never reads it."""
    case = take_seen_case(actor, case_id)
    if not actor.may(Permission.CASE_HANDLE) and not actor.may(Permission.CASE_SUPERVISE):
        actor.require(Permission.CASE_ANSWER)
    if not words.strip():
        raise Refused("note_missing", _("Write the note."), field="words", mend=_("A few words are enough."))
    if case.closed_at is None:
        step(actor, case, "note")
    say(actor, case, CaseText.Part.NOTE, words, seen_by=OFFICE)
    return case


@written_once
def urge_case(*, actor: Actor, case_id: int) -> Case:
    """Remind whoever has it now, once a day at most: the department's liaisons, else the officer."""
    case = take_case(actor, case_id, Permission.CASE_READ)
    if not actor.may(Permission.CASE_SUPERVISE):
        actor.require(HANDLE)
    step(actor, case, "urge")
    key = f"urge:{timezone.localdate().isoformat()}"
    tell_officer(actor, case, topic="case.urged", key=key)
    for summons in Summons.objects.filter(case=case, state__in=WITH_DEPARTMENT):
        tell_department(actor, case, summons, topic="case.urged", key=key)
    return case


def settle(actor: Actor, case: Case) -> None:
    """The case is closed as answered: nobody need come to its meetings or rule on it. What followed it was answered with it."""
    let_go(actor, case, hanging_on(case) - {"members"})


def let_go(actor: Actor, case: Case, hangs: Collection[str]) -> None:
    """The case has ended: its parts need not be done, what followed it goes alone, nobody need come to its meetings.

    What the heads were asked over it needs no ruling, but for leaving it out of a rate.
    """
    if "parts" in hangs:
        _end_parts(actor, case)
    if "members" in hangs:
        release_members(actor, case, case.number)
    if "meetings" in hangs:
        call_off_meetings(actor, case)
    if "rulings" in hangs:
        rulings = Ruling.objects.filter(case=case, state=Ruling.State.ASKED)
        rulings.exclude(kind=Ruling.Kind.EXCLUSION).update(state=Ruling.State.LAPSED)


def _end_parts(actor: Actor, case: Case) -> None:
    for part in Case.objects.select_for_update(of=("self",)).filter(parent=case, closed_at=None).order_by("pk"):
        step(actor, part, "withdraw", reason=case.number)
        _end_all(actor, part)
        tell_officer(actor, part, topic="case.withdrawn", key="withdraw")


def _end_all(actor: Actor, case: Case) -> None:
    """Every clock over the case lapses, its item leaves the batch, and every department called to it is called off."""
    hangs = hanging_on(case)
    if "item" in hangs:
        leave_batch(actor, case, case.state)
    let_go(actor, case, hangs)
    if hangs & {"whistle", "summonses"}:
        call_off_all(actor, case, reason=case.state)
    end_all_clocks(actor, case, met=respond_clock(case))
    follow_clocks(case)
