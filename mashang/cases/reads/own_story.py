"""One case told to whoever asked: in whose hands and why, until when, what is missing, and everything that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mashang.cases.models import Case, CaseMove, CaseText, Hands, Rating
from mashang.cases.reads.called import FirmSees, called_to
from mashang.cases.reads.clusters import count_others
from mashang.cases.reads.files import FileLine, files_of
from mashang.cases.reads.firm_steps import firm_steps
from mashang.cases.reads.own_cases import (
    OwnLine,
    current_clock,
    departments_called,
    line_of,
    own_queryset,
)
from mashang.cases.rules.hands import Turn, stays_of
from mashang.cases.rules.items import load_other_doors, name_of
from mashang.cases.rules.states import may_step
from mashang.clocks.reads.grounds import grounds_for
from mashang.clocks.reads.stories import Story, stories_of
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _ as word

TOGETHER = timedelta(seconds=3)  # a step and what was said with it
CLOCK_WORDS = {
    "extend": gettext_lazy("The time was extended"),
    "calendar": gettext_lazy("The date changed with the calendar"),
}
ACT_WORDS = {
    "open": gettext_lazy("You asked"), "accept": pgettext_lazy("step of a case", "Accepted"),
    "take": pgettext_lazy("step of a case", "Taken in hand"), "refuse": gettext_lazy("Not for this desk"),
    "ask_papers": gettext_lazy("Papers are missing"), "papers_in": gettext_lazy("Papers handed in"),
    "lapse": gettext_lazy("Lapsed: the papers did not come in time"), "special": gettext_lazy("A special procedure began"),
    "end_special": gettext_lazy("The special procedure is over"), "call": gettext_lazy("Departments were called in"),
    "report_in": gettext_lazy("A department reported in"), "all_answered": gettext_lazy("The departments answered"),
    "call_off": gettext_lazy("A department was called off"), "carry_over": gettext_lazy("Carried over"),
    "recheck": gettext_lazy("Looked at again"), "answer": gettext_lazy("Answered"), "confirm": gettext_lazy("You confirmed that it is settled"),
    "silence": gettext_lazy("Closed: nothing was said in time"), "line_close": gettext_lazy("Closed by the hotline"), "reopen": gettext_lazy("Reopened"),
    "withdraw": gettext_lazy("Withdrawn"), "transfer": gettext_lazy("Given to another office"), "join": gettext_lazy("Joined to another case"),
    "hand_over": gettext_lazy("Somebody else handles it now"), "urge": gettext_lazy("Reminded"), "extend": gettext_lazy("The time was extended"),
    "cluster": gettext_lazy("Handled together with others that ask the same"), "finish": gettext_lazy("Answered"),
    "call_meeting": gettext_lazy("A meeting on site was called"), "hold_meeting": gettext_lazy("The meeting on site took place"),
    "off_meeting": gettext_lazy("The meeting on site was called off"),
}  # fmt: skip
PART_WORDS = {
    CaseText.Part.ASK: gettext_lazy("You asked"), CaseText.Part.WISH: gettext_lazy("You hope for"),
    CaseText.Part.ANSWER: gettext_lazy("Answer"), CaseText.Part.QUESTION: gettext_lazy("Question to you"),
    CaseText.Part.REPLY: gettext_lazy("You added"), CaseText.Part.REFUSAL: gettext_lazy("Why it is not accepted"),
    CaseText.Part.MINUTES: gettext_lazy("Minutes"),
}  # fmt: skip
# Steps that say in their kind already who took them.
OF_FIRM = frozenset({"open", "papers_in", "confirm", "reopen", "withdraw"})


@dataclass(frozen=True, slots=True)
class Who:
    """Who did something: one letter, the word for it, and its kind as the kit draws it."""

    letter: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing that happened, as the asker reads it."""

    at: datetime
    when: str
    iso: str
    title: str
    text: str = ""
    mark: Who | None = None
    state: str = ""
    paths: Sequence[FileLine] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSpan:
    """A span in the same hands, with the names that the kit's bar wants."""

    label: str
    letter: str
    kind: str
    minutes: int
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStory:
    """A case with its whole story. `missing` is what the office asks for; `why` says why it is where it is; `called` are the
    departments at work on it."""

    line: OwnLine
    asked: str
    wish: str
    answer: str
    missing: str
    why: str
    moved: str
    events: Sequence[Told]
    spans: Sequence[HeldSpan]
    files: Sequence[FileLine]
    round: int
    level: int
    rated_words: str
    may: frozenset[str]
    used_share: int = 0
    clock_says: str = ""
    area_path: str = ""
    called: Sequence[FirmSees] = ()
    texts: Sequence[CaseText] = field(default=(), repr=False)


