"""What the search looks at: every name, code and address that a firm or a tower is found by."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func

from mashang.register.models.guards import Placed

ALWAYS, NEVER = date(9999, 12, 31), date(1, 1, 1)


class Findable(Placed):
    """One name or address of a firm or tower, made of the register by the acts and at any time again from it.

    `scopes` are the area paths (`@`) and towers (`!`) from which it is seen; `here_until` is the first day on which
    the firm has no room any more. Neither personal nor walled matters are written here.
    """

    class Kind(models.TextChoices):
        FIRM = "firm", "firm"
        TOWER = "tower", "tower"

    class Said(models.TextChoices):
        CURRENT = "current", "current"
        FORMER = "former", "former"
        ALIAS = "alias", "alias"
        SHORT = "short", "short"
        ADDRESS = "address", "address"

    kind = models.CharField(max_length=5, choices=Kind)
    ref_id = models.BigIntegerField()
    said = models.CharField(max_length=8, choices=Said)
    title = models.CharField(max_length=240)
    folded = models.CharField(max_length=240, db_collation="C")
    code = models.CharField(max_length=20, blank=True, db_collation="C")
    pinyin = models.CharField(max_length=600, blank=True, db_collation="C")
    initials = models.CharField(max_length=240, blank=True, db_collation="C")
    weight = models.PositiveSmallIntegerField(default=0)
    here_until = models.DateField(default=NEVER)
    scopes = ArrayField(models.CharField(max_length=24), default=list)
    grams = models.GeneratedField(
        expression=Func(
            F("folded"), F("code"), F("pinyin"), F("initials"), F("scopes"), function="mashang_grams"
        ),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["kind", "ref_id"], name="findable_of"),
            models.Index(fields=["kind", "-here_until", "-weight", "ref_id"], name="findable_ranked"),
            models.Index(fields=["folded"], name="findable_folded"),
            models.Index(fields=["pinyin"], name="findable_pinyin"),
            models.Index(fields=["initials"], name="findable_initials"),
            models.Index(fields=["code"], name="findable_code"),
            # Rows wait in a list until it is full, which makes writing four times as fast; every search reads the list
            # through, so it is kept short: one megabyte costs it less than a millisecond.
            GinIndex(fields=["grams"], name="findable_grams", fastupdate=True, gin_pending_list_limit=1024),
        ]

    def __str__(self) -> str:
        return self.title
