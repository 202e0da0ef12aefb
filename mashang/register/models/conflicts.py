"""Conflicts that a person looked at and left as they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mashang.register.models.guards import Placed, append_only


class ConflictLeft(Placed):
    """Somebody looked at a conflict and left it, with a reason. It comes back when something newer makes it again.

    `kind`, `subject_id` and `other_id` are those of `reads.conflicts`. What two sources say is settled by facts instead.
    """

    kind = models.CharField(max_length=12, db_collation="C")
    subject_id = models.BigIntegerField()
    other_id = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300)
    left_at = models.DateTimeField(auto_now_add=True)
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(name="conflict_left_of", fields=["kind", "subject_id", "other_id"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
