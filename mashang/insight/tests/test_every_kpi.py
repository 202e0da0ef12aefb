"""What must hold of every KPI, on registers drawn at random: figure and rows are one, and add up as is said."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import timezone

from mashang.insight.kpis.description import Additive, Kpi, Sensitivity
from mashang.insight.kpis.heads import aggregate_of
from mashang.insight.kpis.promises import KPIS as SERVICES
from mashang.insight.kpis.registry import KPIS
from mashang.insight.kpis.sources import SOURCES
from mashang.insight.reads.row_names import NAMERS
from mashang.insight.tests.make import DAY, say
from mashang.insight.tests.worlds import Sums, World, make_world, row_sums, sums
from mashang.register.reads.conflict_rows import BLOCKS
from mashang.register.tests import make

# These worlds hold no requests: that the figures of promises and their rows are one is held by test_promises.py.
DRAWN = {key: kpi for key, kpi in KPIS.items() if kpi not in SERVICES}
DAYS = (date(2025, 8, 15), date(2026, 3, 31), DAY)
every_kpi = pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)


@pytest.mark.django_db
def test_rows_are_as_many_as_the_figure_says_and_add_up_to_it_everywhere() -> None:
    for seed in range(4):
        world = make_world(seed)
        at = timezone.now()
        for kpi in DRAWN.values():
            for on in DAYS:
                for (path, tower), told in sums(kpi, world, on, at).items():
                    assert row_sums(kpi, world, on, at, path, tower) == told, (kpi.key, on, path, tower)


@pytest.mark.django_db
def test_the_figure_of_an_area_follows_from_its_towers_just_as_is_said() -> None:
    broken: set[str] = set()
    for seed in range(10):
        world = make_world(seed, firms=3)
        at = timezone.now()
        for kpi in DRAWN.values():
            told = sums(kpi, world, DAY, at)
            of_towers = {tower.pk: row_sums(kpi, world, DAY, at, tower.area_path, tower.pk) for tower in world.towers}
            for path in world.paths:
                below = [of_towers[tower.pk] for tower in world.towers if tower.area_path.startswith(path)]
                added = tuple(sum(column) for column in zip(*below, strict=True)) if below else (0, 0, 0)
                if told[path, None][:2] != added[:2]:
                    broken.add(kpi.key)
    assert broken == {kpi.key for kpi in DRAWN.values() if kpi.additive is Additive.DISTINCT}


# What one more firm in a vacant unit of 100 m2 adds to num and den in its area and tower, and what one more tower
# with a vacant unit of 40 m2 on a granted parcel of 1.5 mu does. The firm is a bank's head office with all that can be said of a firm.
MOVES: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "towers": ((0, 0), (1, 0)),
    "project_towers": ((0, 0), (1, 0)),
    "high_end_towers": ((0, 0), (1, 0)),
    "towers_graded": ((0, 0), (1, 0)),
    "lettable_area": ((0, 0), (4_000, 0)),
    "occupancy_rate": ((10_000, 0), (0, 4_000)),
    "vacancy_rate": ((-10_000, 0), (4_000, 4_000)),
    "vacant_area": ((-10_000, 0), (4_000, 0)),
    "freshness": ((10_000, 0), (0, 4_000)),
    "conflicts": ((1, 0), (0, 0)),
    "take_up_rate": ((10_000, 0), (0, 4_000)),
    "net_absorption": ((10_000, 0), (0, 0)),
    "land_area": ((0, 0), (15_000, 0)),
    "land_granted": ((0, 0), (15_000, 0)),
    "firms": ((1, 0), (0, 0)),
    "registration_rate": ((1, 1), (0, 0)),
    "local_tax_rate": ((1, 1), (0, 0)),
    "retention_rate": ((0, 0), (0, 0)),
    "firms_by_size": ((1, 0), (0, 0)),
    "firms_by_industry": ((1, 0), (0, 0)),
    "industry_concentration": ((10_000, 10_000), (0, 0)),
    "industry_concentration_firms": ((1, 1), (0, 0)),
    "above_threshold_firms": ((1, 0), (0, 0)),
    "financial_institutions": ((1, 0), (0, 0)),
    "bank_heads": ((1, 0), (0, 0)),
    "bank_heads_and_regional_heads": ((1, 0), (0, 0)),
    "bank_head_seats": ((1, 0), (0, 0)),
    "financial_heads": ((1, 0), (0, 0)),
    "tax_paid": ((10_000_000_000, 0), (0, 0)),
    "tax_per_sqm": ((10_000_000_000, 0), (0, 4_000)),
    "towers_over_100m_tax": ((0, 0), (0, 0)),
}
# test_figures_by_hand.py: nobody who comes today was here a year ago, or at the end of the last tax year
MOVED_OTHERWISE = {"retention_rate", "towers_over_100m_tax"}


def a_firm_comes(world: World) -> None:
    bank = make.make_firm(area=world.tree["park"])
    for key, code in (
        ("industry", "6621"), ("institution_kind", "licensed"), ("institution_class", "bank"),
        ("headquarters_type", "head"), ("above_threshold_class", "services"),
    ):  # fmt: skip
        say(bank, key, code=code)
    say(bank, "staff", num=12, since=date(2025, 1, 1))
    say(bank, "staff", num=14, since=date(2025, 1, 1), believed=False)
    say(bank, "tax", num=10_000_000_000, since=date(2025, 1, 1))
    make.make_tenancy(bank, world.units[0], start=date(2026, 11, 2), registered_here=True, taxed_here=True)


def a_tower_comes(world: World) -> None:
    tower = make.make_tower(world.tree["park"], lettable_sqm=40)
    say(tower, "high_end", flag=True)
    say(tower, "project_kind", code="commercial")
    make.make_grade(tower)
    make.make_unit(tower, sqm=40)
    make.make_parcel(world.tree["park"], mu_e4=15_000, granted_on=date(2016, 1, 1))


def changes(before: Sums, after: Sums) -> tuple[int, int]:
    return after[0] - before[0], after[1] - before[1]


@pytest.mark.django_db
def test_one_thing_more_moves_each_figure_by_just_that() -> None:
    assert set(MOVES) == set(DRAWN)
    tree = make_world(0, towers=0, firms=0).tree
    tower = make.make_tower(tree["park"], kind="office", lettable_sqm=500)
    world = World(tree, [tower], [make.make_unit(tower, sqm=100)])
    make.make_unit(tower, sqm=300)
    moved = set()
    for step, happens in enumerate((a_firm_comes, a_tower_comes)):
        before = {key: sums(kpi, world, DAY, timezone.now()) for key, kpi in DRAWN.items()}
        happens(world)
        for key, kpi in DRAWN.items():
            after = sums(kpi, world, DAY, timezone.now())
            for path in (tree["park"].path, tree["city"].path):
                change = changes(before[key][path, None], after[path, None])
                assert change == MOVES[key][step], (key, path)
                moved |= {key} if any(change) else set()
            assert after[tree["other"].path, None] == before[key][tree["other"].path, None], key
    assert moved == set(DRAWN) - MOVED_OTHERWISE


@pytest.mark.django_db
def test_what_becomes_known_later_changes_no_figure_as_it_was_known_before() -> None:
    world = make_world(9)
    at = timezone.now()
    before = {(key, on): sums(kpi, world, on, at) for key, kpi in DRAWN.items() for on in DAYS if kpi.looks_back}
    for lease in [lease for lease in world.leases if lease.retracted_at is None][:3]:
        make.retract(lease)
    bank = make.make_firm(area=world.tree["park"])
    say(bank, "tax", num=99, since=date(2025, 1, 1))
    unit = make.make_unit(world.towers[0], sqm=70, born=date(2025, 2, 1))
    make.make_tenancy(bank, unit, start=date(2025, 3, 1))
    say(world.towers[1], "project_kind", code="housing", since=date(2025, 5, 1))
    later = timezone.now()
    for (key, on), told in before.items():
        assert sums(KPIS[key], world, on, at) == told, (key, on)
    moved = {key for (key, on), told in before.items() if sums(KPIS[key], world, on, later) != told}
    assert {"firms", "occupancy_rate", "tax_paid", "retention_rate"} <= moved


@every_kpi
def test_a_kpi_says_in_words_what_it_counts(kpi: Kpi) -> None:
    for text in (kpi.name, kpi.formula, kpi.scope, kpi.source, kpi.num.name):
        assert str(text)
    assert kpi.owner
    assert kpi.unit
    assert set(kpi.kinds) <= set(NAMERS)
    assert (kpi.den is None) == (kpi.factor == 1)
    assert kpi.withheld == (kpi.sensitivity is Sensitivity.TAX)
    assert bool(kpi.measure) == kpi.withheld


def test_keys_and_numbers_of_the_dictionary_are_used_once() -> None:
    assert len({kpi.no for kpi in KPIS.values()}) == len(KPIS)
    assert {kpi.key for kpi in KPIS.values()} == set(KPIS)


@every_kpi
def test_no_kpi_knows_the_sample(kpi: Kpi) -> None:
    # What blocks of buildings are called anywhere is no place.
    assert knows_a_place(f"{aggregate_of(kpi)} {kpi.told_by}".replace(BLOCKS, "")) == []


def knows_a_place(text: str) -> list[str]:
    """Chinese words, codes of towers, paths of areas and numbers of rows in a text of SQL."""
    numbered = r"\b\w*(?:_id|path|code|name\w*)\s*=\s*'?\d+|starts_with\([^%)]*'"
    return re.findall(r"[\u4e00-\u9fff]+|\bAF\d+|\bFJ\w*|" + numbered, text)


def test_a_kpi_that_knows_the_sample_is_seen() -> None:
    assert knows_a_place("where t.area_path = 'FJFZTJ' and tower_id = 7 and code = 'AF01' and name = '大厦'")
    assert knows_a_place(SOURCES["house"].text) == []
