"""The guard of append-only tables."""

from __future__ import annotations

import pgtrigger
from django.db import models


class AppendOnly(pgtrigger.Trigger):
    """Refuses every update, delete and truncate of a table, for its owner too.

    The trigger calls `refuse_change()` (created by trail's first migration) and not a function made
    by pgtrigger, because those obey the session setting `pgtrigger.ignore`, which any client may set.
    """

    when = pgtrigger.Before
    level = pgtrigger.Statement
    operation = pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    func = "return null;"

    def render_execute(self, model: models.Model) -> str:
        return "refuse_change()"


class NoTruncate(AppendOnly):
    """Refuses truncate alone: for tables whose updates and deletes have a guard of their own."""

    operation = pgtrigger.Truncate


class GuardedBy(pgtrigger.Trigger):
    """Runs a guard function of our own before each row is changed; it decides what may pass."""

    when = pgtrigger.Before
    level = pgtrigger.Row
    operation = pgtrigger.Update | pgtrigger.Delete
    func = "return null;"

    def __init__(self, *, name: str, function: str) -> None:
        self.function = function
        super().__init__(name=name)

    def render_execute(self, model: models.Model) -> str:
        return f"{self.function}()"
