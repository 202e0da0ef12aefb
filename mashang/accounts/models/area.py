"""Areas form a tree: city, district, sub-district, park."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """A place with an office. `path` holds two base-36 characters a level, so a subtree is a prefix."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", _("District")
        SUBDISTRICT = "subdistrict", _("Sub-district")
        PARK = "park", _("Park")

    parent = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=12, null=True, blank=True, unique=True)  # GB/T 2260, GB/T 10114
    name_zh = models.CharField(max_length=60)
    name_hant = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    path = models.CharField(max_length=16, unique=True, db_collation="C")
    district_id = models.BigIntegerField(default=0)  # the district-level area; 0 above districts
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(name="area_path_shape", condition=Q(path__regex=r"^([0-9A-Z]{2})+$")),
            models.CheckConstraint(
                name="area_only_the_root_has_no_parent",
                condition=Q(parent__isnull=False) | Q(path__regex=r"^[0-9A-Z]{2}$"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="area_path_follows_parent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("path", "parent_id"),
                func="""
                    if new.parent_id is not null and (
                        select path from accounts_area where id = new.parent_id
                    ) is distinct from left(new.path, length(new.path) - 2) then
                        raise exception 'area path % does not follow its parent', new.path
                            using errcode = 'check_violation';
                    end if;
                    return new;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name_zh


class Department(models.Model):
    """An office or line department of an area (tax, market supervision, housing ...)."""

    area = models.ForeignKey(Area, models.RESTRICT, related_name="departments")
    kind = models.CharField(max_length=20, default="line")
    name_zh = models.CharField(max_length=60)
    name_hant = models.CharField(max_length=60, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    duty_codes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    supervisor = models.ForeignKey("self", models.RESTRICT, null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    # Address and signing secret of the robot of its group in a work chat.
    chat_sealed = models.BinaryField(null=True)

    class Meta:
        ordering = ["area_id", "id"]
        constraints = [
            models.UniqueConstraint(
                name="department_name_once_per_area", fields=["area", "name_zh"], condition=Q(closed_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.name_zh
