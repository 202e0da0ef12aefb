"""Who is where, from when to when. A change writes new rows; no date of an old row is ever edited."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.firms import Firm
from mashang.register.models.guards import (
    CheckedAtCommit,
    Placed,
    PlacedByTower,
    append_only,
    append_only_in_a_tower,
)
from mashang.register.models.places import Tower, Unit


class Tenancy(Placed):
    """A firm's right to be somewhere during `span` `[from, to)`; one row is one version of it.

    All versions of one tenancy share `line`. `start_known` is false where the sheet does not say when
    it began: then the lower bound is the day of the sheet ("in place since at the latest"). A tenant
    still there after the contract's end has an open span and a past `lease_ends_on`.
    """

    class Kind(models.TextChoices):
        LEASE = "lease", _("Lease")
        SUBLEASE = "sublease", _("Sublease")
        OWN_USE = "own_use", _("Own use")
        FREE = "free", _("Free of rent")
        SHARED_DESK = "shared_desk", _("Shared desk")

    line = models.BigIntegerField(db_index=True)
    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="tenancies", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.LEASE)
    span = DateRangeField()
    start_known = models.BooleanField(default=True)
    lease_ends_on = models.DateField(null=True, blank=True)
    area_sqm = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True
    )  # stated for all rooms at once
    rent_fen = models.BigIntegerField(null=True, blank=True)  # per square metre
    rent_per = models.CharField(max_length=5, blank=True)
    rent_basis = models.CharField(max_length=5, blank=True)
    registered_here = models.BooleanField(null=True)
    taxed_here = models.BooleanField(null=True)
    operates_here = models.BooleanField(null=True)
    renewal_wish = models.CharField(max_length=12, blank=True)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        # The one index that a key to the firm needs, too.
        indexes = [models.Index(fields=["firm", "recorded_at"], name="tenancy_firm")]
        constraints = [
            models.UniqueConstraint(name="tenancy_id_firm", fields=["id", "firm"]),
            models.UniqueConstraint(
                name="tenancy_one_live_version", fields=["line"], condition=Q(retracted_at__isnull=True)
            ),
            models.CheckConstraint(name="tenancy_span_begins", condition=Q(span__isempty=False, span__lower_inf=False)),
            models.CheckConstraint(
                name="tenancy_rent_not_negative", condition=Q(rent_fen__gte=0) | Q(rent_fen__isnull=True)
            ),
            models.CheckConstraint(
                name="tenancy_area_positive", condition=Q(area_sqm__gt=0) | Q(area_sqm__isnull=True)
            ),
            models.CheckConstraint(
                name="tenancy_rent_has_unit",
                condition=Q(rent_fen__isnull=True)
                | Q(rent_per__in=["month", "day"], rent_basis__in=["gross", "inner", ""]),
            ),
        ]
        triggers = [
            *append_only_in_a_tower("retracted_at"),
            CheckedAtCommit(
                name="keeps_its_occupancies", function="register_check_tenancy", operation=pgtrigger.Update
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.span}"


class Occupancy(Placed):
    """One unit of a tenancy during `span`. `exclusive` false: several firms share the room."""

    line = models.BigIntegerField()
    # The database holds these four by two keys of two columns: unit with tower, tenancy with firm.
    tenancy = models.ForeignKey(Tenancy, models.RESTRICT, related_name="occupancies", db_constraint=False)
    unit = models.ForeignKey(Unit, models.RESTRICT, related_name="occupancies", db_constraint=False)
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="occupancies", db_constraint=False)
    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="occupancies", db_constraint=False)
    span = DateRangeField()
    area_sqm = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    exclusive = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tower", "unit"], name="occupancy_live", condition=Q(retracted_at__isnull=True)),
            models.Index(fields=["line"], name="occupancy_line"),
        ]
        constraints = [
            ExclusionConstraint(
                name="occupancy_exclusive_unit_once",
                expressions=[("unit", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(exclusive=True, retracted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="occupancy_span_begins", condition=Q(span__isempty=False, span__lower_inf=False)
            ),
            models.CheckConstraint(
                name="occupancy_area_positive", condition=Q(area_sqm__gt=0) | Q(area_sqm__isnull=True)
            ),
        ]
        triggers = [
            *append_only_in_a_tower("retracted_at"),
            CheckedAtCommit(
                name="within_unit_and_tenancy", function="register_check_occupancy", operation=pgtrigger.Insert
            ),
            PlacedByTower(name="made_where_its_tower_is", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.span}"


class TenancyEvent(models.Model):
    """What happened to a tenancy on a day: it began, was extended, moved, ended, was corrected."""

    class Kind(models.TextChoices):
        START = "start", _("Moved in")
        EXTEND = "extend", _("Lease extended")
        END = "end", _("Moved out")
        AREA = "area", _("Area changed")
        MOVE_ROOM = "move_room", _("Moved to other rooms")
        INTENT = "intent", _("Renewal wish")
        FLAGS = "flags", _("Registration, tax or operation changed")
        CORRECT = "correct", _("Corrected")
        UNDO = "undo", _("Taken back")

    district_id = models.BigIntegerField(default=0)
    line = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    says = models.JSONField(default=dict)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["line", "id"], name="tenancy_event_line")]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
