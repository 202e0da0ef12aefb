"""How many items of batches were settled within their 7 working days: by items, never by batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from mashang.cases.models import BatchItem
from mashang.cases.rules.batches import CLOCK
from mashang.clocks.models import Deadline
from mashang.clocks.reads.instants import first_of
from mashang.kernel.actor import Actor
from mashang.register.reads.scope import in_area


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """Items of batches accepted in a span of days. `due` are those whose time is over or that are settled; items that left
    their batch are in none but `left`."""

    batches: int
    items: int
    met: int
    missed: int
    running: int
    left: int

    @property
    def due(self) -> int:
        """The items that can be judged."""
        return self.met + self.missed

    @property
    def rate_bp(self) -> int | None:
        """Share settled in time, in hundredths of a percent; None when nothing can be judged."""
        return None if not self.due else round(self.met * 10_000 / self.due)


def count_batch_items(
    actor: Actor, since: date, until: date, *, now: datetime | None = None, sample: bool = True
) -> ItemCounts:
    """The items of batches accepted from `since` up to and with `until` in the actor's area. Two queries.

    An item is met when its clock was stopped up to its due instant, missed when stopped after it or still running past it.
    """
    moment = now or timezone.now()
    begin, end = (first_of(day) for day in (since, until + timedelta(days=1)))
    rows = BatchItem.objects.filter(
        in_area(actor.area_path, "batch__area_path"), batch__accepted_at__gte=begin, batch__accepted_at__lt=end
    )
    if not sample:
        rows = rows.filter(batch__sample=False)
    clocks = Deadline.objects.filter(clock=CLOCK, subject_kind="case", subject_id=OuterRef("case_id"))
    told = list(
        rows.annotate(
            met=Exists(clocks.filter(state=Deadline.State.MET)),
            late=Exists(clocks.filter(state=Deadline.State.MISSED)),
            over=Exists(clocks.filter(state=Deadline.State.RUNNING, due_at__lt=moment)),
        ).values_list("batch_id", "left_at", "met", "late", "over")
    )  # fmt: skip
    held = [row for row in told if row[1] is None]
    met = sum(row[2] and not row[3] and not row[4] for row in held)
    missed = sum(row[3] or row[4] for row in held)
    return ItemCounts(
        batches=len({row[0] for row in told}), items=len(held), met=met, missed=missed,
        running=len(held) - met - missed, left=len(told) - len(held),
    )  # fmt: skip
