"""Promises counted together, so that a page of rates need not read a million of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mashang.register.models.guards import Placed


class RateCount(Placed):
    """How many promises of one measure an area, item and department could be judged by in a month, and how many were kept.

    `kept_out` of `out` are left out of the rate by a ruling and not in the other two. Made anew whole by the worker, never
    by hand: the rows it is made of are the truth.
    """

    month = models.DateField()
    item = models.CharField(max_length=40, db_collation="C")
    department = models.ForeignKey("accounts.Department", models.RESTRICT, null=True, related_name="+", db_index=False)
    measure = models.CharField(max_length=12, db_collation="C")
    kept = models.PositiveIntegerField()
    judged = models.PositiveIntegerField()
    kept_out = models.PositiveIntegerField()
    out = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rate_count_once", fields=["area_path", "month", "measure", "item", "department"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="rate_count_kept_of_judged", condition=Q(kept__lte=F("judged"), kept_out__lte=F("out"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m} {self.area_path}"
