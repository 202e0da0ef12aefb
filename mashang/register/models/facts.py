"""Facts: what is held about a firm, tower or unit, from when, by whom, and since when we know it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.firms import Firm
from mashang.register.models.guards import append_only
from mashang.register.models.places import Tower, Unit


class Source(models.Model):
    """Where a statement comes from, and the day it speaks of."""

    class Kind(models.TextChoices):
        SHEET = "sheet", _("Tenant sheet")
        VISIT = "visit", _("Visit")
        DECLARATION = "declaration", _("Said by the firm")
        DEPARTMENT = "department", _("Department")
        REGISTRY = "registry", _("Registry")
        LICENCE = "licence", _("Licence or deed")
        DESK = "desk", _("Entered at the desk")
        SAMPLE = "sample", _("Sample")
        COMPUTED = "computed", _("Computed")

    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=160, blank=True)
    as_of_on = models.DateField()
    batch = models.ForeignKey("register.ImportBatch", models.RESTRICT, null=True, blank=True, related_name="sources")
    given_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of_on}"


class FactKey(models.Model):
    """What can be known, from content/facts.yaml. The id is never reused."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    key = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=5)
    name_zh = models.CharField(max_length=40)
    name_hant = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    group = models.CharField(max_length=20, blank=True)
    shape = models.CharField(max_length=8, default="state")
    type = models.CharField(max_length=5)
    unit = models.CharField(max_length=12, blank=True)
    scale = models.PositiveIntegerField(default=1)
    choices = models.JSONField(default=dict)
    sensitivity = models.CharField(max_length=1, default="")
    freshness_days = models.PositiveSmallIntegerField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["subject", "order", "id"]
        constraints = [
            models.CheckConstraint(name="fact_key_subject", condition=Q(subject__in=["firm", "tower", "unit"])),
            models.CheckConstraint(name="fact_key_type", condition=Q(type__in=["int", "code", "date", "flag", "text"])),
        ]

    def __str__(self) -> str:
        return self.key


def _exactly_one_value() -> Q:
    values = ["num", "code", "day", "flag", "body"]
    ways = Q(unknown=True, **{f"{v}__isnull": True for v in values})
    for value in values:
        ways |= Q(unknown=False, **{f"{v}__isnull": v != value for v in values})
    return ways


class Fact(models.Model):
    """From `valid_from` on, the key has this value (or is stated to be unknown).

    It ends where the next fact of the key begins, so no end is stored. `superseded_at` is set once, by
    the act that writes the successor. A rival statement is kept with `believed` false.
    """

    key = models.ForeignKey(FactKey, models.RESTRICT, related_name="+")
    valid_from = models.DateField()
    precision = models.CharField(max_length=5, blank=True)  # of a date value: day, month or year as it was written
    num = models.BigIntegerField(null=True, blank=True)
    code = models.CharField(max_length=40, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    flag = models.BooleanField(null=True, blank=True)
    body = models.CharField(max_length=4000, null=True, blank=True)
    unknown = models.BooleanField(default=False)
    believed = models.BooleanField(default=True)
    source = models.ForeignKey(Source, models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def fact_constraints(name: str) -> list[models.BaseConstraint]:
    """The constraints of one fact table (names must differ between tables)."""
    return [
        models.UniqueConstraint(
            name=f"{name}_one_believed",
            fields=["subject", "key", "valid_from"],
            condition=Q(believed=True, superseded_at__isnull=True),
        ),
        models.CheckConstraint(name=f"{name}_one_value", condition=_exactly_one_value()),
        models.CheckConstraint(
            name=f"{name}_superseded_later",
            condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
        ),
    ]


def rival_index(name: str) -> list[models.Index]:
    """Finds the statements that wait beside a believed one, few among many."""
    return [
        models.Index(name=f"{name}_rival", fields=["subject", "key"], condition=Q(believed=False, superseded_at=None))
    ]


class FirmFact(Fact):
    """A fact about a firm."""

    subject = models.ForeignKey(Firm, models.RESTRICT, related_name="facts")

    class Meta:
        constraints = fact_constraints("firm_fact")
        indexes = rival_index("firm_fact")
        triggers = append_only("superseded_at")


class TowerFact(Fact):
    """A fact about a tower."""

    subject = models.ForeignKey(Tower, models.RESTRICT, related_name="facts")

    class Meta:
        constraints = fact_constraints("tower_fact")
        indexes = rival_index("tower_fact")
        triggers = append_only("superseded_at")


class UnitFact(Fact):
    """A fact about a unit."""

    subject = models.ForeignKey(Unit, models.RESTRICT, related_name="facts")

    class Meta:
        constraints = fact_constraints("unit_fact")
        indexes = rival_index("unit_fact")
        triggers = append_only("superseded_at")
