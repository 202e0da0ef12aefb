"""How far the worker is with figures that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Run

LOST_AFTER = timedelta(minutes=30)  # a worker that died says no more; then it may be asked for again
MARK = "freeze"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """Figures that are being frozen: `done` of `total` are counted, 0 while it waits. `failed` says that it came to nothing."""

    done: int
    total: int
    failed: bool


def lock_of(top: str) -> str:
    """The name under which the worker holds one freezing of a tree in its queue."""
    return f"{MARK}-{top}"


def find_freezing(area_path: str) -> Freezing | None:
    """What goes on over the tree of an area, or failed since its last run; None where nothing does. At most three queries."""
    tops = [area_path[:length] for length in range(2, len(area_path) + 1, 2)] or None
    jobs = ProcrastinateJob.objects.filter(task_name="insight.freeze_now").annotate(said=Max("procrastinateevent__at"))
    if tops is not None:
        jobs = jobs.filter(queueing_lock__in=[lock_of(top) for top in tops])
    job = jobs.order_by("-id").first()
    if job is None or job.said is None or job.said < timezone.now() - LOST_AFTER:
        return None
    if job.status in ("todo", "doing"):
        return Freezing(
            done=_done(job.args["area_path"]) if job.status == "doing" else 0, total=len(KPIS), failed=False
        )
    over = job.status == "failed" and not Run.objects.filter(
        area_path=job.args["area_path"], frozen_at__gt=job.args["asked_at"]
    )
    return Freezing(done=0, total=len(KPIS), failed=True) if over else None


def _done(top: str) -> int:
    """What the open transaction of the worker says under the name of its connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_name from pg_stat_activity where datname = current_database() and application_name like %s",
            [f"{MARK} {top} %"],
        )
        said = cursor.fetchone()
    return int(said[0].rsplit(" ", 1)[1]) if said else 0
