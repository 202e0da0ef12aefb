"""Tickets of a hotline: files on their way in, and what went back in files of ours."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case
from mashang.cases.sealing import open_shown, seal_shown
from mashang.register.models.guards import Placed, append_only


class TicketImport(Placed):
    """One file of tickets: looked at first, then taken in. The file itself is not kept; its rows lie sealed.

    `columns` is the head as written with what each column holds; the newest of a source is proposed for its next file.
    `beyond`: tickets of towers outside the area are taken in too, for they were passed on. `asked_by` is who asked for the
    taking, and in which role: the worker acts as they.
    """

    class State(models.TextChoices):
        REVIEW = "review", pgettext_lazy("file of tickets", "To be reviewed")
        TAKING = "taking", pgettext_lazy("file of tickets", "Being taken in")
        TAKEN = "taken", pgettext_lazy("file of tickets", "Taken in")
        DROPPED = "dropped", pgettext_lazy("file of tickets", "Put away")

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    source = models.CharField(max_length=40, db_collation="C")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_collation="C")
    sheet = models.CharField(max_length=80, blank=True)
    others = models.JSONField(default=list)  # sheets with contents that were not read
    head_row = models.PositiveIntegerField()
    columns = models.JSONField(default=list)
    beyond = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.REVIEW)
    counts = models.JSONField(default=dict)
    stopped = models.JSONField(default=dict)  # why the taking stopped, as a message
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    asked_by = models.JSONField(default=dict)
    taking_since = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(name="ticket_import_of_area", fields=["area_path", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="ticket_import_taken_when", condition=Q(state="taken", taken_at__isnull=False)
                | (~Q(state="taken") & Q(taken_at__isnull=True)),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class TicketRow(models.Model):
    """One row of a file of tickets: what it means for us, and the case that came of it.

    `sealed` are the cells as they came, bound to the row; `shown` what is shown of them without who asks, and what they say
    anew of a case. Both lie sealed, for askers write names into their words, and are forgotten 30 days after the file came.
    """

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("row of tickets", "New")
        CHANGED = "changed", pgettext_lazy("row of tickets", "Changed")
        SAME = "same", pgettext_lazy("row of tickets", "Here already")
        REFUSED = "refused", pgettext_lazy("row of tickets", "Refused")

    imported = models.ForeignKey(TicketImport, models.RESTRICT, related_name="rows", db_index=False)
    row_no = models.PositiveIntegerField()
    sealed = models.BinaryField(null=True)
    number = models.CharField(max_length=60, blank=True, db_collation="C")
    verdict = models.CharField(max_length=8, choices=Verdict)
    shown = models.BinaryField(null=True)
    reasons = models.JSONField(default=list)
    hints = models.JSONField(default=list)
    case = models.ForeignKey(Case, models.RESTRICT, null=True, related_name="ticket_rows")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="ticket_row_once", fields=["imported", "row_no"])]
        indexes = [models.Index(name="ticket_row_verdict", fields=["imported", "verdict", "row_no"])]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.row_no} {self.verdict}"

    def show(self, said: dict[str, Any], changes: list[dict[str, Any]]) -> None:
        """Keep sealed what is shown; nothing is written yet."""
        self.shown = seal_shown({"said": said, "changes": changes}, self.imported_id, self.row_no)

    @property
    def said(self) -> dict[str, Any]:
        """What is shown of the cells; nothing once it is forgotten."""
        return dict(self._opened.get("said", {}))

    @property
    def changes(self) -> list[dict[str, Any]]:
        """What the row says anew of its case; nothing once it is forgotten."""
        return list(self._opened.get("changes", []))

    @property
    def _opened(self) -> dict[str, Any]:
        return open_shown(self.shown, self.imported_id, self.row_no) if self.shown is not None else {}


class TicketExport(Placed):
    """A file that went back to a hotline: how many tickets, by whom and when. The file is a document of ours."""

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    source = models.CharField(max_length=40, db_collation="C")
    form = models.CharField(max_length=4, db_collation="C")
    tickets = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False)
    document = models.OneToOneField("register.Document", models.RESTRICT, null=True, related_name="of_ticket_export")

    class Meta:
        indexes = [models.Index(name="ticket_export_of_area", fields=["area_path", "-id"])]

    def __str__(self) -> str:
        return f"{self.source} {self.sent_at:%Y-%m-%d}"


class TicketSent(models.Model):
    """One ticket of a file that went back, in the state and the round in which it stood then. Never changed."""

    export = models.ForeignKey(TicketExport, models.RESTRICT, related_name="lines", db_index=False)
    case = models.ForeignKey(Case, models.RESTRICT, related_name="sent_back")
    state = models.CharField(max_length=12, choices=Case.State)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="ticket_sent_once", fields=["export", "case"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.export_id} {self.case_id}"
