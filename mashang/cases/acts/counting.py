"""Counting promises together by month, area, item and department, for the page of rates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mashang.cases.models import RateCount
from mashang.cases.reads.rates import COUNTED, MEASURES, months_until
from mashang.clocks.reads.instants import first_of
from mashang.kernel.actor import Actor

COUNTING = 350_7
INSERT = f"""
    insert into cases_ratecount (district_id, area_path, month, item, department_id, measure, kept, judged, kept_out, out, counted_at)
    select district_id, area_path, month, item, department_id, measure, kept, judged, kept_out, out, %(at)s from ({COUNTED}) c"""


@transaction.atomic
def recount_rates(*, actor: Actor, months: int = 13, now: datetime | None = None) -> int:
    """Count the promises of the last months anew, today's with them; returns how many rows there are then. By the worker.

    A ruling, or a word of the firm, may change a month that is long over: once a night all thirteen are counted. Two counts at
    once wait for each other.
    """
    actor.require("figures.freeze")
    moment = now or timezone.now()
    first = months_until(timezone.localdate(moment))[-months]
    asked: dict[str, Any] = {
        "top": "", "on": timezone.localdate(moment), "at": moment, "first": first_of(first), "measures": list(MEASURES),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [COUNTING])
        RateCount.objects.filter(month__gte=first).delete()
        cursor.execute(INSERT, asked)
    RateCount.objects.update(counted_at=moment)
    return RateCount.objects.count()
