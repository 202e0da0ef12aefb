"""Who belongs to a firm, who keeps a tower. Keys point down only, so these stand in the register."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.firms import Firm
from mashang.register.models.places import Tower


class TowerKeeper(models.Model):
    """A steward (district or local) or a property manager of one tower, through a membership."""

    class Duty(models.TextChoices):
        DISTRICT = "district", _("District steward")
        LOCAL = "local", _("Local steward")
        PROPERTY = "property", _("Property manager")

    membership = models.ForeignKey("accounts.Membership", models.RESTRICT, related_name="kept_towers")
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="keepers")
    duty = models.CharField(max_length=8, choices=Duty)
    span = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="tower_keeper_once_at_a_time",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("tower", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="tower_keeper_duty", condition=Q(duty__in=["district", "local", "property"])),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.duty} {self.tower_id}"


class FirmMember(models.Model):
    """A person's place in a firm: asked for, approved by the firm's owner or the office, ended."""

    class Standing(models.TextChoices):
        ASKED = "asked", _("Asked to join")
        APPROVED = "approved", _("Approved")
        ENDED = "ended", _("Ended")

    membership = models.ForeignKey("accounts.Membership", models.RESTRICT, related_name="firms")
    firm = models.ForeignKey(Firm, models.RESTRICT, related_name="members")
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.ASKED)
    span = DateRangeField()
    decided_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="firm_member_once_at_a_time",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("firm", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.standing} {self.firm_id}"
