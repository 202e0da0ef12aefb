"""Which steps of a case its firm reads of: the same in the portal and where the office looks at what the firm sees."""

from __future__ import annotations

from collections.abc import Iterable

from mashang.cases.models import CaseMove

SILENT = frozenset({"note", "batch", "leave_batch", "lead", "leave_cluster", "split"})  # steps of the office alone
MEETINGS = frozenset({"call_meeting", "hold_meeting", "off_meeting"})


def firm_steps(moves: Iterable[CaseMove]) -> list[CaseMove]:
    """Of the steps of a case, in their order, those that are told to the firm; of meetings those to which it was asked."""
    told: list[CaseMove] = []
    asked = False
    for move in moves:
        if move.act == "call_meeting":
            asked = move.shown
        if move.act not in SILENT and (asked or move.act not in MEETINGS):
            told.append(move)
    return told
