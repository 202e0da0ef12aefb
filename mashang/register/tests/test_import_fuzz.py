"""Any small sheets, any rows accepted: applied and taken back, the register says what it said before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.models import Firm, FirmFact, FirmName, ImportBatch, Occupancy, Tenancy, Tower, Unit
from mashang.register.tests.make import make_area
from mashang.register.tests.sheet_books import code
from mashang.register.tests.tenant_sheets import HEAD, hand_in, make_fact_keys, sheet, steward

pytestmark = pytest.mark.django_db
COLUMNS = (*HEAD, "成立日期", "是否属地注册")
FIRST, SECOND = date(2025, 6, 1), date(2026, 11, 18)

names = st.sampled_from(["甲（示例）有限公司", "乙（示例）有限公司", "丙（示例）有限公司", "丁工作室", "", "空置"])
codes = st.sampled_from([code(n) for n in range(1, 4)] + ["", "暂无", "91350100M000100Y4Z"])
places = st.sampled_from(["云帆大厦", "海润大厦", ""])
floors = st.sampled_from(["8", "9层", "", "8-9层", "夹层"])
rooms = st.sampled_from(["801", "802", "801、802", "901", "", "整层"])
areas = st.sampled_from(["", "100", "120.5", "约200平", "-3"])
days = st.sampled_from(["", "2024-01-01", "2023-02", "2026.12.31", "2027-06-30", "长期", "2030-02-30", "2022"])
rents = st.sampled_from(["", "85", "3元/天", "面议"])
flags = st.sampled_from(["", "是", "否"])
rows = st.tuples(names, codes, places, floors, rooms, areas, days, days, rents, days, flags)
sheets = st.lists(rows, min_size=1, max_size=6)


def picture() -> dict[str, Any]:
    """What the register believes now; ids of rows that are written anew are left out."""
    live = {"retracted_at": None}
    return {
        "firms": set(Firm.objects.filter(**live).values_list("pk", "name", "name_folded", "uscc", "industry")),
        "names": sorted(FirmName.objects.filter(superseded_at=None, firm__retracted_at=None).values_list("firm_id", "name", "kind")),
        "towers": set(Tower.objects.filter(**live).values_list("pk", "name_zh")),
        "units": set(Unit.objects.filter(**live).values_list("pk", "floor_no", "room", "area_sqm")),
        "tenancies": set(
            Tenancy.objects.filter(**live).values_list(
                "line", "firm_id", "span", "start_known", "lease_ends_on", "area_sqm", "rent_fen", "registered_here"
            )
        ),
        "rooms": sorted(Occupancy.objects.filter(**live).values_list("line", "unit_id", "span", "area_sqm", "exclusive"), key=str),
        "facts": set(
            FirmFact.objects.filter(superseded_at=None, subject__retracted_at=None).values_list(
                "subject_id", "key_id", "valid_from", "num", "code", "day", "body", "precision"
            )
        ),
    }  # fmt: skip


def settle(actor: Actor, batch: ImportBatch, data: st.DataObject) -> bool:
    """Decide each difference anyhow; was any accepted?"""
    decisions = {}
    for row in batch.rows.filter(verdict__in=["conflict", "changed", "new", "moved", "gone"]).order_by("pk"):
        word = data.draw(st.sampled_from(["accept", "accept", "accept", "refuse", "none"]))
        choices = [choice for choice, _side in row.parsed.get("choices", [])]
        choice = data.draw(st.sampled_from(choices)) if choices and row.verdict == "conflict" else ""
        decisions[row.pk] = (word, choice) if choice or row.verdict != "conflict" else ("refuse", "")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions=decisions)
    return batch.rows.filter(decision="accept").exists()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(first=sheets, second=sheets, whole=st.booleans(), data=st.data())
def test_taking_any_import_back_leaves_what_was_before(
    first: list[Any], second: list[Any], whole: bool, data: st.DataObject
) -> None:
    from django.db import transaction

    point = transaction.savepoint()
    try:
        area: Area = make_area()
        if not FirmFactKeys.made():
            make_fact_keys()
        actor = steward(area)
        batch = hand_in(actor, sheet(*first, head=COLUMNS), on=FIRST)
        if batch.state == "compared" and settle(actor, batch, data):
            importing.apply_batch(actor=actor, batch_id=batch.pk)
        before = picture()
        batch = hand_in(actor, sheet(*second, head=COLUMNS), on=SECOND, whole=whole)
        assert sum(batch.counts.get("in_sheets", {}).values()) == batch.counts.get("rows", 0)
        assert picture() == before, "comparing changes nothing"
        if batch.state == "compared" and settle(actor, batch, data):
            batch = importing.apply_batch(actor=actor, batch_id=batch.pk)
            assert batch.state == "applied"
            check_now()
            importing.undo_batch(actor=actor, batch_id=batch.pk)
            check_now()
            assert picture() == before
    finally:
        transaction.savepoint_rollback(point)


def check_now() -> None:
    """The deferred guards of the database, asked now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


class FirmFactKeys:
    """The keys are made once in the transaction of the test."""

    @staticmethod
    def made() -> bool:
        from mashang.register.models import FactKey

        return FactKey.objects.exists()
