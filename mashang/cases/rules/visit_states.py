"""How a visit goes: which step leads from where to where.

Source: visits and problems of the handbook: the firm may move or decline, the recorder amends on the same day only, silence
of five working days confirms.
"""

from __future__ import annotations

from datetime import date

from mashang.kernel.errors import Refused, Text
from mashang.kernel.text import _

AHEAD = ("planned", "booked")
MADE = ("recorded", "split", "closed")
CONFIRMABLE = ("recorded", "split")

MOVES: dict[tuple[str, str], str] = {
    ("planned", "book"): "booked",
    ("planned", "record"): "recorded",  # the firm was called without notice, or met by chance
    ("booked", "record"): "recorded",
    ("booked", "move"): "planned",
    ("booked", "decline"): "declined",
    ("recorded", "split"): "split",
    ("split", "split"): "split",
}
MOVES |= {(state, act): to for state in AHEAD for act, to in (("call_off", "called_off"), ("plan_anew", "planned"))}
MOVES |= {(state, act): state for state in CONFIRMABLE for act in ("amend", "object")}
MOVES |= {(state, act): "closed" for state in CONFIRMABLE for act in ("confirm", "silence")}
MOVES |= {(state, act): state for state in MADE for act in ("note", "decide_fact")}

_WHY: dict[str, tuple[Text, Text]] = {
    "planned": (_("This visit is planned and not announced to the firm yet."), _("Announce it to the firm, or record it.")),
    "booked": (_("This visit is announced to the firm and was not made yet."), _("Record it when it was made.")),
    "declined": (_("The firm declined this visit."), _("Plan another one, or telephone.")),
    "called_off": (_("This visit was called off."), _("Plan another one.")),
    "recorded": (_("This visit is recorded already."), _("Add a note to it instead.")),
    "split": (_("This visit is recorded already."), _("Add a note to it instead.")),
    "closed": (_("This visit is confirmed by the firm."), _("Add a note to it, or record another visit.")),
}  # fmt: skip


def next_visit_state(state: str, act: str) -> str:
    """The state that a step leads to; refuses (`not_now`) a step that does not lead on from here, in words."""
    if (state, act) not in MOVES:
        why, mend = _WHY[state]
        raise Refused("not_now", why, mend=mend)
    return MOVES[state, act]


def may_visit_step(state: str, act: str) -> bool:
    """Does this step lead on from here?"""
    return (state, act) in MOVES


def too_close(day: date, other: date, days: int) -> bool:
    """Do two visits to one firm lie so close together that the planner has to say why? `days` counts calendar days."""
    return abs((day - other).days) <= days
