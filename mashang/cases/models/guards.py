"""Guards of the cases that the database keeps by itself."""

from __future__ import annotations

import pgtrigger

from mashang.register.models.guards import CheckedAtCommit
from mashang.trail.models import GuardedBy


class FollowsItsMoves(CheckedAtCommit):
    """At commit the newest move of a row leads to the state in which the row is: no state without its story."""

    def __init__(self, *, name: str, function: str = "cases_case_follows_moves") -> None:
        super().__init__(name=name, function=function, operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"))


class LeadsToItsState(CheckedAtCommit):
    """At commit a move begins where the one before it ended, and the newest leads to where its row is."""

    def __init__(self, *, name: str, function: str = "cases_case_move_leads_on") -> None:
        super().__init__(name=name, function=function, operation=pgtrigger.Insert)


class OneLevel(GuardedBy):
    """A part has no parts and leads nobody; who follows a lead leads nobody. Asked of no case that is neither.

    The row that is pointed to is held until the commit, so that two writers cannot make two levels between them.
    """

    operation = pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "cluster_id")
    condition = pgtrigger.Q(new__parent__isnull=False) | pgtrigger.Q(new__cluster__isnull=False)

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, function="cases_case_one_level")
