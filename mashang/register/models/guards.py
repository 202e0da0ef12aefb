"""Guards that the database keeps by itself: append-only rows, columns that may be set once."""

from __future__ import annotations

import pgtrigger
from django.db import models


def append_only(set_once: str = "") -> list[pgtrigger.Trigger]:
    """Triggers that refuse delete and update, save one column that may go from null to a value, once."""
    allowed = f"and (to_jsonb(new) - '{set_once}') = (to_jsonb(old) - '{set_once}') and old.{set_once} is null"
    keeps = allowed if set_once else "and false"
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_edited",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                if true {keeps} then
                    return new;
                end if;
                raise exception '% is append-only: write a new row', tg_table_name
                    using errcode = 'integrity_constraint_violation';
            """,
        ),
    ]


class Placed(models.Model):
    """A row that belongs to a place: shard key and scope (subtree of areas is a prefix of `area_path`)."""

    district_id = models.BigIntegerField(default=0)
    area_path = models.CharField(max_length=16, default="", db_collation="C")

    class Meta:
        abstract = True
