"""Two records of one firm or tower made one; what moved, so that it can be taken apart again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mashang.register.models.firms import Firm
from mashang.register.models.guards import CheckedWhenAdded, Placed, append_only
from mashang.register.models.places import Tower


class FirmMerge(Placed):
    """`gone` was the same firm as `kept`. `moved` names what was moved or written, by kind; undone once, by new rows."""

    kept = models.ForeignKey(Firm, models.RESTRICT, related_name="merges")
    gone = models.ForeignKey(Firm, models.RESTRICT, related_name="+")
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="firm_merged_once", fields=["gone"], condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(name="firm_merge_of_two", condition=~Q(kept=F("gone"))),
        ]
        triggers = append_only("undone_at")

    def __str__(self) -> str:
        return f"{self.gone_id} -> {self.kept_id}"


class TowerMerge(Placed):
    """`gone` was the same building as `kept`, in the same district. `moved` names what went over, by kind; undone once.

    While it stands, the database lets the leases of rooms that went over, or were made since, change their tower between
    these two, and no others.
    """

    kept = models.ForeignKey(Tower, models.RESTRICT, related_name="merges")
    gone = models.ForeignKey(Tower, models.RESTRICT, related_name="+")
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tower_merged_once", fields=["gone"], condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(name="tower_merge_of_two", condition=~Q(kept=F("gone"))),
        ]
        triggers = [
            *append_only("undone_at"),
            CheckedWhenAdded(name="one_district", function="register_check_tower_merge"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} -> {self.kept_id}"
