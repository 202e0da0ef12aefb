"""A firm and a tower on a day bear the names, industry and standing they had then, as it was known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.kernel.errors import Refused
from mashang.register.acts import importing
from mashang.register.acts.facts import state_fact
from mashang.register.acts.firms import rename_firm
from mashang.register.acts.towers import TowerSays, edit_tower
from mashang.register.models import Firm, FirmName, Unit
from mashang.register.reads.firms import FirmsWanted, get_firm, list_firms
from mashang.register.reads.stacking import get_stacking
from mashang.register.reads.towers import get_tower
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit
from mashang.register.tests.stewards import load_keys
from mashang.register.tests.tenant_sheets import DAY, hand_in, sheet, steward

pytestmark = pytest.mark.django_db(transaction=True)

OLD, MIDDLE, NEW = "旧名（示例）有限公司", "中名（示例）有限公司", "新名（示例）有限公司"


@pytest.fixture
def let() -> tuple[Any, Firm, Unit]:
    """A firm in a room since long, and who may edit it."""
    load_keys()
    area = make_area()
    firm, unit = make_firm(OLD, area), make_unit(make_tower(area, "云帆大厦"), "801", floor=8)
    make_tenancy(firm, unit)
    return steward(area), firm, unit


def named(actor: Any, unit: Unit, on: date, known_at: Any = None) -> str:
    found = get_stacking(actor, unit.tower_id, on, known_at).find(unit.pk)
    assert found is not None
    assert found.first is not None
    return found.first.firm


def test_the_plan_of_a_day_bears_the_names_of_that_day(let: tuple[Any, Firm, Unit]) -> None:
    actor, firm, unit = let
    before = timezone.now()
    rename_firm(actor=actor, firm_id=firm.pk, name=MIDDLE, since=date(2023, 5, 1))
    between = timezone.now()
    rename_firm(actor=actor, firm_id=firm.pk, name=NEW, since=date(2025, 5, 1))
    days = [date(2023, 4, 30), date(2023, 5, 1), date(2025, 4, 30), date(2025, 5, 1), timezone.localdate()]
    assert [named(actor, unit, day) for day in days] == [OLD, MIDDLE, MIDDLE, NEW, NEW]
    assert [named(actor, unit, days[1], at) for at in (before, between)] == [OLD, MIDDLE]
    assert [get_firm(actor, firm.pk, day).row.name for day in days] == [OLD, MIDDLE, MIDDLE, NEW, NEW]
    assert [row.name for row in list_firms(actor, days[0], FirmsWanted(q=NEW)).rows] == [OLD]
    assert {name for name, _kind in get_firm(actor, firm.pk, days[0]).names} == {MIDDLE, NEW}


def test_a_name_cannot_begin_before_the_one_it_follows_nor_in_days_to_come(let: tuple[Any, Firm, Unit]) -> None:
    actor, firm, _unit = let
    rename_firm(actor=actor, firm_id=firm.pk, name=MIDDLE, since=date(2023, 5, 1))
    for since, code in ((date(2023, 4, 30), "renamed_later"), (date(2090, 1, 1), "day_to_come")):
        with pytest.raises(Refused) as refused:
            rename_firm(actor=actor, firm_id=firm.pk, name=NEW, since=since)
        assert refused.value.code == code
    assert Firm.objects.get(pk=firm.pk).name == MIDDLE


def test_another_spelling_was_always_so(let: tuple[Any, Firm, Unit]) -> None:
    actor, firm, unit = let
    rename_firm(actor=actor, firm_id=firm.pk, name="旧名(示例)有限公司")
    assert named(actor, unit, date(2022, 1, 1)) == "旧名(示例)有限公司"


def test_a_sheet_renames_as_of_its_day_and_taking_it_back_gives_the_old_day_back(let: tuple[Any, Firm, Unit]) -> None:
    actor, firm, unit = let
    rename_firm(actor=actor, firm_id=firm.pk, name=MIDDLE, since=date(2023, 5, 1))
    batch = hand_in(actor, sheet((NEW, firm.uscc, "云帆大厦", "8", "801")))
    row = batch.rows.get(verdict="conflict")
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions={row.pk: ("accept", "rename")})
    importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert [named(actor, unit, DAY - timedelta(days=ago)) for ago in (0, 1)] == [NEW, MIDDLE]
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    assert [named(actor, unit, day) for day in (DAY, date(2023, 4, 30))] == [MIDDLE, OLD]
    assert FirmName.objects.get(firm=firm, kind="current", superseded_at=None).since == date(2023, 5, 1)


def test_industry_and_standing_are_those_of_the_day(let: tuple[Any, Firm, Unit]) -> None:
    actor, firm, unit = let
    for key, value, since in (
        ("industry", "6513", date(2024, 1, 1)),
        ("industry", "7231", date(2025, 1, 1)),
        ("standing", "active", date(2024, 1, 1)),
        ("standing", "cancelled", date(2025, 1, 1)),
    ):
        state_fact(actor=actor, subject="firm", subject_id=firm.pk, key=key, valid_from=since, value=value)
    heads = [get_firm(actor, firm.pk, day).row for day in (date(2023, 1, 1), date(2024, 6, 1), date(2025, 6, 1))]
    assert [head.industry for head in heads] == ["6513", "6513", "7231"], "before the first statement, the first"
    assert [head.standing for head in heads] == ["unknown", "active", "cancelled"]
    then = get_stacking(actor, unit.tower_id, date(2024, 6, 1)).units[0].first
    assert then is not None
    assert then.industry == "6513"
    for day, industry, found in ((date(2024, 6, 1), "I", 1), (date(2025, 6, 1), "I", 0), (date(2025, 6, 1), "L", 1)):
        assert list_firms(actor, day, FirmsWanted(industry=industry), size=9).total == found


def test_a_tower_bears_the_name_of_the_day(let: tuple[Any, Firm, Unit]) -> None:
    actor, _firm, unit = let
    edit_tower(actor=actor, tower_id=unit.tower_id, says=TowerSays(name_zh="海鹭大厦"), since=date(2024, 1, 1))
    names = [get_tower(actor, unit.tower_id, day).name for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert names == ["云帆大厦", "海鹭大厦"]
