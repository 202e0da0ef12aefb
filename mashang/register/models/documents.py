"""Files people gave us. The row points to storage; the bytes never lie in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mashang.register.models.guards import Placed


class Document(Placed):
    """An uploaded file about a tower, unit, firm or tenancy, or the original of an import."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    media = models.CharField(max_length=100)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    storage_key = models.CharField(max_length=120, unique=True, db_collation="C")
    about_kind = models.CharField(max_length=12)
    about_id = models.BigIntegerField()
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, default="stored")

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="document_about")]
        constraints = [models.CheckConstraint(name="document_state", condition=Q(state__in=["stored", "swept"]))]

    def __str__(self) -> str:
        return self.name
