"""What happened in a tower, to a firm, in a unit: events, changes of units, imports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.register.models import ImportBatch, TenancyEvent, UnitChange, UnitLineage
from mashang.register.reads.histories import (
    COMING,
    list_firm_happenings,
    list_tower_happenings,
    list_unit_happenings,
)
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def happened(tower: Any, unit: Any, firm: Any, on: date, kind: str = "start") -> None:
    tenancy = make.make_tenancy(firm, unit, start=on, end=on + timedelta(days=1))
    TenancyEvent.objects.create(line=tenancy.line, kind=kind, on=on, source=make.make_source(on, label="租户表"))


def test_the_latest_come_first_and_of_what_is_to_come_the_next_few() -> None:
    tower = make.make_tower()
    unit, firm = make.make_unit(tower, "0101"), make.make_firm("甲（示例）")
    for days in (-40, -30, -20, 5, 10, 15, 20, 25):
        happened(tower, unit, firm, TODAY + timedelta(days=days))
    found = list_tower_happenings(make.make_actor(), tower.pk, TODAY, limit=2)
    assert [(one.on - TODAY).days for one in found] == [15, 10, 5, -20, -30]
    assert COMING == 3
    assert (found[0].firm, found[0].rooms, found[0].source) == ("甲（示例）", ("0101",), "租户表")
    assert len(list_firm_happenings(make.make_actor(), firm.pk, TODAY)) == 6


def test_splits_and_imports_stand_in_the_towers_history() -> None:
    area = make.make_area()
    tower = make.make_tower(area)
    old, new = make.make_unit(tower, "0101"), make.make_unit(tower, "0101A")
    change = UnitChange.objects.create(kind="split", on=date(2026, 5, 1), source=make.make_source())
    UnitLineage.objects.create(change=change, from_unit=old, to_unit=new)
    ImportBatch.objects.create(
        area=area, area_path=area.path, tower=tower, name="甲.xlsx", as_of_on=date(2026, 6, 1), file_sha256="0" * 64,
        state="applied", applied_at=timezone.now(),
    )  # fmt: skip
    found = list_tower_happenings(make.make_actor(area), tower.pk, TODAY)
    assert [(one.kind, one.became) for one in found] == [("import", ()), ("split", ("0101A",))]
    assert found[0].source == "甲.xlsx"
    assert [one.kind for one in list_unit_happenings(make.make_actor(area), new.pk, TODAY)] == ["split"]
    assert list_tower_happenings(make.make_actor(make.make_area()), tower.pk, TODAY) == ()


def test_the_history_takes_three_queries_whatever_its_length(django_assert_num_queries: Any) -> None:
    tower = make.make_tower()
    unit, firm = make.make_unit(tower), make.make_firm()
    for days in range(30):
        happened(tower, unit, firm, TODAY - timedelta(days=days))
    with django_assert_num_queries(3):
        list_tower_happenings(make.make_actor(), tower.pk, TODAY, limit=20)
