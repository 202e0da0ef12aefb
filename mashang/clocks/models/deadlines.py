"""Clocks that run over a thing, and every change of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mashang.trail.models import AppendOnly


class Deadline(models.Model):
    """One clock over one thing. `due_at` is only ever written together with a DeadlineChange that says why.

    That it is overdue is never stored: it is `due_at < now()` while it runs. `provisional` ones were reckoned through a
    year whose notice was not out, and do not bind until it is. It counts from `start_at`; `stamped_at` is the instant at
    which the thing came in where that lay outside office hours and another one counts.

    `warned_at` and `overdue_told_at` say when whoever follows it was told; `held_at` that it was overdue among too many at
    once, as after a jump of the machine's clock, and nobody is told until `released_at`, by a person's word.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being counted")
        PAUSED = "paused", _("Standing still")
        MET = "met", _("Met")
        MISSED = "missed", _("Missed")
        VOID = "void", _("Lapsed")

    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")
    subject_kind = models.CharField(max_length=40, db_collation="C")
    subject_id = models.BigIntegerField()
    clock = models.CharField(max_length=40, db_collation="C")
    start_at = models.DateTimeField()
    stamped_at = models.DateTimeField(null=True)
    unit = models.CharField(max_length=2, db_collation="C")
    length = models.PositiveIntegerField()
    calendar_version = models.CharField(max_length=40, db_collation="C")
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    basis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    paused_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    warned_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="deadline_runs_once",
                fields=["district_id", "subject_kind", "subject_id", "clock"],
                condition=Q(state__in=["running", "paused"]),
            ),
            models.CheckConstraint(
                name="deadline_state_known", condition=Q(state__in=["running", "paused", "met", "missed", "void"])
            ),
            models.CheckConstraint(
                name="deadline_paused_since",
                condition=Q(state="paused", paused_since__isnull=False)
                | (~Q(state="paused") & Q(paused_since__isnull=True)),
            ),
            models.CheckConstraint(
                name="deadline_stopped_at",
                condition=Q(state__in=["running", "paused"], stopped_at__isnull=True)
                | (~Q(state__in=["running", "paused"]) & Q(stopped_at__isnull=False)),
            ),
            models.CheckConstraint(name="deadline_warns_before", condition=Q(warn_at__lte=F("due_at"))),
            models.CheckConstraint(
                name="deadline_released_was_held", condition=Q(released_at__isnull=True) | Q(held_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="deadline_open", fields=["due_at", "id"], condition=Q(state__in=["running", "paused"])),
            models.Index(name="deadline_of_subject", fields=["subject_kind", "subject_id"]),
            models.Index(
                name="deadline_to_warn", fields=["warn_at"], condition=Q(state="running", warned_at__isnull=True)
            ),
            models.Index(
                name="deadline_to_tell", fields=["due_at"], condition=Q(state="running", overdue_told_at__isnull=True)
            ),
            models.Index(
                name="deadline_held",
                fields=["held_at"],
                condition=Q(state="running", held_at__isnull=False, overdue_told_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.subject_kind} {self.subject_id}"


class DeadlineChange(models.Model):
    """What was done to a clock, by whom and why, with its due date before and after. Never changed.

    `shown`: the reason may be read by whoever waits, outside the office too.
    """

    class Kind(models.TextChoices):
        START = "start", _("Begun")
        PAUSE = "pause", _("Stopped for a while")
        RESUME = "resume", _("Runs on")
        EXTEND = "extend", _("Extended")
        STOP = "stop", _("Ended")
        VOID = "void", _("Lapsed")
        CALENDAR = "calendar", _("Reckoned by another calendar")

    deadline = models.ForeignKey(Deadline, models.RESTRICT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    length_before = models.PositiveIntegerField(null=True)
    calendar_version = models.CharField(max_length=40, db_collation="C")
    reason = models.CharField(max_length=500, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(name="deadline_change_of", fields=["deadline", "id"])]
        triggers = [AppendOnly(name="append_only")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.kind}"
