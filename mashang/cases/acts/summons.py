"""What a department does with its summons, and what the office does with its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.linking import send_summons_link, use_summons_link
from mashang.cases.acts.moving import (
    end_clock,
    follow_clocks,
    need_reason,
    pause_clock,
    say,
    start_clock,
    step,
    tell_firm,
    tell_officer,
)
from mashang.cases.acts.ruling import ask_ruling
from mashang.cases.acts.summoning import (
    RULE_OBJECTION,
    lead_case_on,
    recall_summons_link,
    report_clock,
    solve_clock_of,
    step_summons,
    take_own_summons,
    take_summons,
    turn_of,
)
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case, CaseFile, CaseText, Ruling, Summons
from mashang.cases.reads.summons_clocks import extension_until, object_until
from mashang.cases.rules.summons_states import next_summons_state
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _
from mashang.register.acts.documents import keep_document

LEAD = Summons.Part.LEAD
LONGEST_ANSWER = 4_000
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a department says by its link or at the desk. `act` is report_in, answer, object or ask_extension.

    `words` are the answer or the reason; `outcome` of an answer; `days` of an extension, in the unit of its clock; `file` is a
    name and its bytes.
    """

    act: str
    words: str = ""
    outcome: str = ""
    days: int = 0
    file: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """What came of many at once: how many were done, and for each that was not its id and the refusal."""

    done: int
    refused: Sequence[tuple[int, Refused]]


@written_once
def report_in(*, actor: Actor, summons_id: int) -> Summons:
    """The department has it in hand: its clock of reporting in is met, the firm and the officer hear of it.

    When the lead reports in, the case is in that department's hands. Refuses a second time, and other departments.
    """
    case, summons = take_own_summons(actor, summons_id)
    _report_in(actor, case, summons)
    return summons


def report_in_many(*, actor: Actor, summons_ids: Sequence[int]) -> Many:
    """Report in to many at once, each on its own: one that is refused holds up no other. At most 200."""
    return _many(summons_ids, lambda one: report_in(actor=actor, summons_id=one))


@written_once
def object_to_summons(*, actor: Actor, summons_id: int, basis: str) -> Ruling:
    """The department says that it is not its matter: once, within one working day of the call, with the basis.

    Its clock stands still until the ruling of the same day; whoever objects has reacted, so reporting in is met. Source: the
    service campaign of Quanzhou: objection within 1 working day, decided the same day, then final.
    """
    case, summons = take_own_summons(actor, summons_id)
    why = need_reason(basis, "basis")
    next_summons_state(summons.state, "object")
    if summons.rulings.filter(kind=Ruling.Kind.OBJECTION).exists():
        raise Refused(
            "objected_already", _("This department has objected once; the ruling is final."),
            mend=_("Answer what you can, and say what is not yours."),
        )  # fmt: skip
    if timezone.now() > object_until(summons):
        raise Refused(
            "objection_late", _("An objection is raised within one working day of the call."),
            mend=_("Answer instead, and say with its basis that it is not your matter."),
        )  # fmt: skip
    step_summons(actor, case, summons, "object", reason=why)
    recall_summons_link(summons)
    end_clock(actor, case, report_clock(summons.whistle), summons=summons)
    pause_clock(actor, case, solve_clock_of(summons), why, summons=summons)
    start_clock(actor, case, RULE_OBJECTION, summons=summons)
    follow_clocks(case)
    return ask_ruling(actor, case, Ruling.Kind.OBJECTION, basis=why, summons=summons)


@written_once
def arrive(*, actor: Actor, summons_id: int) -> Summons:
    """The department says that it is on site; the firm may confirm it."""
    case, summons = take_own_summons(actor, summons_id)
    summons.arrived_at = timezone.now()
    step_summons(actor, case, summons, "arrive", also=["arrived_at"])
    tell_firm(
        actor, case, topic="summons.arrived", key=f"summons:{summons.pk}:arrived", department_id=summons.department_id
    )
    return summons


@written_once
def confirm_arrival(*, actor: Actor, summons_id: int) -> Summons:
    """The firm says that the department was there; once, and nobody says it for the firm."""
    case, summons = take_summons(actor, summons_id)
    if not actor.may(Permission.OWN_CASE_ASK):
        raise NotAllowed("firm_only", _("Only the firm says this."), mend=_("Ask the firm to confirm."))
    if summons.arrived_at is None or summons.arrival_confirmed_at is not None:
        raise Refused("no_arrival", _("No arrival waits to be confirmed."), mend=_("Load the page again."))
    summons.arrival_confirmed_at = timezone.now()
    step_summons(actor, case, summons, "confirm_arrival", also=["arrival_confirmed_at"])
    return summons


@written_once
def ask_extension(*, actor: Actor, summons_id: int, days: int, reason: str) -> Ruling:
    """The department asks for more time, once, at least one working day before its answer is due. A head decides.

    `days` are of the unit of its clock. Refuses more than the clock allows.
    """
    case, summons = take_own_summons(actor, summons_id)
    why = need_reason(reason)
    if summons.state == Summons.State.CALLED:
        _report_in(actor, case, summons)
    step_summons(actor, case, summons, "ask_extension", reason=why, diff={"days_more": days})
    extension_until(solve_clock_of(summons), "summons", summons.pk, days)
    return ask_ruling(actor, case, Ruling.Kind.EXTENSION, basis=why, summons=summons, days=days)


