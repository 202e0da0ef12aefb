"""Who gets what, and who stands in for whom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from mashang.register.models.guards import Placed


class RoutingRule(Placed):
    """One rule of an area: the first that fits decides. `when` and `then` as rules/routing says.

    A rule is never edited: a changed one is another row from its day on, so that an old case still names the rule it
    went by.
    """

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    code = models.CharField(max_length=40, db_collation="C")
    place_no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    when = models.JSONField(default=dict)
    then = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="routing_rule_code_once", fields=["area", "code"], condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="routing_rule_place_once", fields=["area", "place_no"], condition=Q(ended_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place_no} {self.name}"


class Absence(Placed):
    """Somebody is away for a span of days, and another stands in: what falls to the one goes to the other."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+", db_index=False)
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    span = DateRangeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    said_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="absence_not_for_oneself", condition=~Q(user=F("stand_in"))),
            models.CheckConstraint(name="absence_span_not_empty", condition=Q(span__isempty=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.span}"
