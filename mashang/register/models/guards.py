"""Guards that the database keeps by itself: append-only rows, columns set once, places that hold together.

None is a function made by pgtrigger: those obey the session setting `pgtrigger.ignore`, which any client
may set. The functions are created by the migration `guards_nobody_can_ignore`.
"""

from __future__ import annotations

import pgtrigger
from django.db import models

from mashang.trail.models import AppendOnly, GuardedBy, NoTruncate


class SetOnce(GuardedBy):
    """Refuses delete and update, save that one column may go from null to a value, once."""

    def __init__(self, *, name: str, column: str) -> None:
        self.column = column
        super().__init__(name=name, function="register_set_once")

    def render_execute(self, model: models.Model) -> str:
        return f"register_set_once('{self.column}')"


class SetOnceOrMoved(GuardedBy):
    """Refuses as `SetOnce` does, save that a row may change its tower and area as a merge of two towers that stands says."""

    def __init__(self, *, name: str, column: str) -> None:
        self.column = column
        super().__init__(name=name, function="register_set_once_or_moved")

    def render_execute(self, model: models.Model) -> str:
        return f"register_set_once_or_moved('{self.column}')"


class CheckedAtCommit(GuardedBy):
    """Runs a check of ours at commit, when all rows of the act are written."""

    when = pgtrigger.After
    timing = pgtrigger.Deferred

    def __init__(self, *, name: str, function: str, operation: pgtrigger.Operation) -> None:
        self.operation = operation
        super().__init__(name=name, function=function)


class PlacedByTower(pgtrigger.Trigger):
    """Refuses rows that lie in another area than their tower: whoever looks by area would not find them.

    Asked once for each statement, over all the rows it wrote.
    """

    when = pgtrigger.After
    level = pgtrigger.Statement
    func = "return null;"

    def __init__(self, *, name: str, operation: pgtrigger.Operation) -> None:
        self.operation = operation
        self.referencing = pgtrigger.Referencing(new="written")
        super().__init__(name=name)

    def render_execute(self, model: models.Model) -> str:
        return "register_check_placed()"


class CheckedWhenAdded(GuardedBy):
    """Runs a check of ours on each row that is added, before it is."""

    operation = pgtrigger.Insert


class NeverDeleted(GuardedBy):
    """Refuses delete of rows that are otherwise edited by acts."""

    operation = pgtrigger.Delete

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name, function="refuse_change")


def append_only(set_once: str = "") -> list[pgtrigger.Trigger]:
    """Rows are added and never edited or deleted; one column may be set once."""
    if not set_once:
        return [AppendOnly(name="append_only")]
    return [SetOnce(name="set_once", column=set_once), NoTruncate(name="no_truncate")]


def append_only_in_a_tower(set_once: str) -> list[pgtrigger.Trigger]:
    """The same for rows that go over with their tower when two records of it are merged."""
    return [SetOnceOrMoved(name="set_once", column=set_once), NoTruncate(name="no_truncate")]


class Placed(models.Model):
    """A row that belongs to a place: shard key and scope (subtree of areas is a prefix of `area_path`)."""

    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")

    class Meta:
        abstract = True
