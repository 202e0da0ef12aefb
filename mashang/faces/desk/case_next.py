"""The one next step of a case in words, with its buttons, and what else may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.cases.reads.case_file import CaseSheet
from mashang.cases.rules.states import WORKING, may_step
from mashang.doors.guarding import Asked
from mashang.faces.desk.case_words import MINUTE, span_words, story_due, story_state
from mashang.faces.desk.guard import guard
from mashang.faces.desk.views.case_steps import STEPS
from mashang.ui.acting import NextStep, Press
from mashang.ui.page import Text

POSTED = ("urge",)  # done at once, with nothing to type
KEYS = {"refuse": "n", "answer": "r", "hand_over": "a", "urge": "u", "ask_papers": "p"}
ICONS = {"urge": "bell", "ask_papers": "file-text", "hand_over": "transfer", "refuse": "ban"}
# What is handed on to pages of other slices, by the names of their addresses.
ELSEWHERE = {
    "gate": ("whistle_gate", gettext_lazy("Decide on the whistle")),
    "rule": ("rulings", gettext_lazy("Decide")),
}
MENU = (
    "answer",
    "ask_papers",
    "papers_in",
    "hand_over",
    "special",
    "end_special",
    "join",
    "transfer",
    "withdraw",
    "refuse",
    "accept",
    "reopen",
    "urge",
)
SAYS: dict[str, tuple[Text, Text]] = {
    "part": (gettext_lazy("Do this part, and say what came of it"), gettext_lazy("The firm is answered with the whole. Departments are called to a part as to any case.")),
    "parts": (gettext_lazy("Parts of this case are not done yet"), gettext_lazy("The firm is answered when all of them are done. Each has an officer and a time limit of its own.")),
    "contact": (gettext_lazy("Call the firm, and take the case in hand"), gettext_lazy("The first contact is due. What is not for this desk is refused with the right door.")),
    "answer": (gettext_lazy("Settle it, and answer the firm"), gettext_lazy("Say what came of it. Ask for papers once if any are missing, or hand it over.")),
    "papers": (gettext_lazy("Waiting for papers from the firm"), gettext_lazy("The clock of the whole stands still. When the papers are here, take them in.")),
    "departments": (gettext_lazy("Departments are at it"), gettext_lazy("Each has its own clocks. A reminder goes to whoever has it now.")),
    "all_answered": (gettext_lazy("All departments have answered: answer the firm"), gettext_lazy("Put their answers together in plain words.")),
    "ruling": (gettext_lazy("Something waits to be decided"), gettext_lazy("An objection, an extension or a carrying over. Who asked does not decide.")),
    "gate": (gettext_lazy("A whistle waits at the gate"), gettext_lazy("The sub-district lets it through or turns it back.")),
    "special": (gettext_lazy("A special procedure runs"), gettext_lazy("The clock stands still until it ends.")),
    "carried": (gettext_lazy("Carried over"), gettext_lazy("It comes back on the day of its recheck, or is answered before.")),
    "confirm": (gettext_lazy("The firm confirms or reopens"), gettext_lazy("Nothing is to be done here. Silence closes it when the firm's time is over.")),
    "callback": (gettext_lazy("The firm rated low: call it back"), gettext_lazy("A section head calls, and writes down what the firm said.")),
    "ended": (gettext_lazy("Nothing more is to be done"), gettext_lazy("The file stays as it is. Within 30 days the firm may have it reopened.")),
}  # fmt: skip
TURNS: dict[str, Text] = {
    "office": gettext_lazy("Next step, with the office"), "head": gettext_lazy("Next step, with a section head"),
    "department": gettext_lazy("With the departments"), "firm": gettext_lazy("With the firm"),
    "outside": gettext_lazy("With a procedure outside"), "nobody": pgettext_lazy("case", "Ended"),
}  # fmt: skip


# What is done with the whole, not with a part.
OF_THE_WHOLE = frozenset({"answer", "ask_papers", "papers_in", "refuse", "accept", "join", "transfer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A step that may be taken now."""

    label: Text
    url: str
    posted: bool


def next_of(request: Asked, sheet: CaseSheet, *, beside: bool = False) -> NextStep:
    """The card of the next step for this reader: the buttons are those that the reader may press.

    `beside` the list, N opens a new case there and so presses none of these.
    """
    step, me = sheet.step, request.actor.user_id
    title, text = SAYS[step.code]
    mine = step.turn == "office" and me is not None and me in (sheet.case.officer_id, sheet.case.first_receiver_id)
    lead = _("Next step, with you") if mine else TURNS[step.turn]
    main = _press(request, sheet, step.act, main=True)
    others = [_press(request, sheet, act) for act in step.others]
    if beside:
        others = [replace(one, key="") if one and one.key == "n" else one for one in others]
    clock = sheet.running
    due = story_due(clock, sheet.now, request.actor.locale) if clock else None
    hot = clock is not None and story_state(clock, sheet.now) in ("late", "soon")
    if due and due.state == "late" and clock:
        due = replace(
            due, word=_("Overdue"), left=span_words(clock.late) if clock.late >= MINUTE else ""
        )  # the lamp says that it is late
    tone = (
        "plain" if step.turn in ("nobody", "firm", "outside") else "now" if mine or main else "soon" if hot else "plain"
    )
    return NextStep(
        lead=lead,
        title=title,
        text=text,
        due=due,
        presses=[one for one in (main, *others) if one],
        tone=tone,
        big=not beside,
    )


def _press(request: Asked, sheet: CaseSheet, act: str, *, main: bool = False) -> Press | None:
    if act in ELSEWHERE:
        name, label = ELSEWHERE[act]
        url = _url(name, sheet.case.pk) if guard.may_open(request, name) else ""
        return Press(label=label, url=url, key="y", look="primary") if url else None
    if act not in STEPS or not guard.may_open(request, f"case_{act}"):
        return None
    return Press(
        label=STEPS[act].button if main else STEPS[act].title, url=reverse(f"case_{act}", args=[sheet.case.pk]),
        post=act in POSTED, key="y" if main else KEYS.get(act, ""), look="primary" if main else "secondary",
        icon="" if main else ICONS.get(act, ""),
    )  # fmt: skip


def _url(name: str, pk: int) -> str:
    """The page of another slice, where there is one."""
    for args in ([pk], []):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def offers_of(request: Asked, sheet: CaseSheet) -> Sequence[Offer]:
    """Every step that leads on from here and that this reader may take, but those on the card of the next step."""
    shown = {sheet.step.act, *sheet.step.others}
    if sheet.case.parent_id is not None:
        shown |= OF_THE_WHOLE
    split = guard.may_open(request, "case_split") and sheet.case.state in WORKING and sheet.case.parent_id is None
    more = (
        [Offer(label=_("Split it into parts"), url=reverse("case_split", args=[sheet.case.pk]), posted=False)]
        if split
        else []
    )
    return more + [
        Offer(label=STEPS[act].title, url=reverse(f"case_{act}", args=[sheet.case.pk]), posted=act in POSTED)
        for act in MENU
        if act not in shown and may_step(sheet.case.state, act) and guard.may_open(request, f"case_{act}")
    ]
