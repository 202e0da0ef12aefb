"""What the firm says of the answer."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case
from mashang.register.models.guards import append_only


class Rating(models.Model):
    """Five levels, once for each time the case was closed. Never changed; nobody sees whose it is before the closing."""

    class Side(models.TextChoices):
        FIRM = "firm", pgettext_lazy("who rates", "The firm")
        PLACE = "place", pgettext_lazy("who rates", "The park or tower")

    case = models.ForeignKey(Case, models.RESTRICT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=6, choices=Side, default=Side.FIRM)
    level = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rating_once", fields=["case", "round", "side"]),
            models.CheckConstraint(name="rating_of_five", condition=Q(level__gte=1, level__lte=5)),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}"
