"""Notices: who is told what over which channel. The row is the outbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one recipient over one channel, written in the transaction of the act it tells of.

    `args` hold ids, codes and dates, never names or sums; names are looked up when it is sent or shown.
    `secret_sealed` holds what may not lie in the clear (a one-time link, a whole mail) until it is sent.
    """

    class Channel(models.TextChoices):
        APP = "app", _("On the platform")
        MAIL = "mail", _("E-mail")
        SMS = "sms", _("Text message")
        WORKCHAT = "workchat", _("Work chat")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        SHOWN = "shown", _("Not sent, only shown here")
        FAILED = "failed", _("Failed, will be tried again")
        DEAD = "dead", _("Given up")
        CANCELLED = "cancelled", _("Withdrawn")

    key = models.CharField(max_length=200, unique=True, db_collation="C")
    topic = models.CharField(max_length=60, db_collation="C")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    address_sealed = models.BinaryField(null=True)
    secret_sealed = models.BinaryField(null=True)
    channel = models.CharField(max_length=8, choices=Channel)
    template = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    locale = models.CharField(max_length=10)
    url = models.CharField(max_length=200, default="")
    subject_kind = models.CharField(max_length=40, default="")
    subject_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=models.Func(function="now"))
    # When it is tried next; while it is being sent, when the lease on it ends.
    next_at = models.DateTimeField(db_default=models.Func(function="now"))
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    provider_ref = models.CharField(max_length=120, default="")
    error = models.CharField(max_length=60, default="")
    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")

    class Meta:
        indexes = [
            models.Index(
                name="notice_due", fields=["next_at", "id"], condition=Q(state__in=["queued", "sending", "failed"])
            ),
            models.Index(name="notice_of_recipient", fields=["recipient", "-id"], condition=Q(channel="app")),
            models.Index(name="notice_unread", fields=["recipient"], condition=Q(channel="app", read_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_one_recipient",
                condition=Q(recipient__isnull=False, address_sealed__isnull=True)
                | Q(recipient__isnull=True, address_sealed__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_app_needs_account", condition=~Q(channel="app") | Q(recipient__isnull=False)
            ),
            models.CheckConstraint(
                name="notice_state_known",
                condition=Q(state__in=["queued", "sending", "sent", "shown", "failed", "dead", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """A person's choice to get, or not to get, a topic over a channel. Without a row the topic's default stands."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, related_name="+", db_index=False)
    topic = models.CharField(max_length=60, db_collation="C")
    channel = models.CharField(max_length=8, choices=Notice.Channel)
    on = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(name="preference_once", fields=["user", "topic", "channel"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.channel} {self.on}"
