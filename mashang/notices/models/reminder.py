"""Reminders that a person sets for a thing of theirs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Reminder(models.Model):
    """A person wants to be reminded of a thing: so many days before its day, or on a day of its own choosing.

    `falls_on` is the day on which it is told; of one with `days_before` it moves when the day of the thing moves. Told or
    forgotten it stays for a while, so that nobody is told twice.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+", db_index=False)
    subject_kind = models.CharField(max_length=40, db_collation="C")
    subject_id = models.BigIntegerField()
    days_before = models.PositiveSmallIntegerField(null=True)
    falls_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200, default="")
    area_path = models.CharField(max_length=16, default="", db_collation="C")
    district_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_before",
                fields=["user", "subject_kind", "subject_id", "days_before"],
                condition=Q(forgotten_at__isnull=True, told_at__isnull=True, days_before__isnull=False),
            ),
            models.UniqueConstraint(
                name="reminder_once_on",
                fields=["user", "subject_kind", "subject_id", "falls_on"],
                condition=Q(forgotten_at__isnull=True, told_at__isnull=True, days_before__isnull=True),
            ),
            models.CheckConstraint(
                name="reminder_days_bounded", condition=Q(days_before__isnull=True) | Q(days_before__lte=365)
            ),
        ]
        indexes = [
            models.Index(
                name="reminder_due",
                fields=["falls_on", "id"],
                condition=Q(told_at__isnull=True, forgotten_at__isnull=True),
            ),
            models.Index(name="reminder_of_subject", fields=["subject_kind", "subject_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject_kind} {self.subject_id} {self.falls_on}"
