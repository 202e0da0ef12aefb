"""Census rounds: a tower is gone over, verified, approved, and a numbered snapshot is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mashang.register.models.census import ImportBatch
from mashang.register.models.guards import Placed, append_only
from mashang.register.models.places import Tower


class CensusRound(Placed):
    """One going-over of an area's towers, between two days. Published once, with a snapshot."""

    class State(models.TextChoices):
        OPEN = "open", _("Going on")
        PUBLISHED = "published", _("Published")

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    no = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="census_round_no_once", fields=["area", "no"]),
            models.UniqueConstraint(name="census_round_one_open", fields=["area"], condition=Q(state="open")),
            models.CheckConstraint(name="census_round_days", condition=Q(closes_on__gte=F("opens_on"))),
        ]
        indexes = [models.Index(name="census_round_area", fields=["area_path", "-id"])]

    def __str__(self) -> str:
        return self.name


class RoundTower(Placed):
    """A tower in a round: whose it is, where it stands, which sheet was handed in for it."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("Not begun")
        COLLECTING = "collecting", _("Being gone over")
        DIFF = "diff", _("Differences to settle")
        VERIFIED = "verified", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        EXCEPTED = "excepted", _("Left out")

    round = models.ForeignKey(CensusRound, models.RESTRICT, related_name="towers")
    tower = models.ForeignKey(Tower, models.RESTRICT, related_name="+")
    steward = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASSIGNED)
    batch = models.ForeignKey(ImportBatch, models.RESTRICT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="round_tower_once", fields=["round", "tower"]),
            models.CheckConstraint(
                name="round_tower_two_persons",
                condition=Q(approved_by__isnull=True) | Q(verified_by__isnull=True) | ~Q(approved_by=F("verified_by")),
            ),
        ]
        indexes = [
            models.Index(
                name="round_tower_of_steward", fields=["steward"], condition=~Q(state__in=["published", "excepted"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.tower_id}"


class RoundMove(models.Model):
    """Every step of a tower in a round: from where to where, by whom, when, why. Never changed."""

    tower = models.ForeignKey(RoundTower, models.RESTRICT, related_name="moves")
    act = models.CharField(max_length=12, db_collation="C")
    from_state = models.CharField(max_length=10, db_collation="C")
    to_state = models.CharField(max_length=10, db_collation="C")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(name="round_move_of", fields=["tower", "id"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.from_state} {self.act} {self.to_state}"


class FloorCheck(models.Model):
    """What a person saw on one floor, unit by unit. `client_key` is made on the device, so that it is sent once.

    `result` lists `{"unit": id, "seen": as_is | other | empty | unseen, "name": who, "note": text}`. Two that say different
    things of a floor are both in `clash` until one is chosen; the other is dropped, and none is deleted.
    """

    class State(models.TextChoices):
        TAKEN = "taken", _("Seen")
        CLASH = "clash", _("Two people saw different things")
        SETTLED = "settled", _("Settled in the register")
        DROPPED = "dropped", _("Not followed")

    tower = models.ForeignKey(RoundTower, models.RESTRICT, related_name="checks")
    floor_no = models.SmallIntegerField()
    client_key = models.UUIDField()
    seen_at = models.DateTimeField()
    taken_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    result = models.JSONField(default=list)
    differs = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.TAKEN)

    class Meta:
        constraints = [models.UniqueConstraint(name="floor_check_once", fields=["tower", "client_key"])]
        indexes = [models.Index(name="floor_check_of", fields=["tower", "floor_no", "id"])]

    def __str__(self) -> str:
        return f"{self.tower_id} {self.floor_no}"


class Snapshot(Placed):
    """The register of an area as it stood on `valid_on`, known at `known_at`, under a number. Never changed.

    `manifest` names each file of rows with its number of rows, bytes, digest and place in the file store. A correction is
    another snapshot with the next number that names the one it corrects.
    """

    area = models.ForeignKey("accounts.Area", models.RESTRICT, related_name="+")
    no = models.PositiveIntegerField()
    round = models.ForeignKey(CensusRound, models.RESTRICT, related_name="snapshots")
    corrects = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="corrections")
    valid_on = models.DateField()
    known_at = models.DateTimeField()
    published_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.RESTRICT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    manifest = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(name="snapshot_no_once", fields=["area", "no"])]
        indexes = [models.Index(name="snapshot_area", fields=["area_path", "-id"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.area_id} {self.no}"
