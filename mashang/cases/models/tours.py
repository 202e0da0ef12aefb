"""Who of the team goes when to which tower, and where the firms meet it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mashang.cases.models.batches import Batch
from mashang.register.models import Tower


class TeamMember(models.Model):
    """Somebody of a batch's team: an officer, a department's liaison or an agent. `team` counts teams that go apart."""

    batch = models.ForeignKey(Batch, models.RESTRICT, related_name="members", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+")
    team = models.PositiveSmallIntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="team_member_once", fields=["batch", "user"], condition=Q(left_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.user_id}"


class BatchPlace(models.Model):
    """One tower of a batch: where the firms meet the team, and when it may come.

    `windows`: a list of {day, from, to}; an empty day is every day, an empty list the office hours.
    """

    batch = models.ForeignKey(Batch, models.RESTRICT, related_name="places", db_index=False)
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="+", db_index=False)
    meeting_point = models.CharField(max_length=120, blank=True)
    windows = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="batch_place_once", fields=["batch", "tower"])]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.tower_id}"


class Tour(models.Model):
    """One day of one team of a batch."""

    batch = models.ForeignKey(Batch, models.RESTRICT, related_name="tours", db_index=False)
    day = models.DateField()
    team = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="tour_once_a_day", fields=["batch", "day", "team"])]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.day}"


class TourStop(models.Model):
    """One stay in one tower, planned from and to. A new plan drops those that were not visited (`dropped_at`).

    `windows`: when the firms of the stop may be called on, as the plan found them; `explained`: why it stands here.
    """

    tour = models.ForeignKey(Tour, models.RESTRICT, related_name="stops", db_index=False)
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="+", db_index=False)
    order = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    walk_minutes = models.PositiveSmallIntegerField(default=0)
    windows = models.JSONField(default=list)
    explained = models.JSONField(default=dict)
    visited_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tour_stop_order_once", fields=["tour", "order"], condition=Q(dropped_at=None)
            ),
            models.CheckConstraint(name="tour_stop_lasts", condition=Q(to_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="tour_stop_visited_or_dropped", condition=Q(visited_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes = [models.Index(name="tour_stop_of", fields=["tour", "order"])]

    def __str__(self) -> str:
        return f"{self.tour_id} {self.order}"
