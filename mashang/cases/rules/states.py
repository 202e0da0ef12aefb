"""How a case goes: which step leads from where to where, into whose hands, and which clocks it moves.

Source: the flow of requests and whistles (first receiver follows to the end, papers asked for once, the firm confirms or
reopens, silence closes with that reason); states of government items in brackets where they apply.
"""

from __future__ import annotations

from mashang.kernel.errors import Refused, Text
from mashang.kernel.text import _

OPEN = (
    "received", "supplement", "accepted", "in_hand", "called", "special", "carried", "done_waiting",
)  # fmt: skip
ENDED = ("refused", "lapsed", "closed", "withdrawn", "transferred", "joined")
WORKING = ("received", "accepted", "in_hand", "called")  # the office or the departments work on it

MOVES: dict[tuple[str, str], str] = {
    ("received", "accept"): "accepted",
    ("received", "take"): "in_hand",
    ("accepted", "take"): "in_hand",
    ("received", "refuse"): "refused",
    ("supplement", "papers_in"): "in_hand",
    ("supplement", "lapse"): "lapsed",
    ("in_hand", "special"): "special",
    ("special", "end_special"): "in_hand",
    ("in_hand", "call"): "called",
    ("called", "call"): "called",
    ("called", "report_in"): "called",
    ("called", "all_answered"): "in_hand",
    ("called", "call_off"): "in_hand",
    ("in_hand", "send_back"): "called",
    ("called", "send_back"): "called",
    ("in_hand", "carry_over"): "carried",
    ("called", "carry_over"): "carried",
    ("carried", "recheck"): "in_hand",
    ("done_waiting", "confirm"): "closed",
    ("done_waiting", "silence"): "closed",
    ("done_waiting", "line_close"): "closed",  # the hotline closed its ticket; the firm has said nothing by that
    ("done_waiting", "reopen"): "in_hand",
    ("closed", "reopen"): "in_hand",
}
MOVES |= {(state, "ask_papers"): "supplement" for state in ("received", "accepted", "in_hand")}
MOVES |= {(state, "answer"): "done_waiting" for state in (*WORKING, "carried")}
MOVES |= {(state, act): to for state in OPEN for act, to in (
    ("withdraw", "withdrawn"), ("transfer", "transferred"), ("join", "joined"),
)}  # fmt: skip
# Steps that change nothing but whose it is, when it is due, or what is known.
MOVES |= {
    (state, act): state for state in OPEN for act in ("hand_over", "extend", "urge", "note", "batch", "leave_batch")
}  # fmt: skip
# Cases that are handled as one ask, are split into parts, or are talked over on site.
MOVES |= {
    (state, act): state for state in OPEN
    for act in ("lead", "cluster", "leave_cluster", "split", "call_meeting", "hold_meeting", "off_meeting")
}  # fmt: skip
# A part is done when its officer says so: the firm confirms the whole.
MOVES |= {(state, "finish"): "closed" for state in (*WORKING, "carried")}
# A batch that a department accepts takes in hand what nobody had yet.
MOVES |= {(state, "batch"): "in_hand" for state in ("received", "accepted")}

# In whose hands a case is in a state, unless the step says otherwise.
HANDS: dict[str, str] = {
    "received": "office", "supplement": "firm", "accepted": "office", "in_hand": "office", "called": "waiting",
    "special": "outside", "carried": "office", "done_waiting": "firm",
    **dict.fromkeys(ENDED, "nobody"),
}  # fmt: skip

_WHY: dict[str, Text] = {
    "received": _("Nobody has taken this case in hand yet."),
    "supplement": _("This case waits for papers from the firm."),
    "accepted": _("This case is accepted and not in hand yet."),
    "in_hand": _("This case is being handled."),
    "called": _("Departments are called in to this case."),
    "special": _("This case stands in a special procedure."),
    "carried": _("This case is carried over until its recheck."),
    "done_waiting": _("This case is answered and waits for the firm."),
    "refused": _("This case was not accepted."),
    "lapsed": _("This case has lapsed."),
    "closed": _("This case is closed."),
    "withdrawn": _("This case was withdrawn."),
    "transferred": _("This case was transferred out."),
    "joined": _("This case was joined to another."),
}
_MEND: dict[str, Text] = {
    "received": _("Take it in hand first."),
    "supplement": _("Take the papers in first, or let it lapse."),
    "accepted": _("Take it in hand first."),
    "in_hand": _("Load the page again to see what may be done now."),
    "called": _("Wait for their answers, or call them off first."),
    "special": _("End the special procedure first."),
    "carried": _("Take it up again first."),
    "done_waiting": _("The firm confirms or reopens it."),
    "refused": _("Open a new case if something else is meant."),
    "lapsed": _("Open a new case with the papers."),
    "closed": _("Reopen it within 30 days, or open a new case."),
    "withdrawn": _("Open a new case if it is needed again."),
    "transferred": _("Ask the office that has it now."),
    "joined": _("Go on with the case it was joined to."),
}


def next_state(state: str, act: str) -> str:
    """The state that a step leads to; refuses (`not_now`) a step that does not lead on from here, in words."""
    if (state, act) not in MOVES:
        raise Refused("not_now", _WHY[state], mend=_MEND[state])
    return MOVES[state, act]


def may_step(state: str, act: str) -> bool:
    """Does this step lead on from here?"""
    return (state, act) in MOVES
