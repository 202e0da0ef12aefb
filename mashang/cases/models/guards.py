"""Guards of the cases that the database keeps by itself."""

from __future__ import annotations

import pgtrigger

from mashang.register.models.guards import CheckedAtCommit


class FollowsItsMoves(CheckedAtCommit):
    """At commit the newest move of a row leads to the state in which the row is: no state without its story."""

    def __init__(self, *, name: str, function: str = "cases_case_follows_moves") -> None:
        super().__init__(name=name, function=function, operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"))


class LeadsToItsState(CheckedAtCommit):
    """At commit a move begins where the one before it ended, and the newest leads to where its row is."""

    def __init__(self, *, name: str, function: str = "cases_case_move_leads_on") -> None:
        super().__init__(name=name, function=function, operation=pgtrigger.Insert)
