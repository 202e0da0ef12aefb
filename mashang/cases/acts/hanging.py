"""What hangs on a case, asked for in one question, so that a deed looks only where something is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value

from mashang.cases.models import BatchItem, Case, Meeting, Ruling, Summons, Whistle


def hanging_on(case: Case) -> frozenset[str]:
    """Which of these a case has: `parts` to be done, `members` that follow it, `meetings` to come, an `item` in a batch, a
    `whistle` at the gate, `summonses` that are open, `rulings` that are asked for and that it needs only while it is open.
    To be asked under the case's lock."""
    kinds: dict[str, QuerySet[Any]] = {
        "parts": Case.objects.filter(parent=case, closed_at=None),
        "members": Case.objects.filter(cluster=case),
        "meetings": Meeting.objects.filter(case=case, state=Meeting.State.CALLED),
        "item": BatchItem.objects.filter(case=case, left_at=None, ended_at=None),
        "whistle": Whistle.objects.filter(case=case, state=Whistle.State.ASKED),
        "summonses": Summons.objects.filter(case=case).exclude(state__in=Summons.ENDED),
        "rulings": Ruling.objects.filter(case=case, state=Ruling.State.ASKED).exclude(kind=Ruling.Kind.EXCLUSION),
    }
    first, *others = (
        rows.order_by().annotate(hangs=Value(name)).values_list("hangs", flat=True)[:1] for name, rows in kinds.items()
    )
    return frozenset(first.union(*others, all=True))
