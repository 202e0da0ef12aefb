"""A meeting on site over a case: who was asked to it, what was said there, and who does what by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case, CaseText
from mashang.register.models.guards import Placed, append_only

ONE_OF_BOTH = Q(department__isnull=False, user__isnull=True) | Q(department__isnull=True, user__isnull=False)


class Meeting(Placed):
    """One meeting over one case. Its steps stand among those of the case; its minutes are a text of the case."""

    class State(models.TextChoices):
        CALLED = "called", pgettext_lazy("meeting", "To come")
        HELD = "held", pgettext_lazy("meeting", "Held")
        OFF = "off", pgettext_lazy("meeting", "Called off")

    case = models.ForeignKey(Case, models.RESTRICT, related_name="meetings")
    at = models.DateTimeField()
    place = models.CharField(max_length=120)
    topic = models.CharField(max_length=300)
    with_firm = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.CALLED)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    held_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    minutes = models.OneToOneField(CaseText, models.RESTRICT, null=True, blank=True, related_name="meeting")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="meeting_one_to_come", fields=["case"], condition=Q(state="called")),
            models.CheckConstraint(
                name="meeting_held_has_minutes",
                condition=Q(state="called", held_at__isnull=True, off_at__isnull=True, minutes__isnull=True)
                | Q(state="held", held_at__isnull=False, off_at__isnull=True, minutes__isnull=False)
                | Q(state="off", held_at__isnull=True, off_at__isnull=False, minutes__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"


class MeetingGuest(models.Model):
    """Who was asked to a meeting: a department that is called to the case, or somebody of the office."""

    meeting = models.ForeignKey(Meeting, models.RESTRICT, related_name="guests")
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_guest_is_one", condition=ONE_OF_BOTH),
            models.UniqueConstraint(
                name="meeting_guest_once", fields=["meeting", "department", "user"], nulls_distinct=False
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.department_id or ''} {self.user_id or ''}"


class MeetingMeasure(models.Model):
    """One thing that was agreed at a meeting: what, by whom, until when. Never changed."""

    meeting = models.ForeignKey(Meeting, models.RESTRICT, related_name="measures")
    no = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    department = models.ForeignKey(
        "accounts.Department", models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="meeting_measure_is_of_one", condition=ONE_OF_BOTH),
            models.UniqueConstraint(name="meeting_measure_once", fields=["meeting", "no"]),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.no}"
