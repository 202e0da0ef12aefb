"""The trail: what was done, what was seen, and the seals over both."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from mashang.trail.models.append_only import AppendOnly

# The transaction's number as a plain bigint: it orders like xid8 and needs no field type of our own.
CURRENT_XID = Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField())
CURRENT_ERA = models.Func(function="trail_current_era", output_field=models.SmallIntegerField())


class Era(models.Model):
    """One life of the database cluster. Transaction numbers order entries only inside an era.

    `trail_current_era()`, the default of `era` columns, begins a new one when it finds itself in
    another cluster than the last (after dump and restore).
    """

    era = models.SmallIntegerField(primary_key=True)
    system_identifier = models.BigIntegerField()
    began_at = models.DateTimeField(db_default=models.Func(function="now"))

    class Meta:
        triggers = [AppendOnly(name="era_append_only")]

    def __str__(self) -> str:
        return str(self.era)


class Entry(models.Model):
    """One deed: who did what to which subject, in which role, what changed, and why.

    `diff` holds field names with `[before, after]`, never personal values in the clear. `digest` is
    an HMAC over the row under a key that is not in the database; `form` numbers the canonical form.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=30)
    membership_id = models.BigIntegerField(null=True)
    face = models.CharField(max_length=20)
    act = models.CharField(max_length=60, db_collation="C")
    subject_kind = models.CharField(max_length=40, db_collation="C")
    subject_id = models.BigIntegerField()
    diff = models.JSONField(default=dict)
    reason = models.TextField(default="")
    request_id = models.UUIDField(default=uuid.uuid4)
    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")
    form = models.SmallIntegerField(default=1)
    digest = models.BinaryField(max_length=32)
    era = models.SmallIntegerField(db_default=CURRENT_ERA)
    xid = models.BigIntegerField(db_default=CURRENT_XID)

    class Meta:
        indexes = [
            models.Index(name="entry_of_subject", fields=["subject_kind", "subject_id", "id"]),
            models.Index(name="entry_of_actor", fields=["actor", "id"]),
            models.Index(name="entry_in_order", fields=["era", "xid", "id"]),
        ]
        triggers = [AppendOnly(name="entry_append_only")]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_kind} {self.subject_id}"


class View(models.Model):
    """A person saw sensitive fields of a subject on a page."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")
    role = models.CharField(max_length=30)
    page = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, db_collation="C")
    subject_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    purpose = models.TextField(default="")
    request_id = models.UUIDField(default=uuid.uuid4)
    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")
    form = models.SmallIntegerField(default=1)
    digest = models.BinaryField(max_length=32)
    era = models.SmallIntegerField(db_default=CURRENT_ERA)
    xid = models.BigIntegerField(db_default=CURRENT_XID)

    class Meta:
        indexes = [
            models.Index(name="view_of_subject", fields=["subject_kind", "subject_id", "id"]),
            models.Index(name="view_in_order", fields=["era", "xid", "id"]),
        ]
        triggers = [AppendOnly(name="view_append_only")]

    def __str__(self) -> str:
        return f"{self.page} {self.subject_kind} {self.subject_id}"


class Seal(models.Model):
    """Closes a stretch of entries or views: those of `era` with a transaction number below `xid_to`
    and not below that of the seal before. `root` is an HMAC over the stretch and over `prev`."""

    class Stream(models.TextChoices):
        ENTRY = "entry"
        VIEW = "view"

    stream = models.CharField(max_length=5, choices=Stream)
    era = models.SmallIntegerField()
    no = models.BigIntegerField()
    xid_to = models.BigIntegerField()
    n = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="seal_number_once", fields=["stream", "era", "no"]),
            models.UniqueConstraint(name="seal_chain_does_not_fork", fields=["stream", "prev"]),
            models.CheckConstraint(name="seal_counts_something", condition=Q(n__gt=0)),
        ]
        triggers = [AppendOnly(name="seal_append_only")]

    def __str__(self) -> str:
        return f"{self.stream} {self.era}.{self.no}"
