"""Firms and the names they bore."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.guards import Placed, append_only


class Firm(Placed):
    """A firm or another body with an address here. Current name and industry are copied from its facts."""

    class Standing(models.TextChoices):
        ACTIVE = "active", _("In business")
        REVOKED = "revoked", _("Licence revoked")
        CANCELLED = "cancelled", _("Deregistered")
        MOVED = "moved", _("Moved away")
        UNKNOWN = "unknown", _("Not known")

    uscc = models.CharField(_("Unified social credit code"), max_length=18, null=True, blank=True, db_collation="C")
    name = models.CharField(max_length=160)
    name_folded = models.CharField(max_length=160, db_collation="C")
    name_pinyin = models.CharField(max_length=600, db_collation="C", blank=True)
    kind = models.CharField(max_length=20, blank=True)
    industry = models.CharField(max_length=5, blank=True, db_collation="C")  # GB/T 4754-2017, letter or digits
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.UNKNOWN)
    parent = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="branches")
    home_area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    weight = models.PositiveSmallIntegerField(default=0)
    sample = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "name_pinyin"], name="firm_area_name"),
            models.Index(fields=["name_folded"], name="firm_name_folded"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="firm_uscc_once", fields=["uscc"], condition=Q(merged_into__isnull=True, retracted_at__isnull=True)
            ),
            models.CheckConstraint(
                name="firm_uscc_right",
                condition=Q(uscc__isnull=True)
                | Q(Func(F("uscc"), function="mashang_uscc_ok", output_field=models.BooleanField())),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FirmName(models.Model):
    """A name a firm bears or bore."""

    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="names")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160, db_collation="C")
    kind = models.CharField(max_length=8, default="current")
    since = models.DateField(null=True, blank=True)  # None: as far back as is known
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["folded"], name="firm_name_was")]
        constraints = [
            models.CheckConstraint(name="firm_name_kind", condition=Q(kind__in=["current", "former", "alias", "short"]))
        ]
        triggers = append_only("superseded_at")

    def __str__(self) -> str:
        return self.name
