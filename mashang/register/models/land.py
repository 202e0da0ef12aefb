"""The land of a district, parcel by parcel, as the papers state it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mashang.register.models.guards import Placed, append_only


class LandParcel(Placed):
    """A parcel as a list (`label`) states it; a newer list of that label takes its place.

    The area is stated in mu and kept as a whole number of its ten-thousandths: one mu is 2000/3 square metres, which no
    decimal number is. `granted_on` is the day on which the land was granted; empty, it was not, as far as is known.
    """

    name = models.CharField(max_length=120)
    mu_e4 = models.BigIntegerField()
    valid_from = models.DateField()
    granted_on = models.DateField(null=True, blank=True)
    label = models.CharField(max_length=80)
    source = models.ForeignKey("register.Source", models.RESTRICT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    retracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path"], name="land_parcel_live", condition=Q(retracted_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(name="land_parcel_has_area", condition=Q(mu_e4__gt=0)),
            models.CheckConstraint(
                name="land_parcel_granted_in_its_time",
                condition=Q(granted_on__isnull=True) | Q(granted_on__gte=F("valid_from")),
            ),
        ]
        triggers = append_only("retracted_at")

    def __str__(self) -> str:
        return self.name
