"""How a tower goes through a census round: which step leads from where to where.

Source: the flow of the tower register (assigned, collecting, differences, verified, approved, published). Verifying and
approving are done by two persons; what is published is never opened again, a correction is another snapshot.
"""

from __future__ import annotations

from mashang.kernel.errors import Refused, Text
from mashang.kernel.text import _

MOVES: dict[tuple[str, str], str] = {
    ("assigned", "ask"): "collecting",
    ("collecting", "ask"): "collecting",
    ("diff", "ask"): "collecting",
    ("assigned", "look"): "collecting",
    ("collecting", "look"): "collecting",
    ("diff", "look"): "diff",
    ("assigned", "hand_in"): "diff",
    ("collecting", "hand_in"): "diff",
    ("diff", "hand_in"): "diff",
    ("collecting", "verify"): "verified",
    ("diff", "verify"): "verified",
    ("verified", "approve"): "approved",
    ("verified", "send_back"): "collecting",
    ("approved", "send_back"): "collecting",
    ("approved", "publish"): "published",
    ("assigned", "leave_out"): "excepted",
    ("collecting", "leave_out"): "excepted",
    ("diff", "leave_out"): "excepted",
    ("verified", "leave_out"): "excepted",
    ("excepted", "take_up"): "assigned",
}
_WHY: dict[str, Text] = {
    "assigned": _("Nobody has gone over this tower yet."),
    "collecting": _("This tower is still being gone over."),
    "diff": _("The differences of this tower are not settled yet."),
    "verified": _("This tower is verified and waits for approval."),
    "approved": _("This tower is approved already."),
    "published": _("This round is published; nothing in it changes any more."),
    "excepted": _("This tower was left out of the round."),
}
_MEND: dict[str, Text] = {
    "assigned": _("Hand in its sheet, or go over its floors."),
    "collecting": _("Hand in its sheet, or go over its floors; then verify it."),
    "diff": _("Settle them in the review of the sheet, then verify the tower."),
    "verified": _("A section head approves it or sends it back."),
    "approved": _("Send it back first if it is wrong."),
    "published": _("Publish a correction instead."),
    "excepted": _("It is gone over in the next round."),
}


def next_state(state: str, act: str) -> str:
    """The state that a step leads to; refuses (`not_now`) a step that does not lead on from here, in words."""
    if (state, act) not in MOVES:
        raise Refused("not_now", _WHY[state], mend=_MEND[state])
    return MOVES[state, act]
