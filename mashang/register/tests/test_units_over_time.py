"""What a unit was stays what it was: changes have a day, corrections are new rows, and nothing known is lost."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.kernel.errors import Refused
from mashang.register.acts.units import edit_unit
from mashang.register.models import Tower, Unit, UnitDescription
from mashang.register.reads.figures import get_figures
from mashang.register.reads.stacking import get_stacking
from mashang.register.reads.units import get_unit
from mashang.register.tests.make import make_area, make_tower, make_unit
from mashang.register.tests.tenant_sheets import sheet, steward, take_in

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN = date(2020, 1, 1)
DAYS = [date(2021, 1, 1), date(2022, 6, 1), date(2024, 2, 29), date(2026, 1, 1)]
SAME = {"inner_sqm": None, "owner": "", "own_use": False, "divisible": None, "joinable": None}
Seen = tuple[Decimal | None, bool]


def edit(unit: Unit, actor: Any, since: date | None = None, **says: Any) -> None:
    now = {name: getattr(Unit.objects.get(pk=unit.pk), name) for name in ("area_sqm", *SAME)}
    edit_unit(actor=actor, unit_id=unit.pk, since=since, source="面积实测报告", **{**now, **says})


def seen_in_plan(actor: Any, unit: Unit, on: date, known_at: datetime | None = None) -> Seen:
    found = get_stacking(actor, unit.tower_id, on, known_at).find(unit.pk)
    assert found is not None
    return found.area_sqm, str(found.status) == "own_use"


def seen_in_figures(unit: Unit, on: date) -> Decimal:
    return get_figures({unit.tower_id: None}, on)[unit.tower_id].known_sqm


def test_a_change_has_a_day_and_the_days_before_stay() -> None:
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100)
    edit(unit, actor, date(2025, 1, 1), area_sqm=Decimal(120), own_use=True, owner="新业主")
    assert seen_in_plan(actor, unit, date(2024, 12, 31)) == (Decimal(100), False)
    assert seen_in_plan(actor, unit, date(2025, 1, 1)) == (Decimal(120), True)
    assert (seen_in_figures(unit, date(2024, 12, 31)), seen_in_figures(unit, date(2025, 1, 1))) == (
        Decimal(100),
        Decimal(120),
    )
    before, after = (get_unit(actor, unit.pk, on) for on in (date(2024, 12, 31), date(2025, 1, 1)))
    assert (before.owner, after.owner) == ("", "新业主")
    assert (before.source.on, after.source.on) == (unit.source.as_of_on, timezone.localdate())


def test_a_correction_holds_for_all_days_but_not_for_what_was_known() -> None:
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100)
    then = timezone.now()
    edit(unit, actor, area_sqm=Decimal(90))
    assert seen_in_plan(actor, unit, DAYS[0]) == (Decimal(90), False)
    assert seen_in_plan(actor, unit, DAYS[0], then) == (Decimal(100), False)
    assert Unit.objects.get(pk=unit.pk).area_sqm == Decimal(90)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_edited_each_day_and_each_state_of_knowledge_answers_as_it_should(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance of a test
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100)
    told: dict[date, Seen] = {BEGIN: (Decimal(100), False)}  # from which day what holds
    known = [(timezone.now(), dict(told))]
    for _turn in range(6):
        says = (Decimal(chance.randint(50, 500)), chance.random() < 0.5)
        later = [day for day in DAYS if day >= max(told)]
        since = chance.choice([None, *later])
        edit(unit, actor, since, area_sqm=says[0], own_use=says[1])
        if says != told[max(told)]:
            told[since or max(told)] = says
        known.append((timezone.now(), dict(told)))
    for day in (*DAYS, *(d - timedelta(days=1) for d in DAYS)):
        for at, state in known:
            assert seen_in_plan(actor, unit, day, at) == state[max(d for d in state if d <= day)]
        assert seen_in_plan(actor, unit, day) == told[max(d for d in told if d <= day)]
        assert seen_in_figures(unit, day) == seen_in_plan(actor, unit, day)[0]
    assert Unit.objects.values_list("area_sqm", "own_use").get() == told[max(told)]


@pytest.mark.parametrize(
    ("since", "code"),
    [
        (date(2090, 1, 1), "day_to_come"),
        (date(2019, 12, 31), "not_alive"),
        (date(2022, 12, 31), "described_later"),
    ],
)
def test_a_day_that_cannot_be_is_refused(since: date, code: str) -> None:
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100, born=BEGIN)
    edit(unit, actor, date(2023, 1, 1), area_sqm=Decimal(90))
    with pytest.raises(Refused) as refused:
        edit(unit, actor, since, area_sqm=Decimal(80))
    assert (refused.value.code, refused.value.field) == (code, "since")


def test_saying_the_same_writes_nothing() -> None:
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100)
    edit(unit, actor, date(2023, 1, 1))
    assert not UnitDescription.objects.exists()


def test_a_sheet_that_tells_the_area_does_not_say_it_was_known_before() -> None:
    area = make_area()
    tower: Tower = make_tower(area, "云帆大厦")
    unit, actor = make_unit(tower, "801", floor=8, sqm=None), steward(area)
    then = timezone.now()
    batch = take_in(actor, sheet(("甲（示例）有限公司", "", "云帆大厦", "8", "801", 88)))
    assert seen_in_plan(actor, unit, DAYS[0]) == (Decimal(88), False)
    assert seen_in_plan(actor, unit, DAYS[0], then) == (None, False)
    assert UnitDescription.objects.get(superseded_at=None).source.batch == batch


def test_two_descriptions_of_one_day_are_refused_by_the_database() -> None:
    area = make_area()
    actor, unit = steward(area), make_unit(make_tower(area), sqm=100)
    edit(unit, actor, date(2023, 1, 1), area_sqm=Decimal(90))
    first = UnitDescription.objects.get(valid_from=None)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)
