"""The generator of the sample district: pure, and what it promises of its rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from mashang.cli.sample import make_plan
from mashang.kernel.uscc import problem
from mashang.register.reads.industries import get_industry_names
from mashang.register.rules.sample.codes import made_up_code
from mashang.register.rules.sample.rows import Plan, SamplePlace
from mashang.register.rules.sample.standing_facts import class_of

FAR = date(9999, 1, 1)
NAMED = {"升龙汇金中心", "宇洋中央金座", "宝地大厦", "国资大厦", "海峡电子商务基地三期", "海荣大厦"}
NAMED |= {"鳌峰广场", "恒丰大厦", "世纪百联", "金润中心", "万达广场写字楼"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


def _live(plan: Plan) -> dict[int, list[SamplePlace]]:
    places: dict[int, list[SamplePlace]] = defaultdict(list)
    for tenancy in plan.tenancies:
        for place in tenancy.places if tenancy.replaced_on is None else []:
            places[place.unit].append(place)
    return places


def test_the_same_seed_gives_the_same_rows(plan: Plan) -> None:
    again = make_plan()
    assert again.firms == plan.firms
    assert again.units == plan.units
    assert again.tenancies == plan.tenancies
    assert again.facts == plan.facts


def test_only_towers_of_the_article_go_without_the_mark_of_a_sample(plan: Plan) -> None:
    assert {t.name for t in plan.towers if "（示例）" not in t.name} == NAMED
    assert all("(sample)" in t.name_en for t in plan.towers if "（示例）" in t.name)


def test_every_firm_is_marked_as_a_sample_and_bears_a_name_of_its_own(plan: Plan) -> None:
    names = [firm.name for firm in plan.firms]
    assert all("（示例）" in name for name in names)
    assert len(set(names)) == len(names)


def test_every_credit_code_is_right_and_of_the_unassigned_region(plan: Plan) -> None:
    codes = [firm.uscc for firm in plan.firms if firm.uscc]
    assert all(problem(code) is None and code[2:8] == "000000" for code in codes)
    assert len(set(codes)) == len(codes)
    assert 0.95 < len(codes) / len(plan.firms) < 1


def test_made_up_codes_do_not_repeat() -> None:
    assert len({made_up_code(number) for number in range(30_000)}) == 30_000


def test_every_industry_is_one_of_the_standard(plan: Plan) -> None:
    assert {firm.industry for firm in plan.firms} <= set(get_industry_names())
    assert len({firm.industry for firm in plan.firms}) > 60


def test_rooms_add_up_to_their_floor_and_floors_to_the_lettable_area(plan: Plan) -> None:
    rooms: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    unknown = set()
    for unit in plan.units:
        if unit.gone is None:
            rooms[unit.tower, unit.floor_no] += unit.area_sqm or 0
            if unit.area_sqm is None:
                unknown.add((unit.tower, unit.floor_no))
    floors: dict[int, Decimal] = defaultdict(Decimal)
    for floor in plan.floors:
        floors[floor.tower] += floor.area_sqm
        if (floor.tower, floor.no) not in unknown:
            assert rooms[floor.tower, floor.no] == floor.area_sqm
    assert [floors[i] for i in range(len(plan.towers))] == [t.lettable_sqm for t in plan.towers]
    assert all(t.lettable_sqm < t.gross_sqm for t in plan.towers)


def test_towers_are_of_many_heights_and_some_floors_of_many_rooms(plan: Plan) -> None:
    heights = [t.floors_above for t in plan.towers]
    assert (min(heights), max(heights)) == (6, 58)
    per_floor: dict[tuple[int, int], int] = defaultdict(int)
    for unit in plan.units:
        per_floor[unit.tower, unit.floor_no] += unit.gone is None
    assert max(per_floor.values()) >= 40


def test_refuge_floors_have_no_rooms(plan: Plan) -> None:
    refuge = {(f.tower, f.no) for f in plan.floors if f.use == "refuge"}
    assert refuge
    assert not refuge & {(u.tower, u.floor_no) for u in plan.units}


def test_no_room_is_let_twice_at_a_time(plan: Plan) -> None:
    for places in _live(plan).values():
        alone = sorted((p for p in places if p.exclusive), key=lambda p: p.start)
        for earlier, later in pairwise(alone):
            assert earlier.end is not None
            assert earlier.end <= later.start


def test_a_tenancy_lies_within_the_life_of_its_rooms(plan: Plan) -> None:
    for tenancy in plan.tenancies:
        assert tenancy.end is None or tenancy.start < tenancy.end
        for place in tenancy.places:
            unit = plan.units[place.unit]
            assert unit.born <= place.start
            assert (place.end or FAR) <= (unit.gone or FAR)


def test_splits_and_mergers_keep_the_area(plan: Plan) -> None:
    assert {c.kind for c in plan.changes} == {"split", "merge"}
    for change in plan.changes:
        older = {pair[0] for pair in change.lineage}
        newer = {pair[1] for pair in change.lineage}
        assert all(plan.units[u].gone == change.on for u in older)
        assert all(plan.units[u].born == change.on for u in newer)
        areas = [[plan.units[u].area_sqm for u in side] for side in (older, newer)]
        known = [sum(a for a in side if a is not None) for side in areas if None not in side]
        assert len(set(known)) <= 1


def test_all_that_a_sheet_may_leave_unsaid_occurs(plan: Plan) -> None:
    day = plan.day
    present = [t for t in plan.tenancies if t.replaced_on is None and t.start <= day < (t.end or FAR)]
    assert any(not t.start_known for t in present)
    assert any(t.lease_ends_on and t.lease_ends_on < day and t.end is None for t in present)
    assert any(t.area_sqm and all(p.area_sqm is None for p in t.places) for t in present)
    assert any(not p.exclusive and p.area_sqm is None for t in present for p in t.places)
    assert {t.registered_here for t in present} == {True, False, None}
    assert any(t.start > day for t in plan.tenancies)
    assert any(t.replaced_on for t in plan.tenancies)
    assert any(not f.believed for f in plan.facts)
    assert any(f.value is None for f in plan.facts)
    assert {h.kind for h in plan.holds} == {"reserved", "fitting_out", "sealed", "undelivered"}


def test_nothing_is_told_before_it_happened_or_after_the_day_of_the_sample(plan: Plan) -> None:
    assert all(source.as_of_on <= plan.day for source in plan.sources)
    for tenancy in plan.tenancies:
        if tenancy.start <= plan.day:
            assert plan.sources[tenancy.source].as_of_on >= tenancy.start


@pytest.mark.parametrize(
    ("industry", "expected"),
    [("6621", ""), ("5181", "wholesale"), ("5292", "retail"), ("7010", "real_estate"), ("7020", "services"),
     ("6513", "services"), ("4813", "construction"), ("3990", "industry"), ("6210", "catering"), ("", "")],
)  # fmt: skip
def test_finance_is_never_above_the_threshold(industry: str, expected: str) -> None:
    assert class_of(industry) == expected


@pytest.mark.parametrize("day", [datetime(2026, 2, 28, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)])
def test_another_day_gives_a_district_of_that_day(day: datetime) -> None:
    plan = make_plan(day)
    assert all(source.as_of_on <= day.date() for source in plan.sources)
    assert sum(bool(firm.institution_kind) for firm in plan.firms) == 800
    assert sum(fact.key == "above_threshold_class" for fact in plan.facts) == 136
    guest = next(i for i, firm in enumerate(plan.firms) if firm.guest)
    assert any(t.firm == guest and t.start <= day.date() < (t.end or FAR) for t in plan.tenancies)
