"""The one next step of a case: whose turn it is, what is due, and which act leads on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mashang.cases.rules.states import ENDED, may_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the next step depends on. `called` and `answered` count the departments that were called in and that have answered,
    `rulings` the things that wait for a head; `papers_asked`: were papers asked for in this round already? `part`: is it a part of
    a case, `parts`: has it parts that are not done?"""

    state: str
    called: int = 0
    answered: int = 0
    rulings: int = 0
    at_gate: bool = False
    callback: bool = False
    papers_asked: bool = False
    part: bool = False
    parts: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The next step. `turn` is whose: office, head, department, firm, outside or nobody; `act` the deed that leads on (empty
    where there is only waiting), `others` what may be done instead, in the order in which it is offered."""

    code: str
    turn: str
    act: str = ""
    others: Sequence[str] = ()


_BY_STATE = {
    "received": Step("contact", "office", "take", ("answer", "ask_papers", "refuse")),
    "accepted": Step("contact", "office", "take", ("answer", "ask_papers")),
    "in_hand": Step("answer", "office", "answer", ("ask_papers", "hand_over")),
    "supplement": Step("papers", "firm", "papers_in", ("urge",)),
    "called": Step("departments", "department", "urge"),
    "special": Step("special", "outside", "end_special"),
    "carried": Step("carried", "office", "answer"),
    "done_waiting": Step("confirm", "firm"),
}


def next_step(standing: Standing) -> Step:
    """The one step that is to be taken next, by the state of the case and by what waits within it.

    A call-back after a low rating comes first, then what waits for a head, then the step of the state. Papers are asked for
    once a round, so that the offer goes when they were; a case whose departments have all answered is to be answered.
    """
    if standing.callback:
        return Step("callback", "head", "call_back")
    if standing.state in ENDED:
        return Step("ended", "nobody", "", ("reopen",) if may_step(standing.state, "reopen") else ())
    if standing.at_gate:
        return Step("gate", "head", "gate")
    if standing.rulings:
        return Step("ruling", "head", "rule")
    if standing.state == "called" and standing.called and standing.answered == standing.called and not standing.parts:
        return Step("all_answered", "office", "finish" if standing.part else "answer")
    step = _BY_STATE[standing.state]
    if standing.part and step.act in ("answer", "take"):
        return Step("part", "office", "finish", ("hand_over",))
    if standing.parts and step.act in ("answer", "take"):
        return Step("parts", "office", "", ("hand_over",))
    if standing.papers_asked and "ask_papers" in step.others:
        return Step(step.code, step.turn, step.act, tuple(one for one in step.others if one != "ask_papers"))
    return step
