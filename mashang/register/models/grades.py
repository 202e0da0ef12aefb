"""Grades of towers: proposed with every line of the score, decided by a second person, revoked from a day on."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.models.guards import Placed, PlacedByTower
from mashang.register.models.places import Tower
from mashang.trail.models import GuardedBy, NoTruncate

# The days on which a grade stood: a revoked one stood until the day before it was revoked.
STOOD = Func(
    Func(F("valid"), function="lower"),
    Func(Func(F("valid"), function="upper"), F("revoked_on"), function="least"),
    function="daterange",
    output_field=DateRangeField(),
)


class MovesOn(GuardedBy):
    """Refuses delete, and every update but the next step of the state with its own columns."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, function="register_check_grade")


class GradeResult(Placed):
    """A grade by one version of a scheme (content/gradings), with its lines as they stood on the day `read_on`.

    What was proposed is never edited: it is decided once and revoked once. `valid` are the days it was given for; from
    `revoked_on` on it does not hold. Each line of `lines`: key, most, points, must, fact and fact_id with the value that
    gave the points, or the reason of whoever judged it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for approval")
        IN_FORCE = "in_force", pgettext_lazy("of a grade", "Given")
        REJECTED = "rejected", pgettext_lazy("of a grade", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a grade", "Taken back")
        REVOKED = "revoked", pgettext_lazy("of a grade", "Revoked")

    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="grades")
    scheme = models.CharField(max_length=40, db_collation="C")
    version = models.CharField(max_length=40)
    grade = models.CharField(max_length=20, db_collation="C")
    score = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    read_on = models.DateField()
    valid = DateRangeField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_because = models.CharField(max_length=300, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(name="grade_area_state", fields=["area_path", "state"])]
        constraints = [
            ExclusionConstraint(
                name="grade_once_at_a_time",
                expressions=[
                    ("tower", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    (STOOD, RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=["in_force", "revoked"]),
            ),
            models.UniqueConstraint(
                name="grade_proposed_once", fields=["tower", "scheme"], condition=Q(state="proposed")
            ),
            models.CheckConstraint(
                name="grade_valid_has_ends", condition=Q(valid__isempty=False, valid__lower_inf=False)
            ),
            models.CheckConstraint(
                name="grade_decided_when_it_says", condition=Q(state="proposed") ^ Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="grade_revoked_when_it_says",
                condition=Q(state="revoked", revoked_at__isnull=False, revoked_on__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at__isnull=True, revoked_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="grade_decided_by_another",
                condition=Q(state__in=["proposed", "withdrawn"]) | ~Q(decided_by=F("proposed_by")),
            ),
        ]
        triggers = [
            MovesOn(name="moves_on"),
            NoTruncate(name="no_truncate"),
            PlacedByTower(name="made_where_its_tower_is", operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self.tower_id} {self.scheme} {self.grade}"
