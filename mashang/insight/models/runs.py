"""Frozen figures: a run is one day's counting of all KPIs, a cell one figure of it in one place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mashang.trail.models import AppendOnly


class Run(models.Model):
    """All figures of an area's subtree as they stood on `valid_on`, counted from what was known at `known_at`.

    Never changed: a later counting of the same day is another run that supersedes this one. `holds` are the highest
    numbers in the tables that were read, `code_version` the digest of all KPI texts, `sha256` that of all cells.
    """

    class Kind(models.TextChoices):
        NIGHTLY = "nightly", _("Frozen at night")
        ON_DEMAND = "on_demand", _("Frozen when asked for")
        AFTERWARDS = "afterwards", _("Counted afterwards")
        PUBLISHED = "published", _("Published")

    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, db_collation="C")
    valid_on = models.DateField()
    known_at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NIGHTLY)
    no = models.PositiveIntegerField()
    code_version = models.CharField(max_length=16, db_collation="C")
    holds = models.JSONField(default=dict)
    supersedes = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, db_collation="C")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["area_path", "valid_on", "id"], name="run_area_day")]
        constraints = [models.UniqueConstraint(name="run_no_once", fields=["area_path", "no"])]
        triggers = [AppendOnly(name="append_only")]

    def __str__(self) -> str:
        return f"{self.area_path} {self.valid_on} no. {self.no}"


class Cell(models.Model):
    """One figure in one place: the area, or with `tower` one tower of it; `dim` narrows to a class (industry, size).

    All numbers are whole and scaled as the KPI says. In a withheld cell none of them is held: value, parts and counts
    are sealed in its CellSecret. `stands` is the run in which a shown value was counted, where a newer one is held back.
    """

    class Withheld(models.TextChoices):
        NO = "no", _("Shown")
        SMALL = "small", _("Fewer firms than may be told")
        DOMINANCE = "dominance", _("One firm makes up nearly all of it")
        SECOND = "second", _("Withheld so that another cannot be worked out")
        STICKY = "sticky", _("Withheld until enough firms have changed")

    run = models.ForeignKey(Run, models.RESTRICT, related_name="cells")
    area_path = models.CharField(max_length=16, db_collation="C")
    tower = models.ForeignKey("register.Tower", models.RESTRICT, null=True, blank=True, related_name="+")
    kpi = models.CharField(max_length=40, db_collation="C")
    kpi_version = models.PositiveSmallIntegerField(default=1)
    dim = models.CharField(max_length=20, blank=True, db_collation="C")
    num = models.BigIntegerField(null=True, blank=True)
    den = models.BigIntegerField(null=True, blank=True)
    value = models.BigIntegerField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    unknown = models.PositiveIntegerField(null=True, blank=True)
    withheld = models.CharField(max_length=9, choices=Withheld, default=Withheld.NO)
    stands = models.ForeignKey(Run, models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="cell_once_per_run",
                fields=["run", "area_path", "tower", "kpi", "dim"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="cell_withheld_is_empty",
                condition=Q(withheld="no")
                | Q(num__isnull=True, den__isnull=True, value__isnull=True, n__isnull=True, unknown__isnull=True),
            ),
        ]
        triggers = [AppendOnly(name="append_only")]

    def __str__(self) -> str:
        return f"{self.kpi} {self.area_path}"


class CellSecret(models.Model):
    """The numbers of a withheld cell, sealed. Only an act with `tax.read` opens them, and that goes on record."""

    cell = models.OneToOneField(Cell, models.RESTRICT, primary_key=True, related_name="secret")
    sealed = models.BinaryField()

    class Meta:
        triggers = [AppendOnly(name="append_only")]

    def __str__(self) -> str:
        return f"secret of cell {self.cell_id}"