def get_own_case(actor: Actor, ref: UUID) -> OwnStory:
    """A case of the actor's own by its reference; NotThere for every other. A fixed number of queries."""
    return _story(actor, own_queryset(actor).filter(ref=ref).first())


def get_own_case_by_id(actor: Actor, case_id: int) -> OwnStory:
    """The same by its number in the database, for a one-time link."""
    return _story(actor, own_queryset(actor).filter(pk=case_id).first())


def _story(actor: Actor, case: Case | None) -> OwnStory:
    if case is None:
        raise NotThere("no_such_case", word("There is no such request, or it is not yours."))
    texts = list(
        case.texts.filter(seen_by=CaseText.SeenBy.ALL, expunged_at=None)
        .select_related("department")
        .order_by("at", "pk")
    )
    moves = list(case.moves.select_related("department").order_by("pk"))
    files = files_of(actor, [case.pk])[case.pk]
    clocks = stories_of("case", [case.pk])[case.pk]
    called = departments_called(actor, [case.pk]).get(case.pk, "")
    rating = case.ratings.filter(round=case.round, side=Rating.Side.FIRM).first()
    clock, departments = current_clock(case, clocks), called_to(case.pk)
    return OwnStory(
        line=line_of(actor, case, clocks, called), asked=_said(texts, CaseText.Part.ASK), wish=_said(texts, CaseText.Part.WISH),
        answer=_said(texts, CaseText.Part.ANSWER) if case.outcome else "",
        missing=_said(texts, CaseText.Part.QUESTION) if case.state == Case.State.SUPPLEMENT else "",
        why=" ".join(filter(None, (_why(case, moves, clock, called), _together(case)))), moved=_moved(clocks), events=_events(actor, case, moves, texts, files, clocks, departments),
        spans=_spans(case, moves, called), files=files, round=case.round, level=rating.level if rating else 0,
        rated_words=rating.words if rating else "", may=_may(case, bool(rating)),
        used_share=(clock.used_share // 100) if clock else 0, clock_says=_clock_says(clock), area_path=case.area_path,
        called=departments, texts=texts,
    )  # fmt: skip


def _said(texts: Sequence[CaseText], part: str) -> str:
    """The newest words of a part."""
    return next((one.body for one in reversed(texts) if one.part == part), "")


def _may(case: Case, rated: bool) -> frozenset[str]:
    """What the asker may do now."""
    may = {act for act in ("confirm", "reopen", "withdraw", "papers_in") if may_step(case.state, act)}
    if case.closed_at is None:
        may.add("add")
        if case.hands != Hands.FIRM:
            may.add("remind")
    if case.state == Case.State.CLOSED and not rated:
        may.add("rate")
    if case.closed_at and timezone.now() - case.closed_at > timedelta(hours=30 * 24):
        may -= {"reopen", "rate"}
    return frozenset(may)


def _why(case: Case, moves: Sequence[CaseMove], clock: Story | None, called: str) -> str:
    """One sentence: why it lies where it lies, and why a clock stands still."""
    shown = next((one.reason for one in reversed(moves) if one.shown and one.reason and one.to_state == case.state), "")
    if case.state == Case.State.SUPPLEMENT:
        return _("The clock stands still until the papers are here. Everything that is missing stands below.")
    if case.state == Case.State.SPECIAL:
        return _("The clock stands still: %(reason)s") % {"reason": shown}
    if case.state == Case.State.CALLED:
        return _("%(who)s works on it; the office follows it to the end.") % {"who": called or _("A department")}
    if case.hands == Hands.TEAM:
        return _("Many firms asked for the same thing: a service team comes to you and settles it on site.")
    if case.state == Case.State.DONE_WAITING:
        return _("It is answered. Say whether it is settled; if you say nothing it closes by itself.")
    if case.state == Case.State.RECEIVED:
        return _("It was received; you are called within the time of first contact.")
    if clock is not None and clock.state == "paused":
        reason = next((turn.reason for turn in reversed(clock.turns) if turn.kind == "pause"), "")
        return _("The clock stands still: %(reason)s") % {"reason": reason or _("the reason is with the office")}
    return ""


def _together(case: Case) -> str:
    """That others ask the same and are answered together with it; how many, never who. One query while it is open."""
    others = count_others(case) if case.closed_at is None else 0
    said = ngettext(
        "It is handled together with %(n)s other firm.", "It is handled together with %(n)s other firms.", others
    )
    return said % {"n": others} if others else ""


def _moved(clocks: Sequence[Story]) -> str:
    """The new date of an extension and its reason; empty without one."""
    turns = [
        turn
        for clock in clocks
        if clock.clock.startswith("case_solve")
        for turn in clock.turns
        if turn.kind == "extend"
    ]
    if not turns or turns[-1].due_after is None:
        return ""
    said = _("Extended to %(day)s.") % {"day": timezone.localtime(turns[-1].due_after).strftime("%m-%d %H:%M")}
    return f"{said} {turns[-1].reason}".strip()


def _clock_says(clock: Story | None) -> str:
    if clock is None:
        return ""
    hours, minutes = clock.left_hours
    return _("%(hours)s h %(minutes)s min of office time left") % {"hours": hours, "minutes": minutes}


def _events(
    actor: Actor, case: Case, moves: Sequence[CaseMove], texts: Sequence[CaseText], files: Sequence[FileLine],
    clocks: Sequence[Story], departments: Sequence[FirmSees],
) -> list[Told]:  # fmt: skip
    left, papers, told = list(texts), list(files), []
    for move in firm_steps(moves):
        with_it = [one for one in left if abs(one.at - move.at) < TOGETHER]
        left = [one for one in left if one not in with_it]
        own = [one for one in papers if timedelta(0) <= one.at - move.at < TOGETHER * 4] if move.act in OF_FIRM else []
        papers = [one for one in papers if one not in own]
        words = [one.body for one in with_it] or [_reason(actor, move)]
        told.append(_told(move.at, ACT_WORDS.get(move.act, move.act), "\n".join(filter(None, words)), _who(move), own))
    told += [
        _told(one.at, PART_WORDS.get(CaseText.Part(one.part), one.part), one.body, _sayer(case, one), ())
        for one in left
    ]
    told += [_told(one.at, _("A file was added"), "", None, [one]) for one in papers]
    extended = {move.at for move in moves if move.act == "extend"}
    told += [
        _told(turn.at, CLOCK_WORDS[turn.kind], _turned(turn.reason, turn.due_after), None, ())
        for clock in clocks for turn in clock.turns
        if turn.kind in CLOCK_WORDS and clock.clock.startswith("case_solve") and not any(abs(at - turn.at) < TOGETHER for at in extended)
    ]  # fmt: skip
    told += [
        _told(more.at, extended_words(one), _turned(more.reason, more.due_at), HANDS[Hands.OFFICE].who(), ())
        for one in departments
        for more in one.extended
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)


def extended_words(one: FirmSees) -> str:
    """That a department has more time for its part; the date of the whole stays what it is."""
    return _("%(department)s has more time for its part") % {"department": one.department}


def _turned(reason: str, due: datetime | None) -> str:
    day = _("New date: %(day)s") % {"day": timezone.localtime(due).strftime("%m-%d %H:%M")} if due else ""
    return " · ".join(filter(None, (reason, day)))


def _told(at: datetime, title: object, text: str, mark: Who | None, files: Sequence[FileLine]) -> Told:
    local = timezone.localtime(at)
    return Told(
        at=at,
        when=local.strftime("%m-%d %H:%M"),
        iso=local.isoformat(),
        title=str(title),
        text=text,
        mark=mark,
        paths=files,
    )


def _reason(actor: Actor, move: CaseMove) -> str:
    """The reason of a step where the asker may read it; for a refusal the right door and its rule."""
    door = load_other_doors().get(move.reason)
    if door is not None and move.act == "refuse":
        said = [name_of(names, actor.locale) for names in (door.names, door.door, door.law)]
        return _("%(why)s. Go to: %(door)s (%(law)s)") % dict(zip(("why", "door", "law"), said, strict=True))
    return move.reason if move.shown and move.reason not in ("confirmed", "silence", "lapse") else ""


def _who(move: CaseMove) -> Who:
    if move.act in OF_FIRM:
        return HANDS[Hands.FIRM].who()
    if move.department is not None and move.act in ("report_in", "call", "call_off"):
        return HANDS[Hands.DEPARTMENT].who(local_name(move.department))
    return HANDS[Hands.OFFICE].who()


def _sayer(case: Case, text: CaseText) -> Who:
    if text.part in (CaseText.Part.ASK, CaseText.Part.WISH, CaseText.Part.REPLY):
        return HANDS[Hands.FIRM].who()
    return HANDS[Hands.DEPARTMENT].who(local_name(text.department)) if text.department else HANDS[Hands.OFFICE].who()


@dataclass(frozen=True, slots=True)
class _Look:
    letter: object
    label: object
    kind: str

    def who(self, label: str = "") -> Who:
        return Who(str(self.letter), label or str(self.label), self.kind)


HANDS = {
    Hands.OFFICE: _Look(pgettext_lazy("letter of a holder", "O"), gettext_lazy("The office"), "office"),
    Hands.WAITING: _Look(pgettext_lazy("letter of a holder", "W"), gettext_lazy("Waiting for a department to report in"), "waiting"),
    Hands.DEPARTMENT: _Look(pgettext_lazy("letter of a holder", "D"), gettext_lazy("A department"), "department"),
    Hands.TEAM: _Look(pgettext_lazy("letter of a holder", "T"), gettext_lazy("The service team on site"), "team"),
    Hands.FIRM: _Look(pgettext_lazy("letter of a holder", "Y"), gettext_lazy("You"), "firm"),
    Hands.OUTSIDE: _Look(pgettext_lazy("letter of a holder", "X"), gettext_lazy("A procedure outside"), "waiting"),
}  # fmt: skip


def _spans(case: Case, moves: Sequence[CaseMove], called: str) -> list[HeldSpan]:
    """Working time in each pair of hands, from the first step until now or the end."""
    turns = [Turn(timezone.localtime(one.at), one.hands, one.department_id or 0, one.act) for one in moves]
    names = {one.department_id: local_name(one.department) for one in moves if one.department}
    stays = stays_of(
        grounds_for([case.area_path]).calendar(case.area_path),
        turns,
        timezone.localtime(case.closed_at or timezone.now()),
    )
    return [
        HeldSpan(
            label=names.get(one.department) or str(HANDS[Hands(one.hands)].label), letter=str(HANDS[Hands(one.hands)].letter),
            kind=HANDS[Hands(one.hands)].kind, minutes=int(one.worked.total_seconds()) // 60,
            when=f"{one.begin:%m-%d %H:%M} – {one.end:%m-%d %H:%M}",
        )
        for one in stays
    ]  # fmt: skip
