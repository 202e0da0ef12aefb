"""Telling people when a clock over a case or a summons runs short or is overdue. Called by the sweep of the clocks.

Each clock is told of once: at warning whoever can still make it, past due the supervisor and the head too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import desk_url, tell
from mashang.cases.acts.summoning import tell_department
from mashang.cases.models import Case, Summons
from mashang.cases.reads.receivers import people_with
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor

# Clocks of the firm: silence closes or lets lapse, and nobody of the office is late.
OF_THE_FIRM = frozenset({"case_papers", "case_confirm"})


def warn_of_cases(*, actor: Actor, deadlines: Sequence[Deadline]) -> int:
    """A case runs short: its officer and its first receiver hear of it. Returns how many clocks were told of."""
    return _tell_of_cases(actor, deadlines, "case.warned", ())


def tell_of_overdue_cases(*, actor: Actor, deadlines: Sequence[Deadline]) -> int:
    """A case is overdue: the officer, the first receiver, the head and the supervisor hear of it."""
    return _tell_of_cases(actor, deadlines, "case.overdue", (Permission.CASE_RULE, Permission.CASE_SUPERVISE))


def warn_of_summonses(*, actor: Actor, deadlines: Sequence[Deadline]) -> int:
    """A department runs short: its liaisons and whoever blew the whistle hear of it."""
    return _tell_of_summonses(actor, deadlines, "summons.warned", ())


def tell_of_overdue_summonses(*, actor: Actor, deadlines: Sequence[Deadline]) -> int:
    """A department is overdue: its liaisons, the whistler, the head and the supervisor hear of it."""
    return _tell_of_summonses(actor, deadlines, "summons.overdue", (Permission.CASE_RULE, Permission.CASE_SUPERVISE))


def _tell_of_cases(actor: Actor, deadlines: Sequence[Deadline], topic: str, also: Iterable[Permission]) -> int:
    due = [one for one in deadlines if one.clock not in OF_THE_FIRM]
    cases = Case.objects.in_bulk({one.subject_id for one in due})
    for deadline in due:
        case = cases[deadline.subject_id]
        people = {case.officer_id, case.first_receiver_id, *_holders(case.area_path, also)}
        tell(
            actor, case, topic=topic, people=people, key=f"deadline:{deadline.pk}", url=desk_url(case),
            ends_at=deadline.due_at,
        )  # fmt: skip
    return len(due)


def _tell_of_summonses(actor: Actor, deadlines: Sequence[Deadline], topic: str, also: Iterable[Permission]) -> int:
    found = Summons.objects.select_related("case", "whistle").in_bulk({one.subject_id for one in deadlines})
    for deadline in deadlines:
        summons = found[deadline.subject_id]
        case, key = summons.case, f"deadline:{deadline.pk}"
        args = {"department_id": summons.department_id, "ends_at": deadline.due_at}
        people = {summons.whistle.blown_by_id, *_holders(case.area_path, also)}
        tell(actor, case, topic=topic, people=people, key=f"{key}:office", url=desk_url(case), **args)
        if deadline.clock != "rule_objection":  # the ruling is the head's, not the department's
            tell_department(actor, case, summons, topic=topic, key=key, **args)
    return len(deadlines)


def _holders(area_path: str, permissions: Iterable[Permission]) -> set[int]:
    """Who holds any of these over the place."""
    today = timezone.localdate()
    return {user for one in permissions for user in people_with(one, area_path, today)}
