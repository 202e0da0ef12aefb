"""What a map shows beside the towers: stations, stops, amenities, and the ground they stand on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.guards import Placed, append_only


class MapFeature(Placed):
    """A place or line of the map, as the collection (`label`) says that was loaded; a newer one takes its place.

    `shape` is the geometry of GeoJSON, its numbers in the coordinate system `crs`. `note` says what a place has to
    say, such as the lines that stop there.
    """

    class Kind(models.TextChoices):
        METRO = "metro", _("Metro station")
        BUS = "bus", _("Bus stop")
        RAIL = "rail", _("Railway station")
        PARKING = "parking", _("Car park")
        CHARGING = "charging", _("Charging")
        CHILDCARE = "childcare", _("Childcare")
        SCHOOL = "school", _("School")
        HOSPITAL = "hospital", _("Hospital")
        FOOD = "food", _("Food")
        MALL = "mall", _("Mall")
        HOTEL = "hotel", _("Hotel")
        BANK = "bank", _("Bank")
        KIOSK = "kiosk", _("Self-service machine")
        AGENCY = "agency", _("Service point")
        WATER = "water", _("Water")
        GREEN = "green", _("Green space")
        ROAD = "road", _("Road")
        METRO_LINE = "metro_line", _("Metro line")

    kind = models.CharField(max_length=10, choices=Kind)
    name_zh = models.CharField(max_length=120, blank=True)
    name_hant = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    shape = models.JSONField()
    crs = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    accessible = models.BooleanField(null=True)
    label = models.CharField(max_length=80)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], name="map_feature_live", condition=Q(retracted_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(name="map_feature_crs_known", condition=Q(crs__in=["gcj02", "wgs84", "cgcs2000"])),
        ]
        triggers = append_only("retracted_at")

    def __str__(self) -> str:
        return self.name_zh or self.kind
