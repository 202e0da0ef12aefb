"""Twenty or more cases of one item in one park or tower, handled together on site by a team of several offices."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mashang.cases.models.cases import Case
from mashang.cases.models.guards import FollowsItsMoves, LeadsToItsState
from mashang.register.models import Document, Tower
from mashang.register.models.guards import CheckedAtCommit, Placed, append_only


class Batch(Placed):
    """Cases of one item in one place, offered to a department as a whole. Each item keeps a clock of its own.

    The place is a park (`park`) or a single tower (`tower`). `department` is the one that accepts it. At acceptance it
    holds twenty items or more: the database refuses fewer.
    """

    class State(models.TextChoices):
        GATHERING = "gathering", pgettext_lazy("batch", "Being gathered")
        PROPOSED = "proposed", pgettext_lazy("batch", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("batch", "Accepted")
        PLANNED = "planned", pgettext_lazy("batch", "Planned")
        ON_SITE = "on_site", pgettext_lazy("batch", "On site")
        FINISHED = "finished", pgettext_lazy("batch", "Finished")

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+", db_index=False)
    number = models.CharField(max_length=24, db_collation="C")
    item = models.CharField(max_length=40, db_collation="C")
    park = models.ForeignKey("accounts.Area", models.RESTRICT, null=True, related_name="+", db_index=False)
    tower = models.ForeignKey(Tower, models.RESTRICT, null=True, related_name="batches", db_index=False)
    title = models.CharField(max_length=120)
    department = models.ForeignKey("accounts.Department", models.RESTRICT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.GATHERING)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    minutes_each = models.PositiveSmallIntegerField(default=25)  # how long the team needs for one item
    days = models.JSONField(default=list)  # the days of the plan, as ISO
    sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="batch_number_once", fields=["area", "number"]),
            models.CheckConstraint(
                name="batch_of_one_place", condition=Q(park__isnull=True, tower__isnull=False)
                | Q(park__isnull=False, tower__isnull=True),
            ),
            models.CheckConstraint(
                name="batch_accepted_when", condition=Q(state__in=["gathering", "proposed"], accepted_at__isnull=True)
                | Q(state="finished") | Q(state__in=["accepted", "planned", "on_site"], accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="batch_finished_when", condition=Q(state="finished", finished_at__isnull=False)
                | (~Q(state="finished") & Q(finished_at__isnull=True)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="batch_of_area", fields=["area_path", "-id"])]
        triggers = [
            FollowsItsMoves(name="follows_its_moves", function="cases_batch_follows_moves"),
            CheckedAtCommit(
                name="twenty_or_more", function="cases_batch_is_twenty",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("accepted_at"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class BatchMove(models.Model):
    """Every step of a batch. Never changed."""

    batch = models.ForeignKey(Batch, models.RESTRICT, related_name="moves", db_index=False)
    act = models.CharField(max_length=20, db_collation="C")
    from_state = models.CharField(max_length=10, blank=True, db_collation="C")
    to_state = models.CharField(max_length=10, db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(name="batch_move_of", fields=["batch", "id"])]
        triggers = [
            *append_only(),
            LeadsToItsState(name="leads_to_its_state", function="cases_batch_move_leads_on"),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} {self.act} {self.to_state}"


class BatchItem(models.Model):
    """One case of a batch: when the team comes, what came of it, and that the firm signed.

    It is out of the batch when it is ended (`ended_at`: settled, or cannot be done) or has left (`left_at`: back to a clock
    of its own). `signed_digest` is of what was signed; the picture of the signature is a document of the firm.
    """

    class Result(models.TextChoices):
        DONE = "done", pgettext_lazy("result on site", "Done on site")
        BUREAU = "bureau", pgettext_lazy("result on site", "Taken to the bureau")
        NOT_DONE = "not_done", pgettext_lazy("result on site", "Not done this time")
        CANNOT = "cannot", pgettext_lazy("result on site", "Cannot be done")

    class Signed(models.TextChoices):
        FINGER = "finger", pgettext_lazy("way of signing", "On the screen")
        PORTAL = "portal", pgettext_lazy("way of signing", "On the portal")

    batch = models.ForeignKey(Batch, models.RESTRICT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, models.RESTRICT, related_name="batch_items", db_index=False)
    no = models.PositiveSmallIntegerField()
    stop = models.ForeignKey("TourStop", models.RESTRICT, null=True, related_name="items", db_index=False)
    planned_at = models.DateTimeField(null=True)
    windows = models.JSONField(default=list)  # when this firm may be called on, if not when its tower may
    result = models.CharField(max_length=8, choices=Result, blank=True)
    result_at = models.DateTimeField(null=True)
    result_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_reason = models.CharField(max_length=20, blank=True, db_collation="C")
    signed_at = models.DateTimeField(null=True)
    signed_way = models.CharField(max_length=6, choices=Signed, blank=True)
    signed_digest = models.CharField(max_length=64, blank=True, db_collation="C")
    signature = models.OneToOneField(Document, models.RESTRICT, null=True, related_name="of_batch_item")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="batch_item_no_once", fields=["batch", "no"]),
            models.UniqueConstraint(name="batch_item_case_once", fields=["case"], condition=Q(left_at=None)),
            models.CheckConstraint(
                name="batch_item_one_way_out", condition=Q(ended_at__isnull=True) | Q(left_at__isnull=True)
            ),
            models.CheckConstraint(
                name="batch_item_left_says_why", condition=Q(left_at__isnull=True) | ~Q(left_reason="")
            ),
            models.CheckConstraint(
                name="batch_item_result_when", condition=Q(result="", result_at__isnull=True)
                | (~Q(result="") & Q(result_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="batch_item_signed_what", condition=Q(signed_at__isnull=True, signed_digest="", signed_way="")
                | (Q(signed_at__isnull=False) & ~Q(signed_digest="") & ~Q(signed_way="")),
            ),
        ]  # fmt: skip
        indexes = [models.Index(name="batch_item_of_stop", fields=["stop"])]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.no}"
