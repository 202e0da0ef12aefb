"""Imports: a batch is one sheet handed in; its rows are the differences from the register."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.documents import Document
from mashang.register.models.guards import Placed, append_only
from mashang.register.models.places import Tower


class ImportBatch(Placed):
    """One workbook on its way into the register."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Waiting to be read")
        READING = "reading", _("Being read")
        BROKEN = "broken", _("Cannot be read")
        COMPARED = "compared", _("To be reviewed")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Taken back")
        DROPPED = "dropped", _("Dropped")

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    tower = models.ForeignKey(Tower, models.RESTRICT, null=True, blank=True, related_name="+")
    no = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    sender = models.CharField(max_length=120, blank=True)
    as_of_on = models.DateField()
    file_sha256 = models.CharField(max_length=64, db_collation="C")
    document = models.ForeignKey(Document, models.RESTRICT, null=True, blank=True, related_name="+")
    mapping = models.JSONField(default=dict)
    whole = models.BooleanField(default=False)
    covers_towers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    progress = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    broken = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area_path", "-id"], name="import_batch_area")]
        constraints = [
            models.UniqueConstraint(name="import_batch_no_once", fields=["area", "no"], condition=Q(no__isnull=False)),
        ]

    @property
    def stage(self) -> str:
        """The state as people see it: `empty` when no row of a sheet that was compared is, or was to be, a tenant."""
        found = self.counts.get("verdicts", {}).keys() - {"skipped"}
        return "empty" if self.state == self.State.COMPARED and not found else self.state

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One difference, or one row of the sheet that makes none. Gone tenants have `row_no` below zero."""

    class Verdict(models.TextChoices):
        CONFLICT = "conflict", _("Conflict")
        CHANGED = "changed", _("Changed")
        NEW = "new", _("New")
        MOVED = "moved", _("Moved")
        GONE = "gone", _("Gone")
        REFUSED = "refused", _("Refused")
        SAME = "same", _("Same")
        DUPLICATE = "duplicate", _("Repeated row")
        SKIPPED = "skipped", _("Not a tenant row")

    class Decision(models.TextChoices):
        NONE = "none", _("Open")
        ACCEPT = "accept", _("Accept")
        REFUSE = "refuse", _("Do not accept")
        LATER = "later", _("To be checked")

    batch = models.ForeignKey(ImportBatch, models.RESTRICT, related_name="rows")
    sheet = models.CharField(max_length=80, blank=True)
    row_no = models.IntegerField()
    raw = models.JSONField(default=list)
    parsed = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict)
    group_key = models.CharField(max_length=80, blank=True)
    changes = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=32, blank=True, db_collation="C")
    tower = models.ForeignKey(Tower, models.RESTRICT, null=True, blank=True, related_name="+")
    firm_id = models.BigIntegerField(null=True, blank=True)
    line = models.BigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.NONE)
    choice = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "verdict", "id"], name="import_row_verdict")]
        constraints = [models.UniqueConstraint(name="import_row_once", fields=["batch", "sheet", "row_no"])]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row_no} {self.verdict}"


class ImportEffect(models.Model):
    """What applying a batch wrote, a thousand effects of one kind to a row. Undoing reads these.

    The lists run side by side: the import row, what it made, and what stood in its place before.
    """

    class Kind(models.TextChoices):
        TOWER = "tower", "tower"
        TOWER_NAME = "tower_name", "tower_name"
        UNIT = "unit", "unit"
        UNIT_AREA = "unit_area", "unit_area"
        FIRM = "firm", "firm"
        FIRM_NAME = "firm_name", "firm_name"
        FIRM_CODE = "firm_code", "firm_code"
        FIRM_FACT = "firm_fact", "firm_fact"
        TENANCY = "tenancy", "tenancy"

    batch = models.ForeignKey(ImportBatch, models.RESTRICT, related_name="effects")
    kind = models.CharField(max_length=10, choices=Kind)
    row_ids = ArrayField(models.BigIntegerField(null=True))
    made_ids = ArrayField(models.BigIntegerField(null=True))
    before_ids = ArrayField(models.BigIntegerField(null=True))

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.kind} {self.made_ids}"


class Mapping(models.Model):
    """How a sender names its columns and towers, learned from the batches that were applied."""

    owner = models.CharField(max_length=120)
    header_hash = models.CharField(max_length=64, db_collation="C")
    columns = models.JSONField(default=dict)
    uses = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=6, default="in")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mapping_once", fields=["owner", "header_hash", "kind"]),
            models.CheckConstraint(name="mapping_kind", condition=Q(kind__in=["in", "fill"])),
        ]

    def __str__(self) -> str:
        return self.owner