@written_once
def answer_summons(
    *, actor: Actor, summons_id: int, outcome: str, words: str, file: tuple[str, bytes] | None = None
) -> Summons:
    """The department says what came of it: done; done, no help; not for me (with the basis); or carried over.

    All four are honest ends: its clock is met. Who has not reported in does so by answering. When every department has
    answered, the case is in the office's hands again and the first receiver hears of it. Refuses an answer without words.
    """
    case, summons = take_own_summons(actor, summons_id)
    if outcome not in Summons.Outcome.values:
        raise Refused("no_outcome", _("Say what came of it."), field="outcome", mend=_("Choose one of the list."))
    if not words.strip():
        raise Refused(
            "answer_missing", _("Write what came of it."), field="words",
            mend=_("Say what was done, or what stands in the way and on which basis."),
        )  # fmt: skip
    if len(words.strip()) > LONGEST_ANSWER:
        raise Refused(
            "too_long", _("This is longer than %(most)s characters.", most=LONGEST_ANSWER), field="words",
            mend=_("Write it shorter, or attach it as a file."),
        )  # fmt: skip
    if summons.state == Summons.State.CALLED:
        _report_in(actor, case, summons)
    summons.outcome, summons.answered_at = Summons.Outcome(outcome), timezone.now()
    step_summons(actor, case, summons, "answer", also=["outcome", "answered_at"], diff={"summons_outcome": outcome})
    recall_summons_link(summons)
    say(actor, case, CaseText.Part.ANSWER, words, summons=summons)
    if file is not None:
        attach_to_summons(actor, case, summons, *file)
    summons.rulings.filter(state=Ruling.State.ASKED).update(state=Ruling.State.LAPSED)
    end_clock(actor, case, solve_clock_of(summons), summons=summons)
    tell_officer(
        actor, case, topic="summons.answered", key=f"summons:{summons.pk}:{turn_of(summons)}",
        department_id=summons.department_id,
    )  # fmt: skip
    lead_case_on(actor, case)
    return summons


def answer_many(*, actor: Actor, summons_ids: Sequence[int], outcome: str, words: str) -> Many:
    """The same answer to many at once, each on its own. At most 200."""
    return _many(summons_ids, lambda one: answer_summons(actor=actor, summons_id=one, outcome=outcome, words=words))


@written_once
def reply_by_link(*, actor: Actor, token: str, reply: Reply) -> tuple[Summons, str]:
    """A department acts by its one-time link: the link is used up, and the next turn's goes to the same department.

    Returns the summons and the next token, empty when it is not its turn any more. Refuses a dead link, and whatever the act
    refuses; then the link stays alive.
    """
    department, summons_id = use_summons_link(token)
    acting = department.within(request_id=actor.request_id, locale=actor.locale)
    summons = _REPLIES[reply.act](acting, summons_id, reply)
    case = Case.objects.get(pk=summons.case_id)
    return summons, send_summons_link(acting, case, summons)


def attach_to_summons(actor: Actor, case: Case, summons: Summons, name: str, data: bytes) -> CaseFile:
    """Keep a file of a department with its answer; refuses what `keep_document` refuses."""
    document = keep_document(
        actor=actor.within(permissions=actor.permissions | {str(Permission.DOCUMENT_ADD)}), data=data, name=name, kind="other",
        about_kind="case", about_id=case.pk, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    return CaseFile.objects.create(case=case, document=document, summons=summons)


def _report_in(actor: Actor, case: Case, summons: Summons) -> None:
    summons.reported_at = timezone.now()
    step_summons(actor, case, summons, "report_in", also=["reported_at"])
    end_clock(actor, case, report_clock(summons.whistle), summons=summons)
    if summons.part == LEAD and case.state == Case.State.CALLED:
        step(actor, case, "report_in", hands="department", department_id=summons.department_id)
    follow_clocks(case)
    key = f"summons:{summons.pk}:reported"
    tell_firm(actor, case, topic="summons.reported", key=key, department_id=summons.department_id)
    tell_officer(actor, case, topic="summons.reported_office", key=key, department_id=summons.department_id)


def _reply_report_in(actor: Actor, summons_id: int, _reply: Reply) -> Summons:
    return report_in(actor=actor, summons_id=summons_id)


def _reply_answer(actor: Actor, summons_id: int, reply: Reply) -> Summons:
    return answer_summons(actor=actor, summons_id=summons_id, outcome=reply.outcome, words=reply.words, file=reply.file)


def _reply_object(actor: Actor, summons_id: int, reply: Reply) -> Summons:
    object_to_summons(actor=actor, summons_id=summons_id, basis=reply.words)
    return Summons.objects.select_related("whistle").get(pk=summons_id)


def _reply_extension(actor: Actor, summons_id: int, reply: Reply) -> Summons:
    ask_extension(actor=actor, summons_id=summons_id, days=reply.days, reason=reply.words)
    return Summons.objects.select_related("whistle").get(pk=summons_id)


_REPLIES = {
    "report_in": _reply_report_in,
    "answer": _reply_answer,
    "object": _reply_object,
    "ask_extension": _reply_extension,
}


def _many(summons_ids: Sequence[int], deed: Callable[[int], object]) -> Many:
    if len(summons_ids) > MOST_AT_ONCE:
        raise Refused(
            "too_many", _("At most %(most)s at once.", most=MOST_AT_ONCE), mend=_("Choose fewer, and do the rest then.")
        )
    done, refused = 0, []
    for one in summons_ids:
        try:
            deed(one)
        except Refused as why:
            refused.append((one, why))
        else:
            done += 1
    return Many(done, refused)
