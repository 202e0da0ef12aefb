"""What a rate of the dictionary leaves out: how many, how the rate would be with them, and each with who decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Ruling
from mashang.cases.reads.gate import RulingRow, list_left_out
from mashang.cases.reads.promises import promises
from mashang.kernel.actor import Actor
from mashang.register.reads.scope import in_area

MOST = 200
# Rows of clocks and rows of cases, by the few cases that are meant.
_SCOPE = {"d": "d.subject_id = any(%(cases)s)", "c": "c.id = any(%(cases)s)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Of one rate in an area: `kept` of `judged` among what is left out, and the rulings, none for who reads no requests."""

    kept: int
    judged: int
    rulings: Sequence[RulingRow]


def find_left_out(actor: Actor, rate: str, area_path: str, *, on: date, at: datetime) -> LeftOut:
    """What the rate of an area leaves out on a day, as it was known at an instant. Three queries; the caller checked the area."""
    granted = Ruling.objects.filter(
        in_area(area_path), kind=Ruling.Kind.EXCLUSION, state=Ruling.State.GRANTED, rate=rate, ruled_at__lt=at
    )
    asked: dict[str, Any] = {"cases": list(granted.values_list("case_id", flat=True)), "on": on, "at": at}
    text = promises(lambda row: _SCOPE[row], only=rate)
    with connection.cursor() as cursor:
        cursor.execute(f"select case_id, sum(good), count(*) from ({text}) p where left_out group by case_id", asked)
        rows = cursor.fetchall()
    ids = [case for case, _good, _count in rows]
    reads = actor.may(Permission.CASE_READ)
    return LeftOut(
        kept=sum(int(good) for _case, good, _count in rows), judged=sum(count for *_rest, count in rows),
        rulings=list_left_out(actor, rate=rate, case_ids=ids, most=MOST) if reads and ids else (),
    )  # fmt: skip
