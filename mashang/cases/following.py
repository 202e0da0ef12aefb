"""Which deeds follow the clocks over cases and summonses."""

from __future__ import annotations

from mashang.cases.acts import escalating
from mashang.clocks.followers import follow


def hook() -> None:
    """Follow the clocks over cases and summonses; called once at start."""
    follow("case", warned=escalating.warn_of_cases, overdue=escalating.tell_of_overdue_cases)
    follow("summons", warned=escalating.warn_of_summonses, overdue=escalating.tell_of_overdue_summonses)
