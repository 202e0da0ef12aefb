"""How a summons goes: which step leads from where to where, and in what words a step is refused. Pure.

Source: the flow of whistles (report in, answer, one objection within a working day that is ruled the same day and then
final, one extension, one sending back); the departments of Quanzhou's service campaign answer by the same lengths.
"""

from __future__ import annotations

from mashang.kernel.errors import Refused, Text
from mashang.kernel.text import _

OPEN = ("asked", "called", "reported", "objected", "on_site", "answered")
ENDED = ("closed", "upheld", "withdrawn")
DUE = ("called", "reported", "objected", "on_site")  # an answer is still to come
WITH_DEPARTMENT = ("called", "reported", "on_site")  # it is the department's turn

MOVES: dict[tuple[str, str], str] = {
    ("asked", "let_through"): "called",
    ("asked", "turn_back"): "withdrawn",
    ("called", "report_in"): "reported",
    ("called", "object"): "objected",
    ("reported", "object"): "objected",
    ("objected", "uphold"): "upheld",
    ("objected", "overrule"): "reported",
    ("reported", "arrive"): "on_site",
    ("answered", "accept"): "closed",
    ("answered", "send_back"): "reported",
}
MOVES |= {(state, "answer"): "answered" for state in ("reported", "on_site")}
MOVES |= {(state, "call_off"): "withdrawn" for state in OPEN}
# Steps that change nothing but what is known, or when it is due.
MOVES |= {
    (state, act): state for state in ("reported", "on_site")
    for act in ("ask_extension", "extend", "refuse_extension")
}  # fmt: skip
MOVES |= {(state, "urge"): state for state in WITH_DEPARTMENT}
MOVES |= {(state, "confirm_arrival"): state for state in ("on_site", "answered", "closed")}

_WHY: dict[str, Text] = {
    "asked": _("This whistle still waits at the sub-district."),
    "called": _("This department was called and has not reported in."),
    "reported": _("This department has reported in already."),
    "objected": _("This department objects; the sub-district rules on it."),
    "on_site": _("This department is on site."),
    "answered": _("This department has answered already."),
    "closed": _("The answer of this department was accepted."),
    "upheld": _("The objection of this department was upheld: it is not its matter any more."),
    "withdrawn": _("This department was called off."),
}
_MEND: dict[str, Text] = {
    "asked": _("Wait until it is let through."),
    "called": _("Report in first."),
    "reported": _("Answer, ask for an extension, or say that you have arrived."),
    "objected": _("Wait for the ruling; it comes the same day."),
    "on_site": _("Answer what came of it."),
    "answered": _("Wait until the first receiver accepts it or sends it back."),
    "closed": _("There is nothing to do any more."),
    "upheld": _("There is nothing to do any more."),
    "withdrawn": _("There is nothing to do any more."),
}


def next_summons_state(state: str, act: str) -> str:
    """The state that a step leads to; refuses (`summons_not_now`) one that does not lead on from here, in words."""
    if (state, act) not in MOVES:
        raise Refused("summons_not_now", _WHY[state], mend=_MEND[state])
    return MOVES[state, act]


def may_step_summons(state: str, act: str) -> bool:
    """Does this step lead on from here?"""
    return (state, act) in MOVES
