"""Figures that are easily reckoned wrongly, each against a few rows counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mashang.insight.kpis.heads import aggregate_of
from mashang.insight.kpis.registry import KPIS
from mashang.insight.tests.make import DAY, make_reader, make_tree, say
from mashang.insight.tests.worlds import World, row_ids, row_sums, sums
from mashang.register.acts.settling import leave_conflict
from mashang.register.models import LandParcel, Tower, TowerMerge, UnitChange, UnitLineage
from mashang.register.reads.conflicts import count_conflicts, list_conflicts
from mashang.register.reads.taxed_towers import list_taxed_towers
from mashang.register.tests.make import (
    make_actor,
    make_firm,
    make_grade,
    make_hold,
    make_parcel,
    make_source,
    make_tenancy,
    make_tower,
    make_unit,
)

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 10, 1)


def come_to(world: World, key: str, *, tower: Tower | None = None, on: date = DAY) -> tuple[int, int, int]:
    """num, den and n of the street, or of a tower."""
    place = (tower.area_path, tower.pk) if tower else (world.tree["street"].path, None)
    return sums(KPIS[key], world, on, timezone.now())[place]


def test_take_up_counts_what_was_vacant_or_new_and_is_held_on_the_day() -> None:
    world = World(make_tree())
    tower = make_tower(world.tree["park"])
    firm, other = make_firm(), make_firm()
    taken, _vacant, let_before, fresh, coming = (
        make_unit(tower, sqm=sqm, born=born)
        for sqm, born in ((100, date(2015, 1, 1)), (200, date(2015, 1, 1)), (400, date(2015, 1, 1)),
                          (50, date(2026, 10, 10)), (800, date(2026, 10, 10)))
    )  # fmt: skip
    make_hold(coming, "undelivered", date(2026, 10, 10))
    make_tenancy(firm, taken, start=QUARTER)
    make_tenancy(other, let_before, start=date(2020, 1, 1), end=date(2026, 10, 20))
    make_tenancy(firm, let_before, start=date(2026, 10, 20))  # a change of tenant is no take-up
    make_tenancy(firm, fresh, start=date(2026, 11, 1), kind="own_use")
    assert come_to(world, "take_up_rate") == (15_000, 35_000, 3)
    assert come_to(world, "take_up_rate", on=date(2026, 10, 5)) == (10_000, 30_000, 2)
    assert come_to(world, "take_up_rate", on=date(2026, 9, 30)) == (0, 30_000, 2)


def test_a_unit_redrawn_in_the_quarter_carries_on_its_vacancy() -> None:
    world = World(make_tree())
    tower, day = make_tower(world.tree["park"]), date(2026, 10, 15)
    vacant, let = (make_unit(tower, sqm=sqm, gone=day) for sqm in (300, 100))
    make_tenancy(make_firm(), let, end=day)
    source = make_source(day)
    split = UnitChange.objects.create(kind="split", on=day, source=source)
    halves = [make_unit(tower, sqm=sqm, born=day) for sqm in (120, 180)]
    again = make_unit(tower, sqm=100, born=day)
    for old, new in ((vacant, halves[0]), (vacant, halves[1]), (let, again)):
        UnitLineage.objects.create(change=split, from_unit=old, to_unit=new)
    make_tenancy(make_firm(), halves[0], start=date(2026, 11, 1))
    make_tenancy(make_firm(), again, start=day)
    assert come_to(world, "take_up_rate") == (12_000, 30_000, 2)
    assert come_to(world, "net_absorption")[0] == 12_000


def test_two_units_made_one_carry_on_vacancy_by_their_areas() -> None:
    world = World(make_tree())
    tower, day = make_tower(world.tree["park"]), date(2026, 10, 15)
    vacant, let = (make_unit(tower, sqm=sqm, gone=day) for sqm in (300, 100))
    make_tenancy(make_firm(), let, end=day)
    merge = UnitChange.objects.create(kind="merge", on=day, source=make_source(day))
    whole = make_unit(tower, sqm=400, born=day)
    for old in (vacant, let):
        UnitLineage.objects.create(change=merge, from_unit=old, to_unit=whole)
    make_tenancy(make_firm(), whole, start=day)
    assert come_to(world, "take_up_rate") == (30_000, 30_000, 1)


def test_net_absorption_falls_below_zero_when_more_is_given_up_than_taken() -> None:
    world = World(make_tree())
    tower = make_tower(world.tree["park"])
    given_up, taken, stays, unknown = (make_unit(tower, sqm=sqm) for sqm in (300, 100, 500, None))
    make_tenancy(make_firm(), given_up, end=date(2026, 10, 10))
    make_tenancy(make_firm(), taken, start=date(2026, 10, 10))
    make_tenancy(make_firm(), stays)
    make_tenancy(make_firm(), unknown, start=date(2026, 10, 10))
    assert come_to(world, "net_absorption") == (-20_000, 0, 2)
    assert row_sums(KPIS["net_absorption"], world, DAY, timezone.now(), tower.area_path, tower.pk) == (-20_000, 0, 2)
    assert come_to(world, "net_absorption", on=date(2026, 9, 30)) == (0, 0, 0)


def test_a_firm_that_moves_within_the_area_is_kept_by_the_area_and_lost_by_the_tower() -> None:
    world = World(make_tree())
    one, other = make_tower(world.tree["park"]), make_tower(world.tree["other"])
    moves, leaves, stays, comes = (make_firm() for _firm in range(4))
    make_tenancy(moves, make_unit(one), end=date(2026, 3, 1))
    make_tenancy(moves, make_unit(other), start=date(2026, 3, 1))
    make_tenancy(leaves, make_unit(one), end=date(2026, 5, 1))
    make_tenancy(stays, make_unit(one))
    make_tenancy(comes, make_unit(one), start=date(2025, 12, 1))
    assert come_to(world, "retention_rate") == (2, 3, 3)
    assert come_to(world, "retention_rate", tower=one) == (1, 3, 3)
    assert sums(KPIS["retention_rate"], world, DAY, timezone.now()).get((other.area_path, other.pk)) is None


def test_concentration_is_that_of_the_leading_branch_and_the_unknown_count_in_the_whole() -> None:
    world = World(make_tree())
    tower = make_tower(world.tree["park"])
    for industry, sqm in (("J6621", 300), ("6622", 100), ("L7211", 250), ("L7212", 60), ("7213", 50), (None, 900)):
        firm = make_firm()
        if industry:
            say(firm, "industry", code=industry)
        make_tenancy(firm, make_unit(tower, sqm=sqm))
    assert come_to(world, "industry_concentration")[:2] == (40_000, 166_000)
    assert come_to(world, "industry_concentration_firms")[:2] == (3, 6)


def test_a_shared_unit_gives_each_firm_what_the_others_leave_of_it() -> None:
    world = World(make_tree())
    unit = make_unit(make_tower(world.tree["park"]), sqm=100)
    for sqm, industry in ((40, "J66"), (None, "L71"), (None, "L72")):
        firm = make_firm()
        say(firm, "industry", code=industry)
        make_tenancy(firm, unit, sqm=sqm, exclusive=False)
    assert come_to(world, "industry_concentration") == (6_000, 10_000, 3)


def test_a_tower_of_exactly_100_million_counts_and_one_fen_less_does_not() -> None:
    world = World(make_tree())
    for fen in (10_000_000_000, 9_999_999_999):
        tower = make_tower(world.tree["park"], lettable_sqm=1000)
        for share in (6_000_000_000, fen - 6_000_000_000):
            firm = make_firm()
            say(firm, "tax", num=share, since=date(2025, 1, 1))
            say(firm, "tax", num=99, since=date(2024, 1, 1))
            make_tenancy(firm, make_unit(tower))
    assert come_to(world, "towers_over_100m_tax") == (1, 0, 1)
    assert come_to(world, "towers_over_100m_tax", on=date(2025, 6, 1)) == (0, 0, 0)
    assert come_to(world, "tax_paid", on=date(2025, 6, 1))[0] == 4 * 99
    assert come_to(world, "tax_per_sqm")[:2] == (19_999_999_999, 200_000)


def test_a_tax_counts_once_in_the_tower_where_the_firm_was_at_the_end_of_that_year() -> None:
    world = World(make_tree())
    small, large, left, new = (make_tower(world.tree["park"]) for _tower in range(4))
    both, gone, came, elsewhere = (make_firm() for _firm in range(4))
    for firm in (both, gone, came, elsewhere):
        say(firm, "tax", num=10_000_000_000, since=date(2025, 1, 1))
    make_tenancy(both, make_unit(small, sqm=100))
    make_tenancy(both, make_unit(large, sqm=300))
    make_tenancy(gone, make_unit(left), end=date(2026, 3, 1))
    make_tenancy(came, make_unit(new), start=date(2026, 1, 1))
    make_tenancy(elsewhere, make_unit(new), taxed_here=False)
    rows = row_ids(KPIS["towers_over_100m_tax"], world, DAY, timezone.now(), world.tree["street"].path)
    assert rows == {large.pk, left.pk}
    seen = list_taxed_towers(
        make_actor(permissions=frozenset({"tax.read"})), [small.pk, large.pk, left.pk, new.pk], DAY
    )
    assert {pk for pk, row in seen.items() if row.over} == rows
    assert come_to(world, "tax_paid")[0] == 3 * 10_000_000_000  # that figure is of those in place on the day


def test_land_is_granted_from_its_day_and_a_newer_list_takes_its_place() -> None:
    world = World(make_tree())
    for area, mu_e4, granted_on in (
        ("park", 12_270_000, date(2014, 8, 29)), ("park", 5_000, DAY), ("other", 10_340_000, None),
    ):  # fmt: skip
        make_parcel(world.tree[area], mu_e4=mu_e4, granted_on=granted_on, since=date(2010, 1, 1))
    assert come_to(world, "land_area") == (22_615_000, 0, 3)
    assert come_to(world, "land_granted") == (12_275_000, 0, 2)
    assert come_to(world, "land_granted", on=date(2026, 11, 19))[0] == 12_270_000
    assert come_to(world, "land_area", on=date(2009, 12, 31))[0] == 0
    park = world.tree["park"].path
    assert sums(KPIS["land_area"], world, DAY, timezone.now())[park, None][0] == 12_275_000
    LandParcel.objects.filter(mu_e4=10_340_000).update(retracted_at=timezone.now())
    assert come_to(world, "land_area")[0] == 12_275_000


def test_a_bank_in_two_towers_is_one_bank_and_two_seats() -> None:
    world = World(make_tree())
    one, other = make_tower(world.tree["park"]), make_tower(world.tree["other"])
    for kind in ("head", "regional"):
        bank = make_firm()
        say(bank, "institution_class", code="bank")
        say(bank, "headquarters_type", code=kind)
        make_tenancy(bank, make_unit(one), make_unit(one), *([make_unit(other)] if kind == "head" else []))
    assert come_to(world, "bank_heads")[0] == 1
    assert come_to(world, "bank_heads_and_regional_heads")[0] == 2
    assert come_to(world, "bank_head_seats") == (3, 0, 2)
    assert come_to(world, "bank_head_seats", tower=one)[0] == 2


def test_conflicts_are_those_of_the_queue_and_stay_what_they_were_known_to_be() -> None:
    world = World(make_tree())
    tower, street = make_tower(world.tree["park"]), world.tree["street"]
    same, again = (make_firm("海潮（示例）有限公司", street, uscc=None) for _time in range(2))
    for num, believed in ((3, True), (4, False)):
        say(same, "staff", num=num, believed=believed)
    room = make_unit(tower, sqm=100)
    make_tenancy(same, room, exclusive=False)
    make_tenancy(again, room, exclusive=False)
    assert come_to(world, "conflicts") == (2, 0, 1)  # one firm is in both: by its staff and by its name
    assert (tower.area_path, tower.pk) not in sums(KPIS["conflicts"], world, DAY, timezone.now())
    make_tenancy(make_firm(), room)
    assert come_to(world, "conflicts", tower=tower) == (1, 0, 1)
    actor = make_reader(street, "register.edit")
    assert count_conflicts(actor) == come_to(world, "conflicts")[0] == 3

    before = timezone.now()
    (named,) = (line for line in list_conflicts(actor) if line.kind == "same_name")
    leave_conflict(
        actor=actor, kind=named.kind, subject_id=named.subject_id, other_id=named.other_id, reason="two firms"
    )
    assert count_conflicts(actor) == come_to(world, "conflicts")[0] == 2
    assert sums(KPIS["conflicts"], world, DAY, before)[street.path, None][0] == 3


def test_a_grade_counts_on_its_days_until_it_is_revoked_and_one_tower_once() -> None:
    world = World(make_tree())
    (graded, revoked, expired, waits, two, _none) = (make_tower(world.tree["park"]) for _ in range(6))
    now, first = timezone.now(), date(2026, 3, 1)
    make_grade(graded, since=first)
    make_grade(revoked, since=first, state="revoked", revoked_at=now, revoked_on=date(2026, 9, 1))
    make_grade(expired, since=first, until=date(2026, 8, 1))
    make_grade(waits, since=first, state="proposed", decided_at=None)
    make_grade(two, since=first)
    make_grade(two, since=date(2026, 6, 1), scheme="another", grade="a")
    assert come_to(world, "towers_graded") == (2, 0, 2)
    assert come_to(world, "towers_graded", on=date(2026, 8, 31)) == (3, 0, 3)
    assert come_to(world, "towers_graded", on=date(2026, 7, 31)) == (4, 0, 4)
    assert come_to(world, "towers_graded", on=date(2026, 2, 28)) == (0, 0, 0)
    before = now - timedelta(days=1)
    assert sums(KPIS["towers_graded"], world, DAY, before)[world.tree["street"].path, None] == (0, 0, 0)
    asked: dict[str, Any] = {
        "areas": [world.tree["street"].path],
        "top": world.tree["city"].path,
        "on": DAY,
        "at": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(aggregate_of(KPIS["towers_graded"]), asked)
        classes = {row[2]: row[3] for row in cursor.fetchall() if row[2] is not None}
    assert classes == {"star_local.star4": 1, "another.a": 1}


def test_two_records_of_one_tower_count_twice_as_long_as_nobody_knew() -> None:
    world = World(make_tree())
    kept, gone = (make_tower(world.tree["park"]) for _record in range(2))
    before = timezone.now()
    TowerMerge.objects.create(
        kept=kept, gone=gone, area_path=kept.area_path, reason="one house", merged_at=timezone.now()
    )
    Tower.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert come_to(world, "towers") == (1, 0, 1)
    assert sums(KPIS["towers"], world, DAY, before)[world.tree["street"].path, None] == (2, 0, 2)
