"""Blank sheets of departments that the platform fills."""

from __future__ import annotations

from django.db import models

from mashang.register.models.guards import Placed


class BlankForm(Placed):
    """A department's blank sheet with what its columns were said to ask for, and the filled one.

    `place` is the chosen table (from 0), `columns` what it asks for: head, field, unit. `report`
    says of each column how many cells were filled and why others were not. `taxed` is set when it holds tax figures,
    `private` when people to call stand in it. While the worker fills it, `filling` is set, `asked` holds what it was asked
    for and by whom, `progress` how far it is and of how many rows; `stopped` says why it could not be filled.
    """

    name = models.CharField(max_length=200)
    storage_key = models.CharField(max_length=200, db_collation="C")
    place = models.PositiveSmallIntegerField(default=0)
    head = models.PositiveIntegerField(null=True, blank=True)
    columns = models.JSONField(default=list)
    remembered = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    as_of_on = models.DateField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)
    filled_key = models.CharField(max_length=200, blank=True, db_collation="C")
    taxed = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    filling = models.BooleanField(default=False)
    asked = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(default=dict)
    stopped = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("accounts.User", models.RESTRICT, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    filled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["uploaded_by", "-id"], name="blank_form_of")]

    def __str__(self) -> str:
        return self.name
