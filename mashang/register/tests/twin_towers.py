"""Two records of one building, and the sums of what the register holds, for the tests of merging towers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from mashang.accounts.models import Area
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.models import (
    Document,
    FactKey,
    TowerMerge,
)
from mashang.register.tests import make
from mashang.register.tests.stewards import steward


class Pair:
    """Two records of one building, each with floors, rooms, leases and facts; both have room 101."""

    def __init__(self, district: Area, *, apart: bool = True) -> None:
        self.here = make.make_area("鳌峰街道", parent=district)
        self.there = make.make_area("义洲街道", parent=district) if apart else self.here
        self.kept = make.make_tower(self.here, "望海大厦", address="江滨路 8 号")
        self.gone = make.make_tower(self.there, "望海国际中心", address="江滨中大道 8 号", floors_above=20)
        for no in (1, 2):
            make.make_floor(self.kept, no)
            make.make_floor(self.gone, no + 1)
        self.mine, self.twin = make.make_unit(self.kept, "101"), make.make_unit(self.gone, "101")
        self.other = make.make_unit(self.gone, "301", floor=3)
        self.firm = make.make_firm("晨光（示例）公司", self.there)
        self.lease = make.make_tenancy(self.firm, self.other, start=date(2024, 1, 1))
        for tower, grade in ((self.kept, 12), (self.gone, 15)):
            make.make_fact(
                tower, FactKey.objects.get(subject="tower", key="lifts_passenger"), since=date(2025, 1, 1), num=grade
            )
        Document.objects.create(
            kind="photo", name="a", media="a", bytes=1, sha256="", storage_key=f"{self.gone.pk}", about_kind="tower",
            about_id=self.gone.pk, area_path=self.there.path,
        )  # fmt: skip
        self.actor = steward(district)

    def merge(self, way: str = "keep", **more: Any) -> TowerMerge:
        values: dict[str, Any] = {
            "kept_id": self.kept.pk,
            "gone_id": self.gone.pk,
            "reason": "同一栋楼",
            "rooms": {self.twin.pk: way},
        }
        return merge_towers(actor=self.actor, **(values | more))

    def undo(self, merge: TowerMerge) -> TowerMerge:
        return undo_tower_merge(actor=self.actor, merge_id=merge.pk, reason="是两栋")


def table_sums() -> dict[str, Any]:
    """What the register holds by now, table by table, row by row: live rows with the tower that each is of."""
    asked = {
        "tower": "select row_to_json(t)::jsonb from register_tower t",
        "unit": "select row_to_json(t)::jsonb from register_unit t",
        "floor": "select row_to_json(t)::jsonb - 'id' from register_floor t",
        "name": "select row_to_json(t)::jsonb from register_towername t where superseded_at is null",
        "fact": "select row_to_json(t)::jsonb from register_towerfact t where superseded_at is null",
        "unit_fact": "select row_to_json(t)::jsonb from register_unitfact t where superseded_at is null",
        "keeper": "select row_to_json(t)::jsonb from register_towerkeeper t",
        "contact": "select row_to_json(t)::jsonb from register_contact t",
        "document": "select row_to_json(t)::jsonb from register_document t",
        "batch": "select row_to_json(t)::jsonb from register_importbatch t",
        "round": "select tower_id, state from register_roundtower",
        "hold": "select row_to_json(t)::jsonb from register_unithold t",
        "lease": "select row_to_json(t)::jsonb - '{id,recorded_at}'::text[] from register_tenancy t where retracted_at is null",
        "stay": "select row_to_json(t)::jsonb - '{id,tenancy_id,recorded_at}'::text[] from register_occupancy t"
        " where retracted_at is null",
        "findable": "select row_to_json(t)::jsonb - 'id' from register_findable t",
    }  # fmt: skip
    with connection.cursor() as cursor:
        sums = {}
        for name, sql in asked.items():
            cursor.execute(f"select md5(string_agg(r::text, '|' order by r::text)), count(*) from ({sql}) r")
            sums[name] = cursor.fetchone()
        return sums
