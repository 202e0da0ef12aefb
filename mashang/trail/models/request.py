"""Keys that make a repeated request harmless, and running numbers without gaps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mashang.trail.models.append_only import GuardedBy, NoTruncate


class RequestKey(models.Model):
    """The first use of a key in a scope, and what came of it. The result may be set once.

    The guard lets a key be deleted when it is older than 30 days, and changed in nothing but its result.
    """

    scope = models.CharField(max_length=60, db_collation="C")
    key = models.UUIDField()
    body_hash = models.BinaryField(max_length=32)
    result_kind = models.CharField(max_length=40, default="")
    result_id = models.BigIntegerField(null=True)
    result_url = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=models.Func(function="now"))

    class Meta:
        constraints = [models.UniqueConstraint(name="request_key_once", fields=["scope", "key"])]
        indexes = [models.Index(name="request_key_by_age", fields=["created_at"])]
        triggers = [
            GuardedBy(name="request_key_result_once", function="guard_request_key"),
            NoTruncate(name="request_key_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class NumberCounter(models.Model):
    """The last number given in a series of an area and a year."""

    area_id = models.BigIntegerField()
    series = models.CharField(max_length=20, db_collation="C")
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="number_counter_once", fields=["area_id", "series", "year"]),
            models.CheckConstraint(name="number_counter_above_zero", condition=Q(last__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.series} {self.year}"
