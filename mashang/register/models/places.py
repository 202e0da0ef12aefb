"""Towers, floors and units. A unit has a life; splits and merges close lives and open new ones."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mashang.register.models.guards import CheckedAtCommit, NeverDeleted, Placed, PlacedByTower, append_only


class Tower(Placed):
    """A tower, or one part of a complex (A2#).

    Names carry their source (TowerName), and so does what is stated as a tower fact. The columns kind, address,
    position, numbers of floors and the two areas are as last written, by hand or by a sheet: they have no source of
    their own; who changed them, and when, stands in the trail.
    """

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office tower")
        MALL = "mall", _("Mall")
        HOTEL = "hotel", _("Hotel")
        MIXED = "mixed", _("Mixed use")
        OTHER = "other", _("Other")

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    park = models.ForeignKey("accounts.Area", models.RESTRICT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=20, unique=True)
    name_zh = models.CharField(max_length=120)
    name_hant = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    name_folded = models.CharField(max_length=160, db_collation="C")
    name_pinyin = models.CharField(max_length=400, db_collation="C", blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OFFICE)
    address = models.CharField(max_length=240, blank=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    crs = models.CharField(max_length=8, default="gcj02")
    footprint = models.JSONField(null=True, blank=True)  # the coordinates of a GeoJSON polygon, in the same system
    floors_above = models.PositiveSmallIntegerField(null=True, blank=True)
    floors_below = models.PositiveSmallIntegerField(null=True, blank=True)
    gross_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    lettable_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    sample = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area_path", "name_pinyin"], name="tower_area_name")]
        constraints = [
            models.UniqueConstraint(
                name="tower_name_once_per_area",
                fields=["area", "name_folded"],
                condition=Q(merged_into__isnull=True, retracted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="tower_areas_not_negative", condition=Q(gross_sqm__gte=0) | Q(gross_sqm__isnull=True)
            ),
            models.CheckConstraint(
                name="tower_lettable_not_negative", condition=Q(lettable_sqm__gte=0) | Q(lettable_sqm__isnull=True)
            ),
            models.CheckConstraint(
                name="tower_lettable_within_gross",
                condition=Q(gross_sqm__isnull=True)
                | Q(lettable_sqm__isnull=True)
                | Q(lettable_sqm__lte=F("gross_sqm")),
            ),
            models.CheckConstraint(
                name="tower_position_on_earth",
                condition=Q(lon__isnull=True) | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
            ),
            models.CheckConstraint(name="tower_crs_known", condition=Q(crs__in=["gcj02", "wgs84", "cgcs2000"])),
        ]

    def __str__(self) -> str:
        return self.name_zh


class TowerName(models.Model):
    """A name a tower goes by: current, former, alias, or the way a sender writes it."""

    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="names")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160, db_collation="C")
    kind = models.CharField(max_length=8, default="alias")
    since = models.DateField(null=True, blank=True)  # None: as far back as is known
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["folded"], name="tower_name_folded")]
        constraints = [
            models.CheckConstraint(
                name="tower_name_kind", condition=Q(kind__in=["current", "former", "alias", "short"])
            )
        ]
        triggers = append_only("superseded_at")

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """A floor as it is counted: 1 is the ground floor, -1 the first below ground; 0 does not exist."""

    district_id = models.BigIntegerField(default=0)
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="floors")
    no = models.SmallIntegerField()
    label = models.CharField(max_length=20, blank=True)
    use = models.CharField(max_length=20, blank=True)
    area_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="floor_once_per_tower", fields=["tower", "no"]),
            models.CheckConstraint(name="floor_zero_does_not_exist", condition=~Q(no=0)),
            models.CheckConstraint(
                name="floor_area_not_negative", condition=Q(area_sqm__gte=0) | Q(area_sqm__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.no)


class Unit(Placed):
    """A lettable room during `life`.

    An empty `room` stands for the floor where a sheet names no room; without `floor_no` as well it is
    "somewhere in the tower". Such units are never let exclusively.
    """

    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="units")
    floor_no = models.SmallIntegerField(null=True, blank=True)
    room = models.CharField(max_length=40, blank=True, db_collation="C")
    area_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    inner_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    own_use = models.BooleanField(default=False)
    divisible = models.BooleanField(null=True)
    joinable = models.BooleanField(null=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    life = DateRangeField()
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tower", "floor_no"], name="unit_tower_floor")]
        constraints = [
            ExclusionConstraint(
                name="unit_room_once_at_a_time",
                expressions=[
                    ("tower", RangeOperators.EQUAL),
                    (Coalesce("floor_no", 0), RangeOperators.EQUAL),
                    ("room", RangeOperators.EQUAL),
                    ("life", RangeOperators.OVERLAPS),
                ],
                condition=Q(retracted_at__isnull=True),
            ),
            models.UniqueConstraint(name="unit_tower_id", fields=["tower", "id"]),
            models.CheckConstraint(name="unit_life_not_empty", condition=Q(life__isempty=False)),
            models.CheckConstraint(name="unit_floor_not_zero", condition=~Q(floor_no=0)),
            models.CheckConstraint(name="unit_area_positive", condition=Q(area_sqm__gt=0) | Q(area_sqm__isnull=True)),
            models.CheckConstraint(
                name="unit_inner_positive", condition=Q(inner_sqm__gt=0) | Q(inner_sqm__isnull=True)
            ),
        ]
        triggers = [
            NeverDeleted(name="never_deleted"),
            CheckedAtCommit(
                name="life_holds_its_occupancies",
                function="register_check_unit",
                operation=pgtrigger.UpdateOf("life", "retracted_at"),
            ),
            PlacedByTower(name="made_where_its_tower_is", operation=pgtrigger.Insert),
            PlacedByTower(name="stays_where_its_tower_is", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return self.room or f"{self.floor_no}F"


class UnitDescription(models.Model):
    """What a unit was from a day on (None: since it exists). Written once that changes or proves wrong: until then,
    and for the latest, the unit itself bears it. A correction closes the row it corrects and takes its day."""

    unit = models.ForeignKey(Unit, models.RESTRICT, related_name="descriptions")
    valid_from = models.DateField(null=True, blank=True)
    area_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    inner_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    own_use = models.BooleanField()
    divisible = models.BooleanField(null=True)
    joinable = models.BooleanField(null=True)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="unit_description_one_believed",
                fields=["unit", "valid_from"],
                condition=Q(superseded_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="unit_description_area_positive", condition=Q(area_sqm__gt=0) | Q(area_sqm__isnull=True)
            ),
            models.CheckConstraint(
                name="unit_description_inner_positive", condition=Q(inner_sqm__gt=0) | Q(inner_sqm__isnull=True)
            ),
            models.CheckConstraint(
                name="unit_description_superseded_later",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
            ),
        ]
        triggers = append_only("superseded_at")

    def __str__(self) -> str:
        return f"{self.unit_id} from {self.valid_from or 'the beginning'}"


class UnitChange(models.Model):
    """A split, merge, redrawing or renumbering of units on a day."""

    district_id = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10)
    on = models.DateField()
    reason = models.CharField(max_length=400, blank=True)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_change_kind", condition=Q(kind__in=["split", "merge", "redraw", "renumber"])
            )
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class UnitLineage(models.Model):
    """Which unit became which, and which share of its area (basis points)."""

    change = models.ForeignKey(UnitChange, models.RESTRICT, related_name="lineages")
    from_unit = models.ForeignKey(Unit, models.RESTRICT, related_name="became")
    to_unit = models.ForeignKey(Unit, models.RESTRICT, related_name="came_from")
    share_bp = models.PositiveIntegerField(default=10_000)

    class Meta:
        constraints = [models.UniqueConstraint(name="unit_lineage_once", fields=["change", "from_unit", "to_unit"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.from_unit_id} -> {self.to_unit_id}"


class UnitHold(models.Model):
    """Why an unlet unit is not vacant: reserved, being fitted out, sealed, not yet handed over."""

    class Kind(models.TextChoices):
        RESERVED = "reserved", _("Reserved")
        FITTING_OUT = "fitting_out", _("Fitting out")
        SEALED = "sealed", _("Sealed or disputed")
        UNDELIVERED = "undelivered", _("Not handed over")

    district_id = models.BigIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.RESTRICT, related_name="holds")
    kind = models.CharField(max_length=12, choices=Kind)
    span = DateRangeField()
    note = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_reserved_once_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(kind="reserved", released_at__isnull=True),
            ),
            models.CheckConstraint(name="unit_hold_span_not_empty", condition=Q(span__isempty=False)),
        ]
        triggers = append_only("released_at")

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"
